"""What the provider will read: situation, background, findings, and what is still to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ma_desktop.domain.limits import assess
from ma_desktop.domain.patient import Medication
from ma_desktop.domain.pressure_repeat import notices
from ma_desktop.domain.rooming import STEPS, OpenVisit
from ma_desktop.domain.vitals import (
    ABSENT_REASONS,
    Observation,
    VitalSign,
    shown_reading,
    shown_with_unit,
)
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import subject_of
from ma_desktop.ui.rooming import answer_findings
from ma_desktop.ui.rooming.derived_words import derived_words

_GROWN = 18
"""Years from which a person is called woman or man in the one-line situation."""
_PERSONS = {"female": ("girl", "woman"), "male": ("boy", "man")}


@dataclass(frozen=True)
class Point:
    """One short line with a word before it; `state` as in Pill."""

    word: str
    text: str
    state: str = "neutral"


def situation(clinic: Clinic, opened: OpenVisit) -> str:
    """`47 y woman, annual physical. Fatigue since May.`"""
    patient, visit = opened.chart.patient, opened.visit
    age = subject_of(clinic, patient).age
    child, adult = _PERSONS.get(patient.sex, ("child", "adult"))
    person = adult if age.years >= _GROWN else child
    kind = visit.visit_type[:1].lower() + visit.visit_type[1:]
    reason = "" if visit.reason.strip().lower() == kind.lower() else visit.reason.strip()
    full_stop = "." if reason[-1:].isalnum() else ""
    told = opened.intake.reason
    more = []
    if told.given_by not in ("", clinic.catalog.phrases.givers[0]):
        more.append(f"History from {told.given_by.lower()}.")
    more.append(f"Interpreter {told.interpreter}." if told.interpreter else "")
    extra = " ".join(part for part in more if part)
    return f"{age.words} {person}, {kind}. {reason}{full_stop} {extra}".strip()


def requests(opened: OpenVisit) -> str:
    """What else the patient wants of this visit, in their words."""
    agenda = opened.intake.reason.agenda
    return f"{'; '.join(agenda)}." if agenda else "None said."


def background(opened: OpenVisit, answers: Mapping[str, str]) -> str:
    """Allergies with reactions, then medications as listed or as they are really taken."""
    chart = opened.chart
    if chart.allergies:
        listed = "; ".join(
            " ".join(part for part in (item.substance, item.reaction.lower()) if part)
            for item in chart.allergies
        )
        allergies = f"Allergies: {listed}."
    else:
        allergies = "No known allergies." if chart.no_known_allergies else "Allergies not reviewed."
    taken = [item for item in chart.medications if answers.get(item.id) != "not-taking"]
    if not taken:
        return f"{allergies} Takes no medications." if not chart.medications else allergies
    return f"{allergies} Takes {', '.join(_medicine(item) for item in taken)}."


def _medicine(item: Medication) -> str:
    return f"{item.name} ({item.dosage})" if item.dosage else item.name


def measured(clinic: Clinic, opened: OpenVisit) -> str:
    """`BP 148/92, 144/90 · HR 78 bpm · Temp 98.4 °F`; all readings of the visit in their order."""
    by_vital: dict[str, list[Observation]] = {}
    for item in opened.today:
        if not item.reading.absent:
            by_vital.setdefault(item.reading.vital, []).append(item)
    vitals = clinic.catalog.vitals
    parts = [_words(vitals[key], by_vital[key]) for key in vitals if key in by_vital]
    mean = opened.repeat.average
    if mean is not None:
        parts.insert(1, f"average {mean.words} of {mean.count}")
    parts += [words for words in derived_words(clinic, opened, {}) if parts]
    return " · ".join(parts) or "Nothing is recorded yet."


def _words(vital: VitalSign, items: list[Observation]) -> str:
    name = vital.short or vital.name
    earlier = [shown_reading(vital, item.reading) for item in items[:-1]]
    return f"{name} {', '.join([*earlier, shown_with_unit(vital, items[-1].reading)])}"


def to_tell(clinic: Clinic, opened: OpenVisit, answers: Mapping[str, str]) -> tuple[Point, ...]:
    """Alarming values, told or not, high and low ones, and medications not taken as listed."""
    points = [
        point for item in opened.today if (point := _value_point(clinic, opened, item)) is not None
    ]
    years = subject_of(clinic, opened.chart.patient).age.years
    standing = notices(clinic.catalog.pressure, opened.stands, years)
    points += [Point("Standing", why, "warn") for why in standing]
    names = {item.id: item.name for item in opened.chart.medications}
    for key, answer in answers.items():
        if answer != "taking" and key in names:
            how = "is not taken" if answer == "not-taking" else "is taken differently than listed"
            said = opened.intake.taken.get(key)
            more = ", ".join(
                part
                for part in (
                    said.dose if said else "",
                    f"last {said.last}" if said and said.last else "",
                )
                if part
            )
            words = f"{names[key]} {how}: {more}" if more else f"{names[key]} {how}"
            points.append(Point("Medication", words, "warn"))
    points += [Point(*told) for told in answer_findings.to_review(clinic, opened)]
    return tuple(points)


def _value_point(clinic: Clinic, opened: OpenVisit, item: Observation) -> Point | None:
    vital = clinic.catalog.vitals[item.reading.vital]
    word, value = vital.short or vital.name, shown_with_unit(vital, item.reading)
    if item.notify and item.reading.vital in opened.untold:
        return Point(word, f"{value}, not told yet", "critical")
    if item.notify:
        return Point(word, f"{value}, told", "ok")
    subject = subject_of(clinic, opened.chart.patient, opened.facts)
    flag = assess(vital, item.reading, subject, clinic.catalog.bands).flag
    high_low = {"H": "high", "HH": "high", "L": "low", "LL": "low"}.get(flag)
    return Point(word, f"{value}, {high_low}", "warn") if high_low else None


def not_taken(clinic: Clinic, opened: OpenVisit) -> tuple[Point, ...]:
    """Steps left out, vital signs not taken, questionnaires not answered, each with its reason."""
    steps = tuple(
        Point(ABSENT_REASONS[reason], STEPS[step])
        for step, reason in opened.intake.exceptions.items()
        if step != "identify" or opened.identity is None
    )
    vitals = tuple(
        Point(ABSENT_REASONS[item.reading.absent], clinic.catalog.vitals[item.reading.vital].name)
        for item in opened.today
        if item.reading.absent
    )
    answers = tuple(Point(*told) for told in answer_findings.not_answered(clinic, opened))
    return steps + vitals + answers


def untold_words(clinic: Clinic, opened: OpenVisit) -> list[str]:
    """A sentence for each recorded value or answer that nobody was told of."""
    vitals = clinic.catalog.vitals
    newest = {item.reading.vital: item.reading for item in opened.today}
    return answer_findings.untold_words(clinic, opened) + [
        f"{vitals[key].name} {shown_with_unit(vitals[key], newest[key])} is on record; "
        "nobody was told yet."
        for key in dict.fromkeys(opened.untold)
        if key in newest
    ]
