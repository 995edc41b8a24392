"""The top bar: title, search, state of the store, this room, who is signed in, time to lock."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import Button
from ma_desktop.ui.widgets.key_hint import KeyHint
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import ElidedLabel, label

SEARCH_WORDS = "Find patient, label, pack or command"
_ROOMY = 1080
"""Width from which the state of the store is written out."""
_FOR_WORDS, _FOR_KEYS = 290, {False: 170, True: 350}
"""Widths from which the search says what it finds, and from which its keys stand beside."""
_NARROW = 760
"""Below this width the parts stand closer together."""


def countdown(seconds: float) -> str:
    """4:12 for 252 seconds."""
    whole = ceil(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


class SearchButton(Button):
    """Looks like a search field; opens the one that searches everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(SEARCH_WORDS, "search", icon="search", parent=parent)
        self.setAccessibleName(SEARCH_WORDS)
        self.setAccessibleDescription("Ctrl+K")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(theme.px(110))
        self.setMaximumWidth(theme.px(380))
        self._keys = KeyHint("Ctrl K", self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._keys.sizeHint()
        self._keys.resize(size)
        left = self.width() - size.width() - theme.px(12)
        self._keys.move(left, (self.height() - size.height()) // 2)
        words = SEARCH_WORDS if self.width() > theme.px(_FOR_WORDS) else "Find"
        beside = _FOR_KEYS[words == SEARCH_WORDS]
        self._keys.setVisible(self.width() > theme.px(beside))
        self.setText(words)


class TopBar(QWidget):
    """What stands above every screen."""

    search_requested = Signal()

    def __init__(self, room: str, person: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "top-bar")
        self.setFixedHeight(theme.px(60))
        self.title = label("", "title")
        self.search = SearchButton()
        self.search.clicked.connect(self.search_requested)
        self.store = Pill("Store encrypted", "ok", "shield")
        self._store_words = ("Store encrypted", "Encrypted")
        self.room = Pill(room, "brand")
        self.room.setAccessibleName(f"This workstation is in {room}")
        for pill in (self.store, self.room):
            pill.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.person = ElidedLabel(person, "person", least=40)
        self.lock = label("", "small")
        self._build()
        self.room.setVisible(bool(room))

    def _build(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        row.setSpacing(theme.px(14))
        row.addWidget(self.title)
        row.addWidget(self.search, 3)
        row.addStretch(1)
        row.addWidget(self.store)
        row.addWidget(self.room)
        who = QHBoxLayout()
        who.setSpacing(theme.px(4))
        who.addWidget(self.person)
        who.addWidget(self.lock)
        row.addLayout(who)

    def set_compact(self, compact: bool) -> None:
        """As low as its field, where large text leaves little height."""
        self.setFixedHeight(theme.px(46 if compact else 60))

    def set_title(self, title: str) -> None:
        self.title.setText(title)

    def set_store(self, words: str, short: str, state: str = "ok") -> None:
        """Say the state of the store: encrypted and backed up, or what is wrong with it.

        `short` stands where there is little room; the rest is in the tool tip then.
        """
        self._store_words = (words, short)
        self.store.set(self._fitting(), state, "shield" if state == "ok" else "warning")
        self.store.setAccessibleName(words)
        self.store.setToolTip(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.store.text() != self._fitting():
            self.set_store(*self._store_words, self.store.state)
        side, between = (10, 8) if self._is_narrow else (20, 14)
        self._row.setContentsMargins(theme.px(side), 0, theme.px(side), 0)
        self._row.setSpacing(theme.px(between))

    @property
    def _is_narrow(self) -> bool:
        return self.width() < theme.px(_NARROW)

    def _fitting(self) -> str:
        words, short = self._store_words
        return words if self.width() >= theme.px(_ROOMY) else short

    def set_remaining(self, seconds: float) -> None:
        """Show the time until the screen locks; the width stays when figures change."""
        left = countdown(seconds)
        words = f"· {left}" if self._is_narrow else f"· locks in {left}"
        if words != self.lock.text():
            self.lock.setText(words)
            self.lock.setAccessibleName(f"Locks in {left}")
            theme.restyle(self.lock, state="warn" if seconds <= 20 else "")
