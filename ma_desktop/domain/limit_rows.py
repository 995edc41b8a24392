"""The limits of a vital sign as rows that a person reads and changes, with what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ma_desktop.domain.clinic_limits import (
    NOT_APPROVED,
    SOURCE,
    TIERS,
    WHOLE,
    LimitRow,
    change_row,
    drift_row,
    limit_faults,
    merged,
    row_bound,
    row_unit,
)
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.units import convert
from ma_desktop.domain.vital_bounds import NotifyRule, Range
from ma_desktop.domain.vital_lint import Fault, Vocabulary
from ma_desktop.domain.vitals import Part, VitalSign

_NUMBER = re.compile(r"(-?[0-9]{1,6}(?:[.,][0-9]{1,3})?) ?([^0-9., ].*)?")
_WHOLE_PATHS = {"gap": "gap", "changes": "change", "drifts": "drift"}
_PATH = re.compile(r"parts\[([0-9]+)\](?:\.([a-z]+))?")


@dataclass(frozen=True)
class Standing:
    """One row in force. `source` is a key of the sources, or `clinic`; `formula` names a bound that
    depends on the age and stands in the place of a number."""

    row: LimitRow
    source: str
    formula: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the clinic set it, not the shipped content."""
        return self.source == SOURCE


def standing(
    vital: VitalSign, own: Sequence[LimitRow], bands: Sequence[str]
) -> tuple[Standing, ...]:
    """The shipped rows of a vital sign with the clinic's in their places, by tier and age band.

    A shipped row that a row of the clinic replaces is not among them.
    """
    laid = merged({vital.id: vital}, [row for row in own if row.vital == vital.id])[vital.id]
    rows = [*(item for part in laid.parts for item in _rows(vital, part)), *_whole(laid)]
    shipped = [item for item in rows if not item.is_own]
    mine = [Standing(row, SOURCE) for row in own if row.vital == vital.id]
    parts, ages = [part.id for part in vital.parts], ["*", *bands]

    def place(item: Standing) -> tuple[int, int, int]:
        row = item.row
        return parts.index(row.part), TIERS.index(row.tier), ages.index(row.ages)

    known = [item for item in (*shipped, *mine) if item.row.part in parts]
    return tuple(sorted(known, key=place))


def _rows(vital: VitalSign, part: Part) -> Iterator[Standing]:
    yield _standing(vital, part, "hard", part.hard)
    for tier, ranges in (("confirm", part.confirm), ("reference", part.reference)):
        for item in ranges:
            yield _standing(vital, part, tier, item)
    for rule in part.notify:
        yield _told(vital, part, rule)


def _whole(vital: VitalSign) -> Iterator[Standing]:
    """What bounds a vital sign as a whole: the gap between its numbers, and its way over time."""
    if vital.gap is not None:
        bounds = (vital.gap.low, vital.gap.high)
        row = LimitRow(vital.id, vital.parts[0].id, "gap", "*", "*", *bounds)
        yield Standing(row, vital.gap.source)
    for change in vital.changes:
        yield Standing(change_row(vital, change), change.source)
    for drift in vital.drifts:
        yield Standing(drift_row(vital, drift), drift.source)


def _standing(vital: VitalSign, part: Part, tier: str, item: Range) -> Standing:
    row = LimitRow(vital.id, part.id, tier, item.ages, item.sex, item.low, item.high)
    return Standing(row, item.source)


def _told(vital: VitalSign, part: Part, rule: NotifyRule) -> Standing:
    upward = rule.op.startswith(">")
    row = LimitRow(
        vital.id,
        part.id,
        "notify",
        rule.ages,
        "*",
        None if upward else rule.value,
        rule.value if upward else None,
        rule.severity,
        op=rule.op,
        why=rule.why,
        pregnant=rule.pregnant,
        up_to_days=rule.up_to_days,
    )
    return Standing(row, rule.source, rule.formula)


def read_row_bound(vital: VitalSign, row: LimitRow, text: str) -> Decimal | None:
    """As `read_bound`, for a row: a difference is typed in the unit it is shown in."""
    if row.tier not in WHOLE:
        return read_bound(vital, vital.part(row.part), text)
    label = row_unit(vital, row)
    entry = text.strip().lower().removesuffix(label.lower()).strip()
    match = _NUMBER.fullmatch(entry) if entry else None
    if entry and (match is None or match[2] or entry.startswith("-")):
        raise Refused("This is not a number.", do=f"Type a number in {label}.")
    return Decimal(match[1].replace(",", ".")) if match else None


def read_bound(vital: VitalSign, part: Part, text: str) -> Decimal | None:
    """A typed bound (100.4, 38 C) in the canonical unit of the part; None for an empty text.

    A bare number is taken in the usual unit. Raises Refused for what is no number with a unit.
    """
    entry = text.strip().lower()
    if not entry:
        return None
    match = _NUMBER.fullmatch(entry)
    suffix = match[2] if match else None
    units = [u for u in vital.units if suffix in (*u.typed, u.label.lower())]
    if match is None or (suffix and not units):
        raise Refused("This is not a number.", do=f"Type a number in {vital.label or 'digits'}.")
    unit = units[0] if suffix else vital.usual
    return convert(Decimal(match[1].replace(",", ".")), unit.ucum, part.ucum)


def reworded(words: str, vital: VitalSign, before: LimitRow, now: LimitRow) -> str:
    """`words` with the number of the changed bound in the place of the one before."""
    pairs = [
        (row_bound(vital, before, old), row_bound(vital, now, new))
        for old, new in ((before.low, now.low), (before.high, now.high))
        if old is not None and new is not None
    ]
    if now.tier == "drift" and before.up_to_days and now.up_to_days:
        pairs.append((f"{before.up_to_days} days", f"{now.up_to_days} days"))
    for old, new in pairs:
        words = re.sub(rf"(?<![0-9.]){re.escape(old)}(?!\.?[0-9])", new, words)
    return words


def faults_beside(
    vitals: Mapping[str, VitalSign], rows: Sequence[LimitRow], words: Vocabulary
) -> tuple[tuple[LimitRow | None, str], ...]:
    """What the check says of the clinic's rows, each finding with the row it belongs to.

    A finding on the table that the rows make goes to each of them that is part of that table; one
    that none of them is part of stands alone. Who approved them is asked when they are kept.
    """
    found: list[tuple[LimitRow | None, str]] = []
    for fault in limit_faults(vitals, rows, words):
        if fault.what == NOT_APPROVED:
            continue
        beside = list(_meant(vitals, rows, fault))
        found += [(row, fault.what) for row in beside] or [(None, f"{fault.where}: {fault.what}")]
    return tuple(dict.fromkeys(found))


def _meant(
    vitals: Mapping[str, VitalSign], rows: Sequence[LimitRow], fault: Fault
) -> Iterable[LimitRow]:
    if fault.where.startswith("rows["):
        return (rows[int(fault.where.removeprefix("rows[").removesuffix("]"))],)
    key, _, path = fault.where.partition(".")
    tier = _WHOLE_PATHS.get(path.partition("[")[0])
    if tier is not None:
        return (row for row in rows if (row.vital, row.tier) == (key, tier))
    match = _PATH.match(path)
    if match is None:
        return (row for row in rows if row.vital == key)
    part = vitals[key].parts[int(match[1])].id
    beside = [row for row in rows if (row.vital, row.part) == (key, part)]
    return [row for row in beside if match[2] in (None, row.tier)] or beside


def copied(item: Standing) -> LimitRow:
    """A row of the clinic that says what a row in force says, not approved by anybody yet."""
    return replace(item.row, approved_by="")
