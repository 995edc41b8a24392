"""Who is it: one chip a name, and Other for a user name that is typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.lock.entrance import Person
from ma_desktop.ui.widgets.buttons import Button, chip
from ma_desktop.ui.widgets.text import label

MOST_CHIPS = 6


class People(QWidget):
    """Chips for at most six people, in rows of `width` pixels; arrow keys go from one to the next.

    No flow layout: the page doesn't change its width, and Qt would ask Python for every size.
    """

    changed = Signal()

    def __init__(self, names: Sequence[Person], chosen: str, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Who is it?")
        self._width = width
        self.other = QLineEdit(self)
        self.other.setAccessibleName("User name")
        self.other.setPlaceholderText("User name")
        self.other.textEdited.connect(lambda _text: self.changed.emit())
        self.chips: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._rows: list[QHBoxLayout] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._column.addWidget(label("Who is it?", "field-label", parent=self))
        self._column.addWidget(self.other)
        self.set_names(names, chosen)

    def set_names(self, names: Sequence[Person], chosen: str = "") -> None:
        """Show these people, with the user name `chosen`, which need not be among them.

        Without it the first one is down, or what was typed stays.
        """
        self._clear()
        for person in names[:MOST_CHIPS]:
            self._add(person.user_name, person.display_name)
        self._add("", "Other…")
        self._lay_out()
        if chosen not in self.chips:
            self.other.setText(chosen)
            chosen = ""
        first = "" if self.other.text() else next(iter(self.chips))
        self.chips[chosen or first].setChecked(True)
        self._show_other()

    def _clear(self) -> None:
        for made in self.chips.values():
            made.hide()
            made.deleteLater()
        for row in self._rows:
            self._column.removeItem(row)
            row.deleteLater()
        self.chips.clear()
        self._rows.clear()

    def _add(self, user_name: str, words: str) -> None:
        made = chip(words, parent=self)
        made.clicked.connect(self._on_chosen)
        self._group.addButton(made)
        self.chips[user_name] = made

    def _lay_out(self) -> None:
        self._rows = [_row(chips) for chips in _in_rows(self.chips.values(), self._width)]
        for place, row in enumerate(self._rows, start=1):
            self._column.insertLayout(place, row)
        self.setTabOrder(self.chips[""], self.other)

    @property
    def user_name(self) -> str:
        """The chosen or typed user name, empty when there is none yet."""
        chosen = next((name for name, made in self.chips.items() if made.isChecked()), "")
        return chosen or self.other.text().strip()

    def _on_chosen(self) -> None:
        self._show_other()
        if self.chips[""].isChecked():
            self.other.setFocus()

    def _show_other(self) -> None:
        self.other.setVisible(self.chips[""].isChecked())
        self.changed.emit()


def _in_rows(chips: Iterable[Button], width: int) -> Iterator[list[Button]]:
    """As many as fit beside each other."""
    row: list[Button] = []
    used = 0
    for made in chips:
        wide = made.sizeHint().width() + theme.px(8)
        if row and used + wide > width + theme.px(8):
            yield row
            row, used = [], 0
        row.append(made)
        used += wide
    yield row


def _row(chips: Iterable[Button]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    for made in chips:
        row.addWidget(made)
    row.addStretch(1)
    return row
