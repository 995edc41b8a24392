"""Putting answers on record: what every way of answering has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.correction import Correction
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.facts import LOINC as FACT_LOINC
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.limits import SEVERITIES
from ma_desktop.domain.rooming import DraftField, answered_fields
from ma_desktop.domain.screening import (
    Answer,
    Form,
    Response,
    Status,
    asked,
    effective_responses,
    is_complete,
    to_tell,
    total,
    withdrawn,
)
from ma_desktop.domain.visit import Visit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.facts import note_fact
from ma_desktop.storage.store import UnitOfWork

_LOOP = ("urgent", "critical")
_ENDED = (Status.FINISHED, Status.AMENDED, Status.NOT_DONE)
RESPONSE = "response"
"""Answers of a questionnaire, as a kind of recorded fact."""


@dataclass(frozen=True)
class Given:
    """Answers to one form (choice ids by item id), and whether the patient typed them."""

    form: Form
    choices: Mapping[str, str]
    by_patient: bool = False


def demand_form(clinic: Clinic, form_id: str) -> Form:
    """The questionnaire with this id; raises Refused for an unknown one."""
    form = clinic.catalog.forms.all.get(form_id)
    if form is None:
        raise Refused("This questionnaire is not known.", do="Choose another one.")
    return form


def put(
    clinic: Clinic,
    uow: UnitOfWork,
    visit: Visit,
    given: Given,
    *,
    absent: str = "",
    unfinished: bool = False,
    reason: str = "",
) -> Response:
    """Store one response over the visit's earlier one of this form, with its audit entry.

    The provider has to be told of a rule that was not met before in this visit, or was met at a
    lower answer; what was raised before stays open until it is told.
    """
    form = given.form
    before = uow.responses.of_visit(visit.id)
    former = next((r for r in reversed(effective_responses(before)) if r.form == form.id), None)
    answers = _answers(given)
    made = Response(
        new_id(),
        visit.patient_id,
        visit.id,
        form.id,
        _status(former, absent=absent, unfinished=unfinished),
        answers,
        clinic.now(),
        clinic.actor.user_name,
        form.loinc,
        None if absent or unfinished else total(form, given.choices),
        absent,
        _severity(form, given.choices, () if reason else _same(form, before)),
        given.by_patient,
        former.id if former else None,
        reason,
    )
    uow.responses.add(made)
    if former is not None and former.status in _ENDED and not reason:
        _keep_former(clinic, uow, former, made)
    _note_pregnancy(clinic, uow, made)
    uow.audit.write(
        f"questionnaire {made.status}",
        patient_id=visit.patient_id,
        visit_id=visit.id,
        record=made.id,
        digest=digest_of(made.answers, made.total, made.absent),
        reason=reason,
    )
    return made


def _same(form: Form, before: Sequence[Response]) -> list[Response]:
    gone = withdrawn(before)
    return [item for item in before if item.form == form.id and item.id not in gone]


def _keep_former(clinic: Clinic, uow: UnitOfWork, former: Response, made: Response) -> None:
    """Asked again in the wizard: the answers before stay, struck through, with who and when."""
    by = clinic.actor.user_name
    ids = (new_id(), made.visit_id, made.patient_id, RESPONSE, former.id, made.id)
    uow.corrections.add(Correction(*ids, "Asked again", clinic.now(), by))


def take_back(clinic: Clinic, uow: UnitOfWork, visit: Visit, response_id: str, reason: str) -> None:
    """A copy marked as an error supersedes the response, as FHIR has it: nothing of it counts."""
    old = demand_response(uow, visit, response_id)
    mark = replace(
        old,
        id=new_id(),
        status=Status.IN_ERROR,
        taken_at=clinic.now(),
        taken_by=clinic.actor.user_name,
        supersedes=old.id,
        notify="",
        reason=reason,
    )
    uow.responses.add(mark)
    if any(answer.loinc == FACT_LOINC["pregnancy"] for answer in old.answers):
        left = effective_responses(uow.responses.of_patient(visit.patient_id))
        known = [r for r in left if r.form == old.form and r.is_finished]
        if known:
            _note_pregnancy(clinic, uow, known[-1])
        else:
            note_fact(uow, clinic, visit.patient_id, "pregnancy", "unknown", visit.id)


def demand_response(uow: UnitOfWork, visit: Visit, response_id: str) -> Response:
    """A response of this visit that counts. Raises Refused for any other."""
    counting = effective_responses(uow.responses.of_visit(visit.id))
    found = next((item for item in counting if item.id == response_id), None)
    if found is None:
        raise Refused("These answers are not of this visit.", do="Open the visit again.")
    return found


def answers_by_number(form: Form, choices: Mapping[str, str]) -> str:
    """`2113`: the number of each answer, question after question, as the keys gave them."""
    digits = []
    for item in asked(form, choices):
        ids = [choice.id for choice in form.choices_of(item)]
        digits.append(str(ids.index(choices[item.id]) + 1) if choices.get(item.id) in ids else "-")
    return "".join(digits)


def choices_by_number(form: Form, digits: str) -> dict[str, str]:
    """The inverse of `answers_by_number`. Raises Refused for too many, too few or unknown ones."""
    choices: dict[str, str] = {}
    for digit in digits.replace(" ", ""):
        item = next((i for i in asked(form, choices) if i.id not in choices), None)
        offered = form.choices_of(item) if item is not None else ()
        if item is None or not digit.isdecimal() or not 1 <= int(digit) <= len(offered):
            raise Refused("An answer is not one of the listed.", do="Type a number for each.")
        choices[item.id] = offered[int(digit) - 1].id
    demand_complete(Given(form, choices))
    return choices


def keep_unfinished(
    clinic: Clinic, uow: UnitOfWork, visit: Visit, fields: Mapping[str, DraftField]
) -> None:
    """Put the answers of an open wizard on record before its draft goes; they get no total.

    Where the form is on record as finished, a change that was not finished is dropped.
    """
    here = {r.form: r for r in effective_responses(uow.responses.of_visit(visit.id))}
    for form_id, choices in answered_fields(fields).items():
        form, former = clinic.catalog.forms.all.get(form_id), here.get(form_id)
        if form is None or (former is not None and former.status is not Status.UNFINISHED):
            continue
        given = (former.choices if former is not None else {}) | choices
        put(clinic, uow, visit, Given(form, given), unfinished=True)


def _note_pregnancy(clinic: Clinic, uow: UnitOfWork, made: Response) -> None:
    """Limits and scores read this answer as a fact about the patient."""
    for answer in made.answers:
        if answer.loinc == FACT_LOINC["pregnancy"] and made.is_finished:
            note_fact(uow, clinic, made.patient_id, "pregnancy", answer.choice, made.visit_id)


def _status(former: Response | None, *, absent: str, unfinished: bool) -> Status:
    if absent:
        return Status.NOT_DONE
    if unfinished:
        return Status.UNFINISHED
    return Status.AMENDED if former is not None and former.is_finished else Status.FINISHED


def _answers(given: Given) -> tuple[Answer, ...]:
    """Only answers to questions that apply, in their order. Raises Refused for an unknown one."""
    form = given.form
    known = {item.id for item in form.items}
    if set(given.choices) - known:
        raise Refused("An answer belongs to no question.", do="Answer this form again.")
    found = []
    for item in asked(form, given.choices):
        choice = form.chosen(item, given.choices)
        if choice is not None:
            scored = choice.points if item.scored else 0
            found.append(
                Answer(
                    item.id,
                    item.text,
                    choice.id,
                    choice.text,
                    scored,
                    item.loinc,
                    choice.code,
                    item.short,
                )
            )
        elif item.id in given.choices:
            raise Refused("An answer is not one of the listed.", do="Answer this form again.")
    return tuple(found)


def _severity(form: Form, choices: Mapping[str, str], before: Sequence[Response]) -> str:
    met = [
        rule.severity
        for rule in to_tell(form, choices)
        if rule.severity in _LOOP
        and _reached(form, rule.item, choices)
        > max((_raised(form, rule.item, r) for r in before if r.notify), default=-1)
    ]
    return max(met, key=SEVERITIES.index, default="")


def _raised(form: Form, item_id: str, response: Response) -> int:
    return _reached(form, item_id, response.choices)


def _reached(form: Form, item_id: str, choices: Mapping[str, str]) -> int:
    """Points of one item, or the total without one; -1 where neither is known."""
    if not item_id:
        reached = total(form, choices)
        return -1 if reached is None else reached
    choice = form.chosen(form.item(item_id), choices)
    return -1 if choice is None else choice.points


def demand_complete(given: Given) -> None:
    """Raise Refused unless every question that applies is answered."""
    if not is_complete(given.form, given.choices):
        raise Refused("A question is not answered yet.", do="Answer it, or say why not.")
