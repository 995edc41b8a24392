"""Commands that check: verify the store, doctor the machine."""

from __future__ import annotations

import argparse
import ctypes.util
import importlib.util
import os
import platform
import shutil
import sys
from pathlib import Path
from typing import Any

from ma_desktop.cli.access import signed_in
from ma_desktop.cli.terminal import answer
from ma_desktop.domain.errors import ExitStatus
from ma_desktop.services.backups import witnessed
from ma_desktop.services.clinic import sqlite_words, verify

_LIBRARIES = ("GL", "EGL", "glib-2.0", "dbus-1", "fontconfig", "xkbcommon")
_X11_LIBRARIES = ("xcb-cursor", "xkbcommon-x11", "xcb-icccm", "xcb-keysyms", "xcb-shape")
_LOW_DISK = 500 * 1024 * 1024


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    checked = commands.add_parser("verify", parents=[common], help="check store and audit chain")
    checked.add_argument(
        "--head", default="", metavar="CODE", help="a head code kept elsewhere, from a summary"
    )
    checked.set_defaults(command=_verify)
    commands.add_parser("doctor", parents=[common], help="what this machine lacks").set_defaults(
        command=_doctor
    )


def _verify(arguments: argparse.Namespace) -> int:
    with signed_in(arguments) as clinic:
        verdict = verify(clinic)
        witness = witnessed(clinic, arguments.head) if arguments.head else None
    lines = [f"damage: {line}" for line in verdict.damage]
    if verdict.audit_break is not None:
        lines.append(f"the audit chain breaks at entry {verdict.audit_break}")
    lines.append(f"{verdict.audit_entries} audit entries, head {verdict.audit_head}")
    if arguments.head:
        lines.append(_witness_words(witness))
    lines.append("The store is sound." if verdict.is_sound else "The store is damaged.")
    value = {
        "sound": verdict.is_sound,
        "damage": list(verdict.damage),
        "audit_break": verdict.audit_break,
        "audit_entries": verdict.audit_entries,
        "audit_head": verdict.audit_head,
        "witnessed_entry": witness,
    }
    answer(arguments, value, "\n".join(lines))
    is_genuine = verdict.is_sound and (not arguments.head or witness is not None)
    return ExitStatus.DONE if is_genuine else ExitStatus.INTEGRITY


def _witness_words(entry: int | None) -> str:
    if entry is None:
        return (
            "The audit chain does not hold this head code: the code is mistyped, or an older or "
            "rewritten store stands in place of the one that gave it."
        )
    return f"The head code is that of entry {entry}: up to there nothing was rewritten."


def _doctor(arguments: argparse.Namespace) -> int:
    found = dict(_findings(arguments.store))
    lacking = [name for name, (good, _words) in found.items() if not good]
    lines = [
        f"{'ok  ' if good else 'LACK'} {name}: {words}" for name, (good, words) in found.items()
    ]
    value = {
        "lacking": lacking,
        "checks": {name: {"ok": good, "words": words} for name, (good, words) in found.items()},
    }
    answer(arguments, value, "\n".join(lines))
    return ExitStatus.MACHINE if lacking else ExitStatus.DONE


def _findings(store: str) -> list[tuple[str, tuple[bool, str]]]:
    version = platform.python_version()
    found = [("python", ((3, 11) <= sys.version_info[:2] <= (3, 13), version))]
    found.append(("store engine", sqlite_words()))
    if sys.platform.startswith("linux"):
        wanted = (*_LIBRARIES, *(_X11_LIBRARIES if os.environ.get("DISPLAY") else ()))
        missing = [name for name in wanted if ctypes.util.find_library(name) is None]
        words = "missing: " + ", ".join(missing) if missing else "all there"
        found.append(("window libraries", (not missing, words)))
        display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
        found.append(("display", (True, "there" if display else "none: only off screen")))
    has_driver = importlib.util.find_spec("psycopg") is not None
    found.append(
        ("PostgreSQL driver", (True, "there" if has_driver else "not installed, optional"))
    )
    witness = (
        "none on this machine: keep the head codes of summaries and backups elsewhere, "
        "and compare them by verify --head"
    )
    found.append(("audit witness", (True, witness)))
    folder = Path(store)
    if "://" not in store:
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
        free = shutil.disk_usage(nearest).free
        found.append(("disk", (free > _LOW_DISK, f"{free // 2**20} MB free")))
        private = not folder.exists() or os.name == "nt" or folder.stat().st_mode & 0o077 == 0
        found.append(("store folder", (private, "private" if private else "others may read it")))
    return found
