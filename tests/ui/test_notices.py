"""A notice covers neither the field that is typed in nor the main action, and goes by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.ui import theme
from ma_desktop.ui.notices import SHORT_SECONDS, Notices
from ma_desktop.ui.signals import Notice
from ma_desktop.ui.widgets.buttons import Button


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> QWidget:
    theme.apply(qapp, "light")
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 640)
    return made


def place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())


def test_it_lies_beside_the_field_and_the_main_action(qtbot: QtBot, window: QWidget) -> None:
    fields = [QLineEdit(window) for _ in range(10)]
    for row, field in enumerate(fields):
        field.setGeometry(100, 20 + row * 60, 700, 44)
    main = Button("Record", "primary", parent=window)
    main.setGeometry(600, 585, 250, 48)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    notices = Notices(window, window)
    notices.show(Notice("Handed off.", undo=lambda: None))
    for field in fields:
        field.setFocus()
        qtbot.wait(20)
        bar = place(notices.bar, window)
        assert window.rect().contains(bar)
        assert not bar.intersects(place(field, window))
        assert not bar.intersects(place(main, window))


def test_it_goes_by_itself_and_undo_stays(qtbot: QtBot, window: QWidget) -> None:
    window.show()
    notices = Notices(window, window)
    undone = []
    notices.show(Notice("Moved.", undo=lambda: undone.append(1)))
    notices.show(Notice("Saved."))
    assert notices._timer.interval() == SHORT_SECONDS * 1000
    notices._timer.timeout.emit()
    assert not notices.bar.isVisible()
    assert notices.undo_last()
    assert undone == [1]
