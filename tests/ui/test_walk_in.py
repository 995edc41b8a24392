"""A walk-in by keys: new and known patients, birth dates, and nobody twice by accident."""

from __future__ import annotations

from datetime import date

from PySide6.QtTest import QTest

from ma_desktop.domain.patient import Name
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import schedule, today
from ma_desktop.ui.today.walk_in import WalkInDialog
from ma_desktop.ui.widgets.buttons import Button
from tests.ui.desk import CONTROL, ENTER, ESCAPE, TAB, Desk

BORN = date(1979, 3, 14)
PAUSE_MS = 300


def fill(desk: Desk, family: str, given: str, born: str, sex: str = "f") -> WalkInDialog:
    """Open the dialog and type into it from field to field."""
    desk.type("w")
    dialog = desk.dialog
    assert isinstance(dialog, WalkInDialog)
    for text in (family, given, born, sex, "555 0142", "Sore throat", "Dr. Patel"):
        desk.type(text)
        desk.press(TAB)
    desk.type("It hurts to swallow")
    return dialog


def rows(desk: Desk) -> list[tuple[str, VisitState]]:
    return [(r.patient.name.formal, r.visit.state) for r in today.board(desk.clinic).rows]


def known(desk: Desk, arrived: bool = True) -> str:
    visit_id, _changes = schedule.walk_in(
        desk.clinic,
        Name("Okafor", "Adaeze"),
        BORN,
        "female",
        visit_type="Cough",
        provider="",
        mrn="10042",
    )
    row = today.board(desk.clinic).rows[0]
    if not arrived:
        schedule.move(desk.clinic, visit_id, VisitState.LEFT, row.visit.version)
    return visit_id


def test_from_w_to_the_waiting_room(desk: Desk) -> None:
    dialog = fill(desk, "Haddad", "Layla", "3/14/1979")
    desk.press(ENTER, CONTROL)
    assert not dialog.isVisible()
    assert rows(desk) == [("HADDAD, Layla", VisitState.ARRIVED)]
    (row,) = today.board(desk.clinic).rows
    assert row.patient.birth_date == BORN
    assert (row.patient.sex, row.patient.phone) == ("female", "555 0142")
    assert (row.visit.visit_type, row.visit.provider) == ("Sore throat", "Dr. Patel")
    assert row.visit.reason == "It hurts to swallow"
    assert desk.today.table.visit_id == row.visit.id


def test_sex_is_not_chosen_by_the_program(desk: Desk) -> None:
    dialog = fill(desk, "Haddad", "Layla", "3/14/1979", sex="")
    desk.press(ENTER, CONTROL)
    assert dialog.message.text() == (
        "Choose one of the listed sexes. Use unknown where it is not known."
    )
    assert rows(desk) == []
    dialog.reject()


def test_wrong_birth_date_is_said_and_the_cursor_goes_there(desk: Desk) -> None:
    dialog = fill(desk, "Haddad", "Layla", "3/14/79")
    desk.press(ENTER, CONTROL)
    assert dialog.message.text() == "The year needs four digits. Write 1979, not 79."
    assert dialog.birth.hasFocus()
    dialog.reject()


def test_same_name_and_birth_date_is_asked_about_first(desk: Desk) -> None:
    known(desk, arrived=False)
    dialog = fill(desk, "OKAFOR", "adaeze", "1979-03-14")
    desk.press(ENTER, CONTROL)
    assert dialog.isVisible()
    assert dialog.message.text().startswith("This name and birth date are known.")
    assert len(rows(desk)) == 1
    (offered,) = [w for w in dialog.matches.widgets() if isinstance(w, Button)]
    assert offered.text() == "OKAFOR, Adaeze · 3/14/1979 · MRN 10042"
    offered.click()
    desk.press(ENTER, CONTROL)
    assert not dialog.isVisible()
    assert mrns(desk) == ["10042", "10042"]


def test_a_twin_of_the_record_is_added_when_it_is_meant(desk: Desk) -> None:
    known(desk, arrived=False)
    dialog = fill(desk, "Okafor", "Adaeze", "3/14/1979")
    desk.press(ENTER, CONTROL)
    desk.press(ENTER, CONTROL)
    assert not dialog.isVisible()
    assert len(set(mrns(desk))) == 2


def test_changing_the_name_asks_again(desk: Desk) -> None:
    known(desk, arrived=False)
    dialog = fill(desk, "Okafor", "Adaeze", "3/14/1979")
    desk.press(ENTER, CONTROL)
    dialog.given.setText("Adaeze J.")
    desk.press(ENTER, CONTROL)
    assert not dialog.isVisible()
    assert ("OKAFOR, Adaeze J.", VisitState.ARRIVED) in rows(desk)


def test_somebody_who_is_here_already_is_not_booked_twice_unasked(desk: Desk) -> None:
    known(desk)
    desk.type("w")
    dialog = desk.dialog
    assert isinstance(dialog, WalkInDialog)
    desk.type("okaf")
    QTest.qWait(PAUSE_MS)
    desk.settle()
    (offered,) = [w for w in dialog.matches.widgets() if isinstance(w, Button)]
    offered.click()
    desk.press(ENTER, CONTROL)
    assert "has a visit today" in dialog.message.text()
    assert len(rows(desk)) == 1
    desk.press(ESCAPE)
    assert not dialog.isVisible()


def test_matches_are_initials_while_somebody_else_is_in_this_room(desk: Desk) -> None:
    known(desk, arrived=False)
    desk.window.context.session.patient_here = "somebody else"
    desk.type("w")
    dialog = desk.dialog
    assert isinstance(dialog, WalkInDialog)
    desk.type("okafor")
    QTest.qWait(PAUSE_MS)
    desk.settle()
    (offered,) = [w for w in dialog.matches.widgets() if isinstance(w, Button)]
    assert offered.text() == "A.O. · MRN ends in 42"
    dialog.reject()


def mrns(desk: Desk) -> list[str]:
    return [row.patient.mrn for row in today.board(desk.clinic).rows]
