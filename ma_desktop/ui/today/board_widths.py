"""How wide the columns of the board are, and which give way when the window is narrow."""

from __future__ import annotations

from dataclasses import dataclass

SMALLEST = {
    "Time": 70,
    "Patient": 150,
    "Visit": 108,
    "Provider": 100,
    "Room": 62,
    "Status": 164,
    "In status": 96,
    "Since arrival": 112,
    "Needs": 118,
    "Action": 108,
    "More": 48,
}
"""Design pixels at 100 %."""
_SHARES = {"Patient": 0.32, "Visit": 0.26, "Provider": 0.14, "Needs": 0.28}
_LEAVE_FIRST = ("Since arrival", "Provider", "Visit", "Room")


@dataclass(frozen=True)
class Widths:
    """Design pixels by column, and the columns that are not shown."""

    columns: dict[str, int]
    hidden: frozenset[str]


def fit(available: float) -> Widths:
    """Share `available` design pixels; columns leave until the rest has its smallest width."""
    hidden: set[str] = set()
    for name in _LEAVE_FIRST:
        if _sum(hidden) <= available:
            break
        hidden.add(name)
    shown = {name: width for name, width in SMALLEST.items() if name not in hidden}
    spare = max(0.0, available - sum(shown.values()))
    shares = {name: share for name, share in _SHARES.items() if name in shown}
    whole = sum(shares.values())
    columns = {
        name: width + int(spare * shares.get(name, 0) / whole) for name, width in shown.items()
    }
    return Widths(columns, frozenset(hidden))


def _sum(hidden: set[str]) -> int:
    return sum(width for name, width in SMALLEST.items() if name not in hidden)
