"""Manage: people, this workstation, the clinic's switches, the state of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QScrollArea
from pytestqt.qtbot import QtBot

from ma_desktop.domain.errors import NotAllowed
from ma_desktop.domain.staff import Role
from ma_desktop.runtime import settings
from ma_desktop.runtime.paths import config_dir
from ma_desktop.runtime.settings import FILE_NAME
from ma_desktop.services import clinic as clinics
from ma_desktop.services import clinic_settings
from ma_desktop.ui import theme
from ma_desktop.ui.manage.screen import ManageScreen
from ma_desktop.ui.widgets.card import Card
from tests.clinics import PASSPHRASE, open_made
from tests.clock import FixedClock
from tests.ui.desk import Desk, opened

OTHER = "copper meadow eleven kites"


@pytest.fixture
def desk(desk: Desk, qapp: QApplication) -> Iterator[Desk]:
    """The tests choose other themes; the next one finds the light one."""
    yield desk
    theme.apply(qapp, "light")


def manage(desk: Desk) -> ManageScreen:
    desk.window.show_screen("manage")
    desk.settle()
    screen = desk.window.screens["manage"]
    assert isinstance(screen, ManageScreen)
    return screen


def fill(screen: ManageScreen, user: str, again: str = OTHER) -> None:
    card = screen.people
    card.user.setText(user)
    card.display.setText("T. Osei")
    card.credential.setText("RMA (AMT)")
    card.role.setCurrentText("Administrator")
    card.secret.setText(OTHER)
    card.again.setText(again)
    card.add_button.click()


def test_a_person_is_added_and_can_sign_in(desk: Desk, place: str) -> None:
    screen = manage(desk)
    assert screen.people.note.text().startswith("Add a second administrator")
    fill(screen, "osei")
    desk.settle()
    assert desk.last_words() == "The person can sign in now."
    assert not screen.people.note.isVisible()
    assert screen.people.secret.text() == ""
    other = clinics.open_clinic(place, "osei", OTHER, clock=desk.clock.now)
    assert other.actor.role is Role.ADMINISTRATOR
    other.close()


def test_what_is_wrong_with_a_new_person_is_said(desk: Desk) -> None:
    screen = manage(desk)
    fill(screen, "osei", again="something else")
    assert screen.people.message.text() == "The two passphrases differ. Type them again."
    fill(screen, "rivera")
    desk.settle()
    assert screen.people.message.isVisible()
    assert screen.people.add_button.isEnabled()
    assert len(clinics.staff(desk.clinic)) == 1


@pytest.mark.parametrize("sure", [True, False])
def test_disabling_asks_with_the_name(desk: Desk, place: str, sure: bool) -> None:
    screen = manage(desk)
    fill(screen, "osei")
    desk.settle()
    people = screen.people
    row = [person.user_name for person in people.people.records.rows].index("osei")
    people.people.select(row)
    people.disable.click()
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert box.text() == "Disable T. Osei, RMA (AMT)?"
    answer = "Disable" if sure else "Keep"
    next(b for b in box.buttons() if b.text().replace("&", "") == answer).click()
    desk.settle()
    assert [p.active for p in clinics.staff(desk.clinic) if p.user_name == "osei"] == [not sure]
    if sure:
        with pytest.raises(NotAllowed):
            clinics.open_clinic(place, "osei", OTHER, clock=desk.clock.now)


def test_nobody_disables_themselves(desk: Desk) -> None:
    screen = manage(desk)
    assert not screen.people.disable.isEnabled()


def test_others_than_administrators_look_only(qtbot: QtBot, place: str, clock: FixedClock) -> None:
    first = open_made(place, clock)
    clinics.add_user(first, "novak", "M. Novak", PASSPHRASE)
    first.close()
    clinic = open_made(place, clock, "novak")
    with opened(qtbot, clinic, clock) as desk:
        screen = manage(desk)
        assert not screen.people.add_button.isEnabled()
        assert not screen.people.disable.isEnabled()
        assert not any(box.isEnabled() for box in screen.clinic.switches.values())
    clinic.close()


def test_the_workstation_is_saved_and_colours_follow(desk: Desk) -> None:
    screen = manage(desk)
    card = screen.workstation
    card.room.setCurrentText("Exam 2")
    card.theme.setCurrentText("Dark")
    card.text.setCurrentText("150")
    card.idle.setCurrentText("5")
    card.host.setText("10.0.0.7")
    card.save()
    assert theme.current().name == "dark"
    saved = settings.load(config_dir() / FILE_NAME)
    assert (saved.room, saved.theme, saved.text_percent) == ("Exam 2", "dark", 150)
    assert (saved.idle_minutes, saved.printer_host) == (5.0, "10.0.0.7")


def test_a_switch_is_for_the_whole_clinic(desk: Desk) -> None:
    screen = manage(desk)
    box = screen.clinic.switches["export_needs_reason"]
    before = box.isChecked()
    box.click()
    desk.settle()
    assert clinic_settings.settings(desk.clinic).export_needs_reason is not before


def test_what_the_clinic_decides_is_saved_when_chosen(desk: Desk) -> None:
    card = manage(desk).settings
    desk.settle()
    rest = card.numbers["bp_rest_minutes"]
    rest.setCurrentIndex(rest.findData(5))
    rest.activated.emit(rest.currentIndex())
    desk.settle()
    site = card.numbers["young_temp_site"]
    assert site.itemText(0) == "As shipped (Axillary)"
    site.setCurrentIndex(site.findData("temporal"))
    site.activated.emit(site.currentIndex())
    desk.settle()
    assert clinic_settings.settings(desk.clinic).young_temp_site == "temporal"
    card.switches["news2"].click()
    desk.settle()
    card.sets["identifiers"]["phone"].click()
    desk.settle()
    found = clinic_settings.settings(desk.clinic)
    assert (found.bp_rest_minutes, found.news2) == (5, True)
    assert found.identifiers == ("name", "birth-date", "phone")


def test_a_clinic_asks_two_identifiers_at_least(desk: Desk) -> None:
    card = manage(desk).settings
    desk.settle()
    card.sets["identifiers"]["name"].click()
    desk.settle()
    assert card.sets["identifiers"]["name"].isChecked()
    assert clinic_settings.settings(desk.clinic).identifiers == ("name", "birth-date")


def test_the_store_is_checked_on_request(desk: Desk) -> None:
    screen = manage(desk)
    screen.clinic.verify.click()
    desk.settle()
    assert screen.clinic.verdict.text().startswith("The store is sound.")


def test_laboratories_limits_and_open_days_are_saved_for_all(desk: Desk) -> None:
    card = manage(desk).laboratory
    assert card.labs.text() == "Reference laboratory"
    card.labs.setText("Northgate Laboratories;  South Bay  Pathology ; ;Northgate Laboratories")
    card.hour.setCurrentText("15:00")
    card.scan.setCurrentText("20")
    card.receive.setCurrentText("48")
    card.early.click()
    card.days["sat"].click()
    card.save_button.click()
    desk.settle()
    found = clinic_settings.settings(desk.window.context.clinic)
    assert found.labs == ("Northgate Laboratories", "South Bay Pathology")
    assert (found.pick_up_hour, found.scan_back_minutes) == (15, 20)
    assert (found.receive_within_hours, found.labels_before_draw) == (48, True)
    assert found.open_days[-1] == "sat"
    assert desk.last_words() == "Saved for all workstations."


def test_a_clinic_without_laboratory_or_open_day_is_refused(desk: Desk) -> None:
    card = manage(desk).laboratory
    card.labs.setText(" ; ")
    card.save_button.click()
    assert "at least one laboratory" in desk.last_words()
    card.labs.setText("Northgate")
    for box in card.days.values():
        box.setChecked(False)
    card.save_button.click()
    assert "at least one day" in desk.last_words()
    desk.settle()
    assert clinic_settings.settings(desk.window.context.clinic).labs == ("Reference laboratory",)


def test_the_top_bar_says_when_the_store_was_backed_up_and_when_that_is_late(
    desk: Desk, tmp_path: Path
) -> None:
    desk.window.resize(1440, 900)
    desk.settle()
    assert desk.window.top.store.text() == "Store encrypted · no backup yet"
    screen = manage(desk)
    screen.clinic._ask_folder = lambda _parent: str(tmp_path / "usb")
    screen.clinic.back_up.click()
    desk.settle()
    assert "Backed up and checked." in desk.last_words()
    (made,) = (tmp_path / "usb").iterdir()
    assert (made / "clinic.db").is_file()
    now = desk.clinic.local(desk.clock.now())
    assert desk.window.top.store.text() == f"Store encrypted · backed up {now.hour}:{now:%M}"
    assert screen.clinic.backed_up.text().startswith(f"Backed up {now.hour}:{now:%M}.")

    desk.clock.advance(days=7)
    desk.window.backup.load()
    desk.settle()

    assert desk.window.top.store.text() == f"Last backup {now.day} {now:%b}"
    assert desk.window.top.store.state == "warn"
    desk.window.resize(1000, 700)
    desk.settle()
    assert desk.window.top.store.text() == "Back up"


def test_a_backup_that_fails_says_so_and_leaves_the_state(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    screen = manage(desk)
    screen.clinic._ask_folder = lambda _parent: str(tmp_path / "file")
    screen.clinic.back_up.click()
    desk.settle()
    assert desk.said[-1].kind == "critical"
    assert screen.clinic.backed_up.text().startswith("No backup yet.")
    assert screen.clinic.back_up.isEnabled()


def test_large_text_in_a_small_window_scrolls_down_only(
    qapp: QApplication, qtbot: QtBot, place: str, clock: FixedClock
) -> None:
    theme.apply(qapp, "light", 200)
    clinic = open_made(place, clock)
    with opened(qtbot, clinic, clock) as desk:
        desk.window.resize(1280, 720)
        screen = manage(desk)
        area = screen.findChildren(QScrollArea)[0]
        room = area.viewport().width() - 2 * theme.px(24)
        wide = {
            type(card).__name__: card.minimumSizeHint().width()
            for card in screen.findChildren(Card)
            if card.minimumSizeHint().width() > room
        }
        assert wide == {}
        assert area.horizontalScrollBar().maximum() == 0
    clinic.close()
    theme.apply(qapp, "light")
