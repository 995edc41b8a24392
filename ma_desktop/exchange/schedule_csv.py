"""The clinic's schedule as CSV: one line a visit, all lines right or none taken."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from io import StringIO
from typing import TypeAlias
from zoneinfo import ZoneInfo

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Name
from ma_desktop.exchange.incoming import Incoming, IncomingPatient, IncomingVisit, Unfit
from ma_desktop.exchange.plain_text import CODE_LENGTH, NAME_LENGTH, TEXT_LENGTH, clean, decode

COLUMNS = (
    "date",
    "time",
    "mrn",
    "family",
    "given",
    "suffix",
    "birth_date",
    "sex",
    "phone",
    "visit_type",
    "provider",
    "reason",
)
MAX_LINES = 20_000
_SHOWN_FAULTS = 20
_LENGTHS = {"mrn": CODE_LENGTH, "phone": CODE_LENGTH, "reason": TEXT_LENGTH}
_NEEDED = ("date", "time", "mrn", "family", "birth_date")
_SEXES = {"f": "female", "m": "male", "o": "other", "u": "unknown", "": "unknown"}
_SEX_WORDS = frozenset({"female", "male", "other", "unknown"})
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_FIRST_YEAR = 1880

Cells: TypeAlias = dict[str, str]


@dataclass(frozen=True)
class _Line:
    """One line that could be read: its number, whose it is, and the visit."""

    number: int
    person: IncomingPatient
    visit: IncomingVisit


class _Fault(Exception):
    """A wrong cell: its column and what was expected, never what stands there."""

    def __init__(self, column: str, expected: str) -> None:
        super().__init__(column, expected)
        self.column = column
        self.expected = expected


def read_schedule(data: bytes, zone: ZoneInfo) -> Incoming:
    """The patients and booked visits of a schedule file; times are those of `zone`.

    Raises Refused with line and column of up to 20 wrong cells; then no line counts.
    """
    lines: list[_Line] = []
    faults: list[str] = []
    count = 0
    for count, (number, cells) in enumerate(_rows(decode(data)), 1):
        if count > MAX_LINES:
            raise Refused(f"The schedule has more than {MAX_LINES} lines.", do="Import it by day.")
        try:
            lines.append(_line(number, cells, zone))
        except _Fault as fault:
            faults.append(f"line {number}, {fault.column}: {fault.expected}")
    faults += _contradictions(lines)
    if faults:
        raise _refusal(faults)
    if not lines:
        raise Refused(
            "The schedule holds no visits.", do="Choose a file with lines below the header."
        )
    return Incoming(_by_patient(lines), kind="schedule")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each line below the header; empty lines are passed over."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    order: list[int] = []
    started = 1
    try:
        for cells in reader:
            number, started = started, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip().lower() for cell in cells]
                _check_header(header)
                order = [header.index(column) for column in COLUMNS]
                continue
            yield number, [cells[i] for i in order] if len(cells) == len(header) else []
    except csv.Error:
        raise Refused(
            f"The schedule breaks at line {started}: a quotation mark is out of place.",
            do="Write a quotation mark inside a cell twice, and close each quoted cell.",
        ) from None
    if header is None:
        raise Refused("The schedule has no header.", do=_HEADER_WORDS)


_HEADER_WORDS = f"The first line must be {','.join(COLUMNS)}."


def _check_header(header: list[str]) -> None:
    if len(header) == 1:
        raise Refused("The schedule's columns are not separated by commas.", do=_HEADER_WORDS)
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise Refused(f"The schedule lacks the column {', '.join(missing)}.", do=_HEADER_WORDS)
    if len(header) > len(COLUMNS):
        raise Refused("The schedule has more columns than it should.", do=_HEADER_WORDS)


def _line(number: int, values: list[str], zone: ZoneInfo) -> _Line:
    if not values:
        raise _Fault("whole line", f"{len(COLUMNS)} cells")
    cells = {column: _cell(column, value) for column, value in zip(COLUMNS, values, strict=True)}
    for column in _NEEDED:
        if not cells[column]:
            raise _Fault(column, "must not be empty")
    start = _start(cells, zone)
    born = _day("birth_date", cells)
    if born > start.astimezone(zone).date():
        raise _Fault("birth_date", "lies after the visit")
    person = IncomingPatient(
        mrn=cells["mrn"],
        name=Name(cells["family"], cells["given"], cells["suffix"]),
        birth_date=born,
        sex=_sex(cells["sex"]),
        phone=cells["phone"],
        system="schedule",
    )
    visit = IncomingVisit(
        id=person.record_id("visit", start.isoformat()),
        scheduled_at=start,
        visit_type=cells["visit_type"],
        provider=cells["provider"],
        reason=cells["reason"],
    )
    return _Line(number, person, visit)


def _cell(column: str, value: str) -> str:
    try:
        return clean(value, _LENGTHS.get(column, NAME_LENGTH))
    except Unfit as unfit:
        raise _Fault(column, unfit.reason) from None


def _day(column: str, cells: Cells) -> date:
    text = cells[column]
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        raise _Fault(column, "is a day that does not exist") from None
    if day is None:
        raise _Fault(column, "is not a date like 2026-11-24")
    if day.year < _FIRST_YEAR:
        raise _Fault(column, "is too long ago")
    return day


def _start(cells: Cells, zone: ZoneInfo) -> datetime:
    """The start in UTC. An hour that comes twice in autumn is the first one."""
    day = _day("date", cells)
    match = _TIME.fullmatch(cells["time"])
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise _Fault("time", "is not a time like 08:30 or 14:15")
    local = datetime.combine(day, time(int(match[1]), int(match[2])), zone)
    try:
        start = local.astimezone(UTC)
        shown = start.astimezone(zone)
    except OverflowError:
        raise _Fault("date", "is not a date of a schedule") from None
    if shown.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise _Fault("time", "does not exist on this day, clocks are put forward")
    return start


def _sex(text: str) -> str:
    word = text.lower()
    if word in _SEX_WORDS:
        return word
    if word not in _SEXES:
        raise _Fault("sex", "is not female, male, other or unknown")
    return _SEXES[word]


def _contradictions(lines: list[_Line]) -> list[str]:
    """Lines that give one record number to two people, or one patient two visits at one time."""
    people: dict[str, _Line] = {}
    visits: dict[str, _Line] = {}
    found: list[str] = []
    for line in lines:
        first = people.setdefault(line.person.mrn, line)
        same = visits.setdefault(line.visit.id, line)
        if first.person != line.person:
            found.append(
                f"line {line.number}, mrn: stands in line {first.number} for other details"
            )
        elif same is not line:
            found.append(f"line {line.number}, time: the same visit stands in line {same.number}")
    return found


def _refusal(faults: list[str]) -> Refused:
    shown = "; ".join(faults[:_SHOWN_FAULTS])
    more = len(faults) - _SHOWN_FAULTS
    rest = f"; and {more} more" if more > 0 else ""
    return Refused(
        f"The schedule has wrong cells: {shown}{rest}.",
        do="Correct these lines and import the file again.",
    )


def _by_patient(lines: list[_Line]) -> tuple[IncomingPatient, ...]:
    visits: dict[str, list[IncomingVisit]] = {}
    people: dict[str, IncomingPatient] = {}
    for line in lines:
        people.setdefault(line.person.mrn, line.person)
        visits.setdefault(line.person.mrn, []).append(line.visit)
    return tuple(replace(person, visits=tuple(visits[mrn])) for mrn, person in people.items())
