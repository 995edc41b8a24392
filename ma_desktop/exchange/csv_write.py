"""CSV for spreadsheets: no cell can act as a formula, whatever a name or a note holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from ma_desktop.catalog import Catalog
from ma_desktop.domain.vitals import ABSENT_REASONS, Measure, Observation
from ma_desktop.exchange.outgoing import Outgoing, OutgoingObservation

_BOM = "\ufeff"
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_PERCENT = "%"
"""A unit that stands alone: nothing follows that could act."""
COLUMNS = (
    "mrn", "family", "given", "suffix", "birth_date", "sex", "taken_at", "vital_sign", "loinc",
    "value", "unit", "canonical_value", "canonical_unit", "not_taken", "how", "status", "taken_by",
    "source",
)  # fmt: skip


def write_csv(records: Iterable[Outgoing], catalog: Catalog) -> bytes:
    """Vital signs of patients, one line a measured number, UTF-8 with a byte order mark."""
    rows = (row for out in records for one in out.observations for row in _rows(out, one, catalog))
    return table(COLUMNS, rows)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """RFC 4180 with CRLF; Excel knows the mark at its start as UTF-8."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return (_BOM + target.getvalue()).encode()


def cell(value: object) -> str:
    """A text that a spreadsheet takes as text: an apostrophe stands before what could act."""
    text = "" if value is None else str(value)
    acts = text.lstrip(" ").startswith(_ACTS)
    return f"'{text}" if acts and text != _PERCENT and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdecimal() and text.isascii()


def _rows(
    out: Outgoing, one: OutgoingObservation, catalog: Catalog
) -> Iterable[tuple[object, ...]]:
    item = one.item
    measures: tuple[Measure | None, ...] = item.reading.measures or (None,)
    return (_row(out, item, measure, one.status, catalog) for measure in measures)


def _row(
    out: Outgoing, item: Observation, measure: Measure | None, status: str, catalog: Catalog
) -> tuple[object, ...]:
    vital, patient = catalog.vitals[item.reading.vital], out.patient
    part = vital.part(measure.part) if measure else None
    name = f"{vital.name}: {part.name}" if part and len(vital.parts) > 1 else vital.name
    how = [
        qualifier.name_of(item.reading.qualifiers[qualifier.id])
        for qualifier in vital.qualifiers
        if qualifier.id in item.reading.qualifiers
    ]
    return (
        patient.mrn,
        patient.name.family,
        patient.name.given,
        patient.name.suffix,
        patient.birth_date.isoformat(),
        patient.sex,
        _shown(item, out.clinic.tz),
        name,
        measure.loinc if measure else item.reading.loinc,
        f"{measure.typed:f}" if measure else item.reading.word,
        measure.typed_unit if measure else "",
        f"{measure.value:f}" if measure else "",
        measure.unit if measure else "",
        ABSENT_REASONS.get(item.reading.absent, ""),
        ", ".join(how),
        status,
        out.staff.get(item.taken_by, item.taken_by),
        item.source,
    )


def _shown(item: Observation, zone: ZoneInfo) -> str:
    return item.taken_at.astimezone(zone).isoformat(timespec="seconds")
