"""Patients and their lists read back as they were stored, and are found as people type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from ma_desktop.domain.errors import Conflict
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import Allergy, Immunization, Medication
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.patients import Patients
from ma_desktop.storage.store import Store
from tests.factories import patient

PEOPLE = (
    patient("Nguyễn", "Thị Hương", mrn="MRN-0012"),
    patient("Nguyen", "Bao", mrn="MRN-0013", sex="male"),
    patient("O’Connor", "Siobhán Máire", mrn="A7"),
    patient("Peña-Ruiz", "José Ramón", mrn="26-104", sex="male", suffix="Jr."),
    patient("Wiśniewski", "Łukasz", mrn="26-105", sex="male"),
    patient("高橋", "美咲", mrn="MRN-2001"),
    patient("吉𠮷田", "健", mrn="MRN-2002", sex="male"),
    patient("Ng", "Wei Ling", mrn="n-1"),
    patient("al-Sayed", "Fatima", mrn="MRN-3001"),
    patient("%_", "Wild", mrn="%1"),
)


@pytest.fixture
def patients(store: Store, stamp: Stamp) -> Iterator[Patients]:
    with store.begin(stamp) as work:
        for person in PEOPLE:
            work.patients.add(person)
        yield work.patients


def test_a_patient_reads_back_as_stored(patients: Patients) -> None:
    for person in PEOPLE:
        assert patients.get(person.id) == person
        assert patients.by_mrn(person.mrn) == person
    assert patients.get(new_id()) is None
    assert patients.by_mrn("MRN-9") is None


def test_many_patients_come_by_id(patients: Patients) -> None:
    wanted = {person.id: person for person in PEOPLE[:3]}
    assert patients.many([*wanted, new_id()]) == wanted
    assert patients.many([]) == {}


@pytest.mark.parametrize(
    ("typed", "families"),
    [
        ("ng", ["Ng", "Nguyen", "Nguyễn"]),
        ("N", ["Ng", "Nguyen", "Nguyễn"]),
        ("NGUYEN", ["Nguyen", "Nguyễn"]),
        ("nguyễn", ["Nguyen", "Nguyễn"]),
        ("nguyen, t", ["Nguyễn"]),
        ("Nguyen,thi h", ["Nguyễn"]),
        ("nguyen, x", []),
        ("oconnor", ["O’Connor"]),
        ("o'c", ["O’Connor"]),
        ("pena ruiz , jose", ["Peña-Ruiz"]),
        ("wisn", ["Wiśniewski"]),
        ("高", ["高橋"]),
        ("吉", ["吉𠮷田"]),
        ("alsa", ["al-Sayed"]),
        ("26-10", ["Peña-Ruiz", "Wiśniewski"]),
        ("26-104", ["Peña-Ruiz"]),
        (" MRN-00 ", ["Nguyen", "Nguyễn"]),
        ("A7", ["O’Connor"]),
        ("%1", ["%_"]),
        ("%", []),
        ("_", []),
        ("", []),
        (" ", []),
        (",", []),
        (", Wei", []),
        ("zz", []),
    ],
)
def test_people_are_found_as_they_are_typed(
    patients: Patients, typed: str, families: list[str]
) -> None:
    assert [found.name.family for found in patients.find(typed, 20)] == families


def test_no_more_are_found_than_asked_for(patients: Patients) -> None:
    assert [found.mrn for found in patients.find("ng", 2)] == ["n-1", "MRN-0013"]


def test_record_numbers_are_counted_by_their_beginning(patients: Patients) -> None:
    assert patients.count("MRN-") == 5
    assert patients.count("X") == 0


def test_a_record_number_belongs_to_one_patient(store: Store, stamp: Stamp) -> None:
    with store.begin(stamp) as work:
        work.patients.add(patient("Haile", "Selam", mrn="MRN-1"))
    with pytest.raises(Conflict, match="exists already"), store.begin(stamp) as work:
        work.patients.add(patient("Iversen", "Nils", mrn="MRN-1"))
    with store.begin(stamp, reading=True) as work:
        assert len(work.patients.find("MRN-1", 20)) == 1


def test_allergies_are_listed_and_not_doubled(patients: Patients) -> None:
    person = PEOPLE[0]
    items = [
        Allergy(
            new_id(), person.id, "Penicillin", "Hives", "severe", "high", "active", "s", "91936005"
        ),
        Allergy(new_id(), person.id, "Latex"),
    ]
    assert patients.add_allergies([*items, items[0]]) == 2
    assert patients.add_allergies([replace(items[0], reaction="Rash")]) == 0
    assert patients.allergies(person.id) == tuple(items)
    assert patients.allergies(PEOPLE[1].id) == ()
    assert patients.add_allergies([]) == 0


def test_medications_are_listed_and_not_doubled(patients: Patients) -> None:
    person = PEOPLE[0]
    items = [
        Medication(new_id(), person.id, "Lisinopril 10 mg", "1 daily", started=date(2020, 1, 31)),
        Medication(
            new_id(),
            person.id,
            "Ibuprofeno",
            status="stopped",
            stopped=date(2024, 2, 29),
            code="5640",
        ),
    ]
    assert patients.add_medications([*items, items[1]]) == 2
    assert patients.add_medications(items) == 0
    assert patients.medications(person.id) == tuple(reversed(items))


def test_immunizations_are_listed_and_not_doubled(patients: Patients) -> None:
    person = PEOPLE[0]
    item = Immunization(new_id(), person.id, "Influenza, seasonal", date(2025, 10, 3), cvx="140")
    assert patients.add_immunizations([item, item]) == 1
    assert patients.add_immunizations([item]) == 0
    assert patients.immunizations(person.id) == (item,)


def test_a_list_needs_its_patient(store: Store, stamp: Stamp) -> None:
    with pytest.raises(Conflict), store.begin(stamp) as work:
        work.patients.add_allergies([Allergy(new_id(), new_id(), "Latex")])


def test_long_lists_are_compared_in_parts(patients: Patients) -> None:
    """More ids than one statement takes."""
    items = [Allergy(new_id(), PEOPLE[0].id, f"Substance {n}") for n in range(1203)]
    assert patients.add_allergies(items) == 1203
    assert patients.add_allergies([*items, Allergy(new_id(), PEOPLE[0].id, "One more")]) == 1
