"""What the tests of the pages before the sign-in share."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from ma_desktop.ui.lock.code_page import CodePage

SECRET = "lantern orbit maple spoon"
CODE = "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH-JJJJ"


def inputs(page: QWidget) -> list[QWidget]:
    found: list[QWidget] = []
    for kind in (QLineEdit, QComboBox, QAbstractButton):
        found += page.findChildren(kind)
    return [widget for widget in found if widget.objectName() != "qt_spinbox_lineedit"]


def assert_all_named(page: QWidget) -> None:
    """Every input says its name; the line edit inside a combo box belongs to the combo box."""
    for widget in inputs(page):
        if isinstance(widget.parentWidget(), QComboBox):
            continue
        shown = QAccessible.queryAccessibleInterface(widget)
        name = shown.text(QAccessible.Text.Name) or widget.accessibleDescription()
        assert name.strip(), widget


def type_back(page: CodePage) -> None:
    """The group that is asked for, typed from the paper; a wrong one does not count."""
    group = page.text.split("-")[page.asked]
    QTest.keyClicks(page.typed, "WRNG")
    assert not page.is_confirmed
    assert page.again.note.text() == f"This is not group {page.asked + 1}."
    page.typed.clear()
    assert page.again.note.text().startswith("Read it from your paper")
    QTest.keyClicks(page.typed, group.lower())
    assert page.is_confirmed
