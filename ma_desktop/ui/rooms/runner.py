"""The list that is being done: its steps, what is asked about them, and its one main action."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.checklist import RUNNING, OpenRun, asked, is_settled, latest, missing
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.room import RoomNotReady
from ma_desktop.services import checklists, rooms
from ma_desktop.services.checklist_timers import NotYet
from ma_desktop.services.checklists import Signature
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.rooms.ask_bar import AskBar
from ma_desktop.ui.rooms.item_rows import ItemRow, row_for
from ma_desktop.ui.rooms.loaded import Loaded
from ma_desktop.ui.rooms.words import about_words, answer_words, timer_words
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.scroll import scrolling
from ma_desktop.ui.widgets.text import label

_TICK_MS = 500
_WIDE = 500
_SIGNING = {1: "Sign with your passphrase.", 2: "Two different people sign."}


class Runner(QWidget):
    """Shows one run and does it. `finished` is emitted when it was closed or stopped."""

    finished = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.loaded: Loaded | None = None
        self.rows: dict[str, ItemRow] = {}
        self._run_id, self._room_version, self._busy, self._goal, self._act = "", 0, False, "", 0
        self.title, self.about = label("", "heading", wrap=True), label("", "small", wrap=True)
        self.edition, self.message = Pill(), label("", "", wrap=True)
        self.ask = AskBar(self._on_asked)
        self._list = QVBoxLayout()
        self.skipping = button("Skip…", self.skip_current, hint="-")
        self.pausing = button("Pause", self.pause)
        self.stopping = button("Stop…", self.stop)
        self.main = primary("Done", self.finish, hint="Ctrl ↵")
        self._build()
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self._tick)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.edition, 0, Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        inner.setProperty("role", "surface")
        inner.setLayout(self._list)
        self._list.setContentsMargins(0, 0, theme.px(6), 0)
        self._list.setSpacing(theme.px(2))
        self._area = scrolling(inner, down_only=True)
        self.ask.over = self._area
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        for part in (self.skipping, self.pausing, self.stopping):
            foot.addWidget(part)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        edge = theme.px(18)
        column.setContentsMargins(edge, theme.px(16), edge, theme.px(16))
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.about)
        column.addWidget(self._area, 1)
        column.addWidget(self.message)
        column.addWidget(self.ask)
        self._bottom = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._bottom.addLayout(foot)
        self._bottom.addWidget(self.main)
        column.addLayout(self._bottom)
        self.main.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.message.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is wide the buttons share one line."""
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        wide = self.width() >= theme.px(_WIDE)
        self._bottom.setDirection(way.LeftToRight if wide else way.TopToBottom)

    # Loading

    def open(self, run_id: str, room_version: int = 0, *, focus: bool = True) -> None:
        """Show a run; `room_version` is that of its room, which becomes ready with it."""
        if run_id != self._run_id:
            self.clear()
        self._run_id, self._room_version = run_id, room_version
        self._load(self._goal or ("first" if focus else ""))

    def clear(self) -> None:
        self._clock.stop()
        self._run_id, self.loaded = "", None
        self._drop_rows()
        self.ask.leave()
        self._say("")

    @property
    def run_id(self) -> str:
        return self._run_id

    def _load(self, goal: str) -> None:
        clinic, run_id = self._context.clinic, self._run_id
        if run_id:
            tasks.run(
                lambda: Loaded(clinic, run_id),
                partial(self._on_loaded, goal, self._act),
                self._on_failed,
                parent=self,
            )

    def _on_loaded(self, goal: str, act: int, found: Loaded) -> None:
        if found.opened.run.id != self._run_id or act != self._act:  # read before the last key
            return
        self.loaded, self._busy, self._goal = found, False, ""
        self._show(found)
        if goal:
            self._focus_goal(goal)

    def _show(self, found: Loaded) -> None:
        opened = found.opened
        run, checklist = opened.run, opened.checklist
        self.title.setText(opened.title)
        self.edition.set(f"list v{run.edition}", "neutral")
        self.about.setText(about_words(opened, found.initials))
        shown = asked(checklist, opened.answers)
        if [item.id for item in shown] != list(self.rows):
            self._make_rows(found)
        standing = latest(opened.answers)
        for item_id, row in self.rows.items():
            given = standing.get(item_id)
            who = found.initials.get(given.by, given.by) if given else ""
            row.show_answer(
                given, answer_words(given, self._context.clinic.zone, who) if given else ""
            )
        self._show_foot(opened)
        if found.timers:
            self._clock.start()
        else:
            self._clock.stop()
        self._tick()

    def _make_rows(self, found: Loaded) -> None:
        self._drop_rows()
        ids = {item.id for item in asked(found.opened.checklist, found.opened.answers)}
        for section in found.opened.checklist.sections:
            items = [item for item in section.items if item.id in ids]
            if items:
                self._list.addWidget(label(section.title, "field-label"))
            for item in items:
                row = row_for(item, found.products)
                row.answered.connect(self._on_answered)
                row.skip_asked.connect(self._on_skip)
                row.left.connect(partial(self._move, item.id))
                self.rows[item.id] = row
                self._list.addWidget(row)
        self._list.addStretch(1)

    def _drop_rows(self) -> None:
        self.rows = {}
        while (entry := self._list.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _show_foot(self, opened: OpenRun) -> None:
        run, signs = opened.run, opened.checklist.signature
        is_room = bool(run.room_id) and not run.parent_id
        for part in (self.skipping, self.main, self.pausing):
            part.setVisible(run.is_open)
        self.stopping.setVisible(run.is_open and not run.parent_id)
        self.pausing.setText("Resume" if run.state == "paused" else "Pause")
        self.main.setText("Set ready" if is_room else "Sign" if signs else "Done")

    def _tick(self) -> None:
        """Each half second while a timer runs: the time that is left, in its row."""
        found = self.loaded
        if found is None:
            return
        now = self._context.clinic.now()
        for item_id, timer in found.timers.items():
            row = self.rows.get(item_id)
            if row is not None and row.given is not None and row.given.outcome == RUNNING:
                row.when.setText(timer_words(timer, now))

    # Moving

    def _focus_goal(self, goal: str) -> None:
        """`first` open step, or the first one after the step that was answered."""
        if self.ask.is_asking or self.loaded is None:
            return
        opened = self.loaded.opened
        open_ids = [item.id for item in missing(opened.checklist, opened.answers)]
        ids = list(self.rows)
        after = ids[ids.index(goal) + 1 :] if goal in ids else ids
        found = next((one for one in (*after, *ids) if one in open_ids), None)
        if found is not None:
            self._focus(found)
        elif self.main.isVisible():
            self.main.setFocus(Qt.FocusReason.OtherFocusReason)
        elif ids:
            self._focus(ids[0])

    def _focus(self, item_id: str) -> None:
        row = self.rows[item_id]
        row.take_focus()
        QTimer.singleShot(0, row, lambda: self._area.ensureWidgetVisible(row, 0, theme.px(20)))

    def _move(self, item_id: str, step: int) -> None:
        ids = list(self.rows)
        place = ids.index(item_id) + step
        if 0 <= place < len(ids):
            self._focus(ids[place])
        elif place >= len(ids):
            self.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def current(self) -> ItemRow | None:
        """The row that has the focus."""
        focused = self.focusWidget()
        if focused is None:
            return None
        return next(
            (row for row in self.rows.values() if row is focused or row.isAncestorOf(focused)), None
        )

    # Acting

    def _on_answered(self, item_id: str, text: str, reason: str = "") -> None:
        row = self.rows[item_id]
        if is_settled(row.given) and row.given is not None and not reason:
            skipped = row.given.outcome == "skipped"
            words = "Why is it done now?" if skipped else "Why does the answer change?"
            self.ask.ask_reason(words, lambda why: self._on_answered(item_id, text, why))
            return
        clinic, run_id, turn = self._context.clinic, self._run_id, row.turn
        self._do(
            lambda: checklists.answer(clinic, run_id, item_id, text, turn=turn, reason=reason),
            item_id,
            lambda why: self._on_answered(item_id, text, why),
        )

    def _on_skip(self, item_id: str) -> None:
        row = self.rows[item_id]
        if row.item.critical:
            self._say("This step can't be skipped. Do it, or pause the list.", "warn")
            return
        clinic, run_id, turn = self._context.clinic, self._run_id, row.turn
        self.ask.ask_reason(
            f"Skip “{row.item.text}”. Why?",
            lambda why: self._do(
                lambda: checklists.skip(clinic, run_id, item_id, why, turn=turn), item_id
            ),
        )

    def skip_current(self) -> None:
        """Skip the step that was last in focus."""
        row = self.current()
        if row is not None:
            self._on_skip(row.item.id)

    def pause(self) -> None:
        """Leave the list for later, or go on with it."""
        if self.loaded is None:
            return
        clinic, run = self._context.clinic, self.loaded.opened.run
        act = checklists.resume if run.state == "paused" else checklists.pause
        self._do(lambda: act(clinic, run.id, run.version), "first")

    def stop(self) -> None:
        """Give the list up, with a reason."""
        if self.loaded is None:
            return
        clinic, run = self._context.clinic, self.loaded.opened.run
        self.ask.ask_reason(
            "Stop this list. Why?",
            lambda why: self._close(lambda: checklists.stop(clinic, run.id, run.version, why)),
        )

    def finish(self, reason: str = "") -> None:
        """The main action: set the room ready, sign, or close the list."""
        if self.loaded is None or not self.loaded.opened.run.is_open:
            return
        clinic, opened = self._context.clinic, self.loaded.opened
        run, signs = opened.run, opened.checklist.signature
        if run.room_id and not run.parent_id:
            version = self._room_version
            self._close(lambda: rooms.finish_room(clinic, run.room_id, version, reason))
            return
        left = missing(opened.checklist, opened.answers)
        if left:
            self._say(f"{len(left)} steps are open: {left[0].text}.", "warn")
            self._focus_goal("first")
        elif signs:
            self.ask.ask_signatures(_SIGNING[signs], signs, clinic.actor.user_name, self._sign)
        else:
            self._close(lambda: checklists.finish(clinic, run.id, run.version))

    def _sign(self, signatures: list[Signature]) -> None:
        if self.loaded is not None:
            clinic, run = self._context.clinic, self.loaded.opened.run
            self._close(lambda: checklists.finish(clinic, run.id, run.version, signatures))

    def _do(
        self,
        act: Callable[[], Changes],
        goal: str,
        again: Callable[[str], None] | None = None,
    ) -> None:
        """One act at a time; `again` repeats it with the reason that it turned out to need."""
        if self._busy:
            return
        self._busy, self._goal, self._act = True, goal, self._act + 1
        self._say("")

        def done(changes: Changes) -> None:
            self._load(goal)
            self._context.signals.changed.emit(changes)

        def failed(error: MaError) -> None:
            self._load("")
            if again is not None and isinstance(error, NotYet):
                self.ask.ask_reason(f"{error.what} Why is it ended now?", again)
            else:
                self._on_failed(error)

        tasks.run(act, done, failed, parent=self)

    def _close(self, act: Callable[[], Changes]) -> None:
        if self._busy:
            return
        self._busy = True
        self._say("")

        def done(changes: Changes) -> None:
            self._busy = False
            self._context.signals.changed.emit(changes)
            self.finished.emit()

        def failed(error: MaError) -> None:
            self._busy = False
            if isinstance(error, RoomNotReady):
                self.ask.ask_reason(f"{error.what} Why is it ready now?", self.finish)
            else:
                self._on_failed(error)

        tasks.run(act, done, failed, parent=self)

    def _on_asked(self) -> None:
        self._load("first")

    def _on_failed(self, error: MaError) -> None:
        self._busy = False
        self._say(f"{error.what} {error.do}".strip(), "critical")

    def _say(self, words: str, state: str = "") -> None:
        self.message.setText(words)
        self.message.setVisible(bool(words))
        theme.restyle(self.message, state=state)
