"""Timers, the clinic's settings, and signatures, on a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ma_desktop.domain.errors import Conflict, NotAllowed, Refused
from ma_desktop.domain.staff import Right
from ma_desktop.domain.timer import clock_words
from ma_desktop.services import clinic_settings, timers, today
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.signing import signed_by
from ma_desktop.services.timers import Where
from ma_desktop.storage.desk import ContentVersion
from tests.clinics import PASSPHRASE, USER, begun_timer, roomed_visit
from tests.clock import FixedClock


def test_a_timer_runs_on_and_comes_to_the_strip(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    where = Where(visit_id=visit_id)
    timer_id = begun_timer(clinic, "bp-rest", "Rest before BP", timedelta(minutes=5), where)
    assert [item.left(clock.now()) for item in timers.running(clinic)] == [timedelta(minutes=5)]
    assert not any("Rest" in item.text for item in today.board(clinic).due)
    clock.advance(minutes=5)
    assert any(item.text == "Rest before BP: G.O." for item in today.board(clinic).due)
    timers.end(clinic, timer_id)
    assert timers.running(clinic) == ()


def test_a_timer_ends_once(clinic: Clinic) -> None:
    timer_id = begun_timer(clinic, "spin", "Spin SST", timedelta(minutes=10))
    timers.end(clinic, timer_id)
    with pytest.raises(Refused):
        timers.end(clinic, timer_id)


@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=-1), timedelta(days=500)])
def test_a_timer_has_a_sensible_length(clinic: Clinic, length: timedelta) -> None:
    with pytest.raises(Refused):
        begun_timer(clinic, "spin", "Spin", length)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (0.2, "0:01"), (245, "4:05"), (3840, "1 h 04 min"), (183600, "2 d 3 h")],
)
def test_time_left_in_words(seconds: float, words: str) -> None:
    assert clock_words(timedelta(seconds=seconds)) == words


def test_settings_are_kept_and_audited(clinic: Clinic) -> None:
    before = clinic_settings.settings(clinic)
    clinic_settings.change(clinic, replace(before, identifiers=("name", "mrn")))
    assert clinic_settings.settings(clinic).identifiers == ("name", "mrn")


def test_a_signature_needs_the_right_passphrase(clinic: Clinic) -> None:
    assert signed_by(clinic, USER, PASSPHRASE, Right.ROOM).user_name == USER
    with pytest.raises(NotAllowed):
        signed_by(clinic, USER, "wrong harbor nine lanterns", Right.ROOM)


def test_content_keeps_its_versions(clinic: Clinic, clock: FixedClock) -> None:
    first = ContentVersion("checklist", "opening", 1, "{}", clock.now(), USER)
    with clinic.work(Right.ROOM) as uow:
        uow.contents.add(first)
        uow.contents.add(replace(first, version=2, body='{"a": 1}'))
        assert [item.version for item in uow.contents.in_force("checklist")] == [2]
        assert len(uow.contents.versions("checklist", "opening")) == 2
    with pytest.raises(Conflict), clinic.work(Right.ROOM) as uow:
        uow.contents.add(first)
