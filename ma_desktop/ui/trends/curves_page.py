"""Growth charts of a child, or its blood pressure by age: one chart at a time, its table, paper."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from ma_desktop.domain.curve_chart import CurveChart, Plotted
from ma_desktop.services import growth
from ma_desktop.ui.context import Context
from ma_desktop.ui.trends.curve_view import CurveView
from ma_desktop.ui.trends.page import ChartPage
from ma_desktop.ui.widgets.buttons import Button, button, chip
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.record_table import Column, RecordTable

_CHARTS = {"WHO": "0 to 24 months", "CDC": "2 to 20 years", "BP": ""}


class CurvesPage(ChartPage[Plotted, CurveView]):
    """Shows the charts it is given; `key` names the one in sight."""

    side_share = 0.42

    def __init__(
        self, context: Context, view: CurveView, nothing: str, parent: QWidget | None = None
    ) -> None:
        table: RecordTable[Plotted] = RecordTable(_columns(), "Measurements", row_height=56)
        super().__init__(context, view, table, parent)
        self._nothing = nothing
        self.charts: tuple[CurveChart, ...] = ()
        self.key = ""
        self.choices: dict[str, Button] = {}
        self._chips = FlowLayout(spacing=8)
        papers = QWidget()
        bar = FlowLayout(papers, spacing=8)
        bar.addWidget(button("This page as PDF", self.show_page))
        bar.addWidget(button("All charts as PDF", self.show_all))
        self.build([self._chips], "Measurements", papers)

    def show_charts(self, charts: Sequence[CurveChart], prefer: str, note: str) -> None:
        """Offer charts; `prefer` begins the keys of those to open with, `note` stands beneath."""
        self.charts = tuple(charts)
        self._note = note
        self._chips.clear()
        self.choices = {}
        for chart in charts:
            group = _CHARTS[chart.key.partition(".")[0]]
            words = f"{chart.name}, {group}" if group else chart.name
            made = chip(words, partial(self.choose, chart.key))
            self.choices[chart.key] = made
            self._chips.addWidget(made)
        keys = [chart.key for chart in charts]
        preferred = [key for key in keys if key.startswith(prefer)] or keys
        self.chart.setVisible(bool(keys))
        self.note.setVisible(bool(keys))
        if keys:
            self.choose(self.key if self.key in keys else preferred[0])
        else:
            self.table.set_rows(())
            self.readout.setText(self._nothing)

    def choose(self, key: str) -> None:
        """Show one chart."""
        self.key = key
        for name, made in self.choices.items():
            made.setChecked(name == key)
        shown = self.shown
        if shown is not None:
            self.chart.show_chart(shown)
            self.table.set_rows(shown.points[::-1])
            self.note.setText(" ".join(part for part in (self._note, shown.source) if part))
            self._on_hovered(-1)

    @property
    def shown(self) -> CurveChart | None:
        return next((chart for chart in self.charts if chart.key == self.key), None)

    def point_of(self, row: Plotted) -> int:
        return self.shown.points.index(row) if self.shown and row in self.shown.points else -1

    def nothing(self) -> str:
        return "Nothing measured at this age."

    # Paper

    def show_page(self) -> None:
        """The paper form on which this chart stands."""
        shown = self.shown
        if shown is not None:
            self._open([one.key for one in self.charts if one.page == shown.page])

    def show_all(self) -> None:
        self._open([chart.key for chart in self.charts])

    def _open(self, keys: Sequence[str]) -> None:
        clinic, patient_id = self.context.clinic, self.context.session.patient_id
        if patient_id is not None and keys:
            self.show_paper(
                "Growth charts",
                "growth-charts.pdf",
                patient_id,
                lambda: growth.growth_pdf(clinic, patient_id, keys),
            )


def _columns() -> tuple[Column[Plotted], ...]:
    """Date and age, value and where it lies, and what its chart has as the last column."""
    return (
        Column("Date", lambda row: row.cells[0], detail=lambda row: row.cells[1], width=128),
        Column(
            "Value",
            lambda row: row.cells[2],
            look="strong",
            detail=lambda row: row.cells[3],
            stretch=True,
        ),
        Column("Change", lambda row: row.cells[4], look="muted", width=124),
    )
