"""Manage, labels: designed from lists, tried on hard names at once, saved, exported, imported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.documents.label_trial import NAMES
from ma_desktop.services import label_designs
from ma_desktop.ui.manage.label_designer import LabelDesigner
from ma_desktop.ui.manage.labels_card import LabelsCard
from ma_desktop.ui.manage.screen import ManageScreen
from tests.ui.desk import Desk

SMALL = "specimen-2x1"


@pytest.fixture
def card(desk: Desk) -> LabelsCard:
    desk.window.show_screen("manage")
    desk.settle()
    screen = desk.window.screens["manage"]
    assert isinstance(screen, ManageScreen)
    return screen.labels


@pytest.fixture
def designer(card: LabelsCard, qtbot: QtBot) -> LabelDesigner:
    """The designer on the small specimen label, opened by Enter, all names tried."""
    rows = card.table.records.rows
    card.table.select(next(n for n, item in enumerate(rows) if item.format.id == SMALL))
    QTest.keyClick(card.table, Qt.Key.Key_Return)
    made = card.designer
    assert made is not None
    qtbot.waitUntil(lambda: made.trials.all_done, timeout=60_000)
    return made


def choose(designer: LabelDesigner, words: str) -> None:
    """Select the text that holds these words."""
    table = designer.form.table
    line = next(n for n, item in enumerate(designer.form.texts) if words in item.text)
    table.select(line)


def test_every_hard_name_is_tried_at_every_resolution(designer: LabelDesigner) -> None:
    assert {(hard, dpi) for hard in NAMES for dpi in (203, 300, 600)} == set(designer.trials.done)
    assert all(pill.text() == "good" for pill in designer.trials.pills.values())
    assert designer.trials.verdict.text() == (
        "Code: read back whole.\nQuiet zones: white.\nIdentifiers: whole."
    )


def test_a_change_is_seen_saved_and_taken_back(
    desk: Desk, designer: LabelDesigner, qtbot: QtBot
) -> None:
    choose(designer, "birth_date")
    form = designer.form
    form.words.setText("BORN ")
    form.insert.setCurrentIndex(form.insert.findText("the birth date"))
    form.insert.activated.emit(form.insert.currentIndex())
    assert form.words.text() == "BORN [the birth date]"
    qtbot.waitUntil(lambda: designer.trials.all_done, timeout=60_000)
    QTest.keyClick(designer, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: designer.message.text() == "Saved, and in force.")
    in_force = desk.clinic.catalog.labels[SMALL]
    assert any(item.text == "BORN {birth_date}" for item in in_force.text)
    qtbot.waitUntil(
        lambda: designer.versions.count() == 1 and "rivera" in str(designer.versions.currentText())
    )
    designer.withdraw()
    qtbot.waitUntil(lambda: "out of use" in designer.message.text())
    assert desk.clinic.catalog.labels == desk.clinic.shipped.labels


def test_text_in_the_quiet_zone_is_refused_at_once_and_not_stored(
    desk: Desk, designer: LabelDesigner, qtbot: QtBot
) -> None:
    choose(designer, "mrn")
    designer.form.top.setCurrentText("12")
    qtbot.waitUntil(lambda: designer.trials.all_done, timeout=60_000)
    assert "Refused: The bar code does not fit this label." in designer.trials.verdict.text()
    assert all(pill.text() == "no" for pill in designer.trials.pills.values())
    designer.save()
    qtbot.waitUntil(lambda: "does not fit" in designer.message.text())
    assert label_designs.versions(desk.clinic, SMALL) == ()


def test_a_label_without_an_identifier_is_refused(
    desk: Desk, designer: LabelDesigner, qtbot: QtBot
) -> None:
    choose(designer, "mrn")
    designer.form.remove()
    designer.save()
    qtbot.waitUntil(lambda: "lacks the record number" in designer.message.text())
    assert label_designs.versions(desk.clinic, SMALL) == ()


def test_what_is_no_length_or_no_field_is_said(designer: LabelDesigner) -> None:
    choose(designer, "mrn")
    designer.form.left.setCurrentText("far")
    assert "is no number" in designer.trials.verdict.text()
    designer.form.left.setCurrentText("2.5")
    designer.form.words.setText("SSN [the number]")
    assert "Brackets name a field" in designer.trials.verdict.text()
    designer.save()
    assert "Brackets name a field" in designer.message.text()


def test_another_label_goes_out_as_a_file_and_comes_back(
    desk: Desk, card: LabelsCard, designer: LabelDesigner, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "ours.toml"
    designer.save_copy()
    assert designer.message.text() == "Give it another name first."
    designer.form.name.setText("Our small roll")
    designer.save_copy()
    qtbot.waitUntil(lambda: designer.message.text() == "Saved as another label.")
    made = desk.clinic.catalog.labels["clinic-our-small-roll"]

    def to_file(parent: QWidget, name: str) -> str:
        assert name == "clinic-our-small-roll.toml"
        return str(path)

    designer.ask_file = to_file
    designer.export()
    qtbot.waitUntil(lambda: designer.message.text() == "The file is written.")
    assert label_designs.import_design(path) == made
    designer.reject()
    card.ask_file = lambda parent: str(path)
    card.import_file()
    qtbot.waitUntil(lambda: card.designer is not designer)
    again = card.designer
    assert again is not None
    assert again.form.format() == made
    qtbot.waitUntil(lambda: again.trials.all_done, timeout=60_000)
    again.reject()


def test_a_long_name_of_a_label_shows_its_beginning(designer: LabelDesigner) -> None:
    form = designer.form
    fmt = form.format()
    form.show_format(replace(fmt, name="Specimen label of the rooms of the northern branch"))
    assert form.name.cursorPosition() == 0


def test_a_file_that_is_no_label_is_said(card: LabelsCard, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("kind = 1", encoding="utf-8")
    card.ask_file = lambda parent: str(path)
    card.import_file()
    qtbot.waitUntil(lambda: "is missing" in card.message.text() or "text" in card.message.text())
