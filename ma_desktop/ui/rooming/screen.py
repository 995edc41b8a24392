"""Rooming: walks the open visit through its steps, and comes back to where it was left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.rooming import STEPS, Draft, OpenVisit
from ma_desktop.domain.timer import Timer
from ma_desktop.services import rooming
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.rooming.allergies import AllergiesStep
from ma_desktop.ui.rooming.conflict_card import ConflictCard
from ma_desktop.ui.rooming.desk import Desk, error_words
from ma_desktop.ui.rooming.field_names import field_names, untouched
from ma_desktop.ui.rooming.forms_step import HistoryStep, ScreeningsStep
from ma_desktop.ui.rooming.frame import Frame
from ma_desktop.ui.rooming.handoff import HandoffStep, visit_facts
from ma_desktop.ui.rooming.identify import IdentifyStep
from ma_desktop.ui.rooming.keys import KEYS
from ma_desktop.ui.rooming.medications import MedicationsStep
from ma_desktop.ui.rooming.packs_line import PacksLine
from ma_desktop.ui.rooming.parts import Facts
from ma_desktop.ui.rooming.reason import ReasonStep
from ma_desktop.ui.rooming.record_dialog import RecordDialog
from ma_desktop.ui.rooming.step import NEXT, Step
from ma_desktop.ui.rooming.vitals import VitalsStep
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.sterilize.use_dialog import UsePackDialog
from ma_desktop.ui.widgets.empty_page import EmptyPage
from ma_desktop.ui.widgets.step_rail import Step as RailStep
from ma_desktop.ui.widgets.text import label

_PREVIOUS = {after: before for before, after in NEXT.items() if after}
_STEP_CLASSES = (
    IdentifyStep, ReasonStep, AllergiesStep, MedicationsStep, HistoryStep, VitalsStep,
    ScreeningsStep, HandoffStep,
)  # fmt: skip


class RoomingScreen(Screen):
    """Walks one visit through its steps."""

    key = "rooming"
    title = "Rooming"
    icon = "pulse"
    needs_patient = True

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.desk = Desk(context, self)
        self.step_key = next(iter(STEPS))
        self._goal: tuple[str, str] | None = None
        self._stale: dict[str, bool] = {}
        self.steps: dict[str, Step] = {}
        self.conflict, self.facts, self.packs = ConflictCard(), Facts("This visit"), PacksLine()
        self._build()

    def parts(self) -> Iterator[None]:
        for made in _STEP_CLASSES:
            self.steps[made.key] = step = made(self.desk)
            yield
            self.frame.add_step(step)
            step.finished.connect(self._on_finished)
            step.wanted.connect(self.go)
            step.restated.connect(self._restate)
        self._join()
        self._add_keys()

    def _build(self) -> None:
        self._empty = EmptyPage(
            "pulse",
            "No visit is open for rooming",
            "Choose a patient on Today and press R and the room number.",
        )
        self.frame = Frame()
        self.rail, self.foot = self.frame.rail, self.frame.foot
        self._pages = QStackedLayout(self)
        self.left_page = EmptyPage(
            "lock",
            "Somebody else has an unfinished visit here",
            "What they typed is shown only to who takes it over; that is noted in the audit.",
        )
        self.left_by = label("", "muted")
        self.take_over = self.left_page.add_button("Take it over", self.desk.take_over)
        self.left_page.add_line(self.left_by)
        for page in (self._empty, self.frame, self.left_page):
            self._pages.addWidget(page)
        self.frame.add_notice(self.conflict)
        self.frame.add_beside(self.packs)
        self.frame.add_side(self.facts)

    def _join(self) -> None:
        keeper = self.desk.keeper
        self.desk.opened.connect(self._on_opened)
        self.desk.closed.connect(lambda: self._pages.setCurrentWidget(self._empty))
        self.desk.withheld.connect(self._on_withheld)
        self.desk.busy.connect(lambda busy: self.foot.main.setEnabled(not busy))
        keeper.saved.connect(self._on_saved)
        keeper.failed.connect(self._on_unsaved)
        keeper.conflicted.connect(self._on_conflict)
        keeper.reverted.connect(self._on_reverted)
        self.conflict.kept.connect(self._on_kept)
        self.conflict.taken.connect(self._on_taken)
        self.rail.chosen.connect(self.go)
        self.packs.pressed.connect(self.show_packs)
        self.foot.back.clicked.connect(self.back)
        self.foot.skip.clicked.connect(self.skip)
        self.foot.main.clicked.connect(self.proceed)
        vitals = self.steps["vitals"]
        if isinstance(vitals, VitalsStep):
            vitals.set_after_last(self.foot.main)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._on_focus)

    def _add_keys(self) -> None:
        for keys, run in (
            ("Ctrl+Return", self.proceed),
            ("Ctrl+Enter", self.proceed),
            ("Alt+Left", self.back),
            ("Alt+Right", self.skip),
            ("Ctrl+T", self.tell),
            ("Ctrl+R", self.show_record),
            ("Ctrl+B", self.rest),
        ):
            made = QShortcut(QKeySequence(keys), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(run)

    # The contract of a screen.

    def set_visit(self, visit_id: str) -> None:
        if visit_id == self.desk.visit_id and self.desk.visit is not None:
            self.desk.reload()
            return
        self._pages.setCurrentWidget(self._empty)
        self.foot.show_nothing()
        self.conflict.hide()
        self.desk.open(visit_id, self._on_refused)

    def activate(self) -> None:
        if self.desk.visit is not None:
            self._current.take_focus(self._current.focus_name())

    def deactivate(self) -> None:
        self._note_place()
        self.desk.keeper.flush()

    def refresh(self, changes: Changes) -> None:
        opened = self.desk.visit
        if opened is None or self.desk.is_telling:
            return
        if opened.visit.id in changes.visits or opened.visit.patient_id in changes.patients:
            self.desk.reload()

    def location(self) -> dict[str, str]:
        return {"step": self.step_key, "focus": self._current.focus_name()}

    def restore(self, location: dict[str, str]) -> None:
        step = location.get("step", "")
        if step in STEPS:
            self._goal = (step, location.get("focus", ""))
            if self.desk.visit is not None:
                self._reach_goal()

    def come_for(self, _timer: Timer) -> None:
        """The rest before the next blood pressure is over."""
        self.restore({"step": "vitals", "focus": "bp"})

    def keys(self) -> list[tuple[str, str]]:
        return list(KEYS)

    # Going from step to step.

    @property
    def _current(self) -> Step:
        return self.steps[self.step_key]

    def go(self, key: str, focus: str = "") -> None:
        """Show a step and put the cursor there."""
        if self.desk.visit is None:
            return
        self._note_place()
        self.step_key = key
        self._show_step()
        self.frame.begin(self._current, focus)
        self._note_place()

    def back(self) -> None:
        if self.step_key in _PREVIOUS:
            self.go(_PREVIOUS[self.step_key])

    def skip(self) -> None:
        """Go on without the main action; the hand-off lists what is missing."""
        if NEXT[self.step_key]:
            self.go(NEXT[self.step_key])

    def proceed(self) -> None:
        """The main action of this step."""
        if self.desk.visit is not None and not self.desk.is_busy and self.conflict.isHidden():
            self._current.proceed()

    def tell(self) -> None:
        """Where it is written down that the provider was told: here, else the step that asks."""
        step = next((key for key in (self.step_key, "vitals") if self.steps[key].has_to_tell()), "")
        if not step:
            self.context.say("Nothing waits to be told.", "info")
            return
        if step != self.step_key:
            self.go(step)
        self._current.take_focus("told")

    def rest(self) -> None:
        """The rest before the next blood pressure."""
        vitals = self.steps["vitals"]
        if self.step_key == "vitals" and isinstance(vitals, VitalsStep):
            vitals.rest()

    def show_record(self) -> None:
        """Everything recorded in this visit, to amend or mark as an error."""
        if self.desk.visit is not None:
            self.desk.keeper.flush()
            RecordDialog(self.context, self.desk.visit_id, self).open()

    def show_packs(self) -> None:
        """The sterile packs of this visit, and the next one."""
        if self.desk.visit is not None:
            UsePackDialog(self.context, self.desk.visit_id, self).open()

    def _on_finished(self) -> None:
        if NEXT[self.step_key]:
            self.go(NEXT[self.step_key])

    def _show_step(self) -> None:
        if not self._freshen():
            self._current.enter()
        self.frame.show_step(self._current, self._current.side() or self.facts)
        self._restate()

    def _freshen(self) -> bool:
        """Have the current step show what it has not seen yet; the others wait for their turn."""
        opened = self.desk.visit
        if opened is None or self.step_key not in self._stale:
            return False
        self._current.show_visit(opened, fresh=self._stale.pop(self.step_key))
        return True

    def _restate(self) -> None:
        """The rail and the foot say where things stand."""
        opened = self.desk.visit
        if opened is None:
            return
        self.rail.set_steps(
            [
                RailStep(key, title, self._state_of(key, opened), self.steps[key].detail(opened))
                for key, title in STEPS.items()
            ]
        )
        can_skip = self._current.can_skip() and bool(NEXT[self.step_key])
        self.foot.set_action(
            self._current.action(), can_skip=can_skip, can_go_back=self.step_key in _PREVIOUS
        )

    def _state_of(self, key: str, opened: OpenVisit) -> str:
        if key == self.step_key:
            return "current"
        return "done" if key in opened.done_steps else "todo"

    def _note_place(self) -> None:
        self.desk.keeper.place(self.step_key, self._current.focus_name())

    # What the desk and the keeper say.

    def _on_opened(self, opened: OpenVisit, fresh: bool) -> None:
        if fresh:
            self._pages.setCurrentWidget(self.frame)
            if opened.draft.saved_at is not None:
                self._on_saved(opened.draft.saved_at)
        self.facts.set(visit_facts(self.desk, opened))
        self.packs.show_uses(opened.packs)
        self._stale = {key: fresh or self._stale.get(key, False) for key in self.steps}
        if not fresh:
            self._freshen()
            self._restate()
            return
        if self._goal is None:
            self._goal = _first_place(opened)
        self._reach_goal()

    def _reach_goal(self) -> None:
        goal, self._goal = self._goal, None
        if goal is not None:
            self.step_key = goal[0]
            self._show_step()
            self.frame.begin(self._current, goal[1])

    def _on_refused(self, error: MaError) -> None:
        self.desk.close()
        self.desk.fail(error)

    def _on_saved(self, at: datetime) -> None:
        self.foot.show_saved(self.context.clinic.local(at))

    def _on_unsaved(self, error: MaError) -> None:
        self.foot.show_unsaved(f"The draft is not saved. {error_words(error)}")

    def _on_reverted(self, name: str) -> None:
        """Undo shows what it changed, also when that stands in another step."""
        owner = next((key for key, step in self.steps.items() if step.owns(name)), "")
        if not owner:
            return
        self.steps[owner].show_field(name)
        if owner != self.step_key:
            self.go(owner, name)
        elif self._current.focus_name() != name:
            self._current.take_focus(name)
        self._restate()

    def _on_conflict(self) -> None:
        clinic, visit_id = self.context.clinic, self.desk.visit_id
        self.foot.show_unsaved("The draft is not saved. Choose which one to keep.")
        tasks.run(
            lambda: rooming.stored_draft(clinic, visit_id),
            self._show_conflict,
            self.desk.fail,
            parent=self,
        )

    def _on_withheld(self, opened: OpenVisit) -> None:
        """Somebody else was rooming here."""
        room = opened.room.name if opened.room else "This room"
        self.left_by.setText(f"{room} has an unfinished visit by {opened.draft.saved_by}.")
        self._pages.setCurrentWidget(self.left_page)
        self.take_over.setFocus()

    def _show_conflict(self, theirs: Draft) -> None:
        mine, opened = self.desk.keeper.draft, self.desk.visit
        if mine is not None and opened is not None and mine.visit_id == theirs.visit_id:
            names = field_names(self.context.clinic, opened)
            self.conflict.ask(mine, theirs, names, untouched(opened))
            self.frame.to_top()

    def _on_kept(self) -> None:
        if self.conflict.theirs is not None:
            self.desk.keeper.keep_over(self.conflict.theirs.version)
        self._current.take_focus()

    def _on_taken(self, theirs: Draft) -> None:
        self.desk.keeper.open(theirs)
        self._stale = dict.fromkeys(self.steps, True)
        self._show_step()
        self._current.take_focus(theirs.focus)

    # The window's ways.

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Keep the field that has the cursor in sight, and remember it."""
        self.desk.tally.follow(self, now)
        if now is not None and self.isAncestorOf(now):
            self.frame.keep_in_sight(now)
            self._note_place()

    def event(self, event: QEvent) -> bool:
        """Undo and redo go to the draft before they go to the window."""
        asked = event.type() is QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and self._undo_step(event, only_ask=True):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._undo_step(event):
            super().keyPressEvent(event)

    def _undo_step(self, event: QKeyEvent, *, only_ask: bool = False) -> bool:
        stack = self.desk.keeper.stack
        if event.matches(QKeySequence.StandardKey.Undo) and stack.canUndo():
            act = stack.undo
        elif event.matches(QKeySequence.StandardKey.Redo) and stack.canRedo():
            act = stack.redo
        else:
            return False
        if not only_ask:
            act()
        return True


def _first_place(opened: OpenVisit) -> tuple[str, str]:
    """Where the saved draft stood; else the first step that is not done."""
    draft = opened.draft
    if draft.version and draft.step in STEPS:
        return draft.step, draft.focus
    return next((key for key in STEPS if key not in opened.done_steps), "handoff"), ""
