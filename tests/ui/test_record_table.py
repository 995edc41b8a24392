"""The table of records: columns, keys, words for screen readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.record_table import OBJECT_ROLE, SORT_ROLE, Column, RecordTable

NOW = datetime(2026, 11, 23, 15, 2, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("dressed")


@dataclass(frozen=True)
class Row:
    time: str
    name: str
    age: str
    state: str
    rank: int


ROWS = (
    Row("8:30", "TANAKA, Kenji", "62 y M", "Checkout", 3),
    Row("9:15", "WHITFIELD, Arthur", "78 y M", "Waiting", 1),
    Row("9:30", "GARCÍA-LÓPEZ, Inés", "55 y F", "Scheduled", 2),
)


def table(qtbot: QtBot) -> RecordTable[Row]:
    made: RecordTable[Row] = RecordTable(
        [
            Column("Time", lambda row: row.time, look="strong"),
            Column("Patient", lambda row: row.name, detail=lambda row: row.age, stretch=True),
            Column(
                "Status",
                lambda row: row.state,
                look="pill",
                role=lambda row: "warn" if row.state == "Waiting" else "neutral",
                sort=lambda row: row.rank,
            ),
            Column("", lambda row: "Open", look="button", role=lambda _row: "primary"),
        ],
        "Visits",
    )
    qtbot.addWidget(made)
    made.set_rows(ROWS)
    made.resize(800, 300)
    made.show()
    return made


class TestRecordTable:
    def test_model_keeps_the_rules(self, qtbot: QtBot) -> None:
        made = table(qtbot)
        tester = QAbstractItemModelTester(
            made.records, QAbstractItemModelTester.FailureReportingMode.Warning
        )
        made.set_rows(ROWS[:1])
        made.set_rows(ROWS[1:2])
        made.set_rows(())
        made.set_rows(ROWS)
        assert tester.model() is made.records

    def test_roles(self, qtbot: QtBot) -> None:
        made = table(qtbot)
        model = made.records
        assert model.index(1, 1).data() == "WHITFIELD, Arthur"
        assert model.index(1, 1).data(OBJECT_ROLE) == ROWS[1]
        assert model.index(1, 2).data(SORT_ROLE) == 1
        assert model.index(1, 0).data(SORT_ROLE) == "9:15"
        speech = model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
        assert speech == "Patient WHITFIELD, Arthur 78 y M"
        assert model.headerData(0, Qt.Orientation.Horizontal) == "TIME"
        assert model.headerData(0, Qt.Orientation.Vertical) is None

    def test_tab_leaves(self, qtbot: QtBot) -> None:
        assert not table(qtbot).tabKeyNavigation()

    def test_arrows_choose_and_enter_opens(self, qtbot: QtBot) -> None:
        made = table(qtbot)
        made.select(0)
        chosen: list[Row] = []
        made.chosen.connect(chosen.append)
        QTest.keyClick(made, Qt.Key.Key_Down)
        assert chosen == [ROWS[1]]
        with qtbot.waitSignal(made.opened) as opened:
            QTest.keyClick(made, Qt.Key.Key_Return)
        assert opened.args == [ROWS[1]]

    def test_a_painted_button_can_be_pressed(self, qtbot: QtBot) -> None:
        made = table(qtbot)
        middle = made.visualRect(made.records.index(2, 3)).center()
        with qtbot.waitSignal(made.pressed_button) as pressed:
            QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        assert pressed.args == [ROWS[2], 3]
        with qtbot.assertNotEmitted(made.pressed_button):
            QTest.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 60))

    def test_selection_stays_when_rows_come_again(self, qtbot: QtBot) -> None:
        made = table(qtbot)
        made.select(2)
        made.set_rows(ROWS)
        assert made.current == ROWS[2]
        made.set_rows(ROWS[:1])
        assert made.current is None

    def test_paints_in_all_themes(self, qtbot: QtBot, qapp: QApplication) -> None:
        made = table(qtbot)
        made.select(0)
        for name in theme.NAMES:
            theme.apply(qapp, name)
            image = made.viewport().grab().toImage()
            assert image.pixelColor(2, 20) == theme.colour("brand-soft")
        assert made.height_for_rows() >= 3 * 52
