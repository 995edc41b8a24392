"""The hand-off: what the provider will see, what is missing, and giving the visit over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.moments import clock
from ma_desktop.domain.rooming import OpenVisit, ToldProvider, taken_fields
from ma_desktop.domain.screening import NOT_ASKED
from ma_desktop.domain.visit import VisitState
from ma_desktop.domain.vitals import ABSENT_REASONS
from ma_desktop.services import handing_off, rooming, schedule
from ma_desktop.services.after_rooming import Next, Pace, pace_and_next
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.rooming import answer_findings, findings
from ma_desktop.ui.rooming.ahead_panel import AheadPanel
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.inputs import DraftLine
from ma_desktop.ui.rooming.parts import Facts
from ma_desktop.ui.rooming.report_card import ReportCard
from ma_desktop.ui.rooming.step import Step
from ma_desktop.ui.rooming.tell_panel import TellPanel
from ma_desktop.ui.rooming.vital_menus import absent_menu
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

_SECONDS = 60
_TITLES = ("Situation", "Background", "Findings", "Asked and done", "Requests")


def empty(layout: QVBoxLayout) -> None:
    """Take all widgets out of a column and dispose of them."""
    while (taken := layout.takeAt(0)) is not None:
        if (old := taken.widget()) is not None:
            old.hide()
            old.deleteLater()


def point_row(point: findings.Point) -> QWidget:
    """A pill, and the words beside it."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.px(8))
    line.addWidget(Pill(point.word, point.state), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(label(point.text, wrap=True), 1)
    return row


class PointCard(Card):
    """A titled card with a column of points."""

    def __init__(self, title: str, state: str = "") -> None:
        super().__init__(state, 16, 6)
        self.add(label(title, "heading"))
        self._points = QVBoxLayout()
        self._points.setSpacing(theme.px(6))
        self.add(self._points)
        self.body.addStretch(1)

    def set_points(self, rows: Iterable[QWidget], nothing: str) -> None:
        empty(self._points)
        shown = list(rows) or [label(nothing, "muted", wrap=True)]
        for row in shown:
            self._points.addWidget(row)


class HandoffStep(Step):
    """Situation, background, findings; what to tell; what is not done; one line of a note."""

    key = "handoff"
    title = "What the provider will see"
    reads_first = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.report = ReportCard(_TITLES)
        self.report.typed.connect(self._on_typed)
        self.tell = PointCard("Tell the provider")
        self.missing = PointCard("Not done")
        self.rest = button("Why not: all that is left", self.ask_why_not, hint="−")
        self.missing.add(self.rest)
        self.blank = label("", "", wrap=True)
        self.blank.hide()
        self.note = DraftLine(desk.keeper, "note", "Note to provider", "optional, one line")
        self.note.textEdited.connect(lambda: self.in_sight.emit(self.note))
        self.panel = TellPanel()
        self.panel.told.connect(self._on_told)
        self.ahead = AheadPanel()
        self.ahead.wanted.connect(self._on_ahead)
        self.facts = Facts("This visit")
        self._aside = QWidget()
        column = QVBoxLayout(self._aside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.panel)
        column.addWidget(self.ahead)
        column.addWidget(self.facts, 1)
        self._build()

    def _build(self) -> None:
        pair = self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        pair.setSpacing(theme.px(14))
        pair.addWidget(self.tell, 1)
        pair.addWidget(self.missing, 1)
        note = self._note_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        words = label("Note to provider", "strong")
        words.setBuddy(self.note)
        note.addWidget(words)
        note.addSpacing(theme.px(8))
        note.addWidget(self.note, 1)
        note.addSpacing(theme.px(8))
        note.addWidget(button("Visit summary", self._show_summary, hint="Alt S"))
        last = Card(margin=14)
        last.add(note)
        self.column.addWidget(self.report)
        self.column.addLayout(pair)
        self.column.addWidget(self.blank)
        self.column.addWidget(last)
        self.column.addStretch(1)

    def show_visit(self, opened: OpenVisit, *, fresh: bool) -> None:
        clinic = self.desk.clinic
        told = findings.reported(opened, taken_fields(self.desk.keeper.fields()))
        asked = answer_findings.asked(clinic, opened)
        texts = (
            findings.situation(clinic, opened),
            findings.background(opened, told),
            findings.measured(clinic, opened),
            asked or "No questionnaire is answered.",
            findings.requests(opened),
        )
        self.report.show_texts(dict(zip(_TITLES, texts, strict=True)))
        telling = findings.to_tell(clinic, opened, told)
        self.tell.set_points(map(point_row, telling), "Nothing recorded is out of the ordinary.")
        self.tell.set_state("critical" if opened.must_tell else "warn" if telling else "")
        absent = map(point_row, findings.not_taken(clinic, opened))
        points = self.open_points()
        self.missing.set_points([*absent, *self._links(points)], "All is done.")
        self.rest.setVisible(any(point.is_blank and not point.one_by_one for point in points))
        self._say("")
        self.panel.ask(findings.untold_words(clinic, opened), opened.visit.provider)
        self.hint.setText(self._how_long(opened, Pace()))
        self._look_ahead(opened)
        self.facts.set(visit_facts(self.desk, opened))
        if fresh:
            self.note.load(opened.note)

    def set_slim(self, slim: bool) -> None:
        """Cards beneath each other, where large text leaves little width."""
        super().set_slim(slim)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        for row in (self._pair, self._note_row):
            row.setDirection(down if slim else across)

    def enter(self) -> None:
        """Shown again: answers of other steps may have changed."""
        if self.desk.visit is not None:
            self.show_visit(self.desk.visit, fresh=False)

    def owns(self, name: str) -> bool:
        return name == self.note.field

    def show_field(self, name: str) -> None:
        if self.desk.visit is not None:
            self.note.load(self.desk.visit.note)

    def detail(self, opened: OpenVisit) -> str:
        if opened.visit.state is not VisitState.ROOMING:
            return opened.visit.state.words.lower()
        count = len(self.open_points())
        if not count:
            return "ready to send"
        return "1 open point" if count == 1 else f"{count} open points"

    def action(self) -> str:
        opened = self.desk.visit
        if opened is None or opened.visit.state is not VisitState.ROOMING:
            return "Back to Today"
        return f"Hand off to {opened.visit.provider or 'the provider'}"

    def take_focus(self, name: str = "") -> None:
        if name == "told" and self.panel.isVisibleTo(self._aside):
            self.panel.take_focus()
        elif name == self.note.field:
            self.note.setFocus()
        else:
            self.report.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_name(self) -> str:
        return self.note.field if self.note.hasFocus() else ""

    def side(self) -> QWidget:
        return self._aside

    def proceed(self) -> None:
        opened = self.desk.visit
        if opened is None:
            return
        if opened.visit.state is not VisitState.ROOMING:
            self._leave(opened)
            return
        if opened.must_tell:
            self.desk.context.say("Tell the provider first, and tick the read-back.", "warn")
            self.panel.take_focus()
            return
        left = [point for point in self.open_points() if point.is_blank]
        if left:
            self._refuse(left)
            return
        clinic, visit_id, note = self.desk.clinic, opened.visit.id, self.note.text().strip()
        typed = self.desk.keeper.fields()
        self.desk.act(
            lambda: handing_off.hand_off(clinic, visit_id, note, typed),
            lambda: self._on_handed(opened),
        )

    def open_points(self) -> tuple[handing_off.OpenPoint, ...]:
        """What is missing, with what is typed here and not recorded yet."""
        opened, draft = self.desk.visit, self.desk.keeper.draft
        if opened is None:
            return ()
        return handing_off.open_points(
            self.desk.clinic, replace(opened, draft=draft) if draft else opened
        )

    def has_to_tell(self) -> bool:
        return self.desk.visit is not None and self.desk.visit.must_tell

    def says_why_not(self) -> bool:
        return self.rest.isVisibleTo(self)

    def ask_why_not(self) -> None:
        """One reason for all that is blank."""
        reasons = {key: ABSENT_REASONS[key] for key in NOT_ASKED}
        self.menu = absent_menu(self, self._on_not_asked, reasons)
        self.menu.popup(self.rest.mapToGlobal(QPoint(0, self.rest.height())))

    def _on_typed(self, text: str) -> None:
        self.note.setFocus()
        self.note.end(False)
        self.note.insert(text)
        self.note.textEdited.emit(self.note.text())

    def _on_not_asked(self, reason: str) -> None:
        opened, clinic, keeper = self.desk.visit, self.desk.clinic, self.desk.keeper
        if opened is None:
            return
        visit_id, typed = opened.visit.id, keeper.fields()
        gone = [name for name, field in typed.items() if field.absent]

        def left_out() -> None:
            keeper.drop(gone)
            self.enter()
            self.restated.emit()
            self.take_focus()

        self.desk.act(lambda: handing_off.leave_out(clinic, visit_id, reason, typed), left_out)

    def _refuse(self, left: list[handing_off.OpenPoint]) -> None:
        """Say what is blank; where one point has to be closed by itself, go there."""
        alone = next((point for point in left if point.one_by_one), None)
        if alone is not None and all(point.one_by_one for point in left):
            self.wanted.emit(alone.step, alone.field)
            self.desk.context.say(f"{alone.words}.", "warn")
            return
        words = handing_off.blank_words([point.words for point in left])
        self.note.setFocus()
        self._say(f"{words} Answer them, or press − and say why not.")

    def _say(self, words: str) -> None:
        self.blank.setText(words)
        self.blank.setVisible(bool(words))
        theme.restyle(self.blank, state="critical" if words else "")
        if words:
            self.in_sight.emit(self.blank)
            speak(self, words, urgent=True)

    def _on_handed(self, opened: OpenVisit) -> None:
        self.desk.forget()
        whom = opened.visit.provider or "the provider"
        self.desk.context.say(f"Handed off to {whom}.", "ok", lambda: self._undo(opened))
        self._leave(opened)

    def _leave(self, opened: OpenVisit) -> None:
        self.desk.context.signals.visit_opened.emit(opened.visit.id, "today")

    def _undo(self, opened: OpenVisit) -> None:
        clinic, visit_id = self.desk.clinic, opened.visit.id
        signals = self.desk.context.signals

        def undone(changes: Changes) -> None:
            signals.changed.emit(changes)
            signals.visit_opened.emit(visit_id, "rooming")

        tasks.run(lambda: schedule.undo(clinic, visit_id), undone, self.desk.fail, parent=self.desk)

    def _show_summary(self) -> None:
        """A draft of the paper, as the record stands now."""
        if self.desk.visit is not None:
            self.desk.keeper.flush()
            self.desk.context.signals.papers_asked.emit("summary_here")

    def _links(self, points: Iterable[handing_off.OpenPoint]) -> list[QWidget]:
        """Open points of a step: a button that goes to where the first of them is closed."""
        groups: dict[tuple[str, bool], list[handing_off.OpenPoint]] = {}
        for point in points:
            groups.setdefault((point.step, point.is_blank), []).append(point)
        links: list[QWidget] = []
        for first, *others in groups.values():
            words = f"{first.words} and {len(others)} more" if others else first.words
            go = partial(self.wanted.emit, first.step, first.field)
            made = button(words, go, "quiet", icon="arrow-right")
            made.setToolTip("\n".join(point.words for point in (first, *others)))
            links.append(made)
        return links

    def _on_told(self, provider: str) -> None:
        opened, clinic = self.desk.visit, self.desk.clinic
        if opened is not None:
            told = ToldProvider(provider, True, clinic.now())
            self.desk.act(
                lambda: rooming.tell_provider(clinic, opened.visit.id, told), self.take_focus
            )

    def _look_ahead(self, opened: OpenVisit) -> None:
        """What comes next and how long roomings take, read while the rest is shown."""
        clinic = self.desk.clinic

        def found(read: tuple[Pace, tuple[Next, ...]]) -> None:
            pace, ahead = read
            if self.desk.visit is not opened:
                return
            self.ahead.show_ahead(ahead)
            took = opened.visit.waited(clinic.now())
            self.ahead.show_numbers(self.desk.tally.counts, took, pace)
            self.hint.setText(self._how_long(opened, pace))

        tasks.run(lambda: pace_and_next(clinic, opened), found, self.desk.fail, parent=self.desk)

    def _on_ahead(self, screen: str) -> None:
        opened = self.desk.visit
        if opened is not None and screen == "rooming":
            self.wanted.emit("vitals", "bp")
        elif opened is not None:
            self.desk.keeper.flush()
            self.desk.context.signals.visit_opened.emit(opened.visit.id, screen)

    def _how_long(self, opened: OpenVisit, pace: Pace) -> str:
        clinic = self.desk.clinic
        rooming_now = opened.visit.state is VisitState.ROOMING
        took = opened.visit.waited(clinic.now()) if rooming_now else pace.this
        if took is None:
            return ""
        minutes, seconds = divmod(int(took.total_seconds()), _SECONDS)
        if not rooming_now:
            return f"roomed in {minutes} min {seconds} s"
        return f"rooming for {minutes} min {seconds} s, by {clinic.actor.title}"


def visit_facts(desk: Desk, opened: OpenVisit) -> list[tuple[str, str]]:
    """What is known of the visit itself, for the right side."""
    visit, clinic = opened.visit, desk.clinic
    arrived = "" if visit.arrived_at is None else clock(clinic.local(visit.arrived_at))
    return [
        ("Visit", visit.visit_type),
        ("Provider", visit.provider),
        ("Room", opened.room.name if opened.room else ""),
        ("Booked for", clock(clinic.local(visit.scheduled_at))),
        ("Arrived", arrived),
        ("Reason", visit.reason),
    ]
