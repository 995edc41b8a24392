"""One run as the list at the right shows it, read in the background."""

from __future__ import annotations

from ma_desktop.services import checklist_lists, checklist_reads, timers
from ma_desktop.services.clinic import Clinic, staff


class Loaded:
    """A run with its timers, the products it may name, and the initials of who answered."""

    def __init__(self, clinic: Clinic, run_id: str) -> None:
        self.opened = checklist_reads.open_run(clinic, run_id)
        self.products = [
            (one.id, f"{one.name} · {one.minutes:f} min")
            for one in checklist_lists.disinfectants(clinic)
        ]
        self.timers = {
            timer.subject.partition(":")[2]: timer
            for timer in timers.running(clinic)
            if timer.subject.startswith(f"{run_id}:")
        }
        self.initials = {person.user_name: person.initials for person in staff(clinic)}
