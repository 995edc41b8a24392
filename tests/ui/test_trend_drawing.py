"""The parts of the trend chart: no extreme is lost on the way to pixels, axes have round marks."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyqtgraph import TextItem
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.domain.trend import Number, Taken, Trend, columns_of
from ma_desktop.domain.trend_figure import figure_of, traced
from ma_desktop.domain.vitals import Unit
from ma_desktop.ui import theme
from ma_desktop.ui.trends.axes import ClinicAxis, dress
from ma_desktop.ui.trends.chart import TrendChart
from ma_desktop.ui.trends.layers import reduced

ZONE = ZoneInfo("America/New_York")
DAY = 86_400.0


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=3000), st.integers(2, 200))
def test_every_extreme_of_every_column_is_kept(values: list[float], columns: int) -> None:
    times = np.arange(float(len(values))) * 7
    xs, ys = reduced(times, np.array(values), columns)
    assert len(xs) == len(ys) <= max(2 * columns, len(values) if len(values) <= 2 * columns else 0)
    assert ys.min() == min(values)
    assert ys.max() == max(values)
    assert (np.diff(xs) >= 0).all()
    edges = np.linspace(times[0], times[-1], columns + 1)
    for left, right in pairwise(edges[:-1]):
        inside = np.array(values)[(times >= left) & (times < right)]
        if len(inside):
            kept = ys[(xs >= left) & (xs < right)]
            assert (kept.min(), kept.max()) == (inside.min(), inside.max())


_BETWEEN_MOVES_MS = 15
"""pyqtgraph takes at most 100 moves of the mouse a second; a hand makes no more."""


def test_readings_that_crowd_in_one_minute_are_kept_too() -> None:
    times = np.concatenate([[0.0], 1e9 + np.arange(10_000.0) / 100, [2e9]])
    values = np.concatenate([[70.0], np.full(9_999, 80.0), [211.0], [75.0]])
    xs, ys = reduced(times, values, 800)
    assert ys.max() == 211.0
    assert len(xs) < 20


@pytest.fixture
def axis(qapp: QApplication) -> ClinicAxis:
    theme.apply(qapp, "light")
    made = ClinicAxis(ZONE)
    dress(made)
    made.fontMetrics = QFontMetricsF(theme.font(13))  # as at its first painting
    return made


def words_of(axis: ClinicAxis, start: float, end: float) -> list[tuple[float, str]]:
    """What stands at the axis of a plot 700 pixels wide."""
    found = []
    for spacing, values in axis.tickValues(start, end, 700):
        words = axis.tickStrings(values, 1.0, spacing)
        found += [(at, word) for at, word in zip(values, words, strict=True) if start <= at <= end]
    return sorted(found)


@pytest.mark.parametrize("days", [0.05, 0.5, 3, 30, 182, 731, 3650, 38_000])
def test_the_axis_says_few_moments_in_words(axis: ClinicAxis, days: float) -> None:
    end = datetime(2026, 3, 10, 8, 30, tzinfo=ZONE).timestamp()
    found = words_of(axis, end - days * DAY, end)
    assert 2 <= len(found) <= 14
    if days > 8:  # within days, noon comes again
        assert len({words for _at, words in found}) == len(found)


def test_days_of_the_axis_begin_at_midnight_of_the_clinic_also_when_clocks_change(
    axis: ClinicAxis,
) -> None:
    start = datetime(2026, 3, 5, tzinfo=ZONE).timestamp()
    found = words_of(axis, start, start + 8 * DAY)
    assert len(found) == 8
    for at, words in found:
        moment = datetime.fromtimestamp(at, ZONE)
        assert (moment.hour, moment.minute) == (0, 0)
        assert words == f"{moment.day} Mar"


def test_a_day_is_told_by_the_hour_and_two_years_by_the_month(axis: ClinicAxis) -> None:
    start = datetime(2026, 7, 4, tzinfo=ZONE).timestamp()
    day = [words for _at, words in words_of(axis, start - 1, start + DAY)]
    assert (day[0], day[1]) == ("4 Jul", "03:00")
    years = [words for _at, words in words_of(axis, start - 731 * DAY, start)]
    assert "Jan 2025" in years
    assert "Jul 2025" in years


@pytest.fixture
def chart(qtbot: QtBot, qapp: QApplication) -> TrendChart:
    """Three readings of a year."""
    theme.apply(qapp, "light")
    start = datetime(2025, 3, 10, 15, tzinfo=ZONE).timestamp()
    taken = [
        Taken(f"{n}", start + n * 120 * DAY, (number,), "", "", "", "rivera", "")
        for n, number in enumerate(Number("hr", "", "u", f"{v}", "u") for v in (72, 96, 80))
    ]
    unit, columns = Unit("/min", "bpm", 0), columns_of(taken, ["hr"], [(1.0, 0.0)])
    trend = Trend("hr", "Heart rate", unit, ("Heart rate",), tuple(taken), columns)
    made = TrendChart(ZONE)
    made.words = lambda row: [f"<b>{row}</b>"]
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show_figure(figure_of(traced(trend)))
    made.show_span(None, taken[-1].at)
    made.show()
    qtbot.waitExposed(made)
    made.grab()
    return made


def wheel(chart: TrendChart, spot: QPoint, up: int) -> None:
    place = QPointF(spot)
    around = QPointF(chart.viewport().mapToGlobal(spot))
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(place, around, QPoint(), QPoint(0, up), buttons, keys, phase, False)
    QApplication.sendEvent(chart.viewport(), event)


def test_the_wheel_zooms_around_the_mouse_and_never_up_or_down(chart: TrendChart) -> None:
    spot = chart.spots(1)[0].toPoint()
    wide, high = chart.end - chart.start, chart.main.getViewBox().viewRange()[1]
    wheel(chart, spot, 240)
    assert chart.end - chart.start < wide
    assert chart.main.getViewBox().viewRange()[1] == high
    assert abs(chart.spots(1)[0].x() - spot.x()) <= 2


@pytest.mark.qt_log_ignore('Mouse event "Mouse')
def test_the_mouse_hovers_and_drags(qtbot: QtBot, chart: TrendChart) -> None:
    view, spot = chart.viewport(), chart.spots(2)[0].toPoint()
    with qtbot.waitSignal(chart.hovered) as heard:
        QTest.mouseMove(view, spot + QPoint(-6, 20))
    assert heard.args == [2]
    before = chart.start
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=spot)
    for step in range(1, 7):
        place, gone = QPointF(spot + QPoint(20 * step, 0)), Qt.KeyboardModifier.NoModifier
        left = Qt.MouseButton.LeftButton
        everywhere = QPointF(view.mapToGlobal(place.toPoint()))
        move = QMouseEvent(QEvent.Type.MouseMove, place, everywhere, left, left, gone)
        QTest.qWait(_BETWEEN_MOVES_MS)
        QApplication.sendEvent(view, move)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=spot + QPoint(120, 0))
    assert chart.start < before


def test_what_is_said_of_a_point_is_text_never_markup(chart: TrendChart) -> None:
    chart.point_to(1)
    (tip,) = [item for item in chart.scene().items() if isinstance(item, TextItem)]
    assert tip.textItem.toPlainText() == "<b>1</b>"


def test_another_theme_is_taken_on_at_once(qapp: QApplication, chart: TrendChart) -> None:
    chart.point_to(2)
    try:
        theme.apply(qapp, "dark")
        qapp.processEvents()
        image = chart.grab().toImage()
        assert image.pixelColor(2, 2) == theme.colour("surface")
        assert image.pixelColor(chart.spots(0)[0].toPoint()) == theme.colour("brand")
        assert chart.row == 2
    finally:
        theme.apply(qapp, "light")
