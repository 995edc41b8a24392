"""The recovery code, shown once; going on needs the tick that it was written down."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.text import label

GROUPS = 3


class CodePage(QWidget):
    """The recovery code and why it matters; going on needs the tick."""

    def __init__(self, on_print: Callable[[], object] | None) -> None:
        super().__init__()
        self._text = ""
        self._code = label("", "code")
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._code.setFont(code_font())
        self.written = QCheckBox("I have written it down and put it in a safe place")
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
        column.addWidget(self.written)

    @property
    def text(self) -> str:
        return self._text

    def show_code(self, code: str) -> None:
        self._text = code
        self._code.setText(in_lines(code))
        self._code.setAccessibleName(" ".join(code))

    def clear(self) -> None:
        self._text = ""
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
