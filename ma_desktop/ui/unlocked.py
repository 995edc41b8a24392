"""What the window asks of the services around sign-in; loaded behind the first picture."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QScrollArea

from ma_desktop.catalog import shipped_catalog
from ma_desktop.catalog.growth import growth_content
from ma_desktop.catalog.scores import scores
from ma_desktop.domain.errors import MaError
from ma_desktop.runtime.log import failure
from ma_desktop.runtime.settings import Workstation
from ma_desktop.services import clinic as clinics
from ma_desktop.services import timers
from ma_desktop.services.clinic import Clinic, NewClinic
from ma_desktop.services.recovery import recover
from ma_desktop.services.rooming import open_visit
from ma_desktop.services.schedule import find_patients
from ma_desktop.services.visits import visit_to_open
from ma_desktop.ui.context import Context
from ma_desktop.ui.lock.entrance import Person
from ma_desktop.ui.lock_watch import IdleWatch, SessionWatch
from ma_desktop.ui.main_window import PAPERS_MODULE, SCREENS, Doors, MainWindow
from ma_desktop.ui.place_keeper import PlaceKeeper
from ma_desktop.ui.scan_routes import ScanRoutes
from ma_desktop.ui.scan_watch import ScanWatch
from ma_desktop.ui.signals import Signals
from ma_desktop.ui.timer_keeper import TimerDoors

if TYPE_CHECKING:
    from ma_desktop.ui.lock.first_run_form import FirstRunForm

LOG = logging.getLogger("ma_desktop.unlocked")
_STRENGTH = ("very easily guessed", "easily guessed", "fair", "good", "strong")


@dataclass(frozen=True)
class Opened:
    """An open clinic, and where its person was before the lock."""

    clinic: Clinic
    place: dict[str, str]


class Unlocked:
    """Named calls of the sign-in; each runs on a pool thread unless it says otherwise."""

    @staticmethod
    def sign_in(workstation: Workstation, user: str, passphrase: str) -> Opened:
        """Open the store. Raises NotAllowed, IntegrityFailure, Refused or MachineFailure."""
        opened = clinics.open_clinic(
            workstation.store,
            user,
            passphrase,
            workstation=workstation.id,
            room=workstation.room,
        )
        place = clinics.last_place(opened)
        return Opened(opened, json.loads(place) if place else {})

    @staticmethod
    def prepare() -> None:
        """What a sign-in needs anyhow, while the person types."""
        with contextlib.suppress(MaError):  # the sign-in says it, in its place
            shipped_catalog()

    @staticmethod
    def read_tables() -> None:
        """What is too long to read when vital signs are typed."""
        for read in (scores, growth_content):
            with contextlib.suppress(MaError):  # the step says it, in its place
                read()

    @staticmethod
    def modules() -> tuple[str, ...]:
        """The modules of what is opened after the sign-in, the first screen first."""
        return (*(spec.module for spec in SCREENS), PAPERS_MODULE)

    @staticmethod
    def names(store: str) -> tuple[Person, ...]:
        """Who can sign in at a server; nobody while it does not answer: the sign-in says it."""
        try:
            return clinics.sign_in_names(store)
        except MaError:
            return ()

    @staticmethod
    def wait(store: str, user: str) -> float:
        """Seconds until this person may try again; cheap, in the window's thread."""
        return clinics.sign_in_wait(store, user)

    @staticmethod
    def recover(store: str, code: str, user: str, passphrase: str) -> str:
        """Set a new passphrase by the recovery code; returns the next code."""
        return recover(store, code, user, passphrase)

    @staticmethod
    def create(workstation: Workstation, form: FirstRunForm) -> str:
        """Make the store; returns the recovery code, which is shown once."""
        new = NewClinic(
            form.name,
            form.user_name,
            form.display_name,
            form.rooms,
            form.address,
            form.phone,
            form.zone,
            form.credential,
        )
        return clinics.create_clinic(workstation.store, new, form.passphrase)

    @staticmethod
    def strength(passphrase: str) -> tuple[int, str]:
        """0 to 4, and what that means."""
        score = clinics.passphrase_score(passphrase)
        return score, _STRENGTH[score]

    @staticmethod
    def doors(clinic: Clinic) -> Doors:
        return Doors(
            lambda text: find_patients(clinic, text),
            lambda patient_id: visit_to_open(clinic, patient_id),
            lambda visit_id: open_visit(clinic, visit_id),
            TimerDoors(
                lambda: timers.shown(clinic),
                lambda timer_id, outcome: timers.end(clinic, timer_id, outcome),
            ),
        )

    @staticmethod
    def watch_door(
        app: QApplication, workstation: Workstation, told: Callable[[], None]
    ) -> ScanWatch:
        """Keeps scans out of all fields while nobody is signed in; `told` hears of each."""
        scans = ScanWatch(app, prefix=workstation.scanner_prefix)
        scans.scanned.connect(lambda _text: told())
        return scans

    @staticmethod
    def screen_module(place: dict[str, str]) -> str:
        """The module of the screen that `place` shows; for an unknown one, of the first."""
        known = {spec.key: spec.module for spec in SCREENS}
        return known.get(place.get("screen", ""), SCREENS[0].module)

    @staticmethod
    def idle(app: QApplication, workstation: Workstation) -> IdleWatch:
        """Counts how long nobody worked. It sees the events of all that the window holds.

        PySide makes all classes of Qt when it first meets a part of Qt's own: here, once, and not
        while the window is made.
        """
        watch = IdleWatch(app, workstation.idle_minutes * 60)
        QScrollArea()
        return watch

    @staticmethod
    def window(
        app: QApplication,
        clinic: Clinic,
        workstation: Workstation,
        idle: IdleWatch,
        *,
        scanner: bool = True,
    ) -> MainWindow:
        """The main window; it locks when nobody works or the system locks.

        Without `scanner` even the fastest keys are typing: for keys that a program presses.
        """
        window = MainWindow(Context(clinic, Signals(), workstation), Unlocked.doors(clinic), idle)
        watch = SessionWatch(window)
        ScanRoutes(window)
        PlaceKeeper(window, lambda where: clinics.save_place(clinic, where))
        if scanner:
            scans = ScanWatch(app, prefix=workstation.scanner_prefix, parent=window)
            scans.scanned.connect(window.context.scans.route)
            scans.scanned.connect(lambda _text: idle.touch())
            window.ended.connect(scans.stop)
        idle.expired.connect(window.lock)
        watch.locked.connect(lambda _why: window.lock())
        return window

    @staticmethod
    def leave(clinic: Clinic, where: str) -> bool:
        """Keep the place, note the lock, close the store; False for a store out of reach."""
        try:
            clinics.save_place(clinic, where)
            clinics.record_lock(clinic, "locked" if where else "closed")
            return True
        except MaError as error:
            failure(LOG, "leaving.failed", error)
            return False
        finally:
            clinic.close()
