"""A labelled input: the label is its buddy, the hint and the error stand beneath."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.text import label


def line_edit(placeholder: str = "", *, secret: bool = False, name: str = "") -> QLineEdit:
    """A one-line input; `secret` hides what is typed."""
    made = QLineEdit()
    made.setPlaceholderText(placeholder)
    made.setAccessibleName(name or placeholder)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def combo(items: tuple[str, ...] | list[str], *, name: str, editable: bool = False) -> QComboBox:
    """A choice; its name goes to the description too, as a combo box speaks only its value."""
    made = QComboBox()
    made.addItems(list(items))
    made.setEditable(editable)
    made.setAccessibleName(name)
    made.setAccessibleDescription(name)
    return made


def side_by_side(*fields: QWidget) -> QHBoxLayout:
    """Fields of equal width in one line."""
    row = QHBoxLayout()
    row.setSpacing(theme.px(12))
    for field in fields:
        row.addWidget(field, 1)
    return row


class Field(QWidget):
    """Label above, input, and a line beneath that holds a hint or what is wrong."""

    def __init__(
        self, words: str, control: QWidget, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._hint = hint
        self.label: QLabel = label(words, "field-label")
        self.label.setBuddy(control)
        control.setAccessibleName(words)
        self.note: QLabel = label(hint, "small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(5))
        for part in (self.label, control, self.note):
            column.addWidget(part)
        # After it has a parent: shown without one, it would be a window of its own for a moment.
        self.note.setVisible(bool(hint))
        column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def set_hint(self, words: str) -> None:
        """What the line beneath says while nothing is wrong."""
        self._hint = words
        self.set_error("")

    def set_error(self, words: str) -> None:
        """Say what is wrong with the input; empty words bring the hint back."""
        self.note.setText(words or self._hint)
        self.note.setVisible(bool(words or self._hint))
        theme.restyle(self.note, state="critical" if words else "")
        theme.restyle(self.control, state="critical" if words else "")
        self.control.setAccessibleDescription(words or self._hint)
