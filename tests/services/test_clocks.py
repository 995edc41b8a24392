"""Two workstations whose clocks differ: what came last counts, and no check holds too long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import clinic_settings, identity, intake, rooming, schedule
from ma_desktop.services.clinic import Clinic, verify
from ma_desktop.services.facts import read_facts, record_facts
from tests.clinics import open_made, roomed_visit
from tests.clock import START, FixedClock

CLOCKS = (timedelta(minutes=10), timedelta(hours=-1))


@pytest.fixture(params=CLOCKS, ids=["ahead", "set back"])
def other(request: pytest.FixtureRequest, place: str) -> Iterator[Clinic]:
    """The second workstation, whose clock is wrong."""
    opened = open_made(place, FixedClock(START + request.param))
    yield opened
    opened.close()


def both(clinic: Clinic, other: Clinic) -> tuple[tuple[Clinic, Clinic], ...]:
    """Either writes first."""
    return (clinic, other), (other, clinic)


def test_the_reason_that_was_written_last_counts(clinic: Clinic, other: Clinic) -> None:
    for number, (first, second) in enumerate(both(clinic, other), 2):
        visit_id = roomed_visit(clinic, number=str(number))
        intake.record_reason(first, visit_id, "Cough")
        intake.record_reason(second, visit_id, "Chest pain")
        opened = rooming.open_visit(clinic, visit_id)
        assert opened.visit.reason == opened.intake.reason.text == "Chest pain"


def test_the_answer_that_was_given_last_counts(clinic: Clinic, other: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    patient_id = rooming.open_visit(clinic, visit_id).visit.patient_id
    for first, second in both(clinic, other):
        record_facts(first, patient_id, {"pregnancy": "not-pregnant"}, visit_id)
        record_facts(second, patient_id, {"pregnancy": "pregnant"}, visit_id)
        with clinic.look() as uow:
            assert read_facts(uow, patient_id).pregnant is True


def test_undo_takes_back_the_move_that_was_made_last(clinic: Clinic, other: Clinic) -> None:
    for number, (first, second) in enumerate(both(clinic, other), 2):
        visit_id = roomed_visit(first, number=str(number))
        opened = rooming.open_visit(clinic, visit_id).visit
        schedule.move(second, visit_id, VisitState.LEFT, opened.version)
        schedule.undo(second, visit_id)
        opened = rooming.open_visit(clinic, visit_id).visit
        assert opened.state is VisitState.ROOMING
        assert opened.room_id == clinic.rooms[number - 1].id
        moves = schedule.moves(clinic, visit_id)
        assert [move.target for move in moves][-2:] == [VisitState.LEFT, VisitState.ROOMING]


def test_an_identity_check_never_holds_longer_than_the_clinic_chose(
    clinic: Clinic, other: Clinic
) -> None:
    chosen = clinic_settings.settings(clinic)
    clinic_settings.change(clinic, replace(chosen, identity_minutes=30))
    visit_id = roomed_visit(clinic, identified=False)
    identity.confirm_identity(other, visit_id, ("name", "birth-date"))
    with clinic.look() as uow, pytest.raises(Refused):
        identity.demand_checked(uow, clinic, visit_id)
    identity.confirm_identity(clinic, visit_id, ("name", "birth-date"))
    with clinic.look() as uow:
        assert identity.demand_checked(uow, clinic, visit_id).at == START


def test_the_audit_chain_follows_the_order_of_writing(clinic: Clinic, other: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    for writer in (clinic, other, clinic, other):
        intake.record_reason(writer, visit_id, "Cough")
    assert verify(clinic).is_sound
    with clinic.look() as uow:
        entries = [entry for entry, _mac in uow.audit.entries()]
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    times = [entry.at for entry in entries if entry.action == "reason recorded"]
    assert times == [clinic.now(), other.now()] * 2
