"""A clinic's own limits: rows laid over the shipped ones, checked by the same linter."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from ma_desktop.domain.units import convert, half_up, tidy
from ma_desktop.domain.vital_bounds import ChangeLimit, Drift, NotifyRule, Range
from ma_desktop.domain.vital_lint import Fault, Vocabulary, vital_faults
from ma_desktop.domain.vitals import Part, VitalSign

TIERS = ("hard", "confirm", "reference", "notify", "gap", "change", "drift")
WHOLE = ("gap", "change", "drift")
"""Tiers of a vital sign as a whole; their rows name its first part."""
TOLD = ("notify", "drift")
SOURCE = "clinic"
NOT_APPROVED = "the provider who approved it is missing"
_SAID = {"<": "below", "<=": "at or below", ">=": "at or above", ">": "above"}
_OPERATORS = ("", *_SAID)


@dataclass(frozen=True)
class LimitRow:
    """One row of the clinic, in the canonical unit of the part; it takes the place of the shipped
    row of the same tier, ages and sex.

    In the tier `notify` low and high are the bounds from which the provider is told with this
    `severity`: below low, from high on, unless `op` says otherwise (<= or >). Such a row may hold
    in pregnancy only, or up to an age in days, and says `why` in words of its own.
    `approved_by` is the provider who approved it.

    `gap` bounds the first part less the second. In `change` and `drift` high is how far a value may
    lie from an earlier one, in percent of it or in the unit (`percent`), up or down or only down
    (`falls_only`); no high asks or tells nothing. A drift is told of within `up_to_days` days, or
    against the weight at birth (`below_birth`).
    """

    vital: str
    part: str
    tier: str
    ages: str = "*"
    sex: str = "*"
    low: Decimal | None = None
    high: Decimal | None = None
    severity: str = ""
    approved_by: str = ""
    op: str = ""
    why: str = ""
    pregnant: bool = False
    up_to_days: int | None = None
    percent: bool = False
    falls_only: bool = False
    below_birth: bool = False

    @property
    def place(self) -> tuple[object, ...]:
        """What the row stands for: two rows of one place can't both hold."""
        if self.tier in WHOLE:
            way = (self.percent, self.falls_only, self.below_birth, self.up_to_days)
            return (self.vital, self.tier, self.ages, way)
        directions = (self.low is not None, self.high is not None) if self.tier == "notify" else ()
        told = (self.severity, self.op, self.pregnant, self.up_to_days, directions)
        return (self.vital, self.part, self.tier, self.ages, self.sex, told)


def merged(vitals: Mapping[str, VitalSign], rows: Sequence[LimitRow]) -> dict[str, VitalSign]:
    """The vital signs with the clinic's rows in the place of the shipped ones.

    A row for what is not there (written with a newer program) is left alone.
    """
    found = dict(vitals)
    for row in (row for row in rows if row.vital in vitals):
        vital = found[row.vital]
        if row.tier in WHOLE:
            found[row.vital] = _laid_whole(vital, row)
            continue
        parts = tuple(
            _laid(vital, part, row) if part.id == row.part else part for part in vital.parts
        )
        found[row.vital] = replace(vital, parts=parts)
    return found


def _laid(vital: VitalSign, part: Part, row: LimitRow) -> Part:
    limits = Range(row.low, row.high, row.ages, row.sex, SOURCE)
    if row.tier == "hard":
        return replace(part, hard=limits)
    if row.tier == "confirm":
        return replace(part, confirm=_in_place(part.confirm, limits))
    if row.tier == "reference":
        return replace(part, reference=_in_place(part.reference, limits))
    kept = [rule for rule in part.notify if not _same_rule(rule, row)]
    return replace(part, notify=(*kept, *_rules(vital, part, row)))


def _laid_whole(vital: VitalSign, row: LimitRow) -> VitalSign:
    if row.tier == "gap":
        return replace(vital, gap=Range(row.low, row.high, source=SOURCE))
    if row.tier == "change":
        changes = [item for item in vital.changes if change_row(vital, item).place != row.place]
        if row.high is not None:
            percent, amount = (row.high, None) if row.percent else (None, row.high)
            changes.append(ChangeLimit(percent, amount, row.falls_only, row.ages, SOURCE))
        return replace(vital, changes=tuple(changes))
    drifts = [item for item in vital.drifts if drift_row(vital, item).place != row.place]
    if row.high is not None:
        why = row.why.strip() or f"{vital.name} changed much. Tell the provider."
        days, way = row.up_to_days, (row.falls_only, row.below_birth)
        drifts.append(Drift(row.high, row.severity, why, days, *way, row.ages, SOURCE))
    return replace(vital, drifts=tuple(drifts))


def change_row(vital: VitalSign, item: ChangeLimit) -> LimitRow:
    """A limit of change as a row."""
    percent = item.percent is not None
    return LimitRow(
        vital.id,
        vital.parts[0].id,
        "change",
        item.ages,
        high=item.percent if percent else item.amount,
        percent=percent,
        falls_only=item.falls_only,
    )


def drift_row(vital: VitalSign, item: Drift) -> LimitRow:
    """A change over time that is told of, as a row."""
    return LimitRow(
        vital.id,
        vital.parts[0].id,
        "drift",
        item.ages,
        high=item.percent,
        severity=item.severity,
        why=item.why,
        up_to_days=item.days,
        percent=True,
        falls_only=item.falls_only,
        below_birth=item.below_birth,
    )


def _in_place(rows: Sequence[Range], new: Range) -> tuple[Range, ...]:
    others = [row for row in rows if (row.ages, row.sex) != (new.ages, new.sex)]
    return (*others, new)


def _same_rule(rule: NotifyRule, row: LimitRow) -> bool:
    """Whether the clinic's row says anew what this rule said: whom, severity and direction, and
    the same kind of bound where the row has one."""
    upward = rule.op.startswith(">")
    said = row.high is not None if upward else row.low is not None
    whom = (rule.ages, rule.severity, rule.pregnant, rule.up_to_days)
    return (
        said
        and row.op in ("", rule.op)
        and whom == (row.ages, row.severity, row.pregnant, row.up_to_days)
    )


def _rules(vital: VitalSign, part: Part, row: LimitRow) -> Iterator[NotifyRule]:
    for usual, bound in (("<", row.low), (">=", row.high)):
        if bound is not None:
            op = row.op if row.op.startswith(usual[0]) else usual
            shown = f"{bound_text(vital, part, bound)} {vital.label}"
            said = f"{part.name} is {_SAID[op]} {shown}, the limit of this clinic."
            yield NotifyRule(
                op,
                row.severity,
                row.why.strip() or f"{said} Tell the provider.",
                bound,
                ages=row.ages,
                up_to_days=row.up_to_days,
                pregnant=row.pregnant,
                source=SOURCE,
            )


def row_bound(vital: VitalSign, row: LimitRow, bound: Decimal) -> str:
    """A bound of a row as it is shown: differences stand in percent or in the canonical unit."""
    if row.tier in WHOLE:
        return f"{tidy(bound):f}"
    return bound_text(vital, vital.part(row.part), bound)


def row_unit(vital: VitalSign, row: LimitRow) -> str:
    """The label of the unit that `row_bound` stands in."""
    if row.tier in WHOLE:
        return "%" if row.percent else vital.unit(vital.part(row.part).ucum).label
    return vital.label


def bound_text(vital: VitalSign, part: Part, bound: Decimal) -> str:
    """A bound in the usual unit of the vital sign, as it is shown."""
    return f"{half_up(convert(bound, part.ucum, vital.usual.ucum), vital.usual.decimals):f}"


def limit_faults(
    vitals: Mapping[str, VitalSign], rows: Sequence[LimitRow], words: Vocabulary
) -> Iterator[Fault]:
    """What is wrong with the clinic's rows, and with the tables that they make."""
    known = []
    for index, row in enumerate(rows):
        where = f"rows[{index}]"
        vital = vitals.get(row.vital)
        if vital is None or row.part not in {part.id for part in vital.parts}:
            yield Fault(where, f"{row.vital} {row.part} is not a part of a vital sign")
        elif row.tier not in TIERS:
            yield Fault(where, f"{row.tier} is not one of {', '.join(TIERS)}")
        else:
            known.append(row)
        if not row.approved_by.strip():
            yield Fault(where, NOT_APPROVED)
        yield from _told_faults(where, row)
    places = Counter(row.place for row in rows)
    for index, row in enumerate(rows):
        if places[row.place] > 1:
            yield Fault(f"rows[{index}]", "another row of the clinic says the same")
    more = Vocabulary(words.bands, frozenset(words.sources) | {SOURCE})
    changed = merged(vitals, known)
    for key in dict.fromkeys(row.vital for row in known):
        for fault in vital_faults(changed[key], more):
            yield Fault(f"{key}.{fault.where}", fault.what)


def _told_faults(where: str, row: LimitRow) -> Iterator[Fault]:
    if row.tier not in TOLD:
        if row.severity or row.pregnant or row.up_to_days is not None:
            yield Fault(where, "only a limit that is told has a severity, or is for pregnancy")
        return
    if row.tier == "drift":
        return
    if not row.severity or row.sex != "*":
        yield Fault(where, "a limit that is told needs a severity, and holds for both sexes")
    if row.low is None and row.high is None:
        yield Fault(where, "low or high is needed")
    if row.op not in _OPERATORS:
        yield Fault(where, f"{row.op} is not one of {' '.join(_SAID)}")


def written(rows: Sequence[LimitRow]) -> str:
    """The rows as JSON, numbers digit for digit."""
    plain = [
        asdict(row)
        | {
            key: None if bound is None else f"{bound:f}"
            for key, bound in (("low", row.low), ("high", row.high))
        }
        for row in rows
    ]
    return json.dumps({"rows": plain})


def read_rows(body: str) -> tuple[LimitRow, ...]:
    """The inverse of `written`."""
    return tuple(_row(raw) for raw in json.loads(body)["rows"])


def _row(raw: dict[str, Any]) -> LimitRow:
    numbers = {key: None if raw[key] is None else Decimal(raw[key]) for key in ("low", "high")}
    return LimitRow(**(raw | numbers))
