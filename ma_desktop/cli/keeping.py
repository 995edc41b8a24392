"""Commands that keep the store: backup and restore."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ma_desktop.cli.access import signed_in
from ma_desktop.cli.terminal import answer, passphrase
from ma_desktop.domain.errors import ExitStatus, Refused
from ma_desktop.services.backups import back_up, restore


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    backup = commands.add_parser("backup", parents=[common], help="an encrypted, checked copy")
    backup.add_argument("folder", type=Path, metavar="DIR", help="a new folder is made in it")
    backup.set_defaults(command=_backup)
    restored = commands.add_parser(
        "restore", parents=[common], help="a new store out of a backup; never overwrites"
    )
    restored.add_argument("backup", type=Path, metavar="BACKUP", help="a folder that backup made")
    restored.set_defaults(command=_restore)


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


def _restore(arguments: argparse.Namespace) -> int:
    if not arguments.user:
        raise Refused("Who opens the backup is missing.", do="Say who with --user.")
    made = restore(arguments.backup, arguments.store, arguments.user, passphrase(arguments))
    answer(
        arguments,
        {"store": str(made.folder), "audit_entries": made.entries, "audit_head": made.head},
        f"The store is in {made.folder}, with {made.entries} audit entries, head {made.head}.",
    )
    return ExitStatus.DONE
