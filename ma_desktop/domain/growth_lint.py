"""What must hold in the files of growth and of children's blood pressure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from ma_desktop.domain.body_mass import BodyMassClasses
from ma_desktop.domain.growth import CHARTED_SEXES, MEASURES, GrowthRules
from ma_desktop.domain.lms import LmsTable
from ma_desktop.domain.pressure import PressureReference
from ma_desktop.domain.vital_lint import Fault, repeated, source_faults


def growth_faults(rules: GrowthRules, sources: Collection[str]) -> Iterator[Fault]:
    """Ages in order, a tail for each sex, flags that name charts and measures, known sources."""
    if not 0 < rules.who_below_months < rules.cdc_below_months:
        yield Fault("cdc_below_months", "the CDC charts must follow those of WHO")
    for index, measure in enumerate(rules.who_restricted):
        if measure not in MEASURES:
            yield Fault(f"who_restricted[{index}]", f"{measure} is not charted")
    for sex in CHARTED_SEXES:
        if sex not in rules.extended_bmi.sigma:
            yield Fault("extended_bmi.sigma", f"{sex} is missing")
    if rules.preterm.below_weeks > rules.preterm.term_weeks:
        yield Fault("preterm.term_weeks", "term comes before the weeks of preterm birth end")
    for index, row in enumerate(rules.implausible):
        if row.chart not in ("WHO", "CDC") or row.measure not in MEASURES:
            yield Fault(f"implausible[{index}]", "the chart or the measure is not known")
        if row.low >= row.high:
            yield Fault(f"implausible[{index}].low", "low is not below high")
    yield from repeated("implausible", [f"{row.chart}/{row.measure}" for row in rules.implausible])
    cited = [rules.choice_source, rules.restricted_source, rules.moves_source]
    cited += [rules.extended_bmi.source, rules.preterm.source]
    cited += [row.source for row in rules.implausible]
    yield from source_faults("source", cited, sources)


def class_faults(classes: BodyMassClasses, sources: Collection[str]) -> Iterator[Fault]:
    """Classes of adults rise without a gap from an open start; those of children have bounds."""
    bounds = [row.from_bmi for row in classes.adult]
    if not bounds or bounds[0] is not None or None in bounds[1:]:
        yield Fault("adult_bmi", "only the first class has no lower bound")
    elif not _rises([float(bound) for bound in bounds if bound is not None]):
        yield Fault("adult_bmi", "the classes do not rise")
    for index, row in enumerate(classes.child):
        found = (row.from_percentile, row.from_percent_of_p95, row.from_bmi)
        if any(bound is not None for bound in found) != bool(index):
            yield Fault(f"child_bmi[{index}]", "only the first class has no lower bound")
    for rows in (classes.adult, classes.child):
        yield from repeated("classes", [row.id for row in rows])
        yield from source_faults("classes", [row.source for row in rows], sources)


def table_faults(where: str, table: LmsTable) -> Iterator[Fault]:
    """Ages or lengths rise, median and spread are positive."""
    if not _rises(table.at):
        yield Fault(where, "ages or lengths do not rise")
    if any(row.median <= 0 or row.spread <= 0 for row in table.rows):
        yield Fault(where, "a median or spread is not above zero")


def pressure_faults(reference: PressureReference) -> Iterator[Fault]:
    """Categories rise, each cites a source, and the pairs for unknown height are complete."""
    rules = reference.rules
    for name, rows in (("adult", rules.adult), ("child", rules.child)):
        for part in ("sbp", "dbp"):
            bounds = [getattr(row, part) for row in rows]
            if not _rises_softly([bound for bound in bounds if bound is not None]):
                yield Fault(name, f"the bounds of {part} fall")
        yield from source_faults(name, [row.source for row in rows], rules.sources)
        yield from repeated(name, [row.id for row in rows])
    cited = [rules.ages.source, rules.pulse.source, rules.screen.source, rules.fourth_report.source]
    yield from source_faults("source", cited, rules.sources)
    yield from _screen_faults(reference)


def pressure_table_faults(reference: PressureReference) -> Iterator[Fault]:
    """Every child has a row: each sex, year, percentile that a category names, height column."""
    rules = reference.rules
    years = range(rules.ages.child_from_years, rules.ages.static_from_years)
    wanted = {
        (sex, year, row.percentile, column)
        for sex in CHARTED_SEXES
        for year in years
        for row in rules.child[1:]
        for column in reference.height_columns
    }
    for sex, year, percent, column in sorted(wanted - set(reference.table)):
        where = f"{sex} {year} y"
        yield Fault(where, f"no row for percentile {percent}, height {column}")


def _screen_faults(reference: PressureReference) -> Iterator[Fault]:
    ages = reference.rules.ages
    wanted = ages.static_from_years - ages.child_from_years + 1
    for sex, rows in (
        ("male", reference.rules.screen.male),
        ("female", reference.rules.screen.female),
    ):
        if len(rows) != wanted:
            yield Fault(f"screen.{sex}", f"{wanted} pairs are needed")


def _rises(values: Sequence[float]) -> bool:
    return all(one < other for one, other in pairwise(values))


def _rises_softly(values: Sequence[float]) -> bool:
    return all(one <= other for one, other in pairwise(values))
