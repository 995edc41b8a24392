"""All logs: how the week was kept, the history of one list, and both for an inspector."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.checklist import Checklist, Equipment
from ma_desktop.domain.checklist_due import DayCell, WeekRow, week_of
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.log_report import LogLine, LogReport
from ma_desktop.services import checklist_lists, checklist_papers, checklist_reads, week_papers
from ma_desktop.services.checklist_reads import Span
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.pdf_preview import Paper, PdfPreview
from ma_desktop.ui.rooms.words import CELL_WORDS
from ma_desktop.ui.saving import save_private
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import combo
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.scroll import fill, scrolling
from ma_desktop.ui.widgets.text import label

_DAYS_BACK = 30
_SCALE = 1.4
_LIST_WIDE, _DAY_WIDE = 196, 124
_LOOK = {"out": "critical", "missed": "warn"}


@dataclass(frozen=True)
class LogChoice:
    """One log that can be looked at."""

    checklist: Checklist
    thing: Equipment | None

    @property
    def words(self) -> str:
        return f"{self.thing.name}: {self.checklist.name}" if self.thing else self.checklist.name


def ask_csv_name(parent: QWidget, name: str) -> str:
    """Where to save a table; empty when the person gives up."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, "Save", name, "Table (*.csv)")
    return chosen


class LogsPage(QWidget):
    """Week above, history below. `left` goes back, `run_chosen` opens one run."""

    left = Signal()
    run_chosen = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._day = context.clinic.local(context.clinic.now()).date()
        self.choices: tuple[LogChoice, ...] = ()
        self.ask_file = ask_csv_name
        self.week: RecordTable[WeekRow] = RecordTable(
            _week_columns(self._day, {}), "Week", row_height=56
        )
        self.week_words = label("", "heading", wrap=True)
        self.log: QComboBox = combo([], name="Log")
        self.table: RecordTable[LogLine] = RecordTable((), "History", row_height=52)
        self.limits = label("", "small", wrap=True)
        self._tables = QVBoxLayout()
        self._build()
        self.log.currentIndexChanged.connect(self._load_history)
        self.week.opened.connect(self._choose_row)

    def _build(self) -> None:
        head = FlowLayout(spacing=8)
        head.addWidget(button("Back", self.left.emit, hint="Esc"))
        head.addWidget(button("Week PDF", self.show_week, hint="W"))
        head.addWidget(button("Week CSV…", self.save_week, hint="V"))
        head.addWidget(button("Before", lambda: self.go(-7), hint="["))
        head.addWidget(button("After", lambda: self.go(7), hint="]"))
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(label("History", "heading"))
        bar.addWidget(self.log, 1)
        bar.addWidget(button("PDF", self.show_pdf, hint="P"))
        bar.addWidget(button("CSV…", self.save_csv, hint="C"))
        inner = QWidget()
        inner.setProperty("role", "page")
        fill(self, scrolling(inner))
        self.week.setMinimumHeight(theme.px(230))
        column = QVBoxLayout(inner)
        edge = theme.px(24)
        column.setContentsMargins(edge, theme.px(16), edge, theme.px(16))
        column.setSpacing(theme.px(10))
        column.addLayout(head)
        column.addWidget(self.week_words)
        column.addWidget(self.week, 2)
        column.addLayout(bar)
        column.addWidget(self.limits)
        column.addLayout(self._tables, 3)
        self._tables.addWidget(self.table)

    def activate(self) -> None:
        """Load choices, week and history."""
        clinic = self._context.clinic
        tasks.run(lambda: _choices(clinic), self._on_choices, self._on_failed, parent=self)
        self._load_week()

    def go(self, days: int) -> None:
        """Another week; the history follows."""
        self._day += timedelta(days=days)
        self._load_week()
        self._load_history()

    def _load_week(self) -> None:
        clinic, day = self._context.clinic, self._day

        def read() -> tuple[tuple[WeekRow, ...], dict[str, str]]:
            rows = checklist_reads.week(clinic, day)
            return rows, week_papers.week_times(clinic, rows)

        tasks.run(read, self._on_week, self._on_failed, parent=self)

    def _on_week(self, found: tuple[tuple[WeekRow, ...], dict[str, str]]) -> None:
        rows, times = found
        self.week_words.setText(week_papers.week_words(rows, self._day))
        self.week.records.columns = _week_columns(week_of(self._day)[0], times)
        self.week.set_rows(rows)
        self.week.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.week.current is None and rows:
            self.week.select(0)

    def _on_choices(self, found: tuple[LogChoice, ...]) -> None:
        chosen = self.log.currentIndex()
        self.choices = found
        self.log.blockSignals(True)
        self.log.clear()
        self.log.addItems([one.words for one in found])
        self.log.blockSignals(False)
        self.log.setCurrentIndex(max(chosen, 0))
        self._load_history()

    def _choose_row(self, row: WeekRow) -> None:
        """The log of a line of the week."""
        for number, one in enumerate(self.choices):
            if (one.checklist.id, one.thing) == (row.checklist.id, row.thing):
                self.log.setCurrentIndex(number)

    def span(self) -> Span | None:
        """The chosen log over the month up to the end of the week that is shown."""
        number = self.log.currentIndex()
        if not 0 <= number < len(self.choices):
            return None
        one, last = self.choices[number], week_of(self._day)[1]
        thing = one.thing.id if one.thing else ""
        return Span(one.checklist.id, thing, last - timedelta(days=_DAYS_BACK), last)

    def _load_history(self) -> None:
        clinic, span = self._context.clinic, self.span()
        if span is not None:
            tasks.run(
                lambda: checklist_papers.report(clinic, span),
                self._on_report,
                self._on_failed,
                parent=self,
            )

    def _on_report(self, report: LogReport) -> None:
        about = (report.span, report.limits, *report.legend)
        self.limits.setText(" · ".join(part for part in about if part))
        made: RecordTable[LogLine] = RecordTable(_history_columns(report), "History", row_height=52)
        made.setMinimumHeight(theme.px(260))
        made.set_rows(report.lines[::-1])
        made.opened.connect(self._on_line)
        self._tables.replaceWidget(self.table, made)
        self.table.hide()
        self.table.deleteLater()
        self.table = made

    def _on_line(self, line: LogLine) -> None:
        if line.run_id:
            self.run_chosen.emit(line.run_id)

    def show_pdf(self) -> None:
        """The chosen log as paper, with Save."""
        clinic, span = self._context.clinic, self.span()
        if span is not None:
            list_id = span.checklist_id
            self._preview(
                f"{list_id}.pdf",
                lambda: checklist_papers.log_pdf(clinic, span),
                lambda how: checklist_papers.log_left(clinic, list_id, how),
            )

    def show_week(self) -> None:
        """The week that is shown as paper, with Save."""
        clinic, day = self._context.clinic, self._day
        self._preview(
            "checklist-week.pdf",
            lambda: week_papers.week_pdf(clinic, day),
            lambda how: week_papers.week_left(clinic, day, how),
        )

    def _preview(self, name: str, make: Callable[[], bytes], left: Callable[[str], None]) -> None:
        """Show a PDF that is made in the background; `left` notes that it was saved or printed."""

        def made() -> tuple[bytes, list[Image]]:
            data = make()
            return data, pages(data, _SCALE)

        def show(result: tuple[bytes, list[Image]]) -> None:
            saved, printed = partial(note, "saved"), partial(note, "printed")
            PdfPreview(Paper("Log", name, result[0], saved, printed), result[1], self).open()

        def note(how: str) -> None:
            tasks.run(
                lambda: left(how),
                lambda _done: self._context.say(f"The log is {how}."),
                self._on_failed,
                parent=self,
            )

        tasks.run(made, show, self._on_failed, parent=self)

    def save_csv(self) -> None:
        """The chosen log as a table."""
        clinic, span = self._context.clinic, self.span()
        if span is not None:
            name = f"{span.checklist_id}.csv"
            self._save_table(name, lambda: checklist_papers.log_csv(clinic, span))

    def save_week(self) -> None:
        """The week that is shown as a table."""
        clinic, day = self._context.clinic, self._day
        self._save_table("checklist-week.csv", lambda: week_papers.week_csv(clinic, day))

    def _save_table(self, suggested: str, make: Callable[[], bytes]) -> None:
        """Where a person points, readable by this user only."""
        name = self.ask_file(self, suggested)
        if not name:
            return

        tasks.run(
            lambda: save_private(Path(name), make()),
            lambda _saved: self._context.say("The log is saved."),
            self._on_failed,
            parent=self,
        )

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "warn")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts = {"p": self.show_pdf, "c": self.save_csv, "w": self.show_week, "v": self.save_week}
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.text() in ("[", "]"):
            self.go(7 if event.text() == "]" else -7)
        elif (act := acts.get(event.text().lower())) is not None:
            act()
        else:
            super().keyPressEvent(event)


def _choices(clinic: Clinic) -> tuple[LogChoice, ...]:
    """Every list with a history of its own, things first."""
    things = checklist_lists.equipment(clinic)
    lists = checklist_lists.lists(clinic).values()
    own = [
        LogChoice(one, thing) for thing in things for one in lists if one.equipment == thing.kind
    ]
    return (*own, *(LogChoice(one, None) for one in lists if not one.equipment))


def _week_columns(monday: date, times: Mapping[str, str]) -> tuple[Column[WeekRow], ...]:
    """The days of a week; `times` say by slot when it was done and by whom."""
    first = Column[WeekRow]("List", lambda row: row.name, look="strong", width=_LIST_WIDE)
    return (first, *(_day_column(monday + timedelta(days=n), times) for n in range(7)))


def _day_column(day: date, times: Mapping[str, str]) -> Column[WeekRow]:
    def cells(row: WeekRow) -> list[DayCell]:
        return [cell for cell in row.cells if cell.day == day]

    def words(row: WeekRow) -> str:
        states = [_state(cell) for cell in cells(row)]
        if len(set(states)) > 1:
            kept = sum(state in ("done", "late") for state in states)
            return f"{kept} of {len(states)} done"
        return CELL_WORDS[states[0]][0] if states else ""

    def look(row: WeekRow) -> str:
        looks = [CELL_WORDS[_state(cell)][1] for cell in cells(row)]
        return next((one for one in ("critical", "warn", "neutral", "ok") if one in looks), "")

    def done(row: WeekRow) -> str:
        told = (times.get(cell.slot.key, "") for cell in cells(row))
        return " · ".join(words for words in told if words)

    def ink(row: WeekRow) -> str:
        return {"neutral": "ink-2"}.get(look(row), look(row))

    return Column(f"{day:%a} {day.day}", words, role=ink, width=_DAY_WIDE, detail=done)


def _state(cell: DayCell) -> str:
    return "out" if cell.is_out else cell.state


def _history_columns(report: LogReport) -> tuple[Column[LogLine], ...]:
    last = len(report.columns) - 1

    def text(number: int) -> Column[LogLine]:
        def cell(line: LogLine) -> str:
            return line.cells[number]

        wide = 172 if number < 2 else 90 if number == last else 150
        return Column(
            report.columns[number], cell, width=wide, role=lambda line: _LOOK.get(line.state, "")
        )

    notes = Column[LogLine]("Notes", lambda line: " · ".join(line.notes), look="muted", width=460)
    return (*(text(number) for number in range(last + 1)), notes)
