"""Types into the real window until the draft is saved, then waits to be killed."""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ma_desktop.runtime.settings import Workstation
from ma_desktop.ui.application import make_application
from ma_desktop.ui.context import Context
from ma_desktop.ui.main_window import MainWindow
from ma_desktop.ui.rooming.screen import RoomingScreen
from ma_desktop.ui.signals import Signals
from ma_desktop.ui.stage import press, settle, type_keys, wait_for
from ma_desktop.ui.unlocked import Unlocked
from tests.clinics import open_made
from tests.clock import FixedClock

TYPED = "128/8"
BEGUN = {
    "reason.agenda": ("reason", "knee pain"),
    "allergy.substance": ("allergies", "Latex"),
    "medicine.name": ("medications", "Fish oil"),
    "note": ("handoff", "Form for work"),
}
"""What else is typed and not recorded, by draft field: its step and the text."""


def main(place: str, visit_id: str) -> None:
    make_application(Workstation())
    clinic = open_made(place, FixedClock())
    window = MainWindow(Context(clinic, Signals(), Workstation()), Unlocked.doors(clinic))
    window.show()
    window.open_visit(visit_id, "rooming")
    settle()
    screen = window.screen_now
    assert isinstance(screen, RoomingScreen)
    screen.go("reason", "reason")
    press(window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(window, Qt.Key.Key_Delete)
    for field, (step, text) in BEGUN.items():
        screen.go(step, field)
        type_keys(window, text)
    screen.go("vitals", "bp")
    type_keys(window, TYPED)
    wait_for(lambda: not screen.desk.keeper.is_dirty)
    settle()
    QTest.qWait(50)
    sys.stdout.write("saved\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
