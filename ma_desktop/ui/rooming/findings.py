"""What the provider will read: situation, background, findings, and what is still to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ma_desktop.catalog.growth import growth_content
from ma_desktop.domain.derived import pulse_pressure
from ma_desktop.domain.limits import assess
from ma_desktop.domain.patient import Medication
from ma_desktop.domain.pressure import pulse_word
from ma_desktop.domain.pressure_repeat import Stand, notices
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
from ma_desktop.ui.rooming.growth_words import place_words
from ma_desktop.ui.rooming.pressure_words import child_pressure, numbers
from ma_desktop.ui.rooming.words import age_of, change_words

_GROWN = 18
"""Years from which a person is called woman or man in the one-line situation."""
_WEIGHED = "weight"
"""Whose change since the last visit is told beside it."""
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


def reported(opened: OpenVisit, typed: Mapping[str, str]) -> dict[str, str]:
    """The answer to each medication: on record, or `typed` and not recorded yet."""
    return {key: item.answer for key, item in opened.intake.taken.items()} | dict(typed)


def background(opened: OpenVisit, answers: Mapping[str, str]) -> str:
    """Allergies with reactions, then medications as they are really taken."""
    return f"{_allergies(opened)} {_medications(opened, answers)}"


def _allergies(opened: OpenVisit) -> str:
    chart = opened.chart
    if not chart.allergies:
        return "No known allergies." if chart.no_known_allergies else "Allergies not reviewed."
    listed = "; ".join(
        " ".join(part for part in (item.substance, item.reaction.lower()) if part)
        for item in chart.allergies
    )
    return f"Allergies: {listed}."


def _medications(opened: OpenVisit, answers: Mapping[str, str]) -> str:
    """Only a list that was gone through says what is taken."""
    listed, exceptions = opened.chart.medications, opened.intake.exceptions
    asked = "medications" in opened.done_steps and "medications" not in exceptions
    if not asked and not any(item.id in answers for item in listed):
        names = f"; listed: {', '.join(map(_medicine, listed))}" if listed else ""
        return f"Medications not reviewed{names}."
    stopped = [item.name for item in listed if answers.get(item.id) == "not-taking"]
    taken = [
        _as_taken(opened, item, answers.get(item.id, ""))
        for item in listed
        if answers.get(item.id) != "not-taking"
    ]
    words = f"Takes {', '.join(taken)}." if taken else "Takes no medications."
    return f"{words} Does not take {', '.join(stopped)}." if stopped and taken else words


def _as_taken(opened: OpenVisit, item: Medication, answer: str) -> str:
    """`Lisinopril 10 mg every other day (listed 1 a day)`, or as it is listed."""
    said = opened.intake.taken.get(item.id)
    last = f"last {said.last}" if said and said.last else ""
    if answer != "different":
        more = "; ".join(part for part in (item.dosage, last) if part)
        return f"{item.name} ({more})" if more else item.name
    how = said.dose if said and said.dose else "differently than listed"
    more = "; ".join(
        part for part in (f"listed {item.dosage}" if item.dosage else "", last) if part
    )
    return f"{item.name} {how} ({more})" if more else f"{item.name} {how}"


def _medicine(item: Medication) -> str:
    return f"{item.name} ({item.dosage})" if item.dosage else item.name


def measured(clinic: Clinic, opened: OpenVisit) -> str:
    """`BP 148/92, 144/90 · HR 78 bpm · Temp 98.4 °F`; all readings of the visit in their order."""
    by_vital: dict[str, list[Observation]] = {}
    for item in opened.today:
        if not item.reading.absent and item.id not in opened.set_apart:
            by_vital.setdefault(item.reading.vital, []).append(item)
    vitals = clinic.catalog.vitals
    parts = [
        _words(clinic, opened, vitals[key], by_vital[key]) for key in vitals if key in by_vital
    ]
    mean = opened.repeat.average
    if mean is not None:
        parts.insert(1, f"average {mean.words} of {mean.count}")
    parts += [words for words in derived_words(clinic, opened, {}) if parts]
    parts += [_stand_words(clinic, stand) for stand in opened.stands]
    return " · ".join(parts) or "Nothing is measured yet."


def _stand_words(clinic: Clinic, stand: Stand) -> str:
    """`Standing 1 min 108/74, heart rate 92`."""
    vitals = clinic.catalog.vitals
    value = shown_reading(vitals["bp"], stand.pressure.reading)
    pulse = stand.pulse and f", heart rate {shown_reading(vitals['hr'], stand.pulse.reading)}"
    return f"{stand.name} {value}{pulse or ''}"


def _words(clinic: Clinic, opened: OpenVisit, vital: VitalSign, items: list[Observation]) -> str:
    """`Wt 171.4 lb (+6.2 since May)`, `Length 70.1 cm, 50th percentile (z 0.00)`."""
    newest = items[-1].reading
    lying = newest.qualifiers.get("height_method") == "length"
    name = "Length" if lying else vital.short or vital.name
    earlier = [shown_reading(vital, item.reading) for item in items[:-1]]
    found = f"{name} {', '.join([*earlier, shown_with_unit(vital, newest)])}"
    last = opened.last.get(vital.id)
    change = change_words(vital, newest, last) if vital.id == _WEIGHED else ""
    if last is not None and change:
        now, unit = clinic.local(clinic.now()), last.reading.measures[0].typed_unit
        if unit != newest.measures[0].typed_unit:
            change += f" {vital.unit(unit).label}"
        found += f" ({change} since {age_of(clinic.local(last.taken_at), now)})"
    child = place_words(clinic, opened, newest)
    return f"{found}, {child}" if child else found


def to_tell(clinic: Clinic, opened: OpenVisit, answers: Mapping[str, str]) -> tuple[Point, ...]:
    """Alarming values, told or not, high and low ones, and medications not taken as listed."""
    points = _value_points(clinic, opened)
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


def _value_points(clinic: Clinic, opened: OpenVisit) -> list[Point]:
    """The average speaks for the readings it is made of, but for those that had to be told."""
    mean, seated = opened.repeat.average, {item.id for item in opened.repeat.readings}
    points: list[Point] = []
    averaged: list[Point] = []
    for item in opened.today:
        point = _value_point(clinic, opened, item)
        if point is None or (item.id in opened.set_apart and not item.notify):
            continue
        meant = mean is not None and item.id in seated and not item.notify
        (averaged if meant else points).append(point)
    points += _pulse_points(clinic, opened)
    if mean is not None and averaged:
        words = f"average {mean.words} after {mean.count} readings"
        points.insert(0, Point(averaged[0].word, words, "warn"))
    return points


def _pulse_points(clinic: Clinic, opened: OpenVisit) -> list[Point]:
    """A narrow or wide pulse pressure of the newest reading of the visit."""
    seated = [
        i.reading for i in opened.today if i.id not in opened.set_apart and i.reading.measures
    ]
    newest = next((item for item in reversed(seated) if item.vital == "bp"), None)
    if newest is None:
        return []
    read = numbers(newest)
    word = pulse_word(read, growth_content().pressure.rules.pulse)
    unit = clinic.catalog.vitals["bp"].label
    words = f"pulse pressure {pulse_pressure(read.sbp, read.dbp):f} {unit}, {word}"
    return [Point("BP", words, "warn")] if word else []


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
    if vital.id == "bp" and high_low != "low":
        child = child_pressure(clinic, opened, opened.measured | {vital.id: item.reading})
        high_low = high_low if child is None else child.words if child.is_high else None
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
