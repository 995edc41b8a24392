"""A chart of curves by age with somebody's points, as values: for the screen and for paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, floor

Place = tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """A line to compare with; a strong one stands out (the median)."""

    name: str
    places: tuple[Place, ...]
    strong: bool = False


@dataclass(frozen=True)
class Plotted:
    """One measurement: its place, and its words as `heads` of the chart name them.

    `said` is what is spoken of it, headline first.
    """

    x: float
    y: float
    on: date
    cells: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class CurveChart:
    """Curves over `x` with points. `ticks` are marks of x with their words.

    `second` is the label and factor of the scale on the right, as US paper forms have pounds
    beside kilograms; an empty label means none.
    """

    key: str
    page: str
    name: str
    title: str
    source: str
    across: str
    up: str
    x: tuple[float, float]
    y: tuple[float, float]
    ticks: tuple[tuple[float, str], ...]
    curves: tuple[Curve, ...]
    points: tuple[Plotted, ...]
    heads: tuple[str, ...]
    second: tuple[str, float] = ("", 1.0)


def round_ends(low: float, high: float) -> Place:
    """The ends of a scale: whole numbers of a step that fits the extent."""
    step = max((high - low) / 10, 1e-9)
    size = next(n for n in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if n >= step or n == 100)
    return floor(low / size) * size, ceil(high / size) * size


def names_first(curves: tuple[Curve, ...]) -> list[Curve]:
    """Whose name goes first where room is short: the strong one, the outermost, then inwards."""
    drawn = [curve for curve in curves if curve.places]
    last = len(drawn) - 1
    ranked = sorted(enumerate(drawn), key=lambda one: min(one[0], last - one[0]))
    return sorted((curve for _place, curve in ranked), key=lambda curve: not curve.strong)
