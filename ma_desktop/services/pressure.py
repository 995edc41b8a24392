"""The repeated blood pressure of a visit, and the set lying, sitting and standing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from ma_desktop.catalog.growth import growth_content
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.pressure import Pressure, screens_high
from ma_desktop.domain.pressure_repeat import Repeat, Stand, notices, seated
from ma_desktop.domain.staff import Right
from ma_desktop.domain.timer import Timer
from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import Observation, Reading
from ma_desktop.services.charts import demand_visit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.intake import add_review
from ma_desktop.services.observing import demand_patient, demand_vital, observe, subject_of
from ma_desktop.services.timers import Where, begin, finish
from ma_desktop.storage.observations import effective
from ma_desktop.storage.store import UnitOfWork
from ma_desktop.storage.visits import Review

_REPEAT, _SET = "bp-repeat", "orthostatic"
REST = "bp-rest"
_TAKEN = "taken"
_MEASURING = frozenset({VisitState.ROOMING, VisitState.READY})
_HELD = ("", "done", _TAKEN)


def plan_repeat(clinic: Clinic, visit_id: str) -> Changes:
    """Start the rest before the next reading. Raises Refused when one runs already."""
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        if _running(uow, visit_id) is not None:
            raise Refused("The rest is running already.", do="Wait for the timer.")
        add_review(uow, clinic, visit, _REPEAT, json.dumps({"state": "planned"}))
        _rest(uow, clinic, visit)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True, timers=True)


def decline_repeat(clinic: Clinic, visit_id: str, reason: str) -> Changes:
    """No further reading, and why."""
    if not reason.strip():
        raise Refused("The reason is missing.", do="Choose why it is not taken again.")
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        detail = json.dumps({"state": "declined", "reason": reason.strip()})
        add_review(uow, clinic, visit, _REPEAT, detail)
        running = _running(uow, visit_id)
        if running is not None:
            finish(clinic, uow, running.id, reason.strip())
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True, timers=True)


def follow_reading(uow: UnitOfWork, clinic: Clinic, visit: Visit) -> None:
    """A blood pressure was recorded: its rest is over; the next one begins while some are left."""
    running = _running(uow, visit.id)
    if running is not None:
        finish(clinic, uow, running.id, _TAKEN)
        if repeat_of(uow, clinic, visit, uow.visits.reviews(visit.patient_id)).is_open:
            _rest(uow, clinic, visit)


def repeat_of(uow: UnitOfWork, clinic: Clinic, visit: Visit, reviews: Sequence[Review]) -> Repeat:
    """Where the repeat stands; every reading of the visit taken sitting counts."""
    details = {r.kind: r.detail for r in reviews if r.visit_id == visit.id}
    kept = json.loads(details.get(_REPEAT) or "{}")
    apart = frozenset(
        row["pressure"]
        for r in reviews
        if r.visit_id == visit.id and r.kind == _SET
        for row in json.loads(r.detail)["stands"]
    )
    found = effective(uow.observations.of_visit(visit.patient_id, visit.id))
    wanted = read_settings(uow.settings.all()).bp_readings or clinic.catalog.pressure.readings
    ended = [item for item in uow.timers.of_subject(_subject(visit.id)) if item.ended_at]
    given_up = ended[-1].outcome if ended and ended[-1].outcome not in _HELD else ""
    taken = seated(found, apart)
    patient = demand_patient(uow, visit.patient_id)
    return Repeat(
        taken,
        wanted,
        kept.get("state") == "planned",
        bool(taken) and asks_again(clinic, patient, taken[0].reading),
        kept.get("reason", "") or given_up,
        _running(uow, visit.id),
    )


def asks_again(clinic: Clinic, patient: Patient, reading: Reading) -> bool:
    """Whether a first reading is taken again in this visit.

    Children to 12 years by AAP 2017, table 6 (the 90th percentile at the 5th of height, which
    needs no height and asks sooner); from 13 years and in adults by the bounds of the content.
    """
    content, years = clinic.catalog.pressure, subject_of(clinic, patient).age.years
    from_years = [row.from_years for row in content.repeat]
    if content.asks_again(reading, years) or not from_years or not reading.measures:
        return content.asks_again(reading, years)
    if not min(from_years) <= years < max(from_years):
        return False
    rules = growth_content().pressure.rules
    pressure = Pressure(reading.measure("sbp").value, reading.measure("dbp").value)
    is_child = years < rules.ages.static_from_years
    return is_child and screens_high(pressure, patient.sex, years, rules)


def open_repeats(uow: UnitOfWork, clinic: Clinic, visits: Sequence[Visit]) -> frozenset[str]:
    """Visits with a reading that is still to be taken and no rest running."""
    due = set()
    for visit in visits:
        if visit.state not in _MEASURING:
            continue
        found = repeat_of(uow, clinic, visit, uow.visits.reviews(visit.patient_id))
        if found.is_open and found.timer is None:
            due.add(visit.id)
    return frozenset(due)


def take_stand(clinic: Clinic, visit_id: str, number: int, pressure: str, pulse: str) -> Changes:
    """One reading of the set, at its own time; `number` counts the positions of the content.

    Both values become observations of their own. Raises InvalidReading as `record_vitals` does.
    """
    rules = clinic.catalog.pressure
    position = rules.positions[number]
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        patient = demand_patient(uow, visit.patient_id)
        how = {"bp_position": position.id}
        readings = [parse(demand_vital(clinic, "bp"), pressure, how)]
        if pulse.strip():
            readings.append(parse(demand_vital(clinic, "hr"), pulse, {}))
        severity = _severity(uow, clinic, visit, patient, position.name, readings)
        made = observe(clinic, uow, patient, readings, visit_id, notify={"bp": severity})
        stands = [
            *_kept_stands(uow, visit),
            {"name": position.name, "pressure": made[0].id,
             "pulse": made[1].id if len(made) > 1 else ""},
        ]  # fmt: skip
        add_review(uow, clinic, visit, _SET, json.dumps({"stands": stands}))
        following = rules.positions[number + 1 : number + 2]
        if following and following[0].wait_minutes:
            length = timedelta(minutes=following[0].wait_minutes)
            where = Where(f"stand:{visit_id}", visit.patient_id, visit_id, screen="rooming")
            begin(clinic, uow, "orthostatic", following[0].name, length, where)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True, timers=True)


def _severity(
    uow: UnitOfWork,
    clinic: Clinic,
    visit: Visit,
    patient: Patient,
    name: str,
    readings: Sequence[Reading],
) -> str:
    """Urgent when this reading of the set differs from lying as the content says."""
    today = effective(uow.observations.of_visit(visit.patient_id, visit.id))
    before = stands_of(uow.visits.reviews(patient.id), visit.id, today)
    made = [
        Observation("", patient.id, item, clinic.now(), clinic.actor.user_name, visit.id)
        for item in readings
    ]
    now = Stand(name, made[0], made[1] if len(made) > 1 else None)
    years = subject_of(clinic, patient).age.years
    return "urgent" if notices(clinic.catalog.pressure, [*before[:1], now], years) else ""


def stands_of(
    reviews: Sequence[Review], visit_id: str, today: Sequence[Observation]
) -> tuple[Stand, ...]:
    """The set of this visit as it counts now: corrected readings are followed, errors left out."""
    by_id = {item.id: item for item in today}
    by_old = {item.supersedes: item for item in today if item.supersedes}
    last = next(
        (r.detail for r in reversed(reviews) if r.visit_id == visit_id and r.kind == _SET), ""
    )
    found = []
    for row in json.loads(last)["stands"] if last else ():
        pressure = by_id.get(row["pressure"]) or by_old.get(row["pressure"])
        pulse = by_id.get(row["pulse"]) or by_old.get(row["pulse"])
        if pressure is not None and pressure.reading.measures:
            found.append(Stand(row["name"], pressure, pulse))
    return tuple(found)


def _kept_stands(uow: UnitOfWork, visit: Visit) -> list[dict[str, str]]:
    reviews = uow.visits.reviews(visit.patient_id)
    last = [r.detail for r in reviews if r.visit_id == visit.id and r.kind == _SET]
    return list(json.loads(last[-1])["stands"]) if last else []


def _rest(uow: UnitOfWork, clinic: Clinic, visit: Visit) -> None:
    settings = read_settings(uow.settings.all())
    minutes = settings.bp_rest_minutes or clinic.catalog.pressure.rest_minutes
    where = Where(_subject(visit.id), visit.patient_id, visit.id, visit.room_id or "", "rooming")
    begin(clinic, uow, REST, "BP again", timedelta(minutes=minutes), where)


def _running(uow: UnitOfWork, visit_id: str) -> Timer | None:
    found = uow.timers.of_subject(_subject(visit_id))
    return next((item for item in found if item.ended_at is None), None)


def _subject(visit_id: str) -> str:
    return f"bp:{visit_id}"
