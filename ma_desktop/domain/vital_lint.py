"""What must hold in the files of the vital signs, so that a clinic's own edit can't do harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from ma_desktop.domain import derived, limits
from ma_desktop.domain.units import are_convertible, is_known
from ma_desktop.domain.usual import STICKY
from ma_desktop.domain.vital_bounds import AgeBand, ChangeLimit, Drift, NotifyRule, Range
from ma_desktop.domain.vital_words import KINDS
from ma_desktop.domain.vitals import Part, Qualifier, VitalSign

_SEXES = ("*", "female", "male")
_ALL = 100  # percent


@dataclass(frozen=True)
class Vocabulary:
    """Ids that other files define and rows may name."""

    bands: Collection[str]
    sources: Collection[str]


@dataclass(frozen=True)
class Fault:
    """`where` is the path inside the file, `what` the words for people."""

    where: str
    what: str


def is_loinc(code: str) -> bool:
    """True for a LOINC code whose check digit is right (mod 10 as in ISO/IEC 7812-1)."""
    body, _, check = code.partition("-")
    if not (code.isascii() and body.isdigit() and check.isdigit() and len(check) == 1):
        return False
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return (10 - total % 10) % 10 == int(check)


def band_faults(bands: tuple[AgeBand, ...]) -> Iterator[Fault]:
    """Bands follow each other from birth, each from where the one before ends; the last is open."""
    start: tuple[int | None, int | None] = (0, 0)
    for index, band in enumerate(bands):
        where = f"bands[{index}]"
        if (band.from_days, band.from_months) != start:
            yield Fault(where, f"{band.id} does not begin where the band before it ends")
        if band.to_days is not None and band.to_months is not None:
            yield Fault(where, f"{band.id} ends twice, by days and by months")
        start = (band.to_days or 0, band.to_months or 0)
        is_last = index == len(bands) - 1
        if is_last != (start == (0, 0)):
            yield Fault(where, f"{band.id} must {'not end' if is_last else 'end'}")
        if (band.to_days or 10**6) <= band.from_days or (
            band.to_months or 10**6
        ) <= band.from_months:
            yield Fault(where, f"{band.id} ends before it begins")
    if not bands:
        yield Fault("bands", "no age band is given")
    yield from repeated("bands", [band.id for band in bands])


def qualifier_faults(qualifiers: Collection[Qualifier]) -> Iterator[Fault]:
    """What is wrong with ways of measuring: codes, defaults, ids that stand twice."""
    for index, item in enumerate(qualifiers):
        where = f"qualifiers[{index}]"
        if item.loinc and not is_loinc(item.loinc):
            yield Fault(f"{where}.loinc", f"{item.loinc} fails its check digit")
        choices = {choice.id for choice in item.choices}
        for key, chosen in (("default", item.default), ("young_default", item.young_default)):
            if chosen and chosen not in choices:
                yield Fault(f"{where}.{key}", f"{chosen} is not one of the choices")
        if (item.young_below_months is None) != (not item.young_default):
            yield Fault(f"{where}.young_default", "an age and a choice of the young go together")
        if item.sticky not in STICKY:
            yield Fault(f"{where}.sticky", f"{item.sticky} is not patient or workstation")
        yield from repeated(f"{where}.choices", [choice.id for choice in item.choices])
    yield from repeated("qualifiers", [item.id for item in qualifiers])


def vital_faults(vital: VitalSign, words: Vocabulary) -> Iterator[Fault]:
    """All that is wrong with one vital sign, in the order of its file."""
    yield from _code_faults(vital)
    yield from _unit_faults(vital)
    yield from source_faults("source", vital.source, words.sources)
    if vital.derived != bool(vital.formula) or (vital.derived and vital.asked):
        yield Fault("derived", "a derived vital sign names a formula and is not asked")
    if vital.formula and vital.formula not in derived.FORMULAS:
        yield Fault("formula", f"{vital.formula} is not a known formula")
    if vital.gap is not None and len(vital.parts) != 2:
        yield Fault("gap", "only a vital sign with two parts has a gap")
    elif vital.gap is not None:
        yield from _range_faults("gap", vital.gap, words)
    yield from _word_faults(vital, words)
    for index, row in enumerate(vital.changes):
        yield from _change_faults(f"changes[{index}]", row, words)
    for index, drift in enumerate(vital.drifts):
        yield from _drift_faults(f"drifts[{index}]", drift, words)
    yield from repeated("drifts", [_way(drift) for drift in vital.drifts])
    for index, part in enumerate(vital.parts):
        yield from _part_faults(f"parts[{index}]", part, words)


def _word_faults(vital: VitalSign, words: Vocabulary) -> Iterator[Fault]:
    if vital.kind not in KINDS:
        yield Fault("kind", f"{vital.kind} is not one of {', '.join(KINDS)}")
    if vital.lines is not None:
        yield from _range_faults("lines", vital.lines, words)
    for index, item in enumerate(vital.words):
        where = f"words[{index}]"
        if any(form != form.lower().strip() for form in item.typed):
            yield Fault(f"{where}.typed", "typed forms stand in small letters")
        if item.severity not in ("", *limits.SEVERITIES):
            yield Fault(f"{where}.severity", f"{item.severity} is not flag, urgent or critical")
        if bool(item.severity) != bool(item.why):
            yield Fault(f"{where}.why", "a severity and the words for people go together")
        yield from source_faults(f"{where}.source", [item.source], words.sources)
    yield from repeated(
        "words", [form for it in vital.words for form in (it.text.lower(), *it.typed)]
    )


def clash_faults(vital: VitalSign, others: Collection[VitalSign]) -> Iterator[Fault]:
    """Two vital signs may share neither id nor place nor a code that an import goes by."""
    codes = {vital.loinc, *vital.also_loinc, *vital.import_loinc} - {""}
    for other in others:
        if vital.id == other.id:
            yield Fault("id", f"{vital.id} is in another file too")
        if vital.order == other.order:
            yield Fault("order", f"{other.id} has the same place")
        for code in sorted(codes & {other.loinc, *other.also_loinc, *other.import_loinc}):
            yield Fault("loinc", f"{code} is also a code of {other.id}")


def _code_faults(vital: VitalSign) -> Iterator[Fault]:
    # What is no number may lack a code: none is known for the acuity of an eye.
    coded = [("loinc", vital.loinc)] if vital.loinc or vital.kind == "number" else []
    coded += [(f"also_loinc[{index}]", code) for index, code in enumerate(vital.also_loinc)]
    coded += [("import_loinc", code) for code in vital.import_loinc]
    coded += [(f"parts[{index}].loinc", part.loinc) for index, part in enumerate(vital.parts)]
    for where, code in coded:
        if not is_loinc(code):
            yield Fault(where, f"{code} fails its check digit")
    known = {item.id: {choice.id for choice in item.choices} for item in vital.qualifiers}
    for code, implied in vital.import_loinc.items():
        for qualifier, choice in implied.items():
            if choice not in known.get(qualifier, set()):
                yield Fault("import_loinc", f"{code} implies {qualifier} = {choice}, not a choice")


def _unit_faults(vital: VitalSign) -> Iterator[Fault]:
    if vital.kind == "number" and not (vital.units and vital.parts):
        yield Fault("units", "at least one unit and one part are needed")
    if vital.kind != "number" and (vital.units or vital.parts):
        yield Fault("units", f"a {vital.kind} has neither units nor parts")
    for index, unit in enumerate(vital.units):
        if not is_known(unit.ucum):
            yield Fault(f"units[{index}].ucum", f"{unit.ucum} is not a UCUM code that is converted")
            continue
        for part in vital.parts:
            if not are_convertible(unit.ucum, part.ucum):
                yield Fault(f"units[{index}].ucum", f"{unit.ucum} does not become {part.ucum}")
        if not 0 <= unit.decimals <= unit.most_decimals:
            yield Fault(f"units[{index}].decimals", "more decimals are shown than may be typed")
        if any(form != form.lower().strip() for form in unit.typed):
            yield Fault(f"units[{index}].typed", "typed forms stand in small letters")
    yield from repeated("units", [form for unit in vital.units for form in unit.typed])


def _part_faults(where: str, part: Part, words: Vocabulary) -> Iterator[Fault]:
    if not is_known(part.ucum):
        yield Fault(f"{where}.ucum", f"{part.ucum} is not a UCUM code that is converted")
    if (part.hard.ages, part.hard.sex) != ("*", "*"):
        yield Fault(f"{where}.hard", "hard limits hold for everybody")
    yield from _range_faults(f"{where}.hard", part.hard, words)
    for kind, rows in (("confirm", part.confirm), ("reference", part.reference)):
        for index, row in enumerate(rows):
            yield from _range_faults(f"{where}.{kind}[{index}]", row, words)
        yield from repeated(f"{where}.{kind}", [f"{row.ages}/{row.sex}" for row in rows])
        yield from _cover_faults(f"{where}.{kind}", rows, words)
    yield from _nesting_faults(where, part, words)
    yield from _notify_faults(where, part, words)
    for index, rule in enumerate(part.notify):
        yield from _rule_faults(f"{where}.notify[{index}]", rule, part, words)


def _range_faults(where: str, row: Range, words: Vocabulary) -> Iterator[Fault]:
    if row.low is None and row.high is None:
        yield Fault(where, "low or high is needed")
    if row.low is not None and row.high is not None and row.low > row.high:
        yield Fault(f"{where}.low", "low is above high")
    if row.ages not in ("*", *words.bands):
        yield Fault(f"{where}.ages", f"{row.ages} is not an age band")
    if row.sex not in _SEXES:
        yield Fault(f"{where}.sex", f"{row.sex} is not *, female or male")
    yield from source_faults(f"{where}.source", [row.source], words.sources)


def _cover_faults(where: str, rows: tuple[Range, ...], words: Vocabulary) -> Iterator[Fault]:
    """No age between two covered ones is left out, no sex of a covered age, and one row holds.

    A row for a sex goes before one for all, so the two are no overlap; a row for an age beside one
    for all ages is, because nobody can tell which was meant.
    """
    bands = list(words.bands)
    covered = [band for band in bands if limits.range_for(rows, band, "other") is not None]
    any_sex = [band for band in bands if any(row.ages in (band, "*") for row in rows)]
    for band in any_sex:
        if band in covered or _both_sexes(rows, band):
            continue
        yield Fault(where, f"{band} has a row for one sex only")
    if any_sex:
        span = bands[bands.index(any_sex[0]) : bands.index(any_sex[-1]) + 1]
        for band in span:
            if band not in any_sex:
                yield Fault(where, f"{band} has no row, though younger and older ages have one")
    for sex in _SEXES:
        alike = [row for row in rows if row.sex == sex]
        if any(row.ages == "*" for row in alike) and len({row.ages for row in alike}) > 1:
            yield Fault(where, f"rows for single ages overlap the one for all ages ({sex})")


def _both_sexes(rows: tuple[Range, ...], band: str) -> bool:
    sexes = {row.sex for row in rows if row.ages in (band, "*")}
    return {"female", "male"} <= sexes


def _notify_faults(where: str, part: Part, words: Vocabulary) -> Iterator[Fault]:
    """Nobody is told of a usual value, and a graver bound does not lie before a milder one."""
    for band in words.bands:
        usual = limits.range_for(part.reference, band, "other")
        for index, rule in enumerate(part.notify):
            if rule.pregnant or rule.up_to_days is not None or rule.ages not in (band, "*"):
                continue
            if usual is not None and _is_usual(rule, usual):
                yield Fault(f"{where}.notify[{index}]", f"{band}: a usual value would be told")
            for other in part.notify:
                if other.ages == rule.ages and _hides(rule, other):
                    yield Fault(
                        f"{where}.notify[{index}]", f"{band}: {other.severity} is never reached"
                    )


def _is_usual(rule: NotifyRule, usual: Range) -> bool:
    """Whether a value inside the usual range meets the rule."""
    if rule.value is None:
        return False
    if rule.op.startswith(">"):
        return usual.high is not None and (
            rule.value < usual.high or (rule.op == ">=" and rule.value == usual.high)
        )
    return usual.low is not None and (
        rule.value > usual.low or (rule.op == "<=" and rule.value == usual.low)
    )


def _hides(grave: NotifyRule, mild: NotifyRule) -> bool:
    """Whether the graver of two rules holds wherever the milder one does."""
    plain = not mild.pregnant and mild.up_to_days is None
    order = limits.SEVERITIES.index
    known = grave.severity in limits.SEVERITIES and mild.severity in limits.SEVERITIES
    if not plain or not known or order(grave.severity) <= order(mild.severity):
        return False
    if grave.value is None or mild.value is None or grave.op[0] != mild.op[0]:
        return False
    return grave.value <= mild.value if grave.op[0] == ">" else grave.value >= mild.value


def _nesting_faults(where: str, part: Part, words: Vocabulary) -> Iterator[Fault]:
    """Confirm limits inside hard ones and reference inside confirm, for each band and sex."""
    for band in words.bands:
        for sex in _SEXES:
            confirm = limits.range_for(part.confirm, band, sex)
            usual = limits.range_for(part.reference, band, sex)
            if confirm is not None and not _inside(confirm, part.hard):
                yield Fault(f"{where}.confirm", f"{band} {sex} lies outside the hard limits")
            if usual is not None and not _inside(usual, confirm or part.hard):
                yield Fault(f"{where}.reference", f"{band} {sex} lies outside the confirm limits")


def _inside(inner: Range, outer: Range) -> bool:
    return all(bound is None or outer.holds(bound) for bound in (inner.low, inner.high))


def _rule_faults(where: str, rule: NotifyRule, part: Part, words: Vocabulary) -> Iterator[Fault]:
    if rule.op not in limits.OPERATORS:
        yield Fault(f"{where}.op", f"{rule.op} is not one of {' '.join(sorted(limits.OPERATORS))}")
    if rule.severity not in limits.SEVERITIES:
        yield Fault(f"{where}.severity", f"{rule.severity} is not flag, urgent or critical")
    if (rule.value is None) != bool(rule.formula):
        yield Fault(where, "exactly one of value and formula is needed")
    if rule.formula and rule.formula not in limits.FORMULAS:
        yield Fault(f"{where}.formula", f"{rule.formula} is not a known formula")
    if rule.value is not None and not part.hard.holds(rule.value):
        yield Fault(f"{where}.value", "no possible value can reach this bound")
    if rule.ages not in ("*", *words.bands):
        yield Fault(f"{where}.ages", f"{rule.ages} is not an age band")
    if not rule.why:
        yield Fault(f"{where}.why", "the words for people are missing")
    yield from source_faults(f"{where}.source", [rule.source], words.sources)


def _change_faults(where: str, row: ChangeLimit, words: Vocabulary) -> Iterator[Fault]:
    bounds = [bound for bound in (row.percent, row.amount) if bound is not None]
    if len(bounds) != 1 or bounds[0] <= Decimal(0):
        yield Fault(where, "exactly one of percent and amount is needed, above zero")
    if row.ages not in ("*", *words.bands):
        yield Fault(f"{where}.ages", f"{row.ages} is not an age band")
    yield from source_faults(f"{where}.source", [row.source], words.sources)


def _drift_faults(where: str, drift: Drift, words: Vocabulary) -> Iterator[Fault]:
    if not 0 < drift.percent < _ALL:
        yield Fault(f"{where}.percent", "a change lies between 0 and 100 percent")
    if drift.severity not in limits.SEVERITIES:
        yield Fault(f"{where}.severity", f"{drift.severity} is not flag, urgent or critical")
    if not drift.why:
        yield Fault(f"{where}.why", "words for people are needed")
    if drift.days is not None and (drift.below_birth or drift.days < 1):
        yield Fault(f"{where}.days", "a time is a day or more, and not against birth")
    if drift.ages not in ("*", *words.bands):
        yield Fault(f"{where}.ages", f"{drift.ages} is not an age band")
    yield from source_faults(f"{where}.source", [drift.source], words.sources)


def _way(drift: Drift) -> str:
    """Two of one way could not both be meant."""
    since = "birth" if drift.below_birth else f"{drift.days} days"
    return f"{drift.ages} {since}{' falls' * drift.falls_only}"


def source_faults(where: str, cited: Collection[str], sources: Collection[str]) -> Iterator[Fault]:
    """At least one source, and each one a key of the file of sources."""
    if not cited:
        yield Fault(where, "a source is needed")
    for key in cited:
        if key not in sources:
            yield Fault(where, f"{key or 'an empty key'} is not a key of sources.toml")


def repeated(where: str, names: Collection[str]) -> Iterator[Fault]:
    """Names that stand more than once."""
    for name, count in Counter(names).items():
        if count > 1:
            yield Fault(where, f"{name} stands there {count} times")
