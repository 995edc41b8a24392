"""Rooming a patient: identity, lists, vital signs, hand-off. One transaction per verb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ma_desktop.catalog.scores import scores
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.limits import assess
from ma_desktop.domain.rooming import Checked, Draft, OpenVisit, ToldProvider
from ma_desktop.domain.scores import news2_fits
from ma_desktop.domain.screening import effective_responses
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import IdentityCheck, Visit, VisitState
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vital_sets import asked_by
from ma_desktop.domain.vitals import Observation, Reading, VitalSign
from ma_desktop.services.asking import answered_steps
from ma_desktop.services.charts import demand_visit as demand_visit
from ma_desktop.services.charts import intake_of
from ma_desktop.services.charts import read_chart as read_chart
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.device_checks import demand_controls, faults_by_vital
from ma_desktop.services.facts import read_facts
from ma_desktop.services.growth_checks import asked_by_growth
from ma_desktop.services.identity import confirm_identity as confirm_identity
from ma_desktop.services.identity import current_identity
from ma_desktop.services.observing import (
    demand_patient,
    demand_vital,
    observe,
    past_of,
    subject_of,
)
from ma_desktop.services.pressure import follow_reading, repeat_of, stands_of
from ma_desktop.services.schedule import day_bounds, untold
from ma_desktop.services.usual_ways import remember_ways, remembered_ways
from ma_desktop.storage.observations import effective
from ma_desktop.storage.store import UnitOfWork
from ma_desktop.storage.visits import Review

_HISTORY = 40
_RECORDING = frozenset(
    {VisitState.ROOMING, VisitState.READY, VisitState.WITH_PROVIDER, VisitState.TASKS}
)


def open_visit(clinic: Clinic, visit_id: str) -> OpenVisit:
    """Everything the wizard shows of one visit. The view goes into the audit.

    Raises Refused when the visit is not known.
    """
    with clinic.work(Right.READ) as uow:
        opened = read_visit(clinic, uow, visit_id)
        uow.audit.write(
            "chart viewed", patient_id=opened.visit.patient_id, visit_id=opened.visit.id
        )
    return opened


def read_visit(clinic: Clinic, uow: UnitOfWork, visit_id: str) -> OpenVisit:
    """`open_visit` inside another transaction, which writes its own audit entry."""
    visit = demand_visit(uow, visit_id)
    chart, reviews = read_chart(uow, visit.patient_id)
    beside = uow.observations.beside(visit.patient_id, visit_id, "bp", _HISTORY)
    note = uow.visits.note(visit_id)
    repeat = repeat_of(uow, clinic, visit, reviews)
    left = untold(uow, [visit_id]).get(visit_id, set())
    answered = uow.responses.of_patient(visit.patient_id)
    identity = current_identity(uow, clinic, visit)
    draft = _shown_draft(clinic, uow.drafts.get(visit_id))
    weights = effective(uow.observations.of_patient(visit.patient_id, "weight"))
    facts = read_facts(uow, visit.patient_id)
    chosen = read_settings(uow.settings.all())
    ways = remembered_ways(uow, clinic)
    opened = OpenVisit(
        visit,
        chart,
        next((room for room in clinic.rooms if room.id == visit.room_id), None),
        identity,
        draft,
        last=beside.last,
        today=beside.today,
        blood_pressures=beside.history,
        untold=tuple(item.reading.vital for item in beside.today if item.id in left),
        done_steps=_done_steps(visit, identity, reviews, beside.today),
        intake=intake_of(reviews, visit_id),
        note=note,
        weights=tuple(item for item in weights if item.visit_id != visit_id),
        facts=facts,
        remembered=ways,
        settings=chosen,
        repeat=repeat,
        stands=stands_of(reviews, visit_id, beside.today),
        responses=tuple(r for r in effective_responses(answered) if r.visit_id == visit_id),
        untold_answers=tuple(r for r in answered if r.id in left),
        last_answered={
            r.form: clinic.local(r.taken_at).date()
            for r in effective_responses(answered)
            if r.visit_id != visit_id and r.is_finished
        },
        controls=faults_by_vital(clinic, uow),
        packs=uow.sterilization.uses_in(visit_id),
        others=_others(uow, clinic, beside.today),
    )
    return replace(opened, done_steps=opened.done_steps | answered_steps(clinic, opened))


def _others(uow: UnitOfWork, clinic: Clinic, recorded: Sequence[Observation]) -> dict[str, str]:
    """Titles by user name of colleagues who measured; nobody is looked up where nobody did."""
    names = {item.taken_by for item in recorded} - {clinic.actor.user_name}
    if not names:
        return {}
    return {one.user_name: one.title for one in uow.staff.all() if one.user_name in names}


def recorded_ids(clinic: Clinic, visit: Visit) -> frozenset[str]:
    """Which readings of a visit count: other ids than before mean that somebody recorded more."""
    with clinic.look() as uow:
        found = effective(uow.observations.of_visit(visit.patient_id, visit.id))
    return frozenset(item.id for item in found)


def _shown_draft(clinic: Clinic, draft: Draft) -> Draft:
    """A draft of somebody else is shown by name and time only, until it is taken over."""
    if draft.saved_by in ("", clinic.actor.user_name):
        return draft
    return replace(draft, fields={}, focus="", is_withheld=True)


def take_over(clinic: Clinic, visit_id: str) -> Draft:
    """Go on with the draft that somebody else left; audited, and theirs to see."""
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        left = uow.drafts.get(visit_id)
        uow.audit.write(
            "draft taken over",
            patient_id=visit.patient_id,
            visit_id=visit_id,
            reason=f"left by {left.saved_by}",
        )
        return uow.drafts.save(left, clinic.now(), clinic.actor.user_name)


def stored_draft(clinic: Clinic, visit_id: str) -> Draft:
    """The draft as it is stored, to be compared with one's own; audited as a view."""
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        uow.audit.write("draft compared", patient_id=visit.patient_id, visit_id=visit_id)
        return uow.drafts.get(visit_id)


def draft_version(clinic: Clinic, visit_id: str) -> int:
    """The version of the stored draft, 0 without one."""
    with clinic.look() as uow:
        return uow.drafts.get(visit_id).version


def save_draft(clinic: Clinic, draft: Draft) -> Draft:
    """Keep the open wizard; returns it with its new version. Raises Conflict when another did."""
    with clinic.work(Right.ROOM) as uow:
        return uow.drafts.save(draft, clinic.now(), clinic.actor.user_name)


def check(
    clinic: Clinic,
    opened: OpenVisit,
    vital_id: str,
    text: str,
    qualifiers: Mapping[str, str] | None = None,
) -> Checked:
    """What `text` means for this patient. Pure and fast; raises InvalidReading."""
    vital = demand_vital(clinic, vital_id)
    subject = subject_of(clinic, opened.chart.patient, opened.facts)
    reading = parse(vital, text, qualifiers, subject.today)
    last = opened.last.get(vital_id)
    before = opened.weights if vital_id == "weight" else (last,) if last else ()
    past = past_of(clinic, vital_id, before, opened.facts)
    found = assess(vital, reading, subject, clinic.catalog.bands, past)
    patient = opened.chart.patient
    found = asked_by_growth(clinic, patient, opened.facts, vital, (reading, found))
    return Checked(reading, found)


def asked(clinic: Clinic, opened: OpenVisit) -> tuple[VitalSign, ...]:
    """The vital signs that this visit asks, and those that what is on record asks for."""
    patient = opened.chart.patient
    age = subject_of(clinic, patient).age
    catalog = clinic.catalog
    usual = catalog.asked(age, patient.sex, opened.visit.visit_type)
    more = asked_by(catalog.vitals, [item.reading for item in opened.today])
    score = scores().news2 if opened.settings.news2 else None
    if score is not None and news2_fits(age.years, opened.facts.pregnant is True, score):
        more = ("acvpu", *more)
    keys = dict.fromkeys([vital.id for vital in usual] + list(more))
    return tuple(catalog.vitals[key] for key in keys)


def record_vitals(
    clinic: Clinic,
    visit_id: str,
    readings: Sequence[Reading],
    told: ToldProvider | None = None,
) -> tuple[tuple[str, ...], Changes]:
    """Put readings on record, all or none; returns their ids in the same order.

    Raises InvalidReading for a value outside the hard limits, Refused for an unknown vital sign, a
    question that was not confirmed, or a visit that is not in a room.
    """
    if not readings:
        raise Refused("Nothing was measured.", do="Type at least one value.")
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        if visit.state not in _RECORDING:
            raise Refused(
                f"Vital signs can't be recorded while a visit is {visit.state.words}.",
                do="Room the patient first.",
            )
        patient = demand_patient(uow, visit.patient_id)
        demand_controls(clinic, uow, readings)
        items = observe(clinic, uow, patient, readings, visit_id)
        remember_ways(uow, clinic, readings, subject_of(clinic, patient).age)
        if told is not None:
            _tell(uow, clinic, visit, [item.id for item in items if item.notify], told)
        if any(item.reading.vital == "bp" and item.reading.measures for item in items):
            follow_reading(uow, clinic, visit)
        draft = uow.drafts.get(visit_id)
        if draft.version and draft.saved_by == clinic.actor.user_name:
            recorded = {reading.vital for reading in readings}
            kept = {k: v for k, v in draft.fields.items() if k not in recorded}
            uow.drafts.save(replace(draft, fields=kept), clinic.now(), clinic.actor.user_name)
    ids = tuple(item.id for item in items)
    return ids, Changes.of(patient=visit.patient_id, visit=visit_id, board=True, timers=True)


def record_for_patient(
    clinic: Clinic, patient_id: str, readings: Sequence[Reading]
) -> tuple[tuple[str, ...], Changes]:
    """As `record_vitals`, for readings outside a rooming; today's roomed visit takes them."""
    visit = today_visit(clinic, patient_id)
    if visit is not None and visit.state in _RECORDING:
        return record_vitals(clinic, visit.id, readings)
    if not readings:
        raise Refused("Nothing was measured.", do="Give at least one value.")
    with clinic.work(Right.ROOM) as uow:
        demand_controls(clinic, uow, readings)
        items = observe(clinic, uow, demand_patient(uow, patient_id), readings, None)
    return tuple(item.id for item in items), Changes.of(patient=patient_id)


def today_visit(clinic: Clinic, patient_id: str) -> Visit | None:
    """The visit of today that is nearest to being roomed; one that ended only if no other is."""
    day = clinic.local(clinic.now()).date()
    with clinic.look() as uow:
        visits = [
            v for v in uow.visits.between(*day_bounds(clinic, day)) if v.patient_id == patient_id
        ]
    return max(visits, key=lambda v: (v.state in _RECORDING, v.state.is_open), default=None)


def tell_provider(clinic: Clinic, visit_id: str, told: ToldProvider) -> Changes:
    """Close the loop: a named provider was told of everything open, and read it back."""
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        _tell(uow, clinic, visit, sorted(untold(uow, [visit_id]).get(visit_id, ())), told)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True)


def _done_steps(
    visit: Visit,
    identity: IdentityCheck | None,
    reviews: Sequence[Review],
    today: Sequence[Observation],
) -> frozenset[str]:
    done = {review.kind for review in reviews if review.visit_id == visit.id}
    if identity is not None:
        done.add("identify")
    if today:
        done.add("vitals")
    if visit.state in (VisitState.READY, VisitState.WITH_PROVIDER):
        done.add("handoff")
    return frozenset(done)


def _tell(
    uow: UnitOfWork, clinic: Clinic, visit: Visit, observations: Sequence[str], told: ToldProvider
) -> None:
    if not told.provider.strip():
        raise Refused("Who was told is missing.", do="Type the provider's name.")
    if not told.read_back:
        raise Refused("The read-back is missing.", do="Ask the provider to read it back.")
    if not observations:
        raise Refused("There is nothing to tell.", do="Go on.")
    uow.visits.add_told(visit.id, visit.patient_id, observations, told, clinic.actor.user_name)
    uow.audit.write(
        "provider told",
        patient_id=visit.patient_id,
        visit_id=visit.id,
        record=" ".join(observations),
        reason="read back",
    )
