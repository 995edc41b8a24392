"""Manage: limits and rules of this clinic, changed by keys, in force in Rooming at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.domain.staff import Role
from ma_desktop.services import clinic as clinics
from ma_desktop.services import limits, rooming, schedule
from ma_desktop.services.asking import SCREENINGS, listed
from ma_desktop.ui import theme
from ma_desktop.ui.manage.due_dialog import DueDialog
from ma_desktop.ui.manage.limits_dialog import LimitsDialog
from ma_desktop.ui.manage.screen import ManageScreen
from tests.clinics import open_made, roomed_visit
from tests.clock import FixedClock
from tests.ui.desk import CONTROL, ENTER, TAB, Desk, opened

OTHER = "copper meadow eleven kites"


def manage(desk: Desk) -> ManageScreen:
    desk.window.show_screen("manage")
    desk.settle()
    screen = desk.window.screens["manage"]
    assert isinstance(screen, ManageScreen)
    return screen


def open_limits(desk: Desk) -> LimitsDialog:
    card = manage(desk).content
    card.limits.setFocus()
    desk.press(ENTER)
    assert isinstance(card.dialog, LimitsDialog)
    return card.dialog


def choose(dialog: LimitsDialog, part: str, tier: str, ages: str, bound: str) -> None:
    names = [item.id for item in dialog._vitals]
    whose = part if part in names else "bp"
    dialog.which.setCurrentIndex(names.index(whose))
    for line, item in enumerate(dialog.table.records.rows):
        row = item.row
        if (row.part, row.tier, row.ages) == (part, tier, ages) and bound in (
            str(row.low),
            str(row.high),
        ):
            dialog.table.select(line)
            dialog.table.setFocus()
            return
    raise AssertionError("no such row")


def keep(desk: Desk, dialog: LimitsDialog | DueDialog, why: str) -> None:
    dialog.why.setFocus()
    desk.type(why)
    desk.press(TAB)
    desk.type("Dr. Haddad")
    desk.press(ENTER, CONTROL)


def test_a_limit_is_copied_changed_and_holds_in_rooming_at_once(desk: Desk) -> None:
    visit = rooming.open_visit(desk.clinic, roomed_visit(desk.clinic))
    assert rooming.check(desk.clinic, visit, "bp", "172/84").assessment.severity == "urgent"
    dialog = open_limits(desk)
    choose(dialog, "sbp", "notify", "adult", "180")
    desk.press(ENTER)
    assert dialog.form.words.text().startswith("Systolic 180 or more.")
    dialog.form.high.setFocus()
    dialog.form.high.selectAll()
    desk.type("90")
    assert "a usual value would be told" in dialog.finding.text()
    assert dialog._check(dialog.table.current) == "To mend"  # type: ignore[arg-type]  # a row is chosen
    dialog.form.high.selectAll()
    desk.type("170")
    assert not dialog.finding.isVisible()

    keep(desk, dialog, "Agreed in May")
    assert dialog.message.text() == "Saved. It holds in Rooming from now on."
    found = rooming.check(desk.clinic, visit, "bp", "172/84").assessment
    assert found.severity == "critical"
    assert found.notices[0].why.startswith("Systolic 170 or more.")
    assert limits.own_limits(desk.clinic)[0].approved_by == "Dr. Haddad"
    with desk.clinic.look() as uow:
        newest = [e for e, _ in uow.audit.entries() if e.action == "limits changed"]
    assert newest[0].reason == "Agreed in May"

    choose(dialog, "sbp", "notify", "adult", "170")
    desk.press(Qt.Key.Key_Delete)
    keep(desk, dialog, "Shipped one again")
    assert limits.own_limits(desk.clinic) == ()
    assert rooming.check(desk.clinic, visit, "bp", "172/84").assessment.severity == "urgent"
    assert [item.version for item in limits.versions(desk.clinic)] == [2, 1]


def test_a_wrong_limit_is_not_kept_and_says_why(desk: Desk) -> None:
    dialog = open_limits(desk)
    choose(dialog, "sbp", "confirm", "adult", "80")
    desk.press(ENTER)
    desk.type("high")
    assert "not a number" in dialog.form._low.note.text()
    keep(desk, dialog, "A try")
    assert "not a number" in dialog.message.text()
    dialog.form.low.setFocus()
    dialog.form.low.selectAll()
    desk.type("10")
    assert dialog.finding.isVisible()
    desk.press(ENTER, CONTROL)
    assert limits.own_limits(desk.clinic) == ()
    dialog.why.clear()
    desk.press(ENTER, CONTROL)
    assert dialog.message.text() == "Say what was changed, and why."


def test_how_far_a_weight_may_change_is_the_clinics(desk: Desk, clock: FixedClock) -> None:
    first = roomed_visit(desk.clinic)
    opened = rooming.open_visit(desk.clinic, first)
    reading = rooming.check(desk.clinic, opened, "weight", "80 kg").reading
    rooming.record_vitals(desk.clinic, first, [reading])
    clock.advance(days=300)
    again, _ = schedule.book(
        desk.clinic, opened.visit.patient_id, visit_type="Follow-up", provider=""
    )
    opened = rooming.open_visit(desk.clinic, again)
    assert not rooming.check(desk.clinic, opened, "weight", "74 kg").assessment.questions
    dialog = open_limits(desk)
    choose(dialog, "weight", "change", "adult", "10")
    desk.press(ENTER)
    assert dialog.form.first is dialog.form.high
    assert dialog.form.high.accessibleName() == "Asked above a change of, %"
    assert not dialog.form._sex.isVisible()
    desk.type("5")
    keep(desk, dialog, "Agreed in May")
    assert rooming.check(desk.clinic, opened, "weight", "74 kg").assessment.questions
    choose(dialog, "weight", "drift", "adult", "10")
    desk.press(ENTER)
    assert dialog.form.days.accessibleName() == "Within days"
    dialog.form.days.setFocus()
    dialog.form.days.selectAll()
    desk.type("365")
    dialog.form.high.setFocus()
    dialog.form.high.selectAll()
    desk.type("6")
    assert dialog.form.words.text() == "Weight changed by 6 % or more within 365 days."
    keep(desk, dialog, "Over a year")
    found = rooming.check(desk.clinic, opened, "weight", "74 kg").assessment
    assert [item.why for item in found.notices] == [dialog.form.words.text()]


def test_an_earlier_version_comes_back(desk: Desk) -> None:
    dialog = open_limits(desk)
    choose(dialog, "sbp", "notify", "adult", "180")
    desk.press(ENTER)
    keep(desk, dialog, "As before, of this clinic")
    dialog.why.setText("No more")
    dialog.take_shipped()
    desk.settle()
    assert limits.own_limits(desk.clinic) == ()
    dialog.versions.setCurrentIndex(1)
    dialog.why.setText("Wanted again")
    dialog.take_again()
    desk.settle()
    assert len(limits.own_limits(desk.clinic)) == 1
    assert limits.versions(desk.clinic)[0].note == "version 1: Wanted again"


def test_when_a_screening_is_due_is_changed_by_keys(desk: Desk) -> None:
    visit_id = roomed_visit(desk.clinic)
    card = manage(desk).content
    card.due.setFocus()
    desk.press(ENTER)
    dialog = card.dialog
    assert isinstance(dialog, DueDialog)
    rows = dialog.table.records.rows
    dialog.table.select(next(n for n, line in enumerate(rows) if line.form.id == "phq9"))
    assert dialog.source.text().startswith("Source: Shipped: PHQ family (Spitzer")
    dialog.table.select(next(n for n, line in enumerate(rows) if line.form.id == "falls"))
    dialog.table.setFocus()
    desk.press(ENTER)
    dialog.form.first.selectAll()
    desk.type("40")
    keep(desk, dialog, "Falls are frequent here")
    assert dialog.message.text() == "Saved. It holds in Rooming from now on."
    found = listed(desk.clinic, rooming.open_visit(desk.clinic, visit_id), SCREENINGS)
    assert any(item.form.id == "falls" and item.is_due for item in found)
    assert card.due_state.text().startswith("1 rule of this clinic")


def test_others_read_and_change_nothing(
    qtbot: QtBot, qapp: QApplication, place: str, clock: FixedClock
) -> None:
    theme.apply(qapp, "light")
    admin = open_made(place, clock)
    clinics.add_user(admin, "osei", "T. Osei", OTHER, role=Role.MEDICAL_ASSISTANT)
    admin.close()
    clinic = clinics.open_clinic(place, "osei", OTHER, clock=clock.now)
    with opened(qtbot, clinic, clock) as desk:
        dialog = open_limits(desk)
        choose(dialog, "sbp", "notify", "adult", "180")
        desk.press(ENTER)
        assert not any(item.is_own for item in dialog.table.records.rows)
        assert not dialog.copy_button.isEnabled()
        assert not dialog.why.isEnabled()
        dialog.reject()
    clinic.close()
