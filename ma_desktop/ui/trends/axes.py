"""The axes of the charts: pyqtgraph's, with the clinic's clock and the words of a unit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import inf
from zoneinfo import ZoneInfo

import numpy as np
import pyqtgraph as pg
from pyqtgraph.graphicsItems.DateAxisItem import (
    DAY_SPACING,
    HOUR_SPACING,
    MINUTE_SPACING,
    MONTH_SPACING,
    YEAR_SPACING,
    TickSpec,
    ZoomLevel,
    makeSStepper,
    makeYStepper,
)

from ma_desktop.ui import theme


def dress(axis: pg.AxisItem, ink: str = "ink-3") -> None:
    """Token colours and the size of small text."""
    axis.setTickFont(theme.font(13))
    axis.setTextPen(theme.colour(ink))
    axis.setPen(theme.colour("line-strong"))
    axis.setTickPen(theme.colour("sunken"))
    axis.setStyle(
        tickLength=0, tickTextOffset=theme.px(7), maxTickLevel=0, hideOverlappingLabels=True
    )


class NumberAxis(pg.AxisItem):
    """Numbers in the words of a unit."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._words: Callable[[float], str] = str
        self._least = 0.0
        self.enableAutoSIPrefix(enable=False)
        self.setTickDensity(2.0)

    def say(self, words: Callable[[float], str], least: float = 0.0) -> None:
        """Put numbers in `words`; `least` is the closest that two may stand."""
        self._words, self._least = words, least
        self.picture = None

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        return [(max(step, self._least), at) for step, at in super().tickSpacing(low, high, size)]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        return [self._words(value) for value in values]


class ClinicAxis(pg.DateAxisItem):
    """Dates in the clinic's zone, whatever the machine's is, also where clocks change.

    pyqtgraph's own takes one offset for all time, or the zone of the machine.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__("bottom", utcOffset=0)
        self._zone = zone
        day = TickSpec(DAY_SPACING, makeSStepper(DAY_SPACING), "{0.day} {0:%b}", [1, 2, 7, 14])
        head = TickSpec(DAY_SPACING, makeSStepper(DAY_SPACING), "{0.day} {0:%b}")
        hour = TickSpec(HOUR_SPACING, makeSStepper(HOUR_SPACING), "{0:%H:%M}", [1, 3, 6, 12])
        minute = TickSpec(MINUTE_SPACING, makeSStepper(MINUTE_SPACING), "{0:%H:%M}", [1, 5, 15, 30])
        month = TickSpec(MONTH_SPACING, _month, "{0:%b} {0.year}", [1, 2, 3, 6])
        year = TickSpec(YEAR_SPACING, makeYStepper(1), "{0.year}", [1, 2, 5])
        self.zoomLevels = OrderedDict(
            {
                inf: _Level([year], "0000", zone),
                6 * MONTH_SPACING: _Level([month], "Nov 0000", zone),
                14 * DAY_SPACING: _Level([day], "00 Nov", zone),
                12 * HOUR_SPACING: _Level([head, hour], "00 Nov", zone),
                30 * MINUTE_SPACING: _Level([head, minute], "00 Nov", zone),
            }
        )

    def tickStrings(self, values: Sequence[float], _scale: float, spacing: float) -> list[str]:
        spec = next(one for one in self.zoomLevel.tickSpecs if one.spacing == spacing)
        return [spec.format.format(datetime.fromtimestamp(at, self._zone)) for at in values]


class _Level(ZoomLevel):
    """Steps are taken by the clock on the clinic's wall and then put in true time."""

    def __init__(self, specs: list[TickSpec], example: str, zone: ZoneInfo) -> None:
        super().__init__(specs, example)
        self._zone = zone

    def extendTimeRangeForSpacing(
        self, _spacing: int, low: float, high: float
    ) -> tuple[float, float]:
        return self._wall(low), self._wall(high)

    def moveTicksToLocalTimeCoords(
        self, ticks: Sequence[float], _spacing: int, _skipped: int
    ) -> np.ndarray:
        moments = (datetime.fromtimestamp(at, UTC).replace(tzinfo=self._zone) for at in ticks)
        return np.array([moment.timestamp() for moment in moments])

    def _wall(self, at: float) -> float:
        return datetime.fromtimestamp(at, self._zone).replace(tzinfo=UTC).timestamp()


def _month(at: float, step: int, first: bool) -> float:
    """The next month whose number is a multiple of `step`, so that panning keeps the marks."""
    moment = datetime.fromtimestamp(at, UTC)
    index = moment.year * 12 + moment.month - 1
    year, month = divmod((index // step + 1) * step, 12)
    return datetime(year, month + 1, 1, tzinfo=UTC).timestamp()
