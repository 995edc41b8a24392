"""What the provider will see, title by title: read first, before anything is handed off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from ma_desktop.ui import theme
from ma_desktop.ui.rooming.parts import rule_line
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.text import label

_SHIFTED = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class ReportCard(Card):
    """The keyboard rests on it. `typed` carries a letter that is meant for the note."""

    typed = Signal(str)

    def __init__(self, titles: Iterable[str]) -> None:
        super().__init__(margin=16, spacing=10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.texts = {title: label("", wrap=True) for title in titles}
        for index, (title, text) in enumerate(self.texts.items()):
            if index:
                self.add(rule_line())
            line = QHBoxLayout()
            head = label(title, "muted")
            head.setFixedWidth(theme.px(120))
            line.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(text, 1)
            self.add(line)

    def show_texts(self, texts: Mapping[str, str]) -> None:
        for title, words in texts.items():
            self.texts[title].setText(words)
        self.setAccessibleName(". ".join(f"{title}: {words}" for title, words in texts.items()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Who starts to type writes the note; `-` belongs to the step."""
        text, plain = event.text(), not event.modifiers() & ~_SHIFTED
        if plain and text.isprintable() and text.strip() and text != "-":
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)
