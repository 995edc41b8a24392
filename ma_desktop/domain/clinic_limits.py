"""A clinic's own limits: rows laid over the shipped ones, checked by the same linter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from ma_desktop.domain.vital_lint import Fault, Vocabulary, vital_faults
from ma_desktop.domain.vitals import NotifyRule, Part, Range, VitalSign

TIERS = ("hard", "confirm", "reference", "notify")
SOURCE = "clinic"


@dataclass(frozen=True)
class LimitRow:
    """One row of the clinic, in the canonical unit of the part; it takes the place of the shipped
    row of the same tier, ages and sex.

    In the tier `notify` low and high are the bounds from which the provider is told with this
    `severity` (below low, from high on). `approved_by` is the provider who approved it.
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


def merged(vitals: Mapping[str, VitalSign], rows: Sequence[LimitRow]) -> dict[str, VitalSign]:
    """The vital signs with the clinic's rows in the place of the shipped ones.

    A row for what is not there (written with a newer program) is left alone.
    """
    found = dict(vitals)
    for row in (row for row in rows if row.vital in vitals):
        vital = found[row.vital]
        parts = tuple(_laid(part, row) if part.id == row.part else part for part in vital.parts)
        found[row.vital] = replace(vital, parts=parts)
    return found


def _laid(part: Part, row: LimitRow) -> Part:
    limits = Range(row.low, row.high, row.ages, row.sex, SOURCE)
    if row.tier == "hard":
        return replace(part, hard=limits)
    if row.tier == "confirm":
        return replace(part, confirm=_in_place(part.confirm, limits))
    if row.tier == "reference":
        return replace(part, reference=_in_place(part.reference, limits))
    kept = [rule for rule in part.notify if not _same_rule(rule, row)]
    return replace(part, notify=(*kept, *_rules(part, row)))


def _in_place(rows: Sequence[Range], new: Range) -> tuple[Range, ...]:
    others = [row for row in rows if (row.ages, row.sex) != (new.ages, new.sex)]
    return (*others, new)


def _same_rule(rule: NotifyRule, row: LimitRow) -> bool:
    """Whether the clinic's row says anew what this rule said: age, severity and direction."""
    upward = rule.op.startswith(">")
    said = row.high is not None if upward else row.low is not None
    plain = not rule.pregnant and rule.up_to_days is None
    return plain and said and (rule.ages, rule.severity) == (row.ages, row.severity)


def _rules(part: Part, row: LimitRow) -> Iterator[NotifyRule]:
    for op, value, words in (("<", row.low, "below"), (">=", row.high, "at or above")):
        if value is not None:
            why = f"{part.name} is {words} {value:f}, the limit of this clinic. Tell the provider."
            yield NotifyRule(op, row.severity, why, value, ages=row.ages, source=SOURCE)


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
            yield Fault(where, "the provider who approved it is missing")
        if row.tier == "notify" and (not row.severity or row.sex != "*"):
            yield Fault(where, "a limit that is told needs a severity, and holds for both sexes")
    more = Vocabulary(words.bands, frozenset(words.sources) | {SOURCE})
    changed = merged(vitals, known)
    for key in dict.fromkeys(row.vital for row in known):
        for fault in vital_faults(changed[key], more):
            yield Fault(f"{key}.{fault.where}", fault.what)


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
