"""Search by name while somebody types, in a small clinic and in a large one."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import insert

from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Right
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.schedule import find_patients
from ma_desktop.storage.tables import patient
from tests.bench.measure import compare, timed

FEW, MANY = 1_000, 100_000
_STARTS = ("Oka", "Nguy", "Rami", "Kowal", "Haddad", "Lind", "Abdi", "Fer", "Tan", "Mori")
_ENDS = ("for", "en", "rez", "ski", "i", "qvist", "nandez", "aka", "eva", "son")
_GIVEN = ("Grace", "Minh", "Lucia", "Piotr", "Layla", "Astrid", "Hodan", "Mateo", "Wei", "Yuki")


def fill(clinic: Clinic, count: int, first: int) -> None:
    names = list(product(_STARTS, _ENDS, _GIVEN))
    rows = []
    for number in range(first, first + count):
        start, end, given = names[number * 7 % len(names)]
        family = f"{start}{end}{number % 97}"
        rows.append(
            {
                "id": new_id(), "mrn": f"{number:09}", "family": family, "given": given,
                "family_key": family.casefold(), "given_key": given.casefold(),
                "birth_date": clinic.now().date(), "sex": "female",
            }
        )  # fmt: skip
    with clinic.work(Right.ROOM) as uow:
        uow.connection.execute(insert(patient), rows)
        uow.audit.write("filled for measuring")


@pytest.fixture
def large(clinic: Clinic) -> Clinic:
    fill(clinic, MANY, 0)
    return clinic


def test_a_name_as_it_is_typed(large: Clinic) -> None:
    statement = (
        "SELECT * FROM patient WHERE family_key >= ? AND family_key < ? "
        "ORDER BY family_key, given_key LIMIT 20"
    )

    def raw() -> None:
        with large.look() as uow:
            connection = uow.connection.connection.driver_connection
            assert connection is not None
            for _ in range(100):
                assert len(connection.execute(statement, ("oka", "okb")).fetchall()) == 20

    def ours() -> None:
        for _ in range(10):
            assert len(find_patients(large, "Oka")) == 20

    compare(
        f"6 first letters of a name among {MANY:,} (ours 10 times, yardstick 100 times)",
        timed(ours),
        timed(raw),
        goal=1.5,
        repeats=15,
    )


def test_search_does_not_grow_with_the_clinic(clinic: Clinic) -> None:
    """The same keystroke with a thousand patients, then with a hundred thousand."""
    fill(clinic, FEW, 0)
    few = timed(lambda: [find_patients(clinic, "Oka") for _ in range(20)])
    small = sorted(few() for _ in range(15))[7]
    fill(clinic, MANY - FEW, FEW)
    compare(
        f"6 first letters of a name, {MANY:,} patients / {FEW:,}",
        few,
        lambda: small,
        goal=3.0,
        repeats=15,
    )
