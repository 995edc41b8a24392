"""What every screen is given: the open clinic, the signals, this workstation, the open visit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ma_desktop.domain.patient import Patient
from ma_desktop.domain.visit import Visit
from ma_desktop.ui.scans import Scans
from ma_desktop.ui.signals import Notice, Signals

if TYPE_CHECKING:  # the services bring the database along, which the sign-in must not wait for
    from collections.abc import Callable

    from ma_desktop.runtime.settings import Workstation
    from ma_desktop.services.clinic import Clinic


@dataclass
class OpenState:
    """Which visit is open in this window, and which patient is in this room right now."""

    visit_id: str | None = None
    patient_id: str | None = None
    patient_here: str | None = None


@dataclass
class Context:
    """Handed to each screen; `session` is the only part that changes."""

    clinic: Clinic
    signals: Signals
    workstation: Workstation
    session: OpenState = field(default_factory=OpenState)
    scans: Scans = field(default_factory=Scans)

    def opened(self, visit: Visit) -> None:
        """Note the open visit, and whether its patient sits in this workstation's room."""
        room = self.clinic.room
        here = room is not None and visit.room_id == room.id and visit.state.is_open
        self.session.visit_id = visit.id
        self.session.patient_id = visit.patient_id
        self.session.patient_here = visit.patient_id if here else None

    def closed(self) -> None:
        """Note that no visit is open any more."""
        self.session.visit_id = self.session.patient_id = self.session.patient_here = None

    def shown_name(self, patient: Patient) -> str:
        """FAMILY, Given; only initials for others while a patient is in this room."""
        return patient.name.initials if self.hides(patient) else patient.name.formal

    def short_name(self, patient: Patient) -> str:
        """FAMILY G.A. for small cards; only initials where `shown_name` gives them."""
        return patient.name.initials if self.hides(patient) else patient.name.short

    def hides(self, patient: Patient) -> bool:
        """True when somebody else is in this room, who must not read this patient's name."""
        here = self.session.patient_here
        return here is not None and patient.id != here

    def say(self, text: str, kind: str = "ok", undo: Callable[[], None] | None = None) -> None:
        """Show and speak a notice; kinds are ok, info, warn and critical."""
        self.signals.notice.emit(Notice(text, kind, undo))
