"""The downtime pack holds what a day without machines needs; the closing sheet what is open."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Name
from ma_desktop.domain.staff import Right
from ma_desktop.services import intake, rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.day_sheets import closing_sheet, downtime_pack
from ma_desktop.services.schedule import book
from tests.clinics import begun_timer, roomed_visit
from tests.clock import FixedClock
from tests.factories import patient
from tests.services.test_rooming import readings

SECRET = "willow copper nine"


def pages(data: bytes, passphrase: str = "") -> list[str]:
    reader = PdfReader(io.BytesIO(data))
    if passphrase:
        assert reader.is_encrypted
        assert reader.decrypt(passphrase)
    return [page.extract_text() for page in reader.pages]


def test_the_pack_has_the_schedule_and_a_form_for_each(clinic: Clinic, clock: FixedClock) -> None:
    first = roomed_visit(clinic, Name("Okafor", "Grace"), mrn="004-118-27")
    intake.add_allergy(clinic, first, "Penicillin", "Hives", "mild")
    rooming.record_vitals(clinic, first, readings(clinic, first, bp="128/82"))
    clock.advance(minutes=5)
    roomed_visit(clinic, Name("Nguyễn", "Minh"), number="1")
    data = downtime_pack(clinic, SECRET)
    assert b"Okafor" not in data
    schedule, *forms = pages(data, SECRET)
    for words in ("OKAFOR, Grace", "004-118-27", "Penicillin (Hives)", "NGUYỄN, Minh"):
        assert words in schedule
    assert "none on the list: ask" in schedule
    assert len(forms) == 2
    for words in ("Blood pressure", "mmHg", "Measured by", "Two identifiers asked"):
        assert words in forms[0]


def test_what_was_measured_today_stands_in_a_pack_of_later_that_day(
    clinic: Clinic, clock: FixedClock
) -> None:
    visit = roomed_visit(clinic)
    rooming.record_vitals(clinic, visit, readings(clinic, visit, bp="128/82"))
    clock.advance(minutes=5)
    rooming.record_vitals(clinic, visit, readings(clinic, visit, bp="131/84"))
    schedule, *_forms = pages(downtime_pack(clinic, SECRET), SECRET)
    assert "131/84" in schedule
    assert "2026-03-10" in schedule


def test_the_pack_is_never_open(clinic: Clinic) -> None:
    with pytest.raises(Refused, match="ten characters"):
        downtime_pack(clinic, "")


def test_an_empty_day_still_makes_paper(clinic: Clinic) -> None:
    (schedule,) = pages(downtime_pack(clinic, SECRET), SECRET)
    assert "None." in schedule
    assert "None." in pages(closing_sheet(clinic))[0]


def test_the_closing_sheet_says_what_is_open_by_initials(clinic: Clinic, clock: FixedClock) -> None:
    roomed_visit(clinic, Name("Okafor", "Grace"))
    begun_timer(clinic, "spin", "Spin tubes", timedelta(minutes=5))
    clock.advance(minutes=6)
    text = "\n".join(pages(closing_sheet(clinic)))
    assert "Okafor" not in text
    for words in ("G.O.", "Rooming", "Spin tubes", "Audit chain", "Closed by"):
        assert words in text


def test_who_was_booked_and_never_came_is_open_at_closing(
    clinic: Clinic, clock: FixedClock
) -> None:
    missed, later = patient("Petrov", "Alexei"), patient("Boateng", "Ama")
    for person, hours in ((missed, -1), (later, 2)):
        with clinic.work(Right.ROOM) as uow:
            uow.patients.add(person)
        at = clock.now() + timedelta(hours=hours)
        book(clinic, person.id, visit_type="Check", provider="Dr. Ahmed", at=at)
    text = " ".join("".join(pages(closing_sheet(clinic))).split())
    assert "A.P. Scheduled" in text
    assert "A.B." not in text
