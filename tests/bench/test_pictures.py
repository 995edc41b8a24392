"""The trend chart and the summary, against an empty chart and a bare canvas."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyqtgraph as pg
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.documents.summary_pdf import render
from ma_desktop.domain.summary import SeriesPoint
from ma_desktop.ui.trends.chart import TrendChart
from tests.bench.measure import compare, timed
from tests.bench.rivals import canvas_page
from tests.documents.visits import ENGLISH, summary

ROOT = Path(__file__).resolve().parents[2]
SIZE = (1200, 500)
_BATCH = 100
START = datetime(2016, 1, 1, tzinfo=UTC)


def painted(make: Callable[[], QWidget]) -> None:
    widget = make()
    widget.resize(*SIZE)
    widget.show()
    widget.grab()
    widget.close()
    widget.deleteLater()


def points(count: int) -> tuple[SeriesPoint, ...]:
    step = timedelta(days=3650) / count
    return tuple(
        SeriesPoint(START + step * n, Decimal(110 + n * 37 % 60), Decimal(70 + n * 13 % 30))
        for n in range(count)
    )


def chart(shown: tuple[SeriesPoint, ...]) -> QWidget:
    made = TrendChart(ZoneInfo("America/New_York"))
    made.show_series(shown, [(Decimal(90), Decimal(130)), (Decimal(60), Decimal(80))])
    made.show_span(None, shown[-1].at)
    return made


def test_a_chart_of_a_hundred_thousand_readings(qtbot: QtBot) -> None:
    many = points(100_000)
    compare(
        "7 trend chart, 100,000 readings of two numbers, first paint / empty PlotWidget",
        timed(lambda: painted(lambda: chart(many))),
        timed(lambda: painted(pg.PlotWidget)),
        goal=3.5,
        ceiling=9.0,
        repeats=11,
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


def test_the_first_summary_of_a_process() -> None:
    ours = "from tests.documents.visits import ENGLISH, summary; m.render(summary(), ENGLISH)"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}

    def process(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code], env=environ, check=True)

    compare(
        "11 first summary of a process with its imports / bare canvas",
        timed(process(_FIRST.format("ma_desktop.documents.summary_pdf", ours))),
        timed(process(_FIRST.format("tests.bench.rivals", "m.canvas_page()"))),
        goal=1.3,
        ceiling=3.0,
        repeats=7,
    )


_FIRST = "import importlib; m = importlib.import_module('{}'); {}"
