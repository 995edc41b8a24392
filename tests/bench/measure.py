"""Speed as ratios: ours and its yardstick take turns in one run, and their medians are compared.

Milliseconds tell of the machine and of what else it does; a ratio within one run tells of us.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

Seconds = Callable[[], float]


@dataclass(frozen=True)
class Ratio:
    """Medians in seconds, and how many times the yardstick ours takes."""

    name: str
    ours: float
    yardstick: float
    goal: float
    ceiling: float

    @property
    def times(self) -> float:
        return self.ours / self.yardstick

    def __str__(self) -> str:
        met = "met" if self.times <= self.goal else "MISSED"
        return (
            f"{self.name}: {self.times:.2f}x (goal {self.goal:g}x, {met}); "
            f"{self.ours * 1000:.2f} ms against {self.yardstick * 1000:.2f} ms"
        )


def compare(
    name: str,
    ours: Seconds,
    yardstick: Seconds,
    *,
    goal: float,
    repeats: int,
    ceiling: float | None = None,
) -> Ratio:
    """Measure both in turns, `repeats` times after one round to warm up; print the ratio.

    `goal` is what we aim at; `ceiling`, where given, is what we reached and must not lose again.
    """
    ours(), yardstick()
    pairs = []
    gc.collect()
    gc.disable()
    try:
        for number in range(repeats):  # who goes first changes, so that neither profits
            if number % 2:
                pairs.append((ours(), yardstick()))
            else:
                second = yardstick()
                pairs.append((ours(), second))
    finally:
        gc.enable()
    found = Ratio(
        name,
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        goal,
        goal if ceiling is None else ceiling,
    )
    sys.stdout.write(f"\n  {found}\n")
    sys.stdout.flush()
    assert found.times <= found.ceiling
    return found


def timed(work: Callable[[], object]) -> Seconds:
    """How long one call takes, in seconds."""

    def measure() -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    return measure
