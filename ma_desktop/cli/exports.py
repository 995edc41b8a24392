"""Commands that let records out: export fhir, csv or hl7; paper for the day."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ma_desktop.cli.access import patient_of, signed_in
from ma_desktop.cli.outgoing import ENCRYPT_HELP, day, file_passphrase, write_private
from ma_desktop.cli.terminal import answer
from ma_desktop.domain.errors import ExitStatus, Misused
from ma_desktop.services.day_sheets import closing_sheet, downtime_pack
from ma_desktop.services.exports import ExportKind, export_day, export_patient


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    export = commands.add_parser("export", parents=[common], help="write records to a file")
    export.add_argument("kind", choices=[kind.value for kind in ExportKind])
    who = export.add_mutually_exclusive_group(required=True)
    who.add_argument("--patient", metavar="MRN")
    who.add_argument("--day", type=day, metavar="YYYY-MM-DD", help="all visits of a day")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    export.add_argument("--reason", default="", help="why this goes out")
    export.add_argument("--encrypt", action="store_true", help=f"as AES-256 ZIP, {ENCRYPT_HELP}")
    export.add_argument("--audit", action="store_true", help="with who read and changed it (FHIR)")
    export.set_defaults(command=_export)
    sheet = commands.add_parser("day-sheet", parents=[common], help="paper for the day")
    sheet.add_argument("kind", choices=["downtime", "closing"])
    sheet.add_argument("--out", type=Path, required=True, metavar="FILE")
    sheet.set_defaults(command=_day_sheet)


def _export(arguments: argparse.Namespace) -> int:
    kind = ExportKind(arguments.kind)
    passphrase = file_passphrase() if arguments.encrypt else ""
    if arguments.audit and (kind is not ExportKind.FHIR or not arguments.patient):
        raise Misused("Audit entries go out as FHIR, with one patient.", do="Add --patient.")
    with signed_in(arguments) as clinic:
        if arguments.patient:
            patient = patient_of(clinic, arguments.patient)
            made = export_patient(
                clinic,
                patient.id,
                kind,
                reason=arguments.reason,
                passphrase=passphrase,
                audit=arguments.audit,
            )
        else:
            made = export_day(
                clinic, arguments.day, kind, reason=arguments.reason, passphrase=passphrase
            )
    write_private(arguments.out, made.data)
    value = {"file": str(arguments.out), "bytes": len(made.data), "records": made.records}
    answer(arguments, value, f"Wrote {made.records} readings to {arguments.out}.")
    return ExitStatus.DONE


def _day_sheet(arguments: argparse.Namespace) -> int:
    """The downtime pack is always locked; the closing sheet holds initials only."""
    secret = file_passphrase() if arguments.kind == "downtime" else ""
    with signed_in(arguments) as clinic:
        data = downtime_pack(clinic, secret) if secret else closing_sheet(clinic)
    write_private(arguments.out, data)
    answer(arguments, {"file": str(arguments.out), "bytes": len(data)}, f"Wrote {arguments.out}.")
    return ExitStatus.DONE
