"""Screenings and social history: put on record, read back, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.screening import (
    NOT_ASKED,
    Response,
    ScreeningResult,
    band_of_total,
    effective_responses,
    to_tell,
    words_of_total,
)
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import Visit
from ma_desktop.services.answering import Given, demand_complete, demand_form, put
from ma_desktop.services.charts import demand_visit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import demand_patient
from ma_desktop.storage.store import UnitOfWork


def finish(
    clinic: Clinic,
    visit_id: str,
    form_id: str,
    choices: Mapping[str, str],
    *,
    by_patient: bool = False,
    reason: str = "",
) -> Changes:
    """Put a complete form on record; over one that was finished before, as an amendment.

    Raises Refused when a question that applies has no answer.
    """
    given = Given(demand_form(clinic, form_id), choices, by_patient)
    demand_complete(given)
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        put(clinic, uow, visit, given, reason=reason)
    return _changes(visit)


def raise_alarm(
    clinic: Clinic,
    visit_id: str,
    form_id: str,
    choices: Mapping[str, str],
    *,
    by_patient: bool = False,
) -> Changes:
    """The provider must be told of an answer of a form that is not finished: on record at once.

    It stays so when the answer is changed afterwards.
    """
    given = Given(demand_form(clinic, form_id), choices, by_patient)
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        put(clinic, uow, visit, given, unfinished=True)
    return _changes(visit)


def decline(
    clinic: Clinic,
    visit_id: str,
    form_id: str,
    absent: str,
    choices: Mapping[str, str] | None = None,
    *,
    by_patient: bool = False,
) -> Changes:
    """Not answered, and why (a key of NOT_ASKED); answers given before are kept, without total."""
    if absent not in NOT_ASKED:
        raise Refused("This reason is not one of the listed.", do="Choose a listed reason.")
    given = Given(demand_form(clinic, form_id), choices or {}, by_patient)
    with clinic.work(Right.ROOM) as uow:
        visit = demand_visit(uow, visit_id)
        put(clinic, uow, visit, given, absent=absent)
    return _changes(visit)


def of_visit(clinic: Clinic, uow: UnitOfWork, visit_id: str) -> tuple[ScreeningResult, ...]:
    """What was answered in a visit, in the order of the forms; history goes before screenings."""
    visit = demand_visit(uow, visit_id)
    patient = demand_patient(uow, visit.patient_id)
    return results(clinic, patient, effective_responses(uow.responses.of_visit(visit_id)))


def results(
    clinic: Clinic, patient: Patient, responses: Sequence[Response]
) -> tuple[ScreeningResult, ...]:
    """Responses that count, as they are shown."""
    order = list(clinic.catalog.forms.all)
    known = [item for item in responses if item.form in order]
    known.sort(key=lambda item: order.index(item.form))
    return tuple(_result(clinic, patient, item) for item in known)


def alarm_words(clinic: Clinic, response: Response) -> str:
    """Why the provider has to be told of this response."""
    form = demand_form(clinic, response.form)
    return " ".join(rule.why for rule in to_tell(form, response.choices))


def _result(clinic: Clinic, patient: Patient, item: Response) -> ScreeningResult:
    forms = clinic.catalog.forms
    form = forms.all[item.form]
    band, words = None, ""
    if item.total is not None:
        band = band_of_total(form, item.total, patient.sex)
        words = words_of_total(form, item.choices, item.total, patient.sex)
    return ScreeningResult(
        item.id,
        form.id,
        form.short,
        item.status,
        item.taken_at,
        item.taken_by,
        item.total if form.score == "sum" else None,
        form.most,
        words,
        item.absent,
        band is not None and band.review,
        item.notify,
        form.id in forms.history,
        item.answers,
    )


def _changes(visit: Visit) -> Changes:
    return Changes.of(patient=visit.patient_id, visit=visit.id, board=True)
