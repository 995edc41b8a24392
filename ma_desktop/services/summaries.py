"""The visit summary: one frozen read model, made into a PDF."""

from __future__ import annotations

import json
from dataclasses import replace

from ma_desktop.documents.summary_pdf import render
from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.derived import shown_bmi
from ma_desktop.domain.limits import assess
from ma_desktop.domain.patient import Medication, Patient
from ma_desktop.domain.specimen import Specimen
from ma_desktop.domain.staff import Right
from ma_desktop.domain.summary import Series, SummaryLine, VisitSummary
from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.domain.vitals import Observation, shown_with_unit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import subject_of
from ma_desktop.services.rooming import demand_visit, read_chart
from ma_desktop.services.trends import trend
from ma_desktop.storage.observations import Beside
from ma_desktop.storage.visits import Review

_FLAG_WORDS = {"L": "low", "LL": "very low", "H": "high", "HH": "very high"}
_RELEASED = frozenset({VisitState.CHECKOUT, VisitState.DONE})


def summary(clinic: Clinic, visit_id: str) -> VisitSummary:
    """All that the summary of a visit says now. Raises Refused when the visit is not known."""
    with clinic.look() as uow:
        visit = demand_visit(uow, visit_id)
        chart, reviews = read_chart(uow, visit.patient_id)
        beside = uow.observations.beside(visit.patient_id, visit_id, "bp", 40)
        identity = uow.visits.identity(visit_id)
        specimens = uow.specimens.of_visit(visit_id)
        people = {person.user_name: person for person in uow.staff.all()}
    takers = [people[o.taken_by].title for o in beside.today if o.taken_by in people]
    return VisitSummary(
        clinic.profile,
        chart.patient,
        visit,
        takers[0] if takers else "",
        clinic.now(),
        identity,
        visit.reason,
        _lines(clinic, chart.patient, beside),
        chart.allergies,
        chart.no_known_allergies,
        _as_told(chart.medications, reviews, visit_id),
        _done(clinic, specimens, {r.kind for r in reviews if r.visit_id == visit_id}),
        _chart(clinic, chart.patient),
        draft=visit.state not in _RELEASED,
    )


def summary_pdf(clinic: Clinic, visit_id: str) -> bytes:
    """The summary as a PDF; making it is a disclosure and goes into the audit."""
    made = summary(clinic, visit_id)
    data = render(made)
    with clinic.work(Right.READ) as uow:
        uow.audit.write(
            "visit summary made",
            patient_id=made.patient.id,
            visit_id=visit_id,
            digest=digest_of(data.hex()),
        )
    return data


def record_saved(clinic: Clinic, visit_id: str) -> None:
    """Note that a person saved the summary to a file of their choice."""
    with clinic.work(Right.READ) as uow:
        visit = demand_visit(uow, visit_id)
        uow.audit.write("visit summary saved", patient_id=visit.patient_id, visit_id=visit_id)


def visits_of(clinic: Clinic, patient_id: str) -> tuple[Visit, ...]:
    """All visits of a patient up to now, oldest first."""
    with clinic.look() as uow:
        return uow.visits.of_patient(patient_id, clinic.now())


def visit_to_open(clinic: Clinic, patient_id: str) -> str | None:
    """The visit that shows this patient: today's open one, else the latest; None without any."""
    visits = visits_of(clinic, patient_id)
    open_now = [visit for visit in visits if visit.state.is_open]
    found = (open_now or list(visits))[-1:]
    return found[0].id if found else None


def _lines(clinic: Clinic, patient: Patient, beside: Beside) -> tuple[SummaryLine, ...]:
    lines = []
    for vital in clinic.catalog.vitals.values():
        for item in (o for o in beside.today if o.reading.vital == vital.id):
            last = beside.last.get(vital.id)
            lines.append(
                SummaryLine(
                    vital.name,
                    shown_with_unit(vital, item.reading),
                    _flag(clinic, patient, item),
                    _then(clinic, last) if last else "",
                    item.taken_at,
                )
            )
    return (*lines, *_body_mass(beside))


def _body_mass(beside: Beside) -> tuple[SummaryLine, ...]:
    """BMI from weight and height of this visit only; never shown as a class."""
    today = {o.reading.vital: o for o in beside.today if not o.reading.absent}
    if "weight" not in today or "height" not in today:
        return ()
    value = shown_bmi(today["weight"].reading.value, today["height"].reading.value)
    return (SummaryLine("Body mass index", f"{value} kg/m²", taken_at=today["weight"].taken_at),)


def _as_told(
    medications: tuple[Medication, ...], reviews: tuple[Review, ...], visit_id: str
) -> tuple[Medication, ...]:
    """The list with what the patient said of each medicine in this visit."""
    reported: dict[str, str] = {}
    for review in reviews:
        if review.visit_id == visit_id and review.kind == "medications":
            reported = json.loads(review.detail).get("reported", {})
    return tuple(
        replace(item, status=reported[item.id])
        if reported.get(item.id, "taking") != "taking"
        else item
        for item in medications
    )


def _flag(clinic: Clinic, patient: Patient, item: Observation) -> str:
    found = assess(
        clinic.catalog.vitals[item.reading.vital],
        item.reading,
        subject_of(clinic, patient),
        clinic.catalog.bands,
    )
    return _FLAG_WORDS.get(found.flag, "")


def _then(clinic: Clinic, item: Observation) -> str:
    vital = clinic.catalog.vitals[item.reading.vital]
    value = shown_with_unit(vital, item.reading, vital.units[0])
    day = clinic.local(item.taken_at)
    return f"{value} on {day.day} {day:%b %Y}"


def _done(clinic: Clinic, specimens: tuple[Specimen, ...], reviewed: set[str]) -> tuple[str, ...]:
    done = [
        f"We went through your {name}."
        for kind, name in (("allergies", "allergies"), ("medications", "medicines"))
        if kind in reviewed
    ]
    collected = [item for item in specimens if item.collected_at is not None]
    if collected:
        names = sorted(
            {
                clinic.catalog.tests[t].name if t in clinic.catalog.tests else t
                for s in collected
                for t in s.tests
            }
        )
        tubes = "1 tube" if len(collected) == 1 else f"{len(collected)} tubes"
        done.append(f"{tubes} collected: {', '.join(names)}." if names else f"{tubes} collected.")
    return tuple(done)


def _chart(clinic: Clinic, patient: Patient) -> Series | None:
    """Blood pressure over time, once there are two readings to join."""
    series = trend(clinic, patient.id, "bp").series
    return series if len(series.points) > 1 else None
