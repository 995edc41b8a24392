"""The coach of a repeated blood pressure: rest, next reading, average of all; or why not."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.vitals import Reading, shown_reading
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import subject_of
from ma_desktop.services.pressure import asks_again
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.text import label

_LEAST_YEARS = 12
"""Sets lying and standing are offered from this age (default of this program)."""
REASONS = ("The patient declined", "The provider does not need it", "No time in this visit")


class RepeatPanel(Card):
    """`rested` starts the timer, `declined` carries a reason, `stood` opens the set."""

    rested = Signal()
    declined = Signal(str)
    stood = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=14, parent=parent)
        self.head = label("Blood pressure again", "heading", wrap=True)
        self.words = label("", "", wrap=True)
        self.how = label("", "small", wrap=True)
        self.rest = button("Rest", self.rested.emit, hint="Ctrl B")
        self.decline = button("Not again", self.ask_reason, "quiet")
        self.stand = button("Lying and standing", self.stood.emit, "quiet")
        self.menu: QMenu | None = None
        for part in (self.head, self.words, self.how):
            self.add(part)
        row = FlowLayout()
        for made in (self.rest, self.decline, self.stand):
            row.addWidget(made)
        self.add(row)

    @staticmethod
    def can_rest(opened: OpenVisit, typed: Reading | None) -> bool:
        """There is a first reading, no rest is running, and not all readings are taken."""
        repeat = opened.repeat
        count = len(repeat.readings) + (typed is not None and bool(typed.measures))
        return 0 < count < repeat.wanted and repeat.timer is None

    def show_visit(self, clinic: Clinic, opened: OpenVisit, typed: Reading | None) -> None:
        """Say where the repeat stands, the reading that is only typed included."""
        repeat, rules = opened.repeat, clinic.catalog.pressure
        years = subject_of(clinic, opened.chart.patient).age.years
        newest = typed or (repeat.readings[-1].reading if repeat.readings else None)
        first = repeat.readings[0].reading if repeat.readings else typed
        patient = opened.chart.patient
        asked = first is not None and asks_again(clinic, patient, first)
        vital = clinic.catalog.vitals["bp"]
        taken = ", ".join(shown_reading(vital, item.reading) for item in repeat.readings)
        mean = repeat.average
        parts = [f"Recorded: {taken}." if taken else ""]
        parts.append(f"Average {mean.words} of {mean.count} readings." if mean else "")
        parts.append(f"Not again: {repeat.declined}." if repeat.declined else "")
        if repeat.timer is not None:
            parts.append(f"Resting. Then reading {len(repeat.readings) + 1} of {repeat.wanted}.")
        elif asked and not repeat.declined and len(repeat.readings) < repeat.wanted:
            parts.append("Take it again after a rest. Rest records this reading and starts it.")
        self.words.setText(" ".join(part for part in parts if part))
        waits = repeat.is_open or (asked and not repeat.declined and not repeat.readings)
        self.set_state("warn" if waits else "")
        self.how.setText(f"{'. '.join(rules.technique)}.")
        self.how.setVisible(repeat.timer is not None)
        can = self.can_rest(opened, typed)
        self.rest.setVisible(can)
        self.decline.setVisible(waits)
        self.stand.setVisible(years >= _LEAST_YEARS or bool(opened.stands))
        self.words.setVisible(bool(self.words.text()))
        self.setVisible(newest is not None or bool(opened.stands) or years >= _LEAST_YEARS)
        self.head.setText("Blood pressure again" if newest is not None else "Blood pressure set")

    def ask_reason(self) -> None:
        """A menu of reasons; nothing is declined without one."""
        self.menu = QMenu(self)
        for number, reason in enumerate(REASONS, start=1):
            self.menu.addAction(f"&{number}  {reason}", partial(self.declined.emit, reason))
        self.menu.popup(self.decline.mapToGlobal(self.decline.rect().bottomLeft()))
