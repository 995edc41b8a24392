"""The same readings as a table: for screen readers, for copying, and for what a line can't say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ma_desktop.domain.units import convert, half_up
from ma_desktop.domain.vitals import Observation, VitalSign, shown_reading
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.trends import Trend
from ma_desktop.ui.widgets.record_table import Column


@dataclass(frozen=True)
class ReadingRow:
    """One line of the table, newest first; `point` is its index in the chart or -1."""

    taken: str
    value: str
    how: str
    change: str
    state: str
    point: int


COLUMNS: tuple[Column[ReadingRow], ...] = (
    Column("Taken", lambda row: row.taken, width=146),
    Column("Value", lambda row: row.value, look="strong", width=86),
    Column("How", lambda row: row.how, look="muted", stretch=True),
    Column("Change", lambda row: row.change, look="pill", role=lambda row: row.state, width=92),
)


def rows_of(clinic: Clinic, trend: Trend) -> tuple[ReadingRow, ...]:
    """Every reading of the trend in the shown unit, those taken back marked as such."""
    points = {
        item.id: index for index, item in enumerate(o for o in trend.counted if o.reading.measures)
    }
    rows: list[ReadingRow] = []
    before: Decimal | None = None
    for item in trend.observations:
        counts = item.id in points
        change, state = _change(trend, item, before) if counts else ("in error", "warn")
        if item.reading.absent:
            change, state = "not taken", "neutral"
        elif item.reading.word and item in trend.counted:
            change, state = "no number", "neutral"
        rows.append(
            ReadingRow(
                f"{clinic.local(item.taken_at):%d %b %y %H:%M}",
                shown_reading(trend.vital, item.reading, trend.unit),
                how(trend.vital, item),
                change,
                state,
                points.get(item.id, -1),
            )
        )
        if counts:
            before = _first(trend, item)
    return tuple(reversed(rows))


def how(vital: VitalSign, item: Observation) -> str:
    """Position, site and the like in words."""
    given = item.reading.qualifiers
    return ", ".join(q.name_of(given[q.id]) for q in vital.qualifiers if q.id in given)


def _change(trend: Trend, item: Observation, before: Decimal | None) -> tuple[str, str]:
    if before is None:
        return "—", "neutral"
    gap = half_up(_first(trend, item) - before, trend.unit.decimals)
    if gap == 0:
        return "=", "neutral"
    return (f"↑ {gap.normalize():f}" if gap > 0 else f"↓ {-gap.normalize():f}"), "neutral"


def _first(trend: Trend, item: Observation) -> Decimal:
    part = item.reading.measures[0]
    return convert(part.value, part.unit, trend.unit.ucum)
