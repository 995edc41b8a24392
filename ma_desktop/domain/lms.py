"""The LMS method of growth charts: a value becomes a z-score and a percentile, and back.

L, M and S are the power, median and spread that a published table gives for an age or a length
(Cole 1990; used by WHO 2006 and CDC 2000). Scores are statistics, not quantities: floats.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import erfc, exp, inf, log, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()
_MODIFIED_AT = 2.0


@dataclass(frozen=True)
class Lms:
    """One row of a table: power, median and coefficient of variation."""

    power: float
    median: float
    spread: float

    def z(self, value: float) -> float:
        """The z-score of a positive value."""
        if self.power == 0:
            return log(value / self.median) / self.spread
        ratio = pow(value / self.median, self.power)
        return float((ratio - 1) / (self.power * self.spread))

    def value(self, z: float) -> float:
        """The value at a z-score; infinite or zero where the curve has no such point."""
        if self.power == 0:
            return self.median * exp(self.spread * z)
        base = 1 + self.power * self.spread * z
        if base <= 0:
            return inf if self.power < 0 else 0.0
        return float(self.median * base ** (1 / self.power))

    def modified_z(self, value: float) -> float:
        """Distance from the median in halves of the way to z = +/-2: finds slips of entry (CDC)."""
        away = _MODIFIED_AT if value >= self.median else -_MODIFIED_AT
        unit = (self.value(away) - self.median) / away
        return (value - self.median) / unit

    def restricted_z(self, value: float, beyond: float) -> float:
        """z that goes on in equal steps outside +/-`beyond`, as WHO does for skewed measures."""
        z = self.z(value)
        if abs(z) <= beyond:
            return z
        end = beyond if z > 0 else -beyond
        return end + (value - self.value(end)) / self._last_step(end)

    def restricted_value(self, z: float, beyond: float) -> float:
        """The inverse of `restricted_z`."""
        if abs(z) <= beyond:
            return self.value(z)
        end = beyond if z > 0 else -beyond
        return self.value(end) + (z - end) * self._last_step(end)

    def _last_step(self, end: float) -> float:
        inner = end - 1 if end > 0 else end + 1
        return abs(self.value(end) - self.value(inner))


@dataclass(frozen=True)
class LmsTable:
    """The rows of one chart for one sex, by rising age or length."""

    at: tuple[float, ...]
    rows: tuple[Lms, ...]

    def row(self, at: float) -> Lms | None:
        """L, M and S at this age or length, between two rows by a straight line; None outside."""
        if not self.at or not self.at[0] <= at <= self.at[-1]:
            return None
        upper = bisect_right(self.at, at)
        if upper == len(self.at):
            return self.rows[-1]
        low, high = self.rows[upper - 1], self.rows[upper]
        share = (at - self.at[upper - 1]) / (self.at[upper] - self.at[upper - 1])
        return Lms(
            _between(low.power, high.power, share),
            _between(low.median, high.median, share),
            _between(low.spread, high.spread, share),
        )


def _between(low: float, high: float, share: float) -> float:
    return low + (high - low) * share


def percentile(z: float) -> float:
    """The percentile of a z-score, 0 to 100; exact in both tails."""
    return 50 * erfc(-z / sqrt(2))


def z_at(percent: float) -> float:
    """The z-score of a percentile above 0 and below 100."""
    return _NORMAL.inv_cdf(percent / 100) if percent <= 50 else -_NORMAL.inv_cdf(1 - percent / 100)
