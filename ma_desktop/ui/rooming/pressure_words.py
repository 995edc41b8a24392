"""A blood pressure in the words of its category: adults 2017 ACC/AHA, children AAP 2017."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ma_desktop.catalog.growth import growth_content
from ma_desktop.domain import pressure
from ma_desktop.domain.growth import Spot, on_chart
from ma_desktop.domain.limits import Subject
from ma_desktop.domain.pressure import Pressure
from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.vitals import Reading
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import subject_of
from ma_desktop.ui.rooming.growth_words import charted_age
from ma_desktop.ui.rooming.words import Spoken

_HIGH_UNPLACED = "high for this age: measure height and repeat"
_HIGH = "High"


@dataclass(frozen=True)
class ChildPressure:
    """What AAP 2017 says of a child of 1 to 12 years. `below` is where elevated begins."""

    words: str
    is_high: bool
    below: Pressure


def numbers(reading: Reading) -> Pressure:
    return Pressure(reading.measure("sbp").value, reading.measure("dbp").value)


def category_words(clinic: Clinic, opened: OpenVisit, present: Mapping[str, Reading]) -> str:
    """`BP stage 1, mean of 2`: the word of the mean of this visit's readings with the new one."""
    if "bp" not in present:
        return ""
    recorded = [
        item.reading
        for item in opened.today
        if item.reading.vital == "bp" and item.reading.measures and item.id not in opened.set_apart
    ]
    known = {id(item) for item in recorded}
    several = [*recorded] if id(present["bp"]) in known else [*recorded, present["bp"]]
    mean = pressure.mean([numbers(item) for item in several])
    of = f", mean of {len(several)}" if len(several) > 1 else ""
    subject = subject_of(clinic, opened.chart.patient, opened.facts)
    rules, years = growth_content().pressure.rules, subject.age.years
    if years >= rules.ages.adult_from_years:
        return f"BP {pressure.adult_category(mean, rules).name.lower()}{of}"
    if years < rules.ages.static_from_years:
        child = child_pressure(clinic, opened, present, mean)
        return f"BP {child.words}{of}" if child and child.words else ""
    column = growth_content().pressure.height_columns[0]
    found = pressure.child_category(mean, subject.sex, years, column, growth_content().pressure)
    return f"BP {found.name.lower()}{of}" if found else ""


def child_pressure(
    clinic: Clinic,
    opened: OpenVisit,
    present: Mapping[str, Reading],
    value: Pressure | None = None,
) -> ChildPressure | None:
    """How `value`, else the pressure in `present`, stands among children of this age and height.

    Without a height of today the table for an unknown height holds (AAP 2017, table 6). None where
    no table of children holds: below 1 year, from 13 years, and for an unknown sex with a height.
    """
    reference = growth_content().pressure
    subject = subject_of(clinic, opened.chart.patient, opened.facts)
    ages, years = reference.rules.ages, subject.age.years
    if value is None and "bp" in present and present["bp"].measures:
        value = numbers(present["bp"])
    if not ages.child_from_years <= years < ages.static_from_years:
        return None
    column = _column(clinic, opened, subject, present)
    if column is None:
        below = pressure.screen_bounds(subject.sex, years, reference.rules)
        high = value is not None and pressure.screens_high(
            value, subject.sex, years, reference.rules
        )
        return ChildPressure(_HIGH_UNPLACED if high else "", high, below)
    bounds = pressure.child_bounds(subject.sex, years, column, reference)
    if not bounds:
        return None
    normal = reference.rules.child[0]
    found = (
        pressure.child_category(value, subject.sex, years, column, reference) if value else normal
    )
    name = found.name.lower() if found else ""
    return ChildPressure(name, found is not None and found.id != normal.id, bounds[0])


def _column(
    clinic: Clinic, opened: OpenVisit, subject: Subject, present: Mapping[str, Reading]
) -> int | None:
    """The column of the table for today's height; None without one, or off the chart."""
    content, height, age = growth_content(), present.get("height"), charted_age(clinic, opened)
    if height is None or age is None or not height.measures:
        return None
    months = age.days / content.charts.rules.days_in_a_month
    spot = Spot("CDC", "height", subject.sex, months)
    tall = on_chart(content.charts, spot, float(height.value))
    if tall is None:
        return None
    return pressure.height_column(tall.percentile, content.pressure.height_columns)


def child_spoken(spoken: Spoken, child: ChildPressure | None) -> Spoken:
    """The verdict beside a child's pressure: the table of age and height decides what is high."""
    if child is None:
        return spoken
    if child.is_high and not spoken.words:
        return replace(spoken, state="warn", words=_HIGH)
    if not child.is_high and spoken.words == _HIGH and not spoken.message:
        return replace(spoken, state="", words="")
    return spoken
