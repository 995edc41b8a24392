"""The same readings in words: for the table, the cursor, a screen reader, and the clipboard.

Rows are numbers, newest first in the table; words are made only when they are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ma_desktop.domain.body_trend import COMPUTED
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.origin import UNCONFIRMED, UNCONFIRMED_WORDS
from ma_desktop.domain.screening import NOT_ASKED
from ma_desktop.domain.trend import COUNTS, FORM, NO_NUMBER, STRUCK, Taken, Trend, reading_of
from ma_desktop.domain.vitals import VitalSign, shown_reading, shown_with_unit
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.widgets.record_table import Column

HEADS = ("Taken", "Value", "Unit", "How", "Change", "By")


class Readings:
    """Words of each row of one trend; rows count from the oldest."""

    def __init__(self, clinic: Clinic, trend: Trend, people: Mapping[str, str]) -> None:
        self._clinic, self.trend, self._people = clinic, trend, people
        self._vital: VitalSign | None = None
        if not trend.key.startswith(FORM):
            self._vital = clinic.catalog.vitals[trend.key]
        self._counted = np.flatnonzero(np.frombuffer(trend.columns.kinds, np.uint8) == COUNTS)

    def item(self, row: int) -> Taken:
        return self.trend.taken[row]

    def is_struck(self, row: int) -> bool:
        return self.item(row).kind == STRUCK

    def date(self, row: int) -> str:
        return day_words(self._clinic.local(self.item(row).moment))

    def time(self, row: int) -> str:
        return f"{self._clinic.local(self.item(row).moment):%H:%M}"

    def value(self, row: int, *, with_unit: bool = False) -> str:
        """As people read it, or why there is none."""
        item = self.item(row)
        if self._vital is None:
            total = f"{item.text} points" if with_unit else item.text
            return total if item.numbers else NOT_ASKED.get(item.absent, "No total")
        show = shown_with_unit if with_unit else shown_reading
        return show(self._vital, reading_of(self._vital, item), self.trend.unit)

    def how(self, row: int) -> str:
        """What was typed, if in another unit than the line's; position, site and the like."""
        if self._vital is None:
            return ""
        if self.item(row).source == COMPUTED:
            return "Computed from weight and height"
        reading = reading_of(self._vital, self.item(row))
        given = reading.qualifiers
        words = [q.name_of(given[q.id]) for q in self._vital.qualifiers if q.id in given]
        if reading.measures and reading.measures[0].typed_unit != self.trend.unit.ucum:
            words.insert(0, f"Typed {shown_with_unit(self._vital, reading)}")
        if self.item(row).source == UNCONFIRMED:
            words.insert(0, UNCONFIRMED_WORDS.capitalize())
        return ", ".join(words)

    def change(self, row: int) -> str:
        """From the reading before that counts, or why this one does not."""
        item = self.item(row)
        if item.kind == STRUCK:
            return "in error" if item.state == "entered in error" else item.state
        if item.kind == NO_NUMBER:
            return "not taken" if item.absent else "no number"
        place = int(np.searchsorted(self._counted, row))
        if place == 0 or not self.trend.columns.values:
            return "—"
        first = self.trend.columns.values[0]
        gap = first[row] - first[int(self._counted[place - 1])]
        words = self.trend.words(abs(round(gap, 6)))
        if float(round(abs(gap), self.trend.unit.decimals)) == 0:
            return "="
        return f"{'↑' if gap > 0 else '↓'} {words}"

    def state(self, row: int) -> str:
        return "warn" if self.is_struck(row) else "neutral"

    def by(self, row: int) -> str:
        user = self.item(row).by
        return self._people.get(user, user)

    def spoken(self, row: int) -> list[str]:
        """Value first, then when, how, by whom, and what is special."""
        item = self.item(row)
        special = {STRUCK: item.state.capitalize(), NO_NUMBER: ""}.get(item.kind, "")
        outside = "" if item.visit_id else "Outside a visit"
        when = f"{self.date(row)} {self.time(row)}"
        last = " · ".join(part for part in (self.by(row), outside) if part)
        lines = (self.value(row, with_unit=True), special, when, self.how(row), last)
        return [line for line in lines if line]

    def cells(self, row: int) -> tuple[str, ...]:
        """One line of a table on paper or in a file, under `HEADS`."""
        return (
            f"{self.date(row)} {self.time(row)}",
            self.value(row),
            self.trend.unit.label,
            self.how(row),
            self.change(row),
            self.by(row),
        )

    def columns(self) -> tuple[Column[int], ...]:
        """What the table shows."""
        return (
            Column("Taken", self.date, detail=self.time, width=122),
            Column(
                "Value",
                self.value,
                look="strong",
                detail=self.how,
                stretch=True,
                struck=self.is_struck,
            ),
            Column("Change", self.change, look="pill", role=self.state, width=108),
        )


def band_words(trend: Trend, now: float) -> list[str]:
    """What the bands mean at this age."""
    return [
        _band_words(trend, band.part, band.low, band.high)
        for band in trend.bands
        if band.start <= now < band.end
    ]


def _band_words(trend: Trend, part: int, low: float | None, high: float | None) -> str:
    name = trend.parts[part].lower() if len(trend.parts) > 1 else "usual"
    ends = [trend.words(end) for end in (low, high) if end is not None]
    words = " to ".join(ends) if len(ends) > 1 else ("from " if high is None else "to ") + ends[0]
    return f"band: {name} {words} now"
