"""How a value is taken before anybody chooses: ways are remembered, values never."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ma_desktop.domain.patient import Age
from ma_desktop.domain.vitals import Qualifier, Reading, VitalSign

YOUNG_TEMP = "temp_site"
"""The way whose first choice for small children a clinic may set."""
STICKY = ("", "patient", "workstation")


def with_young_site(vital: VitalSign, site: str) -> VitalSign:
    """The vital sign with the site at which this clinic takes a small child's temperature.

    Without one, or where it is no choice of the content, the vital sign as it is.
    """
    qualifiers = tuple(
        replace(item, young_default=site)
        if item.id == YOUNG_TEMP and site in {choice.id for choice in item.choices}
        else item
        for item in vital.qualifiers
    )
    return replace(vital, qualifiers=qualifiers)


def usual_qualifiers(
    vital: VitalSign, age: Age, last: Reading | None, remembered: Mapping[str, str]
) -> dict[str, str]:
    """The way that stands there first.

    A cuff as last used on this patient, the way of the young, what this workstation used last
    (`remembered`, by qualifier), else the default of the file.
    """
    found = {item.id: _usual(item, age, last, remembered) for item in vital.qualifiers}
    return {key: choice for key, choice in found.items() if choice}


def _usual(item: Qualifier, age: Age, last: Reading | None, remembered: Mapping[str, str]) -> str:
    choices = {choice.id for choice in item.choices}
    if item.sticky == "patient" and last is not None:
        before = last.qualifiers.get(item.id, "")
        if before in choices:
            return before
    if item.young_below_months is not None and age.months < item.young_below_months:
        return item.young_default
    kept = remembered.get(item.id, "") if item.sticky == "workstation" else ""
    return kept if kept in choices else item.default


def to_remember(
    vitals: Mapping[str, VitalSign], readings: Iterable[Reading], age: Age
) -> dict[str, str]:
    """What a workstation keeps of readings: the sticky ways, but not those of the young."""
    return {
        item.id: reading.qualifiers[item.id]
        for reading in readings
        for item in vitals[reading.vital].qualifiers
        if item.sticky == "workstation"
        and item.id in reading.qualifiers
        and (item.young_below_months is None or age.months >= item.young_below_months)
    }
