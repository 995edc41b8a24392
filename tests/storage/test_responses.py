"""Answers come back as they were stored, on both engines, and are only ever superseded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.screening import Answer, Response, Status, effective_responses
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.store import Store
from tests.factories import MORNING, patient, visit


def response(patient_id: str, visit_id: str) -> Response:
    answer = Answer(
        "phq9_9", "Thoughts …", "several-days", "Several days", 1, "44260-8", "LA6569-3"
    )
    return Response(
        new_id(), patient_id, visit_id, "phq9", Status.UNFINISHED, (answer,), MORNING, "rivera",
        "44249-1", None, "", "critical", True,
    )  # fmt: skip


def test_round_trip_and_supersession(store: Store, stamp: Stamp) -> None:
    who = patient()
    when = visit(who)
    first = response(who.id, when.id)
    second = replace(
        first, id=new_id(), status=Status.FINISHED, total=12, notify="", supersedes=first.id,
        taken_at=MORNING + timedelta(minutes=1),
    )  # fmt: skip
    with store.begin(stamp) as uow:
        uow.patients.add(who)
        uow.visits.add(when)
        uow.responses.add(first)
        uow.responses.add(second)
    with store.begin(stamp, reading=True) as uow:
        found = uow.responses.of_patient(who.id)
        assert found == (first, second) == uow.responses.of_visit(when.id)
        assert effective_responses(found) == (second,)
        assert uow.responses.to_tell([when.id]) == {when.id: {first.id}}
        assert uow.responses.to_tell(["other"]) == {}


def test_entered_in_error_counts_no_more(store: Store, stamp: Stamp) -> None:
    who = patient()
    when = visit(who)
    first = response(who.id, when.id)
    wrong = replace(first, id=new_id(), status=Status.IN_ERROR, supersedes=first.id, notify="")
    with store.begin(stamp) as uow:
        uow.patients.add(who)
        uow.visits.add(when)
        uow.responses.add(first)
        uow.responses.add(wrong)
        assert effective_responses(uow.responses.of_visit(when.id)) == ()
