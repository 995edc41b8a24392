"""The clinic's profile, rooms and staff, and where each person last was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ma_desktop.domain.errors import Conflict
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Role, Staff
from ma_desktop.domain.summary import ClinicProfile
from ma_desktop.domain.visit import Room
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.store import Store, UnitOfWork
from tests.factories import MORNING


@pytest.fixture
def work(store: Store, stamp: Stamp) -> Iterator[UnitOfWork]:
    with store.begin(stamp) as unit:
        yield unit


def test_the_profile(work: UnitOfWork) -> None:
    profile = ClinicProfile("Clínica Ñuñoa", "1 Maple St\nAlbany", "518", "America/New_York")
    work.clinic.create(profile)
    assert work.clinic.profile() == profile


def test_rooms_stand_in_their_order(work: UnitOfWork) -> None:
    rooms = [Room(new_id(), f"Exam {number}", number) for number in ("10", "2", "1")]
    for position, room in enumerate(rooms):
        work.clinic.add_room(room, position)
    work.clinic.set_room_state(rooms[1].id, "turnover", MORNING)
    changed = replace(rooms[1], state="turnover", since=MORNING, version=2)
    assert work.clinic.rooms() == (rooms[0], changed, rooms[2])
    assert work.clinic.room_by_number("2") == changed
    assert work.clinic.room_by_number("7") is None


def test_staff(work: UnitOfWork) -> None:
    chen = Staff(new_id(), "chen", "Wei Chen", Role.PROVIDER, active=False)
    adeyemi = Staff(new_id(), "adeyemi", "Tunde Adeyemi", Role.ADMINISTRATOR, "CMA (AAMA)")
    work.staff.add(chen)
    work.staff.add(adeyemi)
    assert work.staff.all() == (adeyemi, chen)
    assert work.staff.by_user_name("chen") == chen
    assert work.staff.by_user_name("nobody") is None


def test_a_user_name_belongs_to_one_person(store: Store, stamp: Stamp) -> None:
    with store.begin(stamp) as work:
        work.staff.add(Staff(new_id(), "asilva", "Ana Silva", Role.MEDICAL_ASSISTANT))
    with pytest.raises(Conflict), store.begin(stamp) as work:
        work.staff.add(Staff(new_id(), "asilva", "Anna Silber", Role.MEDICAL_ASSISTANT))


def test_places_are_kept_by_person_and_workstation(work: UnitOfWork) -> None:
    assert work.staff.last_place("rivera", "room-3") == ""
    work.staff.save_place("rivera", "room-3", '{"screen": "today"}')
    work.staff.save_place("rivera", "room-3", '{"screen": "rooming"}')
    work.staff.save_place("rivera", "room-4", '{"screen": "trends"}')
    assert work.staff.last_place("rivera", "room-3") == '{"screen": "rooming"}'
    assert work.staff.last_place("rivera", "room-4") == '{"screen": "trends"}'
    assert work.staff.last_place("chen", "room-3") == ""
