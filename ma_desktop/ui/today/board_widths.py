"""How wide the columns of the board are, and which give way when the window is narrow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

SMALLEST = {
    "Time": 66,
    "Patient": 150,
    "Visit": 108,
    "Provider": 100,
    "Room": 62,
    "Status": 118,
    "In status": 92,
    "Since arrival": 120,
    "Needs": 118,
    "Action": 100,
    "More": 48,
}
"""Design pixels at 100 %."""
_SHARES = {"Patient": 0.32, "Visit": 0.26, "Provider": 0.14, "Needs": 0.28}
_WORTH = 40
_WIDEST = 320
"""No text asks for more than this, so that one long name does not push the others aside."""
_LEAVE_FIRST = ("Since arrival", "Provider", "Visit", "Room")


@dataclass(frozen=True)
class Widths:
    """Design pixels by column, and the columns that are not shown."""

    columns: dict[str, int]
    hidden: frozenset[str]


def fit(available: float, wanted: Mapping[str, float] | None = None) -> Widths:
    """Share `available` design pixels; columns leave until the rest has its smallest width.

    `wanted` says how wide the longest text of a column is: what is left over goes there first.
    """
    hidden: set[str] = set()
    for name in _LEAVE_FIRST:
        needed = float(_sum(hidden))
        if name == _LEAVE_FIRST[0]:  # leaves already so that names and visits are whole
            needed += sum(
                min(max((wanted or {}).get(column, 0) - SMALLEST[column], 0), _WORTH)
                for column in _SHARES
            )
        if needed <= available:
            break
        hidden.add(name)
    shown = {name: width for name, width in SMALLEST.items() if name not in hidden}
    shares = {name: share for name, share in _SHARES.items() if name in shown}
    spare = max(0.0, available - sum(shown.values()))
    lacking = {
        name: ceil(min((wanted or {}).get(name, 0), _WIDEST) - shown[name]) for name in shown
    }
    for name in sorted(lacking, key=lambda name: lacking[name]):  # the most texts get whole
        more = min(max(lacking[name], 0), int(spare))
        shown[name] += more
        spare -= more
    whole = sum(shares.values())
    columns = {
        name: width + int(spare * shares.get(name, 0) / whole) for name, width in shown.items()
    }
    return Widths(columns, frozenset(hidden))


def _sum(hidden: set[str]) -> int:
    return sum(width for name, width in SMALLEST.items() if name not in hidden)
