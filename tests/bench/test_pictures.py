"""The trend chart and the summary, against an empty chart and a bare canvas."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.documents.summary_pdf import render
from ma_desktop.domain.trend import Band, Number, Taken, Trend, columns_of
from ma_desktop.domain.trend_figure import Traced, figure_of, traced
from ma_desktop.domain.vitals import Unit
from ma_desktop.ui.trends.chart import TrendChart
from ma_desktop.ui.trends.layers import reduced
from tests.bench.measure import compare, timed
from tests.bench.processes import fresh_process
from tests.bench.rivals import canvas_page
from tests.documents.visits import ENGLISH, summary

SIZE = (1200, 500)
_BATCH = 100
START = datetime(2016, 1, 1, tzinfo=UTC).timestamp()


def painted(make: Callable[[], QWidget]) -> None:
    widget = make()
    widget.resize(*SIZE)
    widget.show()
    widget.grab()
    widget.close()
    widget.deleteLater()


def trend(count: int) -> Traced:
    """Blood pressures over ten years, as the background hands them to the window."""
    step = 3650 * 86_400 / count
    taken = [
        Taken(
            str(n),
            START + step * n,
            (
                Number("sbp", "", "mm[Hg]", str(110 + n * 37 % 60), "mm[Hg]"),
                Number("dbp", "", "mm[Hg]", str(70 + n * 13 % 30), "mm[Hg]"),
            ),
            "",
            "",
            "",
            "rivera",
            None,
        )
        for n in range(count)
    ]
    columns = columns_of(taken, ["sbp", "dbp"], [(1.0, 0.0)] * 2)
    bands = (Band(0, 0, 9e9, 90, 130), Band(1, 0, 9e9, 60, 80))
    unit = Unit("mm[Hg]", "mmHg", 0)
    names = ("Systolic", "Diastolic")
    return traced(Trend("bp", "Blood pressure", unit, names, tuple(taken), columns, bands))


def chart(shown: Traced) -> TrendChart:
    made = TrendChart(ZoneInfo("America/New_York"))
    made.show_figure(figure_of(shown))
    made.show_span(None, shown.trend.taken[-1].at)
    return made


@pytest.mark.parametrize("count", [10_000, 100_000])
def test_a_chart_of_many_readings(qtbot: QtBot, count: int) -> None:
    many = trend(count)
    compare(
        f"7 trend chart, {count:,} readings of two numbers, first paint / empty PlotWidget",
        timed(lambda: painted(lambda: chart(many))),
        timed(lambda: painted(pg.PlotWidget)),
        goal=3.5,
        repeats=11,
    )


def test_panning_a_chart_of_a_hundred_thousand_readings(qtbot: QtBot) -> None:
    """Against two reduced lines that a bare painter draws, with nothing around them."""
    many = trend(100_000)
    made = chart(many)
    made.resize(*SIZE)
    made.show()
    made.zoom(2)
    target = QImage(*SIZE, QImage.Format.Format_RGB32)

    def bare() -> None:
        painter = QPainter(target)
        painter.fillRect(target.rect(), Qt.GlobalColor.white)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(Qt.GlobalColor.black, 1))
        for column in many.trend.columns.values:
            xs, ys = reduced(
                np.frombuffer(many.trend.columns.times), np.frombuffer(column), SIZE[0]
            )
            xs = (xs - xs[0]) / (xs[-1] - xs[0]) * SIZE[0]
            places = zip(xs.tolist(), (ys * 3).tolist(), strict=True)
            painter.drawPolyline([QPointF(x, y) for x, y in places])
        painter.end()

    def pan() -> None:
        made.pan(-0.002)
        painter = QPainter(target)
        made.render(painter)
        painter.end()

    compare(
        "8 trend chart, 100,000 readings, pan frame / reduced painter frame",
        timed(pan),
        timed(bare),
        goal=3.0,
        repeats=31,
    )


def test_a_summary() -> None:
    given = summary()
    compare(
        "11 visit summary PDF, warm / bare canvas page",
        timed(lambda: render(given, ENGLISH)),
        timed(canvas_page),
        goal=3.0,
        repeats=31,
    )


def test_a_thousand_summaries_take_no_more_memory_than_a_hundred() -> None:
    given = [
        replace(summary(), made_at=summary().made_at + timedelta(minutes=n)) for n in range(_BATCH)
    ]
    compare(
        f"11 {_BATCH} visit summaries, one after another / bare canvas pages",
        timed(lambda: [len(render(one, ENGLISH)) for one in given]),
        timed(lambda: [len(canvas_page()) for _one in given]),
        goal=3.0,
        repeats=3,
    )
    after_some = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(1000):
        render(given[number % _BATCH], ENGLISH)
    after_all = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(f"  memory after 1,000 more: {after_all / after_some:.3f}x (goal 1.1x)\n")
    assert after_all <= 1.1 * after_some


def test_the_first_summary_of_a_process(tmp_path: Path) -> None:
    ours = "from tests.documents.visits import ENGLISH, summary; m.render(summary(), ENGLISH)"

    def process(module: str, call: str) -> Callable[[], object]:
        code = f"import importlib; m = importlib.import_module('{module}'); {call}"
        return fresh_process(code, bytecode=tmp_path / "bytecode")

    compare(
        "11 first summary of a process with its imports / bare canvas",
        timed(process("ma_desktop.documents.summary_pdf", ours)),
        timed(process("tests.bench.rivals", "m.canvas_page()")),
        goal=1.3,
        ceiling=3.0,
        repeats=7,
    )
