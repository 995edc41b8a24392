"""Commands for the clinic and its people: init, user add, list and disable."""

from __future__ import annotations

import argparse
from typing import Any

from ma_desktop.cli.access import signed_in
from ma_desktop.cli.terminal import ENVIRONMENT, NEW_ENVIRONMENT, answer, new_passphrase
from ma_desktop.domain.errors import ExitStatus, Misused
from ma_desktop.domain.staff import Role
from ma_desktop.services.clinic import (
    NewClinic,
    add_user,
    create_clinic,
    disable_user,
    end_access,
    staff,
)


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    init = commands.add_parser("init", parents=[common], help="make a store for a clinic")
    init.add_argument("--clinic", required=True, metavar="NAME")
    init.add_argument("--address", default="")
    init.add_argument("--phone", default="")
    init.add_argument("--zone", default="", help="time zone, for example America/New_York")
    init.add_argument("--room", action="append", metavar="NAME", help="once for each room")
    init.add_argument("--name", default="", help="the administrator's name as shown")
    init.add_argument("--credential", default="", help="for example CMA")
    init.add_argument("--new-passphrase-fd", type=int, metavar="N")
    init.set_defaults(command=_init)
    user = commands.add_parser("user", help="people who can sign in").add_subparsers(
        required=True, metavar="add|list|disable"
    )
    add = user.add_parser("add", parents=[common], help="give a person a passphrase of their own")
    add.add_argument("name", help="the new user name")
    add.add_argument("--name", dest="display", default="", help="the name as shown")
    add.add_argument("--role", choices=[str(r) for r in Role], default=str(Role.MEDICAL_ASSISTANT))
    add.add_argument("--credential", default="")
    add.add_argument("--new-passphrase-fd", type=int, metavar="N")
    add.set_defaults(command=_user_add)
    user.add_parser("list", parents=[common], help="who can sign in").set_defaults(
        command=_user_list
    )
    disable = user.add_parser("disable", parents=[common], help="end a person's access")
    disable.add_argument("name", help="the user name")
    disable.add_argument(
        "--keep-key", action="store_true", help="do not replace the store's key (see rekey)"
    )
    disable.set_defaults(command=_user_disable)


def _init(arguments: argparse.Namespace) -> int:
    if not arguments.user:
        raise Misused("Who the first administrator is, is missing.", do="Say who with --user.")
    new = NewClinic(
        arguments.clinic,
        arguments.user,
        arguments.name,
        tuple(arguments.room or NewClinic.rooms),
        arguments.address,
        arguments.phone,
        arguments.zone,
        arguments.credential,
    )
    if arguments.passphrase_fd is not None and arguments.new_passphrase_fd is None:
        arguments.new_passphrase_fd = arguments.passphrase_fd
    code = create_clinic(arguments.store, new, new_passphrase(arguments, ENVIRONMENT))
    answer(
        arguments,
        {"store": arguments.store, "user": arguments.user, "recovery_code": code},
        f"The store is ready.\nRecovery code: {code}\n"
        "Write it down and keep two copies sealed. It is not shown again, and without it nobody "
        "can help when passphrases are lost.",
    )
    return ExitStatus.DONE


def _user_add(arguments: argparse.Namespace) -> int:
    with signed_in(arguments) as clinic:
        add_user(
            clinic,
            arguments.name,
            arguments.display,
            new_passphrase(arguments, NEW_ENVIRONMENT),
            role=Role(arguments.role),
            credential=arguments.credential,
        )
    answer(arguments, {"user": arguments.name}, f"{arguments.name} can sign in now.")
    return ExitStatus.DONE


def _user_disable(arguments: argparse.Namespace) -> int:
    with signed_in(arguments) as clinic:
        if arguments.keep_key:
            disable_user(clinic, arguments.name)
            left = "The key was kept: an old copy of theirs still opens the store. Run rekey."
        else:
            left = end_access(clinic, arguments.name)
    said = f"{arguments.name} can't sign in any more."
    more = left or "The store's key was replaced, so an old copy of theirs opens nothing new."
    is_replaced = not left
    value = {"user": arguments.name, "key_replaced": is_replaced, "left": left}
    answer(arguments, value, f"{said} {more}")
    return ExitStatus.DONE if is_replaced or arguments.keep_key else ExitStatus.MACHINE


def _user_list(arguments: argparse.Namespace) -> int:
    with signed_in(arguments) as clinic:
        people = staff(clinic)
    rows = [
        {"user": p.user_name, "name": p.title, "role": str(p.role), "active": p.active}
        for p in people
    ]
    lines = [f"{row['user']}\t{row['name']}\t{row['role']}" for row in rows]
    answer(arguments, {"users": rows}, "\n".join(lines))
    return ExitStatus.DONE
