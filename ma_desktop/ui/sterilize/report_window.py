"""A report on the screen: its lines and tables, and the way to paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.documents.report_pdf import Report
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.summary import RecordRow
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.sterilize.papers import ask_csv_name, save_table, show_report
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import ElidedLabel, label

_LETTER, _STRONG, _PADDING, _WIDEST = 9, 11, 28, 300
"""Design pixels of a letter, of a strong one, around a text, and of the widest column."""


class ReportWindow(QDialog):
    """Made in the background; P shows it as paper, C saves it as a table, Esc closes."""

    def __init__(self, context: Context, make: Callable[[], Report], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._make = context, make
        self.ask_file = ask_csv_name
        self.title, self.about = ElidedLabel("", "title"), label("", "muted", wrap=True)
        self.tables: list[RecordTable[RecordRow]] = []
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(button("Close", self.reject, hint="Esc"))
        row.addStretch(1)
        row.addWidget(button("Save as table…", self.save_csv, hint="C"))
        row.addWidget(primary("As paper", self.show_paper, hint="P"))
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.px(10))
        page = QVBoxLayout(self)
        edge = theme.px(18)
        page.setContentsMargins(edge, edge, edge, edge)
        page.addLayout(self._column, 1)
        page.addLayout(row)
        for part in (self.title, self.about):
            self._column.addWidget(part)
        for key, act in (("P", self.show_paper), ("C", self.save_csv)):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        room = parent.window().size()
        self.resize(min(theme.px(1160), room.width()), min(theme.px(640), room.height()))
        tasks.run(make, self._show, self._failed, parent=self)

    def _show(self, report: Report) -> None:
        self.setWindowTitle(report.title)
        self.title.setText(report.title)
        self.about.setText("\n".join((*report.lines, " · ".join(report.legend))))
        for section in report.sections:
            last = len(section.heads) - 1
            columns = [
                _column(title, n, [row.cells[n] for row in section.rows], last=n == last)
                for n, title in enumerate(section.heads)
            ]
            made: RecordTable[RecordRow] = RecordTable(columns, section.title, row_height=44)
            made.set_rows(section.rows)
            self._column.addWidget(label(section.title, "heading"))
            self._column.addWidget(made, 1)
            self.tables.append(made)
        if self.tables:
            self.tables[0].select(0)
            self.tables[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_paper(self) -> None:
        show_report(self._context, self._make, self)

    def save_csv(self) -> None:
        save_table(self._context, self._make, self, self.ask_file)

    def _failed(self, error: MaError) -> None:
        theme.restyle(self.about, state="critical")
        self.about.setText(f"{error.what} {error.do}".strip())


def _column(title: str, number: int, texts: Sequence[str], *, last: bool) -> Column[RecordRow]:
    """As wide as its contents; the last one takes the rest."""

    def cell(row: RecordRow) -> str:
        return row.cells[number]

    look = "strong" if number == 0 else "text"
    letters = max(len(text) for text in (title, *texts))
    wide = min(_WIDEST, _PADDING + letters * (_STRONG if number == 0 else _LETTER))
    return Column(title, cell, look=look, width=wide, stretch=last, struck=lambda row: row.struck)
