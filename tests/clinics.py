"""Makes a real clinic on a real encrypted store, with a cheap key derivation."""

from __future__ import annotations

from datetime import date, timedelta
from operator import attrgetter
from pathlib import Path

from ma_desktop.domain.patient import Name
from ma_desktop.domain.print_job import PrintJob
from ma_desktop.domain.staff import Right
from ma_desktop.services import handing_off, printing, timers
from ma_desktop.services.clinic import Clinic, NewClinic, create_clinic, open_clinic
from ma_desktop.services.rooming import confirm_identity
from ma_desktop.services.schedule import room, walk_in
from ma_desktop.storage.keys import KdfCost
from tests.clock import FixedClock

CHEAP = KdfCost(64 * 1024, 1, 2)
PASSPHRASE = "violet harbor nine lanterns"
USER = "rivera"
ANYWHERE = timers.Where()
_IN_HAND = ("queued", "unknown")


def make_store(folder: Path, zone: str = "America/New_York") -> str:
    """A store with one administrator and three rooms; returns its place."""
    return make_clinic(str(folder / "store"), zone)


def make_clinic(place: str, zone: str = "America/New_York") -> str:
    """The same at a folder or a database; returns `place`."""
    new = NewClinic("Maple Street Family Medicine", USER, "J. Rivera", zone=zone, credential="CMA")
    create_clinic(place, new, PASSPHRASE, cost=CHEAP)
    return place


def open_made(place: str, clock: FixedClock, user: str = USER) -> Clinic:
    return open_clinic(
        place, user, PASSPHRASE, workstation="exam-3", room="Exam 3", clock=clock.now
    )


def begun_timer(
    clinic: Clinic, kind: str, label: str, length: timedelta, where: timers.Where = ANYWHERE
) -> str:
    """A timer that nothing else goes with; returns its id."""
    with clinic.work(Right.ROOM) as uow:
        return timers.begin(clinic, uow, kind, label, length, where).id


def roomed_visit(
    clinic: Clinic,
    name: Name | None = None,
    birth_date: date = date(1979, 3, 14),
    *,
    number: str = "3",
    mrn: str = "",
    identified: bool = True,
) -> str:
    """A walk-in who sits in a room; returns the visit."""
    visit_id, _changes = walk_in(
        clinic,
        name or Name("Okafor", "Grace A."),
        birth_date,
        "female",
        visit_type="Annual physical",
        provider="Dr. Lindqvist",
        reason="Yearly check",
        mrn=mrn,
    )
    room(clinic, visit_id, number, 2)
    if identified:
        confirm_identity(clinic, visit_id, ("name", "birth-date"))
    return visit_id


def handed_off(clinic: Clinic, visit_id: str, note: str = "") -> None:
    """Give the visit over; what nobody answered was not indicated."""
    handing_off.leave_out(clinic, visit_id, "not-indicated")
    handing_off.hand_off(clinic, visit_id, note)


def labels_in_hand(clinic: Clinic) -> tuple[PrintJob, ...]:
    """Labels that wait, or whose fate a person must find out, in the order they print."""
    ever = printing.log(clinic, date(2000, 1, 1), date(2100, 1, 1))
    found = [job for job in ever if job.state in _IN_HAND]
    return tuple(sorted(found, key=attrgetter("queued_at", "batch", "position")))
