"""Reports for an inspector: which one, and of what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.documents.report_pdf import Report
from ma_desktop.services import sterilization_papers
from ma_desktop.ui import theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.moments import day_clock
from ma_desktop.ui.sterilize.load_search import LoadSearch
from ma_desktop.ui.sterilize.papers import ask_csv_name, save_table, show_report
from ma_desktop.ui.sterilize.parts import Acts
from ma_desktop.ui.sterilize.view import SterilizeView
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import Field, combo
from ma_desktop.ui.widgets.text import label

_KINDS = ("Load record with its indicators", "Monthly sterilizer log", "Recall with patients")
_MONTHS = 24


class ReportsPage(QWidget):
    """P shows the chosen report, from where it is printed or saved; C saves it as a table.

    Any load is found by number and days; `load_wanted` carries the one to be opened.
    """

    load_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: SterilizeView | None = None
        self.ask_file = ask_csv_name
        self.kind: QComboBox = combo(_KINDS, name="Report")
        self.of: QComboBox = combo([], name="Of")
        self.month: QComboBox = combo([], name="Month")
        for choice in (self.kind, self.of, self.month):
            choice.setSizeAdjustPolicy(
                choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.when, self.which = Field("Month", self.month), Field("Of", self.of)
        self.search = LoadSearch(context)
        card = Card(spacing=12)
        for part in (Field("Report", self.kind), self.search, self.which, self.when):
            card.add(part)
        self.nothing = label("There is nothing to report on yet.", "muted", wrap=True)
        card.add(self.nothing)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.show_button = primary("Show", self.show_paper, hint="P")
        self.csv_button = button("Save as table…", self.save_csv, hint="C")
        row.addWidget(self.show_button)
        row.addWidget(self.csv_button)
        row.addStretch(1)
        card.add(row)
        card.setMaximumWidth(theme.px(860))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(label("Reports", "heading"))
        column.addWidget(card)
        column.addStretch(1)
        self.kind.currentIndexChanged.connect(self._fill)
        self.search.opened.connect(self.load_wanted)
        self.search.found.connect(self._restate)

    def show_view(self, view: SterilizeView) -> None:
        self._view = view
        months = [_month_back(view.today, back) for back in range(_MONTHS)]
        if self.month.count() == 0:
            self.month.addItems([f"{month:%B %Y}" for month in months])
        self._fill()

    def take_focus(self) -> None:
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        """What a report of the chosen kind can be about."""
        view, clinic = self._view, self._context.clinic
        if view is None:
            return
        kept = self.of.currentText()
        texts = (
            [],
            [item.name for item in view.sterilizers],
            [
                f"{day_clock(item.opened_at, clinic.now(), clinic.zone)}: {item.cause}"
                for item in view.recalls
            ],
        )[self.kind.currentIndex()]
        self.of.clear()
        self.of.addItems(texts)
        self.of.setCurrentIndex(max(self.of.findText(kept), 0) if texts else -1)
        of_load = self.kind.currentIndex() == 0
        self.search.setVisible(of_load)
        self.which.setVisible(not of_load)
        self.when.setVisible(self.kind.currentIndex() == 1)
        if of_load:
            self.search.look()
        self._restate()

    def _restate(self) -> None:
        """Without anything to report on, say so."""
        of_load = self.kind.currentIndex() == 0
        able = self.search.chosen is not None if of_load else self.of.count() > 0
        self.nothing.setVisible(not able and not of_load)
        for part in (self.show_button, self.csv_button):
            part.setEnabled(able)

    def make(self) -> Callable[[], Report] | None:
        """What makes the chosen report; None when there is nothing."""
        view, place, clinic = self._view, self.of.currentIndex(), self._context.clinic
        if self.kind.currentIndex() == 0:
            line = self.search.chosen
            return (
                (lambda: sterilization_papers.load_record(clinic, line.load.id)) if line else None
            )
        if view is None or place < 0:
            return None
        if self.kind.currentIndex() == 1:
            sterilizer_id = view.sterilizers[place].id
            month = _month_back(view.today, self.month.currentIndex())
            return lambda: sterilization_papers.month_log(clinic, sterilizer_id, month)
        recall_id = view.recalls[place].id
        return lambda: sterilization_papers.recall_record(clinic, recall_id)

    def show_paper(self) -> None:
        make = self.make()
        if make is not None:
            show_report(self._context, make, self)

    def save_csv(self) -> None:
        make = self.make()
        if make is not None:
            save_table(self._context, make, self, self.ask_file)

    @property
    def acts(self) -> Acts:
        """What letters do on this page."""
        return {"p": self.show_paper, "c": self.save_csv}


def _month_back(today: date, back: int) -> date:
    """The first day of the month `back` months before."""
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
