"""The hand-off: what is still blank, one reason for all that is left, and giving the visit over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.rooming import (
    DraftField,
    OpenVisit,
    answer_field,
    answered_fields,
    drafted_reason,
    recorded_reason,
    taken_fields,
)
from ma_desktop.domain.screening import NOT_ASKED, Form
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import VisitState
from ma_desktop.domain.vitals import Reading
from ma_desktop.services import intake
from ma_desktop.services.answering import Given, keep_unfinished, put
from ma_desktop.services.asking import open_forms
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import observe
from ma_desktop.services.rooming import asked, read_visit
from ma_desktop.services.schedule import record_move
from ma_desktop.storage.store import UnitOfWork

_MOST_NAMED = 3
_ADDED = (
    ("allergies", "An allergy", ("allergy.substance", "allergy.reaction")),
    ("medications", "A medication", ("medicine.name", "medicine.dosage")),
)
"""Lines of the lists that are added by a key of their own."""


@dataclass(frozen=True)
class OpenPoint:
    """What is missing, in words, and the step and field of the wizard where it is closed.

    A blank has neither an answer nor a reason: the hand-off waits for it. `one_by_one` is not
    taken along when all that is left gets one reason.
    """

    words: str
    step: str
    field: str = ""
    is_blank: bool = True
    one_by_one: bool = False


def open_points(clinic: Clinic, opened: OpenVisit) -> tuple[OpenPoint, ...]:
    """What is still missing before the hand-off, in the order of the steps."""
    return (*_lists(opened), *_measures(clinic, opened), *_answers(clinic, opened))


def blanks(clinic: Clinic, opened: OpenVisit) -> tuple[OpenPoint, ...]:
    """The points that the hand-off waits for."""
    return tuple(point for point in open_points(clinic, opened) if point.is_blank)


def leave_out(
    clinic: Clinic, visit_id: str, reason: str, typed: Mapping[str, DraftField] | None = None
) -> Changes:
    """Give all that is blank the same reason (a key of NOT_ASKED), in one transaction.

    `typed` is the draft as it stands, without it as it is stored: what is typed is not left out,
    and keeps a reason of its own. The identity check is left out by itself only.
    """
    if reason not in NOT_ASKED:
        raise Refused("This reason is not one of the listed.", do="Choose a listed reason.")
    with clinic.work(Right.ROOM) as uow:
        opened = _with_draft(read_visit(clinic, uow, visit_id), typed)
        fields = opened.draft.fields
        left = [point for point in blanks(clinic, opened) if not point.one_by_one]
        for point in left:
            if point.step == "reason":
                told = drafted_reason(opened)
                intake.keep_reason_not_asked(uow, clinic, opened.visit, reason, told)
            elif point.step in intake.ASKED_STEPS:
                intake.keep_not_asked(uow, clinic, opened.visit, point.step, reason)
        readings = [
            _absent(clinic, point.field, reason, fields)
            for point in left
            if point.step == "vitals" and not _is_typed(fields, point.field)
        ]
        if readings:
            observe(clinic, uow, opened.chart.patient, readings, visit_id)
        _leave_forms(clinic, uow, opened, reason, fields)
    return Changes.of(patient=opened.visit.patient_id, visit=visit_id, board=True)


def hand_off(
    clinic: Clinic, visit_id: str, note: str = "", typed: Mapping[str, DraftField] | None = None
) -> Changes:
    """Give the visit to the provider. `typed` as in `leave_out`.

    Raises Refused while something is blank, or an alarming value was not told.
    """
    with clinic.work(Right.ROOM) as uow:
        opened = _with_draft(read_visit(clinic, uow, visit_id), typed)
        visit = opened.visit
        if opened.must_tell:
            raise Refused(
                "The provider has not been told of an alarming value.",
                safe="Everything recorded is safe.",
                do="Tell the provider and record the read-back.",
            )
        demand_no_blanks(clinic, opened)
        intake.record_note(uow, clinic, visit, note.strip())
        keep_unfinished(clinic, uow, visit, opened.draft.fields)
        record_move(uow, clinic, visit, VisitState.READY)
        uow.drafts.delete(visit_id)
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True)


def demand_no_blanks(clinic: Clinic, opened: OpenVisit) -> None:
    """Raise Refused while something has neither an answer nor a reason."""
    left = blanks(clinic, opened)
    if left:
        raise Refused(
            blank_words([point.words for point in left]),
            safe="Everything recorded is safe.",
            do="Answer them, or press - and say why not.",
        )


def blank_words(points: list[str]) -> str:
    """`Pulse is blank, Weight is blank and 4 more.`"""
    named = ", ".join(points[:_MOST_NAMED])
    more = len(points) - _MOST_NAMED
    return f"{named} and {more} more." if more > 0 else f"{named}."


def _with_draft(opened: OpenVisit, typed: Mapping[str, DraftField] | None) -> OpenVisit:
    return opened if typed is None else replace(opened, draft=replace(opened.draft, fields=typed))


def _lists(opened: OpenVisit) -> Iterator[OpenPoint]:
    excepted = opened.intake.exceptions
    if opened.identity is None and "identify" not in excepted:
        yield OpenPoint("Identity is not checked", "identify", one_by_one=True)
    drafted, recorded = drafted_reason(opened), recorded_reason(opened)
    if not drafted.text and (recorded.text or "reason" not in excepted):
        yield OpenPoint("Reason for visit is blank", "reason")
    elif drafted != recorded:
        yield OpenPoint("Reason for visit is typed and not recorded", "reason", one_by_one=True)
    for step, words in (("allergies", "Allergies"), ("medications", "Medications")):
        if step not in opened.done_steps and step not in excepted:
            yield OpenPoint(f"{words} are not reviewed", step)
    for step, words, names in _ADDED:
        typed = next((name for name in names if _is_typed(opened.draft.fields, name)), "")
        if typed:
            yield OpenPoint(f"{words} is typed and not added", step, typed, one_by_one=True)
    if _has_changed_answers(opened):
        yield OpenPoint("Medications are changed and not recorded", "medications", one_by_one=True)


def _has_changed_answers(opened: OpenVisit) -> bool:
    """Whether the draft says otherwise of a listed medication than the review on record."""
    recorded = {key: item.answer for key, item in opened.intake.taken.items()}
    listed = {item.id for item in opened.chart.medications}
    drafted = taken_fields(opened.draft.fields).items()
    return "medications" in opened.done_steps and any(
        key in listed and recorded.get(key) != answer for key, answer in drafted
    )


def _measures(clinic: Clinic, opened: OpenVisit) -> Iterator[OpenPoint]:
    recorded = {item.reading.vital for item in opened.today}
    wanted = [vital.id for vital in asked(clinic, opened)]
    for key in dict.fromkeys([*wanted, *clinic.catalog.vitals]):
        vital = clinic.catalog.vitals[key]
        if _is_typed(opened.draft.fields, vital.id):
            words = f"{vital.name} is typed and not recorded"
            yield OpenPoint(words, "vitals", vital.id, one_by_one=True)
        elif vital.id in wanted and vital.id not in recorded:
            yield OpenPoint(f"{vital.name} is blank", "vitals", vital.id)
    if opened.repeat.is_open:
        yield OpenPoint("Blood pressure is to be taken again", "vitals", "bp", is_blank=False)
    for key in opened.untold:
        name = clinic.catalog.vitals[key].name
        yield OpenPoint(f"{name}: tell the provider", "handoff", "told", is_blank=False)


def _answers(clinic: Clinic, opened: OpenVisit) -> Iterator[OpenPoint]:
    history, forms = clinic.catalog.forms.history, clinic.catalog.forms.all
    for form in open_forms(clinic, opened):
        step = "history" if form.id in history else "screenings"
        yield OpenPoint(f"{form.short} is not answered", step, answer_field(form.id, ""))
    for item in opened.untold_answers:
        words = f"{forms[item.form].short}: tell the provider"
        yield OpenPoint(words, "handoff", "told", is_blank=False)


def _is_typed(fields: Mapping[str, DraftField], name: str) -> bool:
    return bool(fields.get(name, DraftField()).text.strip())


def _absent(clinic: Clinic, key: str, reason: str, fields: Mapping[str, DraftField]) -> Reading:
    vital = clinic.catalog.vitals[key]
    own = fields.get(key, DraftField()).absent
    return Reading(vital.id, vital.loinc, "", absent=own or reason)


def _leave_forms(
    clinic: Clinic,
    uow: UnitOfWork,
    opened: OpenVisit,
    reason: str,
    fields: Mapping[str, DraftField],
) -> None:
    """Answers that were given to a form are kept with its reason; it gets no total."""
    drafted = answered_fields(fields)
    here = {item.form: item.choices for item in opened.responses}
    for form in open_forms(clinic, opened):
        given = Given(form, _known(form, {**here.get(form.id, {}), **drafted.get(form.id, {})}))
        put(clinic, uow, opened.visit, given, absent=reason)


def _known(form: Form, choices: Mapping[str, str]) -> dict[str, str]:
    """Only what the form knows: a draft may come from an older content."""
    ids = {item.id for item in form.items}
    return {key: choice for key, choice in choices.items() if key in ids}
