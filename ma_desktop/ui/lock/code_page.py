"""The recovery code, shown once; going on needs one of its groups, typed from the paper."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.form import Field, line_edit
from ma_desktop.ui.widgets.text import label

GROUPS = 3
GROUP_LENGTH = 4


class CodePage(QWidget):
    """The recovery code and why it matters; going on needs one of its groups typed back."""

    confirmed = Signal(bool)

    def __init__(self, on_print: Callable[[], object] | None) -> None:
        super().__init__()
        self._text = ""
        self._code = label("", "code")
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._code.setFont(code_font())
        self._asked = 0
        self.typed = line_edit()
        self.typed.setMaxLength(8)
        self.again = Field(
            "Type a group of the code", self.typed, "Read it from your paper, not from the screen."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        column.addWidget(label("Your recovery code", "heading"))
        words = "It opens the records when every passphrase is forgotten. It is shown only now."
        column.addWidget(label(words, "", wrap=True))
        column.addWidget(self._code)
        more = "Write it on paper, check it, and keep it locked away from this computer."
        column.addWidget(label(more, "small", wrap=True))
        if on_print is not None:
            printing = button("Print", on_print, icon="printer")
            column.addWidget(printing, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.again)
        self.typed.textChanged.connect(self._on_typed)

    @property
    def is_confirmed(self) -> bool:
        """The group that was asked for is typed, in any case: somebody has it on paper."""
        groups = self._text.split("-")
        return bool(self._text) and self.typed.text().strip().upper() == groups[self._asked]

    def _on_typed(self, text: str) -> None:
        is_wrong = len(text.strip()) >= GROUP_LENGTH and not self.is_confirmed
        self.again.set_error(f"This is not group {self._asked + 1}." if is_wrong else "")
        self.confirmed.emit(self.is_confirmed)

    @property
    def asked(self) -> int:
        """Which group is asked for, from 0."""
        return self._asked

    @property
    def text(self) -> str:
        return self._text

    def show_code(self, code: str) -> None:
        self._text = code
        self._asked = os.urandom(1)[0] % len(code.split("-"))
        self.again.label.setText(f"Type group {self._asked + 1} of the code")
        self.typed.setAccessibleName(self.again.label.text())
        self.typed.clear()
        self._code.setText(in_lines(code))
        self._code.setAccessibleName(" ".join(code))

    def clear(self) -> None:
        self._text = ""
        self.typed.clear()
        self._code.clear()
        self._code.setAccessibleName("")


def code_font() -> QFont:
    """Figures of equal width, and a zero that is not taken for the letter."""
    made = theme.font(22, QFont.Weight.DemiBold, figures=True)
    made.setFeature(QFont.Tag("zero"), 1)
    return made


def in_lines(code: str) -> str:
    """The groups of a code, three a line, so that nobody loses the place while copying."""
    groups = code.split("-")
    rows = [groups[i : i + GROUPS] for i in range(0, len(groups), GROUPS)]
    return " -\n".join(" - ".join(row) for row in rows)
