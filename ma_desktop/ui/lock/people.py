"""Who is it: one chip a name, and Other for a user name that is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.lock.entrance import Person
from ma_desktop.ui.widgets.buttons import Button, chip
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.text import label

MOST_CHIPS = 6


class People(QWidget):
    """Chips for at most six people; arrow keys go from one to the next."""

    changed = Signal()

    def __init__(self, names: Sequence[Person], chosen: str = "") -> None:
        super().__init__()
        self.setAccessibleName("Who is it?")
        self.other = QLineEdit()
        self.other.setAccessibleName("User name")
        self.other.setPlaceholderText("User name")
        self.other.textEdited.connect(lambda _text: self.changed.emit())
        self.chips: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._flow = FlowLayout(spacing=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(label("Who is it?", "field-label"))
        column.addLayout(self._flow)
        column.addWidget(self.other)
        self.set_names(names, chosen)

    def set_names(self, names: Sequence[Person], chosen: str = "") -> None:
        """Show these people, with the user name `chosen`, which need not be among them.

        Without it the first one is down, or what was typed stays.
        """
        self._flow.clear()
        self.chips.clear()
        for person in names[:MOST_CHIPS]:
            self._add(person.user_name, person.display_name)
        self._add("", "Other…")
        if chosen not in self.chips:
            self.other.setText(chosen)
            chosen = ""
        first = "" if self.other.text() else next(iter(self.chips))
        self.chips[chosen or first].setChecked(True)
        self._flow.invalidate()
        self._show_other()

    def _add(self, user_name: str, words: str) -> None:
        made = chip(words)
        made.clicked.connect(self._on_chosen)
        self._group.addButton(made)
        self.chips[user_name] = made
        self._flow.addWidget(made)

    @property
    def user_name(self) -> str:
        """The chosen or typed user name, empty when there is none yet."""
        chosen = next((name for name, made in self.chips.items() if made.isChecked()), "")
        return chosen or self.other.text().strip()

    def _on_chosen(self) -> None:
        self._show_other()
        if self.chips[""].isChecked():
            self.other.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_other(self) -> None:
        self.other.setVisible(self.chips[""].isChecked())
        self.changed.emit()
