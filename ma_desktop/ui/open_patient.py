"""The patient who is open in this window: loaded in the background, shown in the banner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.timer_keeper import TimerDoors
from ma_desktop.ui.widgets.patient_banner import PatientBanner

Next = Callable[[], None]


@dataclass(frozen=True)
class Doors:
    """What the window itself asks of the services; each is called on a pool thread.

    `visit_of` gives the id of a patient's visit of today, or None.
    """

    find_patients: Callable[[str], Sequence[Patient]]
    visit_of: Callable[[str], str | None]
    open_visit: Callable[[str], OpenVisit]
    timers: TimerDoors


class OpenPatient(QObject):
    """Keeps banner and context at the visit that was asked for last."""

    def __init__(
        self, context: Context, doors: Doors, banner: PatientBanner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._doors, self._banner = context, doors, banner
        self._asked = ""
        self._identity_ends: datetime | None = None
        context.signals.ticked.connect(self._on_second)
        banner.paper_asked.connect(context.signals.papers_asked)

    def open(self, visit_id: str, then: Next, otherwise: Next | None = None) -> None:
        """Load a visit and show its patient, then call `then`; `otherwise` when it failed."""
        self._asked = visit_id

        def opened(found: OpenVisit) -> None:
            if found.visit.id == self._asked:
                self._show(found)
                then()

        def failed(error: MaError) -> None:
            self._on_failed(error)
            if otherwise is not None:
                otherwise()

        tasks.run(lambda: self._doors.open_visit(visit_id), opened, failed, parent=self)

    def refresh(self, changes: Changes) -> None:
        """Load again when the open visit or its patient was touched."""
        session = self._context.session
        visit_id = session.visit_id
        touched = visit_id in changes.visits or session.patient_id in changes.patients
        if visit_id is not None and touched:
            open_visit = self._doors.open_visit
            tasks.run(lambda: open_visit(visit_id), self._reshow, self._on_failed, parent=self)

    def find_visit(self, patient_id: str, then: Callable[[str | None], None]) -> None:
        """Ask for the id of this patient's visit of today."""
        tasks.run(lambda: self._doors.visit_of(patient_id), then, self._on_failed, parent=self)

    def _on_second(self) -> None:
        """An identity check that runs out changes nothing in the store: say it to all screens."""
        ends, session = self._identity_ends, self._context.session
        if ends is not None and self._context.clinic.now() >= ends:
            self._identity_ends = None
            touched = Changes.of(patient=session.patient_id, visit=session.visit_id)
            self._context.signals.changed.emit(touched)

    def _reshow(self, found: OpenVisit) -> None:
        if found.visit.id == self._context.session.visit_id:
            self._show(found)

    def _show(self, found: OpenVisit) -> None:
        self._context.opened(found.visit)
        self._identity_ends = found.identity_ends
        clinic = self._context.clinic
        today = clinic.now().astimezone(clinic.zone).date()
        was_shown = self._banner.isVisible()
        self._banner.set_chart(
            found.chart, found.visit, found.identity, today=today, zone=clinic.zone
        )
        self._banner.setVisible(was_shown)

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")
