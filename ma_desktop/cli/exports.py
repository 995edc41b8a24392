"""Commands that let records out: export fhir, csv or hl7."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path
from typing import Any

from ma_desktop.cli.access import patient_of, signed_in
from ma_desktop.cli.paper import write_private
from ma_desktop.cli.terminal import answer
from ma_desktop.domain.errors import ExitStatus, Refused
from ma_desktop.services.exports import ExportKind, export_day, export_patient

_PASSPHRASE = "MA_DESKTOP_FILE_PASSPHRASE"


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    export = commands.add_parser("export", parents=[common], help="write records to a file")
    export.add_argument("kind", choices=[kind.value for kind in ExportKind])
    who = export.add_mutually_exclusive_group(required=True)
    who.add_argument("--patient", metavar="MRN")
    who.add_argument("--day", type=_day, metavar="YYYY-MM-DD", help="all visits of a day")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    export.add_argument("--reason", default="", help="why this goes out")
    export.add_argument(
        "--encrypt", action="store_true", help=f"as AES-256 ZIP, passphrase from {_PASSPHRASE}"
    )
    export.set_defaults(command=_export)


def _export(arguments: argparse.Namespace) -> int:
    kind = ExportKind(arguments.kind)
    passphrase = os.environ.get(_PASSPHRASE, "") if arguments.encrypt else ""
    if arguments.encrypt and not passphrase:
        raise Refused("There is no passphrase for the file.", do=f"Set {_PASSPHRASE}.")
    with signed_in(arguments) as clinic:
        if arguments.patient:
            patient = patient_of(clinic, arguments.patient)
            made = export_patient(
                clinic, patient.id, kind, reason=arguments.reason, passphrase=passphrase
            )
        else:
            made = export_day(
                clinic, arguments.day, kind, reason=arguments.reason, passphrase=passphrase
            )
    write_private(arguments.out, made.data)
    value = {"file": str(arguments.out), "bytes": len(made.data), "records": made.records}
    answer(arguments, value, f"Wrote {made.records} readings to {arguments.out}.")
    return ExitStatus.DONE


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day is written 2026-11-24") from None
