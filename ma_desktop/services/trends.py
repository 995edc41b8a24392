"""Vital signs and scores over time: all readings, ranges for the age then, what was ordered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import inf

from ma_desktop.catalog.growth import growth_content
from ma_desktop.domain.body_trend import with_body_mass
from ma_desktop.domain.facts import EXPECTING
from ma_desktop.domain.growth import chart_for
from ma_desktop.domain.patient import Medication, Patient
from ma_desktop.domain.screening import Response, Status
from ma_desktop.domain.staff import Right
from ma_desktop.domain.target import BOUNDS, Target, standing
from ma_desktop.domain.trend import (
    FORM,
    Level,
    Life,
    Number,
    Stay,
    Taken,
    Trend,
    bands_of,
    columns_of,
    marked,
    notify_levels,
    slope_of,
)
from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.domain.vitals import Observation, Unit, VitalSign
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import demand_patient
from ma_desktop.storage.store import UnitOfWork

BODY_MASS, _OF_BODY_MASS = "bmi", ("weight", "height")
_POINTS = Unit("1", "points", 0)
_NEVER_CAME = frozenset({VisitState.SCHEDULED, VisitState.CANCELLED, VisitState.NO_SHOW})


@dataclass(frozen=True)
class Followed:
    """One thing that a patient has over time: its key, and its name on the screen."""

    key: str
    name: str


@dataclass(frozen=True)
class Overview:
    """What can be shown of a patient, and what may be laid beneath it."""

    patient: Patient
    followed: tuple[Followed, ...]
    medications: tuple[Stay, ...]
    visits: tuple[Stay, ...]
    people: Mapping[str, str]
    """Names and titles by user name."""
    charted: bool
    """Whether today's age has growth charts."""


def overview(clinic: Clinic, patient_id: str) -> Overview:
    """Vital signs and scored screenings that this patient has, in the order of the catalog.

    Audited as a view. Raises Refused for an unknown patient.
    """
    with clinic.work(Right.READ) as uow:
        patient = demand_patient(uow, patient_id)
        found = set(uow.observations.measured(patient_id))
        answered = {item.form for item in uow.responses.of_patient(patient_id) if _scores(item)}
        medications = uow.patients.medications(patient_id)
        visits = uow.visits.all_of_patient(patient_id)
        people = {person.user_name: person.title for person in uow.staff.all()}
        uow.audit.write("trends viewed", patient_id=patient_id)
    vitals = clinic.catalog.vitals.values()
    forms = clinic.catalog.forms.screenings.values()
    rules = growth_content().charts.rules
    return Overview(
        patient,
        (
            *(
                Followed(vital.id, vital.name)
                for vital in vitals
                if vital.id in found or (vital.id == BODY_MASS and set(_OF_BODY_MASS) <= found)
            ),
            *(
                Followed(f"{FORM}{form.id}", form.short)
                for form in forms
                if form.id in answered and form.score == "sum"
            ),
        ),
        tuple(_stays(clinic, medications)),
        tuple(_visits(visits)),
        people,
        bool(chart_for((life_of(clinic, patient).today - patient.birth_date).days, rules)),
    )


def _scores(item: Response) -> bool:
    return item.total is not None


def _stays(clinic: Clinic, medications: Iterable[Medication]) -> Iterable[Stay]:
    """Medications whose start is known. One that ended on an unknown day shows its start alone."""
    for item in medications:
        if item.started is None or item.status == "entered-in-error":
            continue
        begin = datetime.combine(item.started, time(), clinic.zone).timestamp()
        if item.stopped is not None:
            end = datetime.combine(item.stopped, time(), clinic.zone).timestamp()
            yield Stay(item.name, begin, end)
        elif item.status == "active":
            yield Stay(item.name, begin, inf)
        else:
            yield Stay(f"{item.name} (end not known)", begin, begin)


def _visits(visits: Iterable[Visit]) -> Iterable[Stay]:
    for item in visits:
        if item.state not in _NEVER_CAME:
            at = (item.arrived_at or item.scheduled_at).timestamp()
            yield Stay(item.visit_type, at, at)


def history(clinic: Clinic, patient_id: str) -> tuple[Observation, ...]:
    """Every observation of a patient, oldest first, also those taken back; audited as a view."""
    with clinic.work(Right.READ) as uow:
        demand_patient(uow, patient_id)
        uow.audit.write("readings listed", patient_id=patient_id)
        return uow.observations.of_patient(patient_id)


def trend(clinic: Clinic, patient_id: str, key: str) -> Trend:
    """One vital sign or score of one patient. Raises Refused for an unknown patient."""
    with clinic.look() as uow:
        patient = demand_patient(uow, patient_id)
        if key.startswith(FORM):
            return _score(clinic, uow, patient, key)
        taken = uow.observations.trace(patient_id, key)
        if key == BODY_MASS:
            weights, heights = (uow.observations.trace(patient_id, one) for one in _OF_BODY_MASS)
            taken = with_body_mass(taken, weights, heights, life_of(clinic, patient))
        targets = standing(uow.targets.of_patient(patient_id))
        pregnancy = uow.facts.latest(patient_id).get("pregnancy")
    expects = pregnancy is not None and pregnancy.value in EXPECTING
    since = pregnancy.at if pregnancy is not None and expects else None
    vital = clinic.catalog.vitals[key]
    return _vital(
        vital,
        taken,
        life_of(clinic, patient),
        tuple(target for target in targets if target.vital == key),
        since,
    )


def life_of(clinic: Clinic, patient: Patient) -> Life:
    """The ages that a patient went through up to today."""
    today = clinic.local(clinic.now()).date()
    return Life(patient.birth_date, patient.sex, today, clinic.zone, clinic.catalog.bands)


def _vital(
    vital: VitalSign,
    taken: tuple[Taken, ...],
    life: Life,
    targets: tuple[Target, ...],
    pregnant_since: datetime | None,
) -> Trend:
    unit, parts = vital.usual, vital.parts
    columns = columns_of(
        taken, [part.id for part in parts], [slope_of(part.ucum, unit) for part in parts]
    )
    levels = [
        level
        for index, part in enumerate(parts)
        for level in notify_levels(life, part, index, unit, pregnant_since)
    ]
    return Trend(
        vital.id,
        vital.name,
        unit,
        tuple(part.name for part in parts),
        taken,
        columns,
        tuple(
            band for index, part in enumerate(parts) for band in bands_of(life, part, index, unit)
        ),
        (*levels, *(_target_level(vital, target, life) for target in targets)),
        targets,
    )


def _target_level(vital: VitalSign, target: Target, life: Life) -> Level:
    index = [part.id for part in vital.parts].index(target.part)
    slope, offset = slope_of(target.unit, vital.usual)
    value = round(float(target.value) * slope + offset, vital.usual.decimals)
    words = f"Target {BOUNDS[target.bound]} {value:g}, {target.provider}"
    return Level(index, life.start_of(target.since), inf, value, "target", words)


def _score(clinic: Clinic, uow: UnitOfWork, patient: Patient, key: str) -> Trend:
    """Totals of one screening; an unfinished one has none and is left out."""
    form = clinic.catalog.forms.all[key.removeprefix(FORM)]
    rows = [
        (_answered(item), _status(item), item.supersedes)
        for item in uow.responses.of_patient(patient.id)
        if item.form == form.id and item.status is not Status.UNFINISHED
    ]
    taken = marked(rows)
    columns = columns_of(taken, ["total"], [(1.0, 0.0)])
    life = life_of(clinic, patient)
    start, end = life.start_of(patient.birth_date), life.start_of(life.today + timedelta(days=1))
    levels = tuple(
        Level(0, start, end, float(rule.at), "notify", f"from {rule.at}: tell provider")
        for rule in form.tell
        if not rule.item
    )
    return Trend(key, form.name, _POINTS, ("Total",), taken, columns, levels=levels)


def _status(item: Response) -> str:
    return "entered-in-error" if item.status is Status.IN_ERROR else str(item.status)


def _answered(item: Response) -> Taken:
    total = "" if item.total is None else str(item.total)
    numbers = (Number("total", total, "1", total, "1"),) if total else ()
    absent = item.absent or ("" if total else "unable")
    return Taken(
        item.id,
        item.taken_at.timestamp(),
        numbers,
        total,
        "",
        absent,
        item.taken_by,
        item.visit_id,
    )
