"""Values computed from what stands in the form: shown, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ma_desktop.catalog.growth import growth_content
from ma_desktop.catalog.scores import scores
from ma_desktop.domain.body_mass import adult_class
from ma_desktop.domain.derived import (
    bmi,
    body_surface,
    mean_arterial_pressure,
    pulse_pressure,
    shown_bmi,
)
from ma_desktop.domain.growth import place
from ma_desktop.domain.limits import Subject, band_of
from ma_desktop.domain.patient import age_on
from ma_desktop.domain.pressure import pulse_word
from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.scores import NEWS2_ITEMS, News2Values, news2, news2_fits, shock_index
from ma_desktop.domain.scores import shock_word as word_of_shock
from ma_desktop.domain.units import half_up
from ma_desktop.domain.vitals import Reading
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import subject_of
from ma_desktop.ui.rooming.growth_words import charted_age
from ma_desktop.ui.rooming.pressure_words import category_words, numbers

_ADULT = "adult"
_FROM_MONTHS = 24
"""BMI is computed from here on, weight for length before (CDC)."""
_WORDS = {
    "rr": "respiratory rate",
    "spo2": "oxygen saturation",
    "o2": "air or oxygen",
    "sbp": "blood pressure",
    "hr": "heart rate",
    "acvpu": "consciousness",
    "temp": "temperature",
}


def derived_words(
    clinic: Clinic, opened: OpenVisit, entered: Mapping[str, Reading]
) -> tuple[str, ...]:
    """What follows from `entered` readings, else from today's recorded ones.

    A height of an earlier visit serves an adult, and is named; a child has grown since. The set
    lying and standing stands by itself.
    """
    apart = opened.set_apart
    today = {item.reading.vital: item.reading for item in opened.today if item.id not in apart}
    present = {key: item for key, item in {**today, **entered}.items() if not item.absent}
    subject = subject_of(clinic, opened.chart.patient, opened.facts)
    bp = present.get("bp")
    words = [
        category_words(clinic, opened, present),
        _mean(bp),
        *_body(clinic, opened, subject, present),
        _shock(opened, subject, present),
        _news2(opened, subject, present),
    ]
    return tuple(text for text in words if text)


def _mean(bp: Reading | None) -> str:
    if bp is None:
        return ""
    read = numbers(bp)
    mean = half_up(mean_arterial_pressure(read.sbp, read.dbp), 0)
    word = pulse_word(read, growth_content().pressure.rules.pulse)
    pulse = f"{pulse_pressure(read.sbp, read.dbp):f}{f', {word}' if word else ''}"
    return f"MAP {mean:f} · pulse pressure {pulse}"


def _body(
    clinic: Clinic, opened: OpenVisit, subject: Subject, present: Mapping[str, Reading]
) -> tuple[str, ...]:
    weight, height = present.get("weight"), present.get("height")
    if weight is None:
        return ()
    tall = height.value if height is not None else _adult_height(clinic, opened)
    if tall is None:
        return ()
    last = "" if height is not None else " (last height)"
    surface = f"BSA {half_up(body_surface(weight.value, tall), 2):f} m²{last}"
    if subject.age.months < _FROM_MONTHS:
        return tuple(word for word in (_for_length(clinic, opened, weight, tall), surface) if word)
    return _body_mass(clinic, opened, subject, weight.value, tall) + last, surface


def _body_mass(
    clinic: Clinic, opened: OpenVisit, subject: Subject, weight: Decimal, tall: Decimal
) -> str:
    """With its class in adults, not in pregnancy; with its percentile in children."""
    words = f"BMI {shown_bmi(weight, tall)}"
    content, exact = growth_content(), bmi(weight, tall)
    if band_of(subject.age, clinic.catalog.bands) == _ADULT:
        known = adult_class(exact, content.classes.adult).name.lower()
        return words if subject.pregnant else f"{words} · {known}"
    age = charted_age(clinic, opened)
    point = place(content.charts, "bmi", subject.sex, age.days, float(exact)) if age else None
    return f"{words} · {point.words}" if point else words


def _for_length(clinic: Clinic, opened: OpenVisit, weight: Reading, tall: Decimal) -> str:
    age = charted_age(clinic, opened)
    if age is None:
        return ""
    charts, sex = growth_content().charts, opened.chart.patient.sex
    point = place(
        charts, "weight_for_length", sex, age.days, float(weight.value), length_cm=float(tall)
    )
    return f"Weight for length {point.words}" if point else ""


def _adult_height(clinic: Clinic, opened: OpenVisit) -> Decimal | None:
    last = opened.last.get("height")
    if last is None or not last.reading.measures:
        return None
    taken = clinic.local(last.taken_at).date()
    age = age_on(opened.chart.patient.birth_date, taken)
    return last.reading.value if band_of(age, clinic.catalog.bands) == _ADULT else None


def _shock(opened: OpenVisit, subject: Subject, present: Mapping[str, Reading]) -> str:
    if not opened.settings.shock_index or not {"hr", "bp"} <= present.keys():
        return ""
    index = shock_index(present["hr"].value, present["bp"].measure("sbp").value)
    word = word_of_shock(index, subject.age.years, scores().shock)
    return f"Shock index {half_up(index, 2):f}{f' · {word.lower()}' if word else ''}"


def is_scored(clinic: Clinic, opened: OpenVisit) -> bool:
    """Whether NEWS2 stands beside this patient's vital signs."""
    subject = subject_of(clinic, opened.chart.patient, opened.facts)
    fits = news2_fits(subject.age.years, subject.pregnant is True, scores().news2)
    return opened.settings.news2 and fits


def _news2(opened: OpenVisit, subject: Subject, present: Mapping[str, Reading]) -> str:
    """The total with its acknowledgement; without one what is missing."""
    rules = scores().news2
    fits = news2_fits(subject.age.years, subject.pregnant is True, rules)
    if not opened.settings.news2 or not fits or not present:
        return ""
    by = opened.facts.scale_2_by
    found = news2(replace(_news2_values(present), scale=2 if by else 1), rules)
    scale = f" · SpO₂ scale 2 by order of {by}" if by else ""
    if found.total is None:
        missing = ", ".join(_WORDS[item] for item in NEWS2_ITEMS if item in found.missing)
        alarm = f" · {found.risk.action}" if found.risk else ""
        return f"NEWS2 has no total yet, missing: {missing}{alarm}{scale}"
    risk = f" · {found.risk.name.lower()}" if found.risk else ""
    return f"NEWS2 {found.total}{risk}{scale} ({rules.acknowledgement})"


def _news2_values(present: Mapping[str, Reading]) -> News2Values:
    def value(key: str) -> Decimal | None:
        return present[key].value if key in present and present[key].measures else None

    spo2, bp, mind = present.get("spo2"), present.get("bp"), present.get("acvpu")
    device = spo2.qualifiers.get("o2_device", "") if spo2 is not None else ""
    return News2Values(
        rr=value("rr"),
        spo2=value("spo2"),
        on_oxygen=device != "room_air" if device else None,
        sbp=bp.measure("sbp").value if bp is not None else None,
        hr=value("hr"),
        acvpu=mind.word if mind is not None else None,
        temp=value("temp"),
    )
