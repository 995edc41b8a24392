"""A clinic without a store, and screens without content, for tests of the window itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Allergy, Chart, Name, Patient
from ma_desktop.domain.rooming import Draft, OpenVisit
from ma_desktop.domain.staff import Role, Staff
from ma_desktop.domain.timer import ShownTimer
from ma_desktop.domain.visit import Room, Visit, VisitState
from ma_desktop.runtime.settings import Workstation
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.context import Context
from ma_desktop.ui.open_patient import Doors
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.signals import Signals
from ma_desktop.ui.timer_keeper import TimerDoors

NOW = datetime(2026, 11, 23, 15, 2, tzinfo=UTC)
ROOM = Room("r3", "Exam 3", "3")
GRACE = Patient("p1", "004-118-27", Name("Okafor", "Grace A."), date(1979, 3, 14), "female")
GLORIA = Patient("p2", "004-120-11", Name("Okafor", "Gloria"), date(1979, 8, 2), "female")
VISITS = {
    "v1": Visit("v1", "p1", NOW, "Annual physical", "Dr. Lindqvist", VisitState.ROOMING, NOW, "r3"),
    "v2": Visit("v2", "p2", NOW, "New patient", "Dr. Patel", VisitState.SCHEDULED, NOW),
}
PEOPLE = {"p1": GRACE, "p2": GLORIA}


@dataclass
class FakeClinic:
    """The part of a clinic that the window reads."""

    room: Room | None = ROOM
    actor: Staff = field(
        default_factory=lambda: Staff("s", "jr", "J. Rivera", Role.MEDICAL_ASSISTANT, "CMA")
    )
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/Chicago"))

    def now(self) -> datetime:
        return NOW


@dataclass
class FakeServices:
    """Answers the window's doors and notes what was asked."""

    asked: list[str] = field(default_factory=list)
    allergies: tuple[Allergy, ...] = ()
    timers: tuple[ShownTimer, ...] = ()
    ended: list[tuple[str, str]] = field(default_factory=list)

    def find_patients(self, text: str) -> Sequence[Patient]:
        self.asked.append(text)
        wanted = text.casefold()
        return [one for one in PEOPLE.values() if wanted in one.name.formal.casefold()]

    def visit_of(self, patient_id: str) -> str | None:
        return "v1" if patient_id == "p1" else None

    def open_visit(self, visit_id: str) -> OpenVisit:
        if visit_id not in VISITS:
            raise Refused("This visit is not there any more.", do="Choose another one.")
        self.asked.append(visit_id)
        visit = VISITS[visit_id]
        chart = Chart(PEOPLE[visit.patient_id], self.allergies)
        return OpenVisit(visit, chart, ROOM, None, Draft(visit_id))

    def end_timer(self, timer_id: str, outcome: str) -> Changes:
        self.ended.append((timer_id, outcome))
        self.timers = tuple(item for item in self.timers if item.timer.id != timer_id)
        return Changes.of(timers=True)

    @property
    def doors(self) -> Doors:
        timers = TimerDoors(lambda: self.timers, self.end_timer)
        return Doors(self.find_patients, self.visit_of, self.open_visit, timers)


def context() -> Context:
    return Context(cast(Clinic, FakeClinic()), Signals(), Workstation(clinic_name="Maple Street"))


class NotingScreen(Screen):
    """Notes what the window asks of a screen."""

    key, title, icon = "plain", "Plain", "calendar"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.noted: list[object] = []
        self.field = QLineEdit()
        self.field.setAccessibleName("Value")
        QVBoxLayout(self).addWidget(self.field)

    def activate(self) -> None:
        self.noted.append("activate")

    def deactivate(self) -> None:
        self.noted.append("deactivate")

    def set_visit(self, visit_id: str) -> None:
        self.noted.append(visit_id)

    def refresh(self, changes: Changes) -> None:
        self.noted.append(changes)

    def location(self) -> dict[str, str]:
        return {"field": self.field.text()}

    def restore(self, location: dict[str, str]) -> None:
        self.field.setText(location["field"])

    def keys(self) -> list[tuple[str, str]]:
        return [("R", "Room the chosen patient")]


class PatientScreen(NotingScreen):
    key, title, icon, needs_patient = "patient", "Patient", "pulse", True


def show(qtbot: QtBot, window: QWidget) -> None:
    """Show a window and wait until it has the keyboard."""
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def spoken(widget: QWidget) -> str:
    """What a screen reader says of a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
