"""Manage: printers set up and tested, the print log read, a label in doubt settled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ma_desktop.domain.label_fields import KINDS
from ma_desktop.domain.print_job import LabelJob
from ma_desktop.domain.printer import Paper, PrinterSetup, chosen
from ma_desktop.domain.staff import Right
from ma_desktop.services import printers, printing
from ma_desktop.ui import theme
from ma_desktop.ui.demo_printer import PaperRoll
from ma_desktop.ui.manage.screen import ManageScreen
from tests.clinics import labels_in_hand
from tests.devices.test_broken_lines import READY, Zebra
from tests.services.test_printing import MoodyPrinter
from tests.ui.desk import Desk


@pytest.fixture
def zebra() -> Iterator[Zebra]:
    made = Zebra()
    yield made
    made.close()


def manage(desk: Desk) -> ManageScreen:
    desk.window.show_screen("manage")
    desk.settle()
    screen = desk.window.screens["manage"]
    assert isinstance(screen, ManageScreen)
    return screen


def test_a_printer_is_saved_tested_and_chosen(desk: Desk, qtbot: QtBot) -> None:
    with PaperRoll() as roll:
        card = manage(desk).printers
        card.name.setText("Exam 3 labels")
        card.address.setCurrentText(roll.host)
        card.port.setText(str(roll.port))
        card.right.setCurrentText("1.0")
        card.roll.setCurrentText("Specimen, 2 x 1 in")
        card.save()
        qtbot.waitUntil(lambda: "is saved" in card.message.text())
        card.test()
        qtbot.waitUntil(lambda: roll.take() != b"", timeout=5000)
        qtbot.waitUntil(lambda: "Check that it came out" in card.message.text(), timeout=5000)
    assert b"TEST_2C_20PRINTER" in roll.take()
    found = printers.for_label(desk.clinic, "specimen")
    assert found is not None
    assert (found.name, found.paper.right_mm) == ("Exam 3 labels", 1.0)
    assert found.paper.format == "specimen-2x1"
    qtbot.waitUntil(lambda: len(card.table.records.rows) == 1)
    shown = [column.text(found) for column in card.table.records.columns]
    assert shown[3:] == ["all", "all", "Specimen, 2 x 1 in"]
    card.table.select(0)
    card.remove()
    qtbot.waitUntil(lambda: "not used" in card.message.text())
    assert printers.for_label(desk.clinic, "specimen") is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (READY, "The printer is ready."),
        (READY.replace(b"030,0,0", b"030,1,0", 1), "out of labels"),
        (READY.replace(b"\x02000,0,0,", b"\x02000,0,1,", 1), "is open"),
        (b"", "does not tell how it is"),
    ],
)
def test_the_printer_is_asked_how_it_is(
    desk: Desk, qtbot: QtBot, zebra: Zebra, answer: bytes, words: str
) -> None:
    card = manage(desk).printers
    card.name.setText("Exam 3 labels")
    card.address.setCurrentText("127.0.0.1")
    card.port.setText(str(zebra.port))
    zebra.status = answer
    card.check()
    qtbot.waitUntil(lambda: words in card.message.text(), timeout=5000)
    zebra.close()
    card.check()
    qtbot.waitUntil(lambda: "did not answer" in card.message.text(), timeout=8000)


def test_another_printer_starts_from_an_empty_form(desk: Desk) -> None:
    card = manage(desk).printers
    card.name.setText("Exam 3 labels")
    card.right.setCurrentText("1.5")
    card.dpi.setCurrentText("600")
    card.port.setText("6101")
    card.clear()
    assert card.setup() == PrinterSetup("", "", "zpl", "", 9100)


def test_what_is_missing_is_said(desk: Desk, qtbot: QtBot) -> None:
    card = manage(desk).printers
    card.save()
    qtbot.waitUntil(lambda: "needs a name" in card.message.text())


def test_a_label_in_doubt_is_settled_in_the_log(desk: Desk, qtbot: QtBot) -> None:
    clinic = desk.clinic
    job = LabelJob("specimen", "s", KINDS["specimen"].samples, "specimen-2x1")
    with clinic.work(Right.LABEL) as uow:
        ids = printing.enqueue(clinic, uow, [job])
    printing.send(clinic, ids, MoodyPrinter(["unknown"]))
    card = manage(desk).print_log
    qtbot.waitUntil(lambda: "1 to look after" in card.words.text())
    card.table.select(0)
    assert card.came.isEnabled()
    card.resolve(True)
    qtbot.waitUntil(lambda: card.words.text() == "1 label.")
    assert labels_in_hand(clinic) == ()


def test_the_closest_printer_prints() -> None:
    def setup(name: str, room: str = "", kind: str = "") -> PrinterSetup:
        return PrinterSetup(name, name, "zpl", "host", 9100, Paper(), room, kind)

    items = [setup("any"), setup("packs", kind="pack"), setup("three", "r3")]
    assert [
        getattr(chosen(items, kind, room), "name", None)
        for kind, room in (("pack", "r1"), ("pack", "r3"), ("specimen", "r3"), ("slide", "r2"))
    ] == ["packs", "three", "three", "any"]
    assert chosen([], "pack", "r1") is None


def test_printers_of_this_computer_with_long_names_can_be_told_apart(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = "Zebra ZD421 of the phlebotomy corner beside exam room 3, "
    names = [f"{shelf}upper shelf", f"{shelf}lower shelf", "Dymo"]
    monkeypatch.setattr("ma_desktop.ui.manage.printers_card.system_printers", lambda: names)
    card = manage(desk).printers
    card.connection.setCurrentIndex(2)
    combo = card.address
    assert [combo.itemText(row) for row in range(combo.count())] == ["", *names]
    needed = combo.fontMetrics().horizontalAdvance(names[0])
    assert combo.view().minimumWidth() >= min(needed, theme.px(480))
    combo.setCurrentIndex(2)
    card.name.setText("Upper")
    card.save()
    qtbot.waitUntil(lambda: len(card.table.records.rows) == 1)
    assert card.table.records.rows[0].address == names[1]
    card.table.select(0)
    edit = combo.lineEdit()
    assert edit is not None
    assert edit.cursorPosition() == 0
