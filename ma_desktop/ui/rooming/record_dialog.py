"""Everything recorded in this visit: to look at, to amend, to mark as entered in error."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.correction import Entry
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.moments import clock
from ma_desktop.domain.vital_parse import InvalidReading
from ma_desktop.services import corrections, visit_record
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.visit_record import VisitRecord
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.rooming.parts import rule_line
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import Field, line_edit
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label


class EntryRow(QWidget):
    """One fact; struck through once it counts no more. Keys: A amends, E marks an error."""

    asked = Signal(str)
    """`amend` or `error`."""
    moved = Signal(int)

    def __init__(self, entry: Entry, clinic: Clinic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "entry")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        at = "" if entry.at is None else clock(clinic.local(entry.at))
        who = " · ".join(part for part in (at, entry.by) if part)
        self.words = label(entry.words or "Done", "struck" if entry.correction else "strong",
                           wrap=True)  # fmt: skip
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(label(entry.title, "small"))
        column.addWidget(self.words)
        column.addWidget(label(who or "Listed before", "small", wrap=True))
        self.why = self._why(entry, clinic)
        if self.why:
            column.addWidget(label(self.why, "small", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.px(side) for side in (16, 8, 16, 8)))
        row.addLayout(column, 1)
        if entry.late and not entry.correction:
            row.addWidget(Pill("After hand-off", "info"))
        if entry.correction:
            row.addWidget(Pill(entry.correction.words, "warn", "edit"))
        else:
            if entry.parts:
                row.addWidget(button("Amend", partial(self.asked.emit, "amend"), small=True))
            row.addWidget(button("In error", partial(self.asked.emit, "error"), small=True))
        self.setAccessibleName(
            ". ".join(part for part in (entry.title, entry.words, who, self.why) if part)
        )

    @staticmethod
    def _why(entry: Entry, clinic: Clinic) -> str:
        made = entry.correction
        if made is None:
            return ""
        return f"{made.words} {clock(clinic.local(made.at))} by {made.by}: {made.reason}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().lower()
        if letter == "a" and self.entry.parts and not self.entry.correction:
            self.asked.emit("amend")
        elif letter == "e" and not self.entry.correction:
            self.asked.emit("error")
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        theme.restyle(self, state="focus")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        theme.restyle(self, state="")


class CorrectionForm(Card):
    """What shall stand there, why, and the one button. `sent` carries parts and reason."""

    sent = Signal(object, str)
    left = Signal()

    def __init__(self, entry: Entry, *, is_error: bool) -> None:
        super().__init__("brand", 16, 8)
        title = "Entered in error" if is_error else "Amend"
        self.add(label(f"{title}: {entry.title}", "heading"))
        self.add(label(entry.words, "muted", wrap=True))
        self.lines: dict[str, QLineEdit] = {}
        for part in () if is_error else entry.parts:
            line = line_edit(name=part.label)
            line.setText(part.text)
            self.lines[part.key] = line
            self.add(Field(part.label, line))
        self.reason = line_edit("What was wrong", name="Reason")
        self.reason.setMaxLength(500)
        self.why = Field("Reason", self.reason)
        self.add(self.why)
        self.note = label("", "small", wrap=True)
        self.note.hide()
        self.add(self.note)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(button("Leave as it is", self.left.emit, hint="Esc"))
        self.save = primary("Mark as error" if is_error else "Amend", self.send, hint="↵")
        buttons.addWidget(self.save)
        self.add(buttons)
        chain = [*self.lines.values(), self.reason]
        for line, following in pairwise(chain):
            line.returnPressed.connect(following.setFocus)
        self.reason.returnPressed.connect(self.send)

    def take_focus(self) -> None:
        first = next(iter(self.lines.values()), self.reason)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def send(self) -> None:
        if not self.reason.text().strip():
            self.why.set_error("Say in a word or two what was wrong.")
            self.reason.setFocus()
            return
        self.sent.emit({key: line.text() for key, line in self.lines.items()}, self.reason.text())

    def refuse(self, words: str) -> None:
        """Say what is wrong with it; what was typed stays."""
        self.note.setText(words)
        self.note.show()
        theme.restyle(self.note, state="critical")
        speak(self, words, urgent=True)


class RecordDialog(QDialog):
    """The record of one visit. Esc closes; nothing here is lost, every change is a new entry."""

    def __init__(self, context: Context, visit_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Recorded in this visit")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._visit_id = context, visit_id
        self.rows: list[EntryRow] = []
        self.form: CorrectionForm | None = None
        self._question = ""
        self._at: int | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._keep_in_sight)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        inside = QWidget()
        inside.setProperty("role", "surface")
        inside.setLayout(self._list)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(inside)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*([theme.px(20)] * 4))
        self._column.setSpacing(theme.px(12))
        self._column.addWidget(label("Recorded in this visit", "title"))
        self._column.addWidget(
            label("A amends the chosen entry, E marks it as entered in error.", "small", wrap=True)
        )
        self._column.addWidget(self._area, 1)
        close = button("Close", self.accept, hint="Esc")
        self._column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        window = parent.window()
        width, height = window.width() - theme.px(40), window.height() - theme.px(40)
        self.resize(min(theme.px(760), width), min(theme.px(680), height))
        self.load()

    def load(self) -> None:
        clinic, visit_id = self._context.clinic, self._visit_id
        tasks.run(
            lambda: visit_record.visit_record(clinic, visit_id), self._show, self._fail, parent=self
        )

    def _show(self, record: VisitRecord) -> None:
        while (taken := self._list.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.rows = [EntryRow(entry, self._context.clinic) for entry in record.entries]
        for index, row in enumerate(self.rows):
            row.asked.connect(partial(self.ask, row.entry))
            row.moved.connect(partial(self._move, index))
            self._list.addWidget(row)
            self._list.addWidget(rule_line())
        if not self.rows:
            self._list.addWidget(label("Nothing is recorded yet.", "muted"))
        self._list.addStretch(1)
        if self.rows and self.form is None:
            last = len(self.rows) - 1
            self._focus(last if self._at is None else min(self._at, last))

    def ask(self, entry: Entry, what: str) -> None:
        """Open the form for one entry."""
        self._drop_form()
        self._question = ""
        self._at = next((i for i, row in enumerate(self.rows) if row.entry is entry), None)
        self._later.start(0)
        self.form = CorrectionForm(entry, is_error=what == "error")
        self.form.sent.connect(partial(self._send, entry, what == "error"))
        self.form.left.connect(self._leave_form)
        self._column.insertWidget(self._column.count() - 1, self.form)
        self.form.take_focus()

    def _send(self, entry: Entry, is_error: bool, parts: dict[str, str], reason: str) -> None:
        clinic, visit_id = self._context.clinic, self._visit_id
        confirmed = bool(self._question) and self._question == "|".join(parts.values())
        work: Callable[[], Changes]
        if is_error:
            work = partial(
                corrections.entered_in_error, clinic, visit_id, entry.kind, entry.id, reason
            )
        else:
            work = partial(
                corrections.amend, clinic, visit_id, entry.kind, entry.id, parts, reason,
                confirmed=confirmed,
            )  # fmt: skip
        tasks.run(work, self._on_done, partial(self._on_refused, parts), parent=self)

    def _on_done(self, changes: Changes) -> None:
        self._drop_form()
        self._context.say("Recorded. The old entry stays, struck through.")
        self.load()
        self._context.signals.changed.emit(changes)

    def _on_refused(self, parts: dict[str, str], error: MaError) -> None:
        """An unlikely value is taken when Amend is pressed again."""
        if isinstance(error, InvalidReading):
            self._question = "|".join(parts.values())
        if self.form is not None:
            self.form.refuse(f"{error.what} {error.do}")

    def _leave_form(self) -> None:
        self._drop_form()
        if self.rows:
            self._focus(self._at or 0)

    def _drop_form(self) -> None:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _move(self, index: int, by: int) -> None:
        self._focus(min(max(index + by, 0), len(self.rows) - 1))

    def _focus(self, index: int) -> None:
        self._at = index
        self.rows[index].setFocus(Qt.FocusReason.OtherFocusReason)
        self._later.start(0)

    def _keep_in_sight(self) -> None:
        """Once the layout has settled: rows are made anew, and a form takes room from them."""
        if self._at is not None and self._at < len(self.rows):
            self._area.ensureWidgetVisible(self.rows[self._at])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.form is not None:
            self._leave_form()
        else:
            super().keyPressEvent(event)

    def _fail(self, error: MaError) -> None:
        self._context.say(str(error), "critical")
        self.reject()
