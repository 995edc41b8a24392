"""Nothing that names a patient or acts is cut off in a small window, however long the name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.patient import Name
from ma_desktop.services import clinic_settings
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.identify import IdentifyStep
from tests.clinics import roomed_visit
from tests.ui.rooming_desk import open_screen

LONG = Name("Featherstonehaugh-Cholmondeley-Papadopoulos", "Maximiliana Wilhelmina Theodora")


def test_the_name_that_is_compared_stands_there_whole(qtbot: QtBot, clinic: Clinic) -> None:
    hands = open_screen(qtbot, clinic, roomed_visit(clinic, LONG, identified=False), (1180, 580))
    step = hands.screen.steps["identify"]
    assert isinstance(step, IdentifyStep)
    shown = step.rows["name"].value
    assert shown.text() == LONG.formal
    longest_line = QFontMetrics(shown.font()).horizontalAdvance(shown.text())
    assert shown.width() >= longest_line or shown.wordWrap()
    assert shown.height() >= shown.heightForWidth(shown.width())


def test_large_text_does_not_make_it_scroll_sideways(
    qtbot: QtBot, qapp: QApplication, clinic: Clinic
) -> None:
    theme.apply(qapp, "light", 200)
    hands = open_screen(qtbot, clinic, roomed_visit(clinic, LONG, identified=False), (1180, 580))
    assert not hands.screen.frame.scrolls_across()
    theme.apply(qapp, "light")


@pytest.mark.parametrize("step", ["identify", "reason", "vitals", "screenings", "handoff"])
def test_what_stands_beside_is_not_cut(qtbot: QtBot, clinic: Clinic, step: str) -> None:
    hands = open_screen(qtbot, clinic, roomed_visit(clinic), (1180, 580))
    hands.go(step)
    area = hands.screen.frame.side_area
    widget = area.widget()
    assert widget is not None
    assert widget.width() <= area.viewport().width()


def test_a_small_child_is_not_measured_in_the_mouth(qtbot: QtBot, clinic: Clinic) -> None:
    born = clinic.local(clinic.now()).date() - timedelta(days=4)
    hands = open_screen(qtbot, clinic, roomed_visit(clinic, birth_date=born), (1180, 580))
    hands.go("vitals")
    hands.row("temp").edit.setFocus()
    hands.enter("98.6")
    hands.main_action()
    assert hands.today()["temp"].reading.qualifiers["temp_site"] == "axillary"


def test_a_clinic_says_where_a_small_child_is_measured(qtbot: QtBot, clinic: Clinic) -> None:
    clinic_settings.change(clinic, replace(ClinicSettings(), young_temp_site="temporal"))
    born = clinic.local(clinic.now()).date() - timedelta(days=700)
    hands = open_screen(qtbot, clinic, roomed_visit(clinic, birth_date=born), (1180, 580))
    hands.go("vitals")
    assert hands.row("temp").aside.text() == "Temporal"


def test_five_years_old_is_old_enough(qtbot: QtBot, clinic: Clinic) -> None:
    hands = open_screen(
        qtbot, clinic, roomed_visit(clinic, birth_date=date(2021, 3, 10)), (1180, 580)
    )
    hands.go("vitals")
    assert "Oral" in hands.row("temp").aside.text()
