"""Commands that keep the store: backup, restore and rekey."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ma_desktop.cli.access import signed_in
from ma_desktop.cli.terminal import answer, passphrase
from ma_desktop.domain.errors import ExitStatus, Misused
from ma_desktop.services.backups import back_up, restore
from ma_desktop.services.clinic import replace_key
from ma_desktop.storage.places import is_server


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    backup = commands.add_parser("backup", parents=[common], help="an encrypted, checked copy")
    backup.add_argument("folder", type=Path, metavar="DIR", help="a new folder is made in it")
    backup.set_defaults(command=_backup)
    restored = commands.add_parser(
        "restore", parents=[common], help="a new store out of a backup; never overwrites"
    )
    restored.add_argument("backup", type=Path, metavar="BACKUP", help="a folder that backup made")
    restored.set_defaults(command=_restore)
    rekey = commands.add_parser(
        "rekey", parents=[common], help="another key, so that old copies open nothing new"
    )
    rekey.add_argument(
        "--reason", default="on demand", help="why, for the audit (names nobody)", metavar="WORDS"
    )
    rekey.set_defaults(command=_rekey)


def _backup(arguments: argparse.Namespace) -> int:
    with signed_in(arguments) as clinic:
        made = back_up(clinic, arguments.folder)
    answer(
        arguments,
        {"folder": str(made.folder), "audit_entries": made.entries, "audit_head": made.head},
        f"The backup is in {made.folder}. It was opened and checked.\n"
        f"Head of the audit chain: {made.head}. Kept elsewhere, it shows later whether the chain "
        "was rewritten (verify --head).",
    )
    return ExitStatus.DONE


def _rekey(arguments: argparse.Namespace) -> int:
    with signed_in(arguments) as clinic:
        replace_key(clinic, arguments.reason)
    if is_server(arguments.store):
        text = (
            "The key file of this store was sealed anew. The records lie on the server: take the "
            "account of whoever left away there, and change its passwords."
        )
    else:
        text = (
            "The store was written anew under another key and checked. All passphrases and the "
            "recovery code stay as they are. Copies made before, and whoever holds them, still "
            "open what was in them then; make a new backup now."
        )
    answer(arguments, {"store": arguments.store, "key_replaced": True}, text)
    return ExitStatus.DONE


def _restore(arguments: argparse.Namespace) -> int:
    if not arguments.user:
        raise Misused("Who opens the backup is missing.", do="Say who with --user.")
    made = restore(arguments.backup, arguments.store, arguments.user, passphrase(arguments))
    answer(
        arguments,
        {"store": str(made.folder), "audit_entries": made.entries, "audit_head": made.head},
        f"The store is in {made.folder}, with {made.entries} audit entries, head {made.head}.",
    )
    return ExitStatus.DONE
