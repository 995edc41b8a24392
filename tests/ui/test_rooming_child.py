"""A child's vital signs by keys: percentiles beside the fields, corrected age, the growth chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.patient import Name
from ma_desktop.domain.vital_parse import InvalidReading, parse
from ma_desktop.services import clinic_settings, facts, schedule
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.rooming import open_visit, record_vitals
from ma_desktop.ui.rooming.birth_dialog import BirthDialog
from ma_desktop.ui.rooming.scale_dialog import ScaleDialog
from ma_desktop.ui.widgets.pill import Pill
from tests.clinics import handed_off, roomed_visit
from tests.clock import FixedClock
from tests.ui.rooming_desk import CONTROL, Hands, open_screen, record

WIDE = (1348, 775)


def child(qtbot: QtBot, clinic: Clinic, months: int) -> Hands:
    """A girl of some months in the vital signs step."""
    today = clinic.local(clinic.now()).date()
    index = today.year * 12 + today.month - 1 - months
    born = date(index // 12, index % 12 + 1, min(today.day, 28))
    visit_id = roomed_visit(clinic, Name("Nguyen", "Linh"), born, mrn="C-1")
    found = open_screen(qtbot, clinic, visit_id, WIDE)
    found.go("vitals")
    return found


def pills(hands: Hands) -> list[str]:
    hands.settle()
    return [pill.text() for pill in hands.vitals.findChildren(Pill) if pill.isVisible()]


def test_percentiles_stand_beside_weight_length_and_head(qtbot: QtBot, clinic: Clinic) -> None:
    hands = child(qtbot, clinic, 9)
    assert list(hands.vitals.form.rows) == ["temp", "hr", "rr", "spo2", "weight", "height", "head"]
    hands.go("vitals", "weight")
    hands.enter("18lb4oz", "70.1cm", "43.8")
    for key in ("weight", "height", "head"):
        assert "percentile (z\u00a0" in hands.row(key).verdict.words, key
    assert any(words.startswith("Weight for length ") for words in pills(hands))
    assert hands.row("height").aside.text().startswith("Lying")
    assert hands.row("height").edit.accessibleName().startswith("Length, ")


def test_a_measure_far_outside_the_charts_is_asked_about_once(qtbot: QtBot, clinic: Clinic) -> None:
    hands = child(qtbot, clinic, 9)
    row = hands.row("head")
    hands.go("vitals", "head")
    hands.enter("54")
    assert "far outside the growth charts" in row.message.text()
    assert hands.focus is row.edit
    hands.press(Qt.Key.Key_Return)
    assert row.verdict.words.startswith("Confirmed")
    hands.main_action()
    head = hands.today()["head"].reading
    assert "far outside the growth charts" in head.confirmed
    forged = replace(head, confirmed="")
    with pytest.raises(InvalidReading, match="unusual for this age"):
        record_vitals(clinic, hands.visit_id, [forged])


def test_a_child_of_four_has_a_pressure_category_by_height(qtbot: QtBot, clinic: Clinic) -> None:
    hands = child(qtbot, clinic, 50)
    hands.go("vitals", "bp")
    hands.enter("112/60")
    assert "BP high for this age: measure height and repeat" in pills(hands)
    hands.go("vitals", "weight")
    hands.enter("37", "102cm")
    found = pills(hands)
    assert any(words.startswith("BP stage 1") for words in found)
    assert any(words.startswith("BMI 16.1 · ") and "percentile" in words for words in found)


def test_the_growth_chart_is_one_key_away(qtbot: QtBot, clinic: Clinic) -> None:
    hands = child(qtbot, clinic, 9)
    hands.press(Qt.Key.Key_G, CONTROL)
    assert hands.opened[-1] == (hands.visit_id, "trends", "growth")


def test_birth_is_typed_once_and_the_corrected_age_is_shown(qtbot: QtBot, clinic: Clinic) -> None:
    hands = child(qtbot, clinic, 9)
    hands.press(Qt.Key.Key_I, CONTROL)
    dialog = hands.vitals.findChild(BirthDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.gestation, "50")
    dialog.accept()
    assert dialog.isVisible()
    dialog.gestation.clear()
    hands.qtbot.waitUntil(dialog.isActiveWindow)
    hands.enter("32w", "4lb1oz")
    hands.settle()
    assert any(words.startswith("Corrected age 7 mo (born at 32 weeks") for words in pills(hands))
    opened = open_visit(clinic, hands.visit_id)
    assert opened.facts.gestation_days == 224
    clinic_settings.change(clinic, ClinicSettings(corrected_growth=True))
    hands.screen.desk.reload()
    hands.settle()
    assert "Corrected age 7 mo (born at 32 weeks)" in pills(hands)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_oxygen_by_cannula_asks_for_its_flow(qtbot: QtBot, clinic: Clinic) -> None:
    hands = child(qtbot, clinic, 9)
    row = hands.row("spo2")
    row.aside.click()
    assert row.menu is not None
    next(item for item in row.menu.actions() if item.text() == "Nasal cannula").trigger()
    hands.settle()
    assert "o2_flow" in hands.vitals.form.rows


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_measure_is_added_and_the_way_is_remembered(qtbot: QtBot, clinic: Clinic) -> None:
    hands = child(qtbot, clinic, 300)
    hands.press(Qt.Key.Key_M, CONTROL)
    menu = hands.vitals.extras.menu
    assert menu is not None
    next(item for item in menu.actions() if item.text() == "Peak flow").trigger()
    menu.close()
    assert "pef" in hands.vitals.form.rows
    opened = open_visit(clinic, hands.visit_id)
    assert hands.row("temp").aside.text() == "Oral"
    reading = parse(clinic.catalog.vitals["temp"], "98.6", {"temp_site": "temporal"})
    record_vitals(clinic, hands.visit_id, [reading])
    other = roomed_visit(clinic, Name("Haddad", "Samir"), date(1970, 1, 1), number="2", mrn="C-2")
    assert open_visit(clinic, other).remembered == {"temp_site": "temporal"}
    assert opened.remembered == {}


def test_news2_is_shown_only_where_the_clinic_wants_it(qtbot: QtBot, clinic: Clinic) -> None:
    clinic_settings.change(clinic, ClinicSettings(news2=True, shock_index=True))
    hands = child(qtbot, clinic, 300)
    assert "acvpu" in hands.vitals.form.rows
    hands.go("vitals", "bp")
    hands.enter("122/80", "72", "16", "98.2", "97")
    assert any("missing: consciousness" in words for words in pills(hands))
    hands.go("vitals", "acvpu")
    hands.enter("a")
    found = pills(hands)
    assert any(words.startswith("NEWS2 0 · low (National Early") for words in found)
    assert "Shock index 0.59" in found


def test_pregnancy_lowers_the_limit_of_blood_pressure(qtbot: QtBot, clinic: Clinic) -> None:
    hands = child(qtbot, clinic, 300)
    patient = open_visit(clinic, hands.visit_id).chart.patient.id
    hands.go("vitals", "bp")
    hands.enter("142/84")
    assert hands.row("bp").verdict.words == "High"
    facts.record_facts(clinic, patient, {"pregnancy": "pregnant"}, hands.visit_id)
    hands.screen.desk.reload()
    hands.settle()
    assert "tell the provider" in hands.row("bp").verdict.words


def test_scale_2_of_news2_is_taken_by_a_named_order_only(qtbot: QtBot, clinic: Clinic) -> None:
    clinic_settings.change(clinic, ClinicSettings(news2=True))
    hands = child(qtbot, clinic, 300)
    hands.go("vitals", "bp")
    hands.enter("122/80", "72", "16", "98.2", "90")
    hands.go("vitals", "acvpu")
    hands.enter("a")
    assert any(words.startswith("NEWS2 3 ") for words in pills(hands))

    hands.go("vitals", "bp")
    hands.press(Qt.Key.Key_O, CONTROL)
    dialog = hands.vitals.findChild(ScaleDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.provider.hasFocus)
    hands.press(Qt.Key.Key_Return)
    assert dialog.isVisible()
    hands.type("Dr. Haddad")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert any("NEWS2 0 · low · SpO₂ scale 2 by order of Dr. Haddad" in w for w in pills(hands))
    with clinic.look() as uow:
        kept = [e for e, _ in uow.audit.entries() if e.action == "fact recorded"]
    assert [entry.reason for entry in kept] == ["news2-scale-2"]

    hands.screen.activateWindow()
    qtbot.waitUntil(hands.screen.isActiveWindow)
    hands.go("vitals", "bp")
    hands.press(Qt.Key.Key_O, CONTROL)
    again = hands.vitals.findChildren(ScaleDialog)[-1]
    again.back.click()
    hands.settle()
    assert hands.record().facts.scale_2_by == ""
    assert any(words.startswith("NEWS2 3 ") for words in pills(hands))


def test_scale_2_is_not_offered_where_news2_is_off(qtbot: QtBot, clinic: Clinic) -> None:
    hands = child(qtbot, clinic, 300)
    assert not hands.vitals.extras.scale.isVisible()


def test_growth_since_the_last_visit_is_said_in_words(
    qtbot: QtBot, clinic: Clinic, clock: FixedClock
) -> None:
    born = clinic.local(clinic.now()).date() - timedelta(days=30)
    first = roomed_visit(clinic, Name("Nguyen", "Linh"), born, mrn="C-1")
    record(clinic, first, [("weight", "4.2kg"), ("head", "37.0")])
    handed_off(clinic, first)
    clock.advance(days=12)
    with clinic.look() as uow:
        visit = uow.visits.get(first)
        assert visit is not None
    second, _changes = schedule.book(
        clinic, visit.patient_id, visit_type="Well-child", provider="Dr. Haddad"
    )
    schedule.arrive(clinic, second, 1)
    schedule.room(clinic, second, "2", 2)
    hands = open_screen(qtbot, clinic, second, WIDE)
    hands.go("vitals", "weight")
    hands.enter("4.536kg")
    assert "+28 g a day over 12 days" in hands.row("weight").verdict.words
