"""The visit summary: one frozen read model, made into a PDF."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ma_desktop.catalog.phrases import phrases
from ma_desktop.documents.locked_pdf import locked
from ma_desktop.documents.record_pdf import render_record
from ma_desktop.documents.signed_pdf import signed
from ma_desktop.documents.summary_pdf import render
from ma_desktop.domain.patient import Medication, Patient
from ma_desktop.domain.phrases import LANGUAGES
from ma_desktop.domain.screening import ScreeningResult, Status
from ma_desktop.domain.specimen import Specimen
from ma_desktop.domain.staff import Right
from ma_desktop.domain.summary import NextStep, Series, VisitSummary
from ma_desktop.domain.units import half_up
from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.services import screenings
from ma_desktop.services.certificates import held, signer_of
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.disclosures import Leaving, Terms, let_out
from ma_desktop.services.next_steps import standing_steps
from ma_desktop.services.observing import demand_patient, subject_of
from ma_desktop.services.record_tables import record_tables
from ma_desktop.services.rooming import demand_visit, read_chart
from ma_desktop.services.schedule import day_bounds
from ma_desktop.services.summary_lines import lines_of, measured
from ma_desktop.services.trends import trend
from ma_desktop.services.wording import EMERGENCY, in_force
from ma_desktop.storage.store import UnitOfWork
from ma_desktop.storage.visits import Review

_GROWN = 18
"""Years from which the summary names the screenings that were answered."""
_GIVEN_OVER = frozenset(
    {
        VisitState.READY,
        VisitState.WITH_PROVIDER,
        VisitState.TASKS,
        VisitState.CHECKOUT,
        VisitState.DONE,
    }
)
_NOT_ROOMED = frozenset(
    {VisitState.SCHEDULED, VisitState.ARRIVED, VisitState.CANCELLED, VisitState.NO_SHOW}
)


@dataclass(frozen=True)
class Form:
    """Which copy: for the patient in a language, perhaps large; or the clinical one, in English.

    An empty language is the patient's own where the program has it, else English.
    With a passphrase the file is locked with AES-256. `reason` says why it is made.
    """

    clinical: bool = False
    language: str = "en"
    large: bool = False
    passphrase: str = ""
    reason: str = ""
    chart: str = "bp"
    """The vital sign that is drawn over time; empty draws none."""
    signing: str = ""
    """The passphrase of the clinic's certificate; empty signs nothing."""

    @property
    def kind(self) -> str:
        """`record` for the clinical copy, `summary` for the patient's."""
        return "record" if self.clinical else "summary"


PATIENT_COPY = Form()


@dataclass(frozen=True)
class Offer:
    """What can be chosen for the summary of a visit: vital signs to draw, by id and name."""

    visit: Visit
    patient: Patient
    charts: tuple[tuple[str, str], ...]
    steps: tuple[NextStep, ...]
    needs_reason: bool
    draft: bool
    certificate: str = ""
    """Whose the certificate is that could sign; empty without one."""


def offer(clinic: Clinic, visit_id: str) -> Offer:
    """Raises Refused when the visit is not known."""
    with clinic.look() as uow:
        visit = demand_visit(uow, visit_id)
        found = uow.observations.measured(visit.patient_id)
        vitals = clinic.catalog.vitals.values()
        return Offer(
            visit,
            demand_patient(uow, visit.patient_id),
            tuple((item.id, item.name) for item in vitals if item.id in found and item.parts),
            standing_steps(uow.next_steps.of_visit(visit_id)),
            read_settings(uow.settings.all()).export_needs_reason,
            not _handed_off(uow, visit),
            kept.name if (kept := held(uow)) else "",
        )


def summary(clinic: Clinic, visit_id: str, chart_of: str = "bp") -> VisitSummary:
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
        draft = not _handed_off(uow, visit)
        wording = in_force(uow)
        found = measured(clinic, uow, visit, reviews, beside)
        lines = lines_of(clinic, uow, chart.patient, found)
        answered = screenings.of_visit(clinic, uow, visit_id)
        tables = record_tables(clinic, uow, visit)
        _entries, head = uow.audit.head()
    takers = [people[o.taken_by].title for o in beside.today if o.taken_by in people]
    collected = [item for item in specimens if item.collected_at is not None]
    return VisitSummary(
        clinic.profile,
        chart.patient,
        visit,
        takers[0] if takers else "",
        clinic.now(),
        identity,
        visit.reason,
        lines,
        chart.allergies,
        chart.no_known_allergies,
        _as_told(chart.medications, reviews, visit_id),
        frozenset(review.kind for review in reviews if review.visit_id == visit_id),
        len(collected),
        _tests(clinic, collected),
        _answered(clinic, chart.patient, answered),
        chart=_chart(clinic, chart.patient, chart_of),
        next_steps=tuple(step.words for step in steps),
        next_visit=next_visit,
        emergency=wording.get(EMERGENCY, {}),
        tables=tables,
        audit_head=head,
        draft=draft,
    )


def preview_pdf(clinic: Clinic, visit_id: str, form: Form) -> bytes:
    """A copy to look at; the view goes into the audit, nothing leaves."""
    made = summary(clinic, visit_id, form.chart)
    data = _rendered(made, form)
    with clinic.work(Right.READ) as uow:
        uow.audit.write(f"visit {form.kind} viewed", patient_id=made.patient.id, visit_id=visit_id)
    return data


def summary_pdf(
    clinic: Clinic, visit_id: str, form: Form = PATIENT_COPY, target: str = "file"
) -> bytes:
    """A copy that leaves the program, as a PDF: listed as a disclosure and in the audit.

    Raises Refused for an unknown visit, a missing reason where the clinic asks for one, a
    passphrase of under ten characters, or a certificate that can't sign.
    """
    made = summary(clinic, visit_id, form.chart)
    data = _rendered(made, form)
    if form.signing:
        data = signed(data, signer_of(clinic, form.signing), clinic.now(), form.passphrase)
    elif form.passphrase:
        data = locked(data, form.passphrase)
    leaving = Leaving(form.kind, data, made.patient.id, visit_id)
    with clinic.work(Right.READ) as uow:
        entry = let_out(clinic, uow, leaving, Terms(form.reason, target, bool(form.passphrase)))
        uow.audit.write(
            f"visit {form.kind} made",
            patient_id=made.patient.id,
            visit_id=visit_id,
            record=entry.id,
            digest=entry.digest,
            reason=entry.reason,
        )
        if form.signing:
            uow.audit.write(
                f"visit {form.kind} signed", patient_id=made.patient.id, visit_id=visit_id
            )
    return data


def _rendered(made: VisitSummary, form: Form) -> bytes:
    if form.clinical:
        return render_record(made, phrases("en"))
    own = spoken(made.patient)
    return render(made, phrases(form.language or own), large=form.large)


def spoken(patient: Patient) -> str:
    """The language of a patient's copy: theirs, or English where the program lacks it."""
    language = patient.language[:2].casefold()
    return language if language in LANGUAGES else "en"


@dataclass(frozen=True)
class Batch:
    """Where the files of many visits go: `has` knows a name, `write` keeps the bytes for good."""

    has: Callable[[str], bool]
    write: Callable[[str, bytes], object]
    progress: Callable[[int, int], None] = lambda _done, _total: None
    cancelled: Callable[[], bool] = lambda: False


def day_summaries(
    clinic: Clinic, day: date, form: Form, batch: Batch, last: date | None = None
) -> tuple[int, int]:
    """A copy for each visit of `day`, or up to the day `last`, that was roomed.

    Says how many were made and were there.

    One at a time, so that memory stays flat; started again after a stop it goes on where it was.
    Names hold the time and the visit's id, no patient data. Raises Refused as `summary_pdf`.
    """
    with clinic.look() as uow:
        start, end = day_bounds(clinic, day)[0], day_bounds(clinic, last or day)[1]
        found = uow.visits.between(start, end)
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


def _handed_off(uow: UnitOfWork, visit: Visit) -> bool:
    """Whether the visit was given over and not taken back into rooming since.

    Who left is where they left from: a hand-off before that still holds.
    """
    if visit.state is not VisitState.LEFT:
        return visit.state in _GIVEN_OVER
    left = [move for move in uow.visits.moves(visit.id) if move.target is VisitState.LEFT]
    return bool(left) and left[-1].source in _GIVEN_OVER


def _next_visit(uow: UnitOfWork, clinic: Clinic, visit: Visit) -> Visit | None:
    """The next booked visit after this one."""
    booked = (
        other
        for other in uow.visits.all_of_patient(visit.patient_id)
        if other.id != visit.id
        and other.state is VisitState.SCHEDULED
        and other.scheduled_at > clinic.now()
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


def _chart(clinic: Clinic, patient: Patient, vital_id: str) -> Series | None:
    """A vital sign over time in the digits of its unit, once there are two readings to join."""
    if not vital_id:
        return None
    found = trend(clinic, patient.id, vital_id)
    digits = found.unit.decimals
    points = tuple(
        replace(
            point,
            value=half_up(point.value, digits),
            second=None if point.second is None else half_up(point.second, digits),
        )
        for point in found.series.points
    )
    return replace(found.series, points=points, vital=vital_id) if len(points) > 1 else None
