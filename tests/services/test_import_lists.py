"""What later files change or take back of a patient's lists, and what the clinic made of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ma_desktop.exchange.incoming import Skip
from ma_desktop.services import corrections, intake, schedule, visit_record
from ma_desktop.services.clinic import Clinic, verify
from ma_desktop.services.import_report import ImportReport
from ma_desktop.services.imports import import_files
from tests.clinics import make_clinic, open_made
from tests.clock import FixedClock
from tests.exchange.bundles import (
    Element,
    allergy,
    as_bytes,
    bundle,
    concept,
    immunization,
    patient,
    request,
)
from tests.storage.postgres import Server, new_database

CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
VERIFIED = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"


def since(day: int, **fields: Any) -> Element:
    """Fields of a resource that was written last on this day of January."""
    return {"meta": {"lastUpdated": f"2026-01-{day:02}T08:00:00Z"}} | fields


def clinical(code: str) -> Element:
    return {"clinicalStatus": concept(CLINICAL, code)}


def verified(code: str) -> Element:
    return {"verificationStatus": concept(VERIFIED, code)}


class Exam:
    """A clinic that takes in one file after another of the same patient."""

    def __init__(self, clinic: Clinic, folder: Path) -> None:
        self.clinic, self.file = clinic, folder / "next.json"

    def take(self, *resources: Element) -> ImportReport:
        self.file.write_bytes(as_bytes(bundle(patient(), *resources)))
        return import_files(self.clinic, [self.file])[0]

    @property
    def patient_id(self) -> str:
        (found,) = schedule.find_patients(self.clinic, "okafor")
        return found.id

    def lists(self) -> list[str]:
        """What counts, in words."""
        with self.clinic.look() as uow:
            lists = (
                *(f"{x.substance} {x.status}" for x in uow.patients.allergies(self.patient_id)),
                *(f"{x.dosage} {x.status}" for x in uow.patients.medications(self.patient_id)),
                *(f"{x.name} {x.status}" for x in uow.patients.immunizations(self.patient_id)),
            )
        return list(lists)

    def visit(self) -> str:
        visit_id, _changes = schedule.book(
            self.clinic, self.patient_id, visit_type="Visit", provider="", room_number="3"
        )
        return visit_id

    def ids(self) -> tuple[str, str]:
        """The allergy and the medication that count."""
        with self.clinic.look() as uow:
            (one,) = uow.patients.allergies(self.patient_id)
            (other,) = uow.patients.medications(self.patient_id)
        return one.id, other.id

    def actions(self) -> list[str]:
        with self.clinic.look() as uow:
            done = [entry.action for entry, _ in uow.audit.entries()]
        return [action for action in done if action.endswith("by import")]


@pytest.fixture
def exam(clinic: Clinic, tmp_path: Path) -> Exam:
    return Exam(clinic, tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def exam_on_each(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock
) -> Iterator[Exam]:
    place = str(tmp_path / "store")
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres_server")
        place = new_database(server)
    clinic = open_made(make_clinic(place), clock)
    yield Exam(clinic, tmp_path)
    clinic.close()


def test_later_file_changes_and_takes_back_and_an_older_one_turns_nothing_back(
    exam_on_each: Exam,
) -> None:
    exam = exam_on_each
    first = (allergy(**since(1)), request(**since(1)), immunization(**since(1)))
    later = (
        allergy(**since(5, **clinical("resolved"))),
        request(**since(5, dosageInstruction=[{"text": "2 tablets"}])),
        immunization(**since(5, status="entered-in-error")),
    )
    assert sum(exam.take(*first).added.values()) == 4
    report = exam.take(*later)
    assert report.updated == {"allergies": 1, "medications": 1}
    assert report.retracted == {"immunizations": 1}
    changed = ["Penicillin resolved", "2 tablets active"]
    assert exam.lists() == changed
    assert exam.actions() == [
        "allergy changed by import",
        "medication changed by import",
        "immunization retracted by import",
    ]
    again = exam.take(*later)
    assert not again.changed_anything
    assert again.repeated == {"patients": 1, "allergies": 1, "medications": 1}
    older = exam.take(*first)
    assert not older.changed_anything
    assert Skip("Medication", "an earlier state of an entry that was changed since") in (
        older.skipped
    )
    between = exam.take(request(**since(3, status="stopped")))
    assert not between.changed_anything
    assert exam.lists() == changed
    assert verify(exam.clinic).is_sound


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        (clinical("inactive"), ["Penicillin inactive"]),
        (clinical("resolved"), ["Penicillin resolved"]),
        ({"code": {"text": "Penicillin V"}}, ["Penicillin V active"]),
        (verified("refuted"), []),
        (verified("entered-in-error"), []),
    ],
)
def test_allergy_follows_without_any_version_by_the_order_of_imports(
    exam: Exam, change: Element, counts: list[str]
) -> None:
    exam.take(allergy())
    report = exam.take(allergy(**change))
    assert report.updated == ({"allergies": 1} if counts else {})
    assert report.retracted == ({} if counts else {"allergies": 1})
    assert exam.lists() == counts
    assert not exam.take(allergy(**change)).changed_anything
    assert not exam.take(allergy()).changed_anything
    assert exam.lists() == counts


def test_version_numbers_tell_where_there_is_no_date(exam: Exam) -> None:
    exam.take(request(meta={"versionId": "9"}))
    exam.take(request(meta={"versionId": "10"}, status="stopped"))
    exam.take(request(meta={"versionId": "8"}, status="on-hold"))
    assert exam.lists() == ["1 tablet by mouth each morning stopped"]
    exam.take(request(meta={"versionId": 11}))
    assert exam.lists() == ["1 tablet by mouth each morning active"]


def test_what_was_taken_back_comes_in_again_with_a_newer_version_only(exam: Exam) -> None:
    exam.take(allergy(**since(1)))
    exam.take(allergy(**since(5, **verified("refuted"))))
    exam.take(allergy(**since(3, **clinical("inactive"))))
    assert exam.lists() == []
    assert exam.take(allergy(**since(7))).updated == {"allergies": 1}
    assert exam.lists() == ["Penicillin active"]
    exam.take(allergy(**since(8, **verified("entered-in-error"))))
    assert exam.lists() == []
    exam.take(allergy(**since(9)))
    exam.take(allergy(**since(9)))
    assert exam.lists() == ["Penicillin active"]


def test_what_a_file_took_back_before_it_came_in_no_older_file_brings_in(exam: Exam) -> None:
    exam.take(allergy(**since(5, **verified("refuted"))))
    assert exam.take(allergy(**since(1))).skipped == (
        Skip("AllergyIntolerance", "an earlier state of an entry that was changed since"),
    )
    assert exam.lists() == []
    exam.take(allergy(**since(6)))
    assert exam.lists() == ["Penicillin active"]


def test_date_in_the_future_or_that_is_none_says_nothing(exam: Exam) -> None:
    exam.take(request(meta={"lastUpdated": "2099-01-01T00:00:00Z"}))
    exam.take(request(meta={"lastUpdated": "yesterday"}, status="stopped"))
    assert exam.lists() == ["1 tablet by mouth each morning stopped"]


def test_what_somebody_of_the_clinic_changed_stays_and_is_counted(exam: Exam) -> None:
    exam.take(allergy(**since(1)), request(**since(1)))
    visit_id, (one, other) = exam.visit(), exam.ids()
    parts = {"substance": "Amoxicillin", "reaction": "Hives", "severity": "mild"}
    corrections.amend(exam.clinic, visit_id, "allergy", one, parts, "the patient says so")
    corrections.entered_in_error(exam.clinic, visit_id, "medication", other, "not hers")
    report = exam.take(
        allergy(**since(28, **clinical("resolved"))), request(**since(28, status="stopped"))
    )
    assert report.kept == {"allergies": 1, "medications": 1}
    assert not report.changed_anything
    back = exam.take(allergy(**since(29, **verified("refuted"))), request(**since(29)))
    assert back.kept == {"allergies": 1}
    assert not back.changed_anything
    assert exam.lists() == ["Amoxicillin active"]


def test_what_was_reviewed_with_the_patient_changes_by_a_later_date_only(
    exam: Exam, clock: FixedClock
) -> None:
    exam.take(allergy(**since(1)), request(**since(1)))
    clock.advance(hours=1)
    visit_id = exam.visit()
    intake.review_allergies(exam.clinic, visit_id)
    intake.review_medications(exam.clinic, visit_id)
    for change in (since(9), {}):
        report = exam.take(
            allergy(**change | clinical("inactive")), request(**change | {"status": "stopped"})
        )
        assert report.kept == {"allergies": 1, "medications": 1}
        assert not report.changed_anything
    assert exam.take(allergy(**verified("refuted"))).kept == {"allergies": 1}
    clock.advance(hours=2)
    after = f"{clock.now() - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    report = exam.take(request(meta={"lastUpdated": after}, status="stopped"))
    assert report.updated == {"medications": 1}
    assert exam.lists() == ["Penicillin active", "1 tablet by mouth each morning stopped"]


def test_record_of_the_visit_shows_what_stood_before_and_why(exam: Exam) -> None:
    exam.take(allergy())
    exam.take(allergy(**clinical("resolved"), code={"text": "Penicillin V"}))
    entries = visit_record.visit_record(exam.clinic, exam.visit()).entries
    struck = [entry for entry in entries if entry.kind == "allergy" and entry.correction]
    assert [entry.words for entry in struck] == ["Penicillin, Hives; Wheezing, severe"]
    assert [(x.correction.words, x.correction.reason) for x in struck if x.correction] == [
        ("Amended", "A later file says otherwise")
    ]


def test_nothing_of_an_import_that_fails_is_changed(exam: Exam) -> None:
    exam.take(allergy())
    broken = exam.file.with_name("broken.json")
    broken.write_bytes(b"[")
    exam.file.write_bytes(as_bytes(bundle(patient(), allergy(**clinical("resolved")))))
    with pytest.raises(Exception, match="File 2 of 2"):
        import_files(exam.clinic, [exam.file, broken])
    assert exam.lists() == ["Penicillin active"]
    assert exam.actions() == []
