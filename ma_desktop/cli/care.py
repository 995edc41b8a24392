"""Commands for care: import, visit add, vitals add and list."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from ma_desktop.cli.access import patient_of, signed_in
from ma_desktop.cli.terminal import answer, progress, say_json, words
from ma_desktop.domain.errors import ExitStatus, MaError, Misused, Refused
from ma_desktop.domain.vital_parse import InvalidReading, parse
from ma_desktop.domain.vitals import Observation, Reading
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.import_report import KEPT_WORDS, ImportReport
from ma_desktop.services.imports import import_files
from ma_desktop.services.observing import demand_vital
from ma_desktop.services.rooming import record_for_patient, today_visit
from ma_desktop.services.schedule import book
from ma_desktop.services.trends import history

_LONGEST_LINE = 64 * 1024
_KINDS = (
    "patients",
    "visits",
    "observations",
    "allergies",
    "medications",
    "immunizations",
    "orders",
)
"""What an import counts; in JSON each stands there, be it 0."""


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    take = commands.add_parser("import", parents=[common], help="take in FHIR bundles and CSV")
    take.add_argument("file", nargs="+", type=Path)
    take.set_defaults(command=_import)
    visit = commands.add_parser("visit", help="visits").add_subparsers(required=True, metavar="add")
    add = visit.add_parser("add", parents=[common], help="book a visit for now")
    add.add_argument("--patient", required=True, metavar="MRN")
    add.add_argument("--type", default="Visit")
    add.add_argument("--provider", default="")
    add.add_argument("--reason", default="")
    add.add_argument("--arrived", action="store_true")
    add.add_argument("--room", metavar="NUMBER", help="take the patient into this room")
    add.set_defaults(command=_visit_add)
    _add_vitals(commands, common)


def _add_vitals(commands: Any, common: argparse.ArgumentParser) -> None:
    vitals = commands.add_parser("vitals", help="vital signs").add_subparsers(
        required=True, metavar="add|list"
    )
    add = vitals.add_parser("add", parents=[common], help="record: bp=148/92 hr=78 temp=98.4F")
    add.add_argument("--patient", metavar="MRN")
    add.add_argument("--confirm", action="store_true", help="unusual values are right")
    add.add_argument("--batch", metavar="FILE", help="one JSON object a line; - for standard input")
    add.add_argument("value", nargs="*", metavar="VITAL=VALUE")
    add.set_defaults(command=_vitals_add)
    listed = vitals.add_parser("list", parents=[common], help="all readings of a patient")
    listed.add_argument("--patient", required=True, metavar="MRN")
    listed.set_defaults(command=_vitals_list)


def _import(arguments: argparse.Namespace) -> int:
    with signed_in(arguments) as clinic:
        report, _changes = import_files(clinic, arguments.file, progress)
    value = {
        "files": report.files,
        "added": dict.fromkeys(_KINDS, 0) | dict(report.added),
        "updated": dict(report.updated),
        "retracted": dict(report.retracted),
        "kept": dict(report.kept),
        "repeated": dict.fromkeys(_KINDS, 0) | dict(report.repeated),
        "skipped": [s.__dict__ for s in report.skipped],
        "unlikely": dict(report.unlikely),
    }
    answer(arguments, value, _report_words(report))
    return ExitStatus.DONE


def _report_words(report: ImportReport) -> str:
    lines = ["1 file read." if report.files == 1 else f"{report.files} files read."]
    lines += [f"new {kind}: {count}" for kind, count in report.added.items() if count]
    lines += [f"updated {kind}: {count}" for kind, count in report.updated.items()]
    lines += [f"retracted {kind}: {count}" for kind, count in report.retracted.items()]
    lines += [f"{KEPT_WORDS}, {kind}: {count}" for kind, count in report.kept.items()]
    lines += [f"there already, {kind}: {count}" for kind, count in report.repeated.items()]
    lines += [f"unlikely, kept, not confirmed: {report.unlikely_words}"] * bool(report.unlikely)
    lines += [f"left out, {s.resource}: {s.count} ({s.reason})" for s in report.skipped]
    return "\n".join(lines)


def _visit_add(arguments: argparse.Namespace) -> int:
    with signed_in(arguments) as clinic:
        patient = patient_of(clinic, arguments.patient)
        other = today_visit(clinic, patient.id)
        visit_id, _changes = book(
            clinic,
            patient.id,
            visit_type=arguments.type,
            provider=arguments.provider,
            reason=arguments.reason,
            arrived=arguments.arrived,
            room_number=arguments.room or "",
        )
        at = clinic.local(other.scheduled_at) if other is not None else None
    text = f"Visit {visit_id} is booked."
    if at is not None:
        text += f"\nThis patient has another visit today, at {at:%H:%M}."
    answer(arguments, {"visit": visit_id}, text)
    return ExitStatus.DONE


def _vitals_add(arguments: argparse.Namespace) -> int:
    if arguments.batch is not None:
        if arguments.patient is not None or arguments.value or arguments.confirm:
            raise Misused(
                "The lines of a batch name their patients and values themselves.",
                do="Leave --patient, --confirm and the values away.",
            )
        return _batch(arguments)
    if arguments.patient is None or not arguments.value:
        raise Misused("A patient and at least one value are needed.", do="See vitals add --help.")
    entries = [_pair(text) for text in arguments.value]
    with signed_in(arguments) as clinic:
        ids, visits = _record(clinic, arguments.patient, entries, arguments.confirm)
    text = f"Saved {len(ids)}: {' '.join(ids)}"
    if not visits:
        text += "\nThey belong to no visit: the patient is in no room (visit add --room)."
    answer(arguments, {"saved": ids[0], "ids": ids, "visits": visits}, text)
    return ExitStatus.DONE


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise Misused("A value has no name.", do="Write it as hr=78.")
    return name, value


def _record(
    clinic: Clinic, mrn: str, entries: Sequence[tuple[str, str]], confirm: bool
) -> tuple[list[str], list[str]]:
    """The ids of the readings, and the visit that they belong to, if any."""
    patient = patient_of(clinic, mrn)
    if len({name for name, _text in entries}) < len(entries):
        raise Refused("A vital sign stands twice.", do="Give each of them once.")
    readings = [_reading(clinic, *entry) for entry in entries]
    if confirm:
        readings = [replace(reading, confirmed="confirmed") for reading in readings]
    try:
        ids, changes = record_for_patient(clinic, patient.id, readings)
    except InvalidReading as error:  # parsed already, so this is a question
        raise InvalidReading(
            error.what,
            do='Measure again, or confirm with --confirm (in a batch: "confirm": true).',
            suggestion=error.suggestion,
        ) from None
    return list(ids), sorted(changes.visits)


def _reading(clinic: Clinic, name: str, text: str) -> Reading:
    vital = demand_vital(clinic, name)
    try:
        return parse(vital, text, today=clinic.local(clinic.now()).date())
    except InvalidReading as error:
        what = f"{vital.id}: {error.what}"
        raise InvalidReading(what, do=error.do, suggestion=error.suggestion) from None


def _batch(arguments: argparse.Namespace) -> int:
    """Answer each line by one line, the saved ones only when they are on disk."""
    refused = 0
    with signed_in(arguments) as clinic, _opened(arguments.batch) as file:
        for line in _lines(file):
            try:
                ids = _record_line(clinic, line)
                say_json({"saved": ids[0], "ids": ids})
            except Refused as error:
                refused += 1
                say_json({"refused": words(error)})
            except MaError as error:
                say_json({"refused": words(error)})
                raise
    return ExitStatus.REFUSED if refused else ExitStatus.DONE


def _opened(source: str) -> TextIO:
    place: int | str = sys.stdin.fileno() if source == "-" else source
    try:
        # A byte order mark is what some shells put before what they pipe.
        return open(place, encoding="utf-8-sig", errors="surrogateescape", closefd=place is source)
    except OSError:
        raise Refused("The batch file can't be read.", do="Check the path.") from None


def _lines(file: TextIO) -> Iterator[str]:
    """Lines that are not empty; of one without end only the start is kept."""
    while line := file.readline(_LONGEST_LINE + 1):
        rest = line
        while rest and not rest.endswith("\n"):
            rest = file.readline(_LONGEST_LINE)
        if line.strip():
            yield line


def _record_line(clinic: Clinic, line: str) -> list[str]:
    if len(line) > _LONGEST_LINE:
        raise Refused("The line is too long.", do="Write one set of vital signs a line.")
    try:
        fields = json.loads(line, parse_float=str, parse_int=str, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Refused("The line is not JSON.", do="Write one JSON object a line.") from None
    if not isinstance(fields, dict):
        raise Refused("The line is not a JSON object.", do='Write {"patient": ..., "hr": 78}.')
    beside = {name: value for name, value in fields.items() if name not in _NOT_VITALS}
    vitals = fields.get("vitals", beside)
    if "vitals" in fields and beside:
        raise Refused("Values stand beside vitals and in it.", do="Put all of them in one place.")
    if not isinstance(fields.get("patient"), str) or not isinstance(vitals, Mapping) or not vitals:
        raise Refused("A patient and at least one value are needed.", do="Add them to the line.")
    entries = [(str(name), _text(value)) for name, value in vitals.items()]
    return _record(clinic, fields["patient"], entries, fields.get("confirm") is True)[0]


_NOT_VITALS = frozenset({"patient", "confirm", "vitals"})


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise Refused("A name stands twice in the line.", do="Give each of them once.")
    return fields


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Refused(
            "A value is neither a number nor a text.", do="Write it as you would type it."
        )
    return value


def _vitals_list(arguments: argparse.Namespace) -> int:
    with signed_in(arguments) as clinic:
        items = history(clinic, patient_of(clinic, arguments.patient).id)
        zone = clinic.zone
    rows = [row for item in items for row in _rows(item)]
    if arguments.json:
        say_json(rows)
    else:
        lines = [
            f"{row['taken_at'].astimezone(zone):%Y-%m-%d %H:%M}\t{row['vital']}\t{row['loinc']}\t"
            f"{row['value'] if row['measured'] else row['absent']}\t{row['unit']}\t{row['status']}"
            for row in rows
        ]
        answer(arguments, {}, "\n".join(lines) or "No readings.")
    return ExitStatus.DONE


def _rows(item: Observation) -> list[dict[str, Any]]:
    """One row a number; the parts of a panel share the id and name the panel."""
    reading = item.reading
    common = {
        "id": item.id,
        "taken_at": item.taken_at,
        "taken_by": item.taken_by,
        "source": item.source or "entry",
        "status": item.status,
        "qualifiers": dict(reading.qualifiers),
        "absent": reading.absent,
        "text": reading.text,
        "measured": not reading.absent,
    }
    if not reading.measures:
        word = reading.word or None
        empty = {"value": word, "unit": "", "canonical_value": word, "canonical_unit": ""}
        return [common | {"vital": reading.vital, "loinc": reading.loinc} | empty]
    is_panel = len(reading.measures) > 1
    return [
        common
        | {
            "vital": part.part,
            "loinc": part.loinc if is_panel else reading.loinc,
            "panel": reading.loinc if is_panel else "",
            "value": part.typed,
            "unit": part.typed_unit,
            "canonical_value": part.value,
            "canonical_unit": part.unit,
        }
        for part in reading.measures
    ]
