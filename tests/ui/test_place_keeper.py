"""After a crash the sign-in comes back to the screen and the visit that were open."""

from __future__ import annotations

import json

from pytestqt.qtbot import QtBot

from ma_desktop.services.clinic import Clinic, last_place, save_place
from ma_desktop.ui.place_keeper import PlaceKeeper
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.ui.desk import opened


def test_the_place_is_kept_before_anything_locks(
    qtbot: QtBot, clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic)
    with opened(qtbot, clinic, clock) as desk:
        PlaceKeeper(desk.window, lambda where: save_place(clinic, where))
        desk.window.open_visit(visit_id, "rooming")
        kept = json.dumps({"screen": "rooming", "visit": visit_id})
        qtbot.waitUntil(lambda: last_place(clinic) == kept, timeout=10000)

    with opened(qtbot, clinic, clock) as desk:
        desk.window.go_to(json.loads(last_place(clinic)))
        qtbot.waitUntil(lambda: desk.window.where()["visit"] == visit_id, timeout=10000)
        assert desk.window.key == "rooming"
