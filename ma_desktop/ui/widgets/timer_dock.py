"""The strip at the foot of the window: what counts down, and what to do when it has run out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from ma_desktop.domain.timer import ShownTimer, clock_words
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import Button, button
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import ElidedLabel

REASONS = ("Not needed any more", "The patient declined", "The patient left", "Started by mistake")
"""Why a timer is given up before somebody saw to it."""
_MOST_OTHERS = 4
_UP = "time is up, "
_WIDE = 620
"""From here the shown timer has all its words."""


class TimerDock(QWidget):
    """One timer with its buttons, the next due unless another was chosen; the others beside it.

    `gone` and `done` carry a timer's id, `cancelled` the id and the reason. Hidden while nothing
    runs.
    """

    gone = Signal(str)
    done = Signal(str)
    cancelled = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "foot")
        self.setAccessibleName("Timers")
        self._items: tuple[ShownTimer, ...] = ()
        self._now = datetime.min
        self._chosen = ""
        self.words = ElidedLabel("", "strong", 120)
        self.left = Pill("", "neutral", "clock")
        self.left.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.go = button("Go", lambda: self.gone.emit(self.timer_id))
        self.finish = button("Done", lambda: self.done.emit(self.timer_id))
        self.cancel = button("Cancel", self.ask_reason, "quiet")
        self.menu: QMenu | None = None
        self.others: list[Button] = []
        self._build()
        self.hide()

    def _build(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(*(theme.px(side) for side in (20, 4, 20, 4)))
        self._row.setSpacing(theme.px(10))
        for part in (self.left, self.words, self.go, self.finish, self.cancel):
            self._row.addWidget(part)
        self._row.addStretch(1)

    @property
    def timer_id(self) -> str:
        """The timer that the buttons act on; empty without any."""
        shown = self._shown()
        return shown.timer.id if shown else ""

    def set_timers(self, items: Sequence[ShownTimer], now: datetime) -> None:
        """Show these, the next due first."""
        if tuple(items) != self._items:
            self._items = tuple(items)
            self._make_others()
        self.tick(now)
        self.setVisible(bool(items))

    def tick(self, now: datetime) -> None:
        """Say how much time is left; nothing moves when figures change."""
        self._now = now
        shown = self._shown()
        if shown is None:
            return
        self.words.setText(shown.words)
        due = shown.timer.is_due(now)
        self.left.set(
            self._left_whole(shown), "warn" if due else "brand", "bell" if due else "clock"
        )
        for made, item in zip(self.others, self._rest(), strict=False):
            made.setText(f"{item.words}  {self._left(item)}")
            made.setAccessibleName(f"Timer {item.words}, {self._left(item)}")
        for made, verb in ((self.go, "Go to"), (self.finish, "Done"), (self.cancel, "Cancel")):
            made.setAccessibleName(f"{verb} {shown.words}")
        self.go.setVisible(bool(shown.timer.screen))

    def choose(self, timer_id: str) -> None:
        """Have the buttons act on this timer."""
        self._chosen = timer_id
        self._make_others()
        self.tick(self._now)

    def take_focus(self) -> None:
        (self.go if self.go.isVisibleTo(self) else self.finish).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )

    def ask_reason(self) -> None:
        """A menu of reasons; the timer ends only when one is chosen."""
        timer_id = self.timer_id
        self.menu = QMenu(self)
        for number, reason in enumerate(REASONS, start=1):
            self.menu.addAction(
                f"&{number}  {reason}", partial(self.cancelled.emit, timer_id, reason)
            )
        self.menu.popup(self.cancel.mapToGlobal(self.cancel.rect().topLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self.tick(self._now)

    def _shown(self) -> ShownTimer | None:
        chosen = (item for item in self._items if item.timer.id == self._chosen)
        return next(chosen, self._items[0] if self._items else None)

    def _rest(self) -> list[ShownTimer]:
        return [item for item in self._items if item is not self._shown()]

    def _left(self, item: ShownTimer) -> str:
        if item.timer.is_due(self._now):
            return f"{_UP}{clock_words(self._now - item.timer.due_at)} ago"
        return clock_words(item.timer.left(self._now))

    def _left_whole(self, item: ShownTimer) -> str:
        """The time as it fits: in a narrow strip the bell says that it is up."""
        words = self._left(item)
        return words if self.width() >= theme.px(_WIDE) else words.removeprefix(_UP)

    def _make_others(self) -> None:
        for old in self.others:
            old.hide()
            old.deleteLater()
        self.others = []
        for item in self._rest()[:_MOST_OTHERS]:
            made = button(item.words, partial(self.choose, item.timer.id), "chip")
            self.others.append(made)
            self._row.addWidget(made)
        self._fit()

    def _fit(self) -> None:
        """Other timers stand beside the shown one as far as there is room; the board has all."""
        room = self.width() - theme.px(_WIDE)
        for made in self.others:
            room -= made.sizeHint().width() + theme.px(10)
            made.setVisible(room > 0)
