"""The visit summary: one frozen read model, made into a PDF."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ma_desktop.catalog.phrases import phrases
from ma_desktop.documents.locked_pdf import locked
from ma_desktop.documents.record_pdf import render_record
from ma_desktop.documents.summary_pdf import render
from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.derived import shown_bmi
from ma_desktop.domain.limits import assess
from ma_desktop.domain.patient import Medication, Patient
from ma_desktop.domain.screening import ScreeningResult, Status
from ma_desktop.domain.specimen import Specimen
from ma_desktop.domain.staff import Right
from ma_desktop.domain.summary import Series, SummaryLine, VisitSummary
from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.domain.vitals import (
    COMPOUND,
    Observation,
    Unit,
    VitalSign,
    shown_reading,
)
from ma_desktop.services import screenings
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import demand_reason
from ma_desktop.services.next_steps import standing_steps
from ma_desktop.services.observing import subject_of
from ma_desktop.services.record_tables import record_tables
from ma_desktop.services.rooming import demand_visit, read_chart
from ma_desktop.services.schedule import day_bounds
from ma_desktop.services.trends import trend
from ma_desktop.services.wording import EMERGENCY, in_force
from ma_desktop.storage.observations import Beside
from ma_desktop.storage.store import UnitOfWork
from ma_desktop.storage.visits import Review

_GROWN = 18
"""Years from which the summary names the screenings that were answered."""
_RELEASED = frozenset({VisitState.CHECKOUT, VisitState.DONE})
_NOT_ROOMED = frozenset(
    {VisitState.SCHEDULED, VisitState.ARRIVED, VisitState.CANCELLED, VisitState.NO_SHOW}
)


@dataclass(frozen=True)
class Form:
    """Which copy: for the patient in a language, perhaps large; or the clinical one, in English.

    With a passphrase the file is locked with AES-256. `reason` says why it is made.
    """

    clinical: bool = False
    language: str = "en"
    large: bool = False
    passphrase: str = ""
    reason: str = ""


PATIENT_COPY = Form()


def summary(clinic: Clinic, visit_id: str) -> VisitSummary:
    """All that both copies say of a visit now. Raises Refused when the visit is not known."""
    with clinic.look() as uow:
        visit = demand_visit(uow, visit_id)
        chart, reviews = read_chart(uow, visit.patient_id)
        beside = uow.observations.beside(visit.patient_id, visit_id, "bp", 40)
        identity = uow.visits.identity(visit_id)
        specimens = uow.specimens.of_visit(visit_id)
        people = {person.user_name: person for person in uow.staff.all()}
        steps = standing_steps(uow.next_steps.of_visit(visit_id))
        next_visit = _next_visit(uow, clinic, visit)
        wording = in_force(uow)
        answered = screenings.of_visit(clinic, uow, visit_id)
        tables = record_tables(clinic, uow, visit)
        _entries, head = uow.audit.head()
    takers = [people[o.taken_by].title for o in beside.today if o.taken_by in people]
    flags = {item.id: _flag(clinic, chart.patient, item) for item in beside.today}
    collected = [item for item in specimens if item.collected_at is not None]
    return VisitSummary(
        clinic.profile,
        chart.patient,
        visit,
        takers[0] if takers else "",
        clinic.now(),
        identity,
        visit.reason,
        _lines(clinic, beside, wording, flags),
        chart.allergies,
        chart.no_known_allergies,
        _as_told(chart.medications, reviews, visit_id),
        frozenset(review.kind for review in reviews if review.visit_id == visit_id),
        len(collected),
        _tests(clinic, collected),
        _answered(clinic, chart.patient, answered),
        chart=_chart(clinic, chart.patient),
        next_steps=tuple(step.words for step in steps),
        next_visit=next_visit,
        emergency=wording.get(EMERGENCY, {}),
        tables=tables,
        audit_head=head,
        draft=visit.state not in _RELEASED,
    )


def summary_pdf(clinic: Clinic, visit_id: str, form: Form = PATIENT_COPY) -> bytes:
    """A copy of the summary as a PDF; making it is a disclosure and goes into the audit.

    Raises Refused for an unknown visit, a missing reason where the clinic asks for one, or a
    passphrase of under ten characters.
    """
    made = summary(clinic, visit_id)
    words = phrases(form.language)
    if form.clinical:
        data = render_record(made, phrases("en"))
    else:
        data = render(made, words, large=form.large)
    if form.passphrase:
        data = locked(data, form.passphrase)
    kind = "record" if form.clinical else "summary"
    with clinic.work(Right.READ) as uow:
        demand_reason(uow, form.reason)
        uow.audit.write(
            f"visit {kind} made",
            patient_id=made.patient.id,
            visit_id=visit_id,
            digest=digest_of(data.hex()),
            reason=form.reason,
        )
    return data


@dataclass(frozen=True)
class Batch:
    """Where the files of many visits go: `has` knows a name, `write` keeps the bytes for good."""

    has: Callable[[str], bool]
    write: Callable[[str, bytes], object]
    progress: Callable[[int, int], None] = lambda _done, _total: None
    cancelled: Callable[[], bool] = lambda: False


def day_summaries(clinic: Clinic, day: date, form: Form, batch: Batch) -> tuple[int, int]:
    """A copy for each visit of `day` that was roomed; says how many were made and were there.

    One at a time, so that memory stays flat; started again after a stop it goes on where it was.
    Names hold the time and the visit's id, no patient data. Raises Refused as `summary_pdf`.
    """
    with clinic.look() as uow:
        found = uow.visits.between(*day_bounds(clinic, day))
    visits = [visit for visit in found if visit.state not in _NOT_ROOMED]
    made = kept = 0
    for number, visit in enumerate(visits, 1):
        if batch.cancelled():
            break
        name = f"{clinic.local(visit.scheduled_at):%Y%m%d-%H%M}-{visit.id[-12:]}.pdf"
        if batch.has(name):
            kept += 1
        else:
            batch.write(name, summary_pdf(clinic, visit.id, form))
            made += 1
        batch.progress(number, len(visits))
    return made, kept


def record_left(clinic: Clinic, visit_id: str, how: str) -> None:
    """Note that the summary left the program: `how` is "saved", or "sent to a printer"."""
    with clinic.work(Right.READ) as uow:
        visit = demand_visit(uow, visit_id)
        uow.audit.write(f"visit summary {how}", patient_id=visit.patient_id, visit_id=visit_id)


def _lines(
    clinic: Clinic,
    beside: Beside,
    wording: Mapping[str, Mapping[str, str]],
    flags: Mapping[str, str],
) -> tuple[SummaryLine, ...]:
    lines = [
        _line(clinic, vital, item, beside.last.get(vital.id), wording.get(flags[item.id], {}))
        for vital in clinic.catalog.vitals.values()
        for item in beside.today
        if item.reading.vital == vital.id
    ]
    return (*lines, *_body_mass(beside))


def _line(
    clinic: Clinic,
    vital: VitalSign,
    item: Observation,
    last: Observation | None,
    wording: Mapping[str, str],
) -> SummaryLine:
    reading, usual = item.reading, vital.usual
    unit = vital.unit(reading.measures[0].typed_unit) if reading.measures else usual
    return SummaryLine(
        vital.id,
        vital.name,
        "" if reading.absent else shown_reading(vital, reading),
        _unit_words(unit),
        unit.ucum,
        shown_reading(vital, last.reading, usual) if last else "",
        _unit_words(usual),
        usual.ucum,
        clinic.local(last.taken_at).date() if last else None,
        item.taken_at,
        absent=reading.absent,
        wording=wording,
    )


def _unit_words(unit: Unit) -> str:
    """The label behind a number; feet and inches say it themselves."""
    return "" if unit.label in COMPOUND else unit.label


def _body_mass(beside: Beside) -> tuple[SummaryLine, ...]:
    """BMI from weight and height of this visit only; never shown as a class."""
    today = {o.reading.vital: o for o in beside.today if not o.reading.absent}
    if "weight" not in today or "height" not in today:
        return ()
    value = shown_bmi(today["weight"].reading.value, today["height"].reading.value)
    at = today["weight"].taken_at
    return (SummaryLine("bmi", "Body mass index", str(value), "kg/m²", "kg/m2", taken_at=at),)


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
    """The key of the clinic's own wording: the vital sign and its FHIR interpretation."""
    if item.reading.absent:
        return ""
    found = assess(
        clinic.catalog.vitals[item.reading.vital],
        item.reading,
        subject_of(clinic, patient),
        clinic.catalog.bands,
    )
    return f"{item.reading.vital}.{found.flag or 'N'}"


def _next_visit(uow: UnitOfWork, clinic: Clinic, visit: Visit) -> Visit | None:
    """The next booked visit after this one."""
    booked = (
        other
        for other in uow.visits.all_of_patient(visit.patient_id)
        if other.state is VisitState.SCHEDULED and other.scheduled_at > clinic.now()
    )
    return next(booked, None)


def _tests(clinic: Clinic, collected: Sequence[Specimen]) -> tuple[str, ...]:
    known = clinic.catalog.tests
    keys = {test for item in collected for test in item.tests}
    return tuple(sorted(known[key].name if key in known else key for key in keys))


def _answered(
    clinic: Clinic, patient: Patient, answered: tuple[ScreeningResult, ...]
) -> tuple[str, ...]:
    """Which screenings were answered, without results: the provider tells what they mean.

    None for minors, whose papers others read, and nothing of the social history.
    """
    if subject_of(clinic, patient).age.years < _GROWN:
        return ()
    forms = clinic.catalog.forms.screenings
    ended = (Status.FINISHED, Status.AMENDED)
    return tuple(forms[i.form].name for i in answered if i.form in forms and i.state in ended)


def _chart(clinic: Clinic, patient: Patient) -> Series | None:
    """Blood pressure over time, once there are two readings to join."""
    series = trend(clinic, patient.id, "bp").series
    return series if len(series.points) > 1 else None
