"""Lists, things and products changed in the program, as a manager does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea

from ma_desktop.domain.checklist import Condition
from ma_desktop.services import checklist_lists
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import theme
from ma_desktop.ui.rooms.editor import ListEditor
from ma_desktop.ui.rooms.things import ThingsDialog
from tests.ui.desk import Desk
from tests.ui.test_accessibility import cut, small, unnamed


def editor(desk: Desk, list_id: str) -> ListEditor:
    made = ListEditor(desk.window.context, desk.window)
    made.open()
    desk.settle()
    made.choose(list_id)
    return made


def things(desk: Desk) -> ThingsDialog:
    made = ThingsDialog(desk.window.context, desk.window)
    made.open()
    desk.settle()
    return made


def test_a_copy_becomes_a_weekly_list_under_its_own_id(desk: Desk, clinic: Clinic) -> None:
    page = editor(desk, "weekly")
    page.copy()
    page.name.setText("Freezer defrost")
    page.often.setCurrentText("weekly")
    page.weekday.setCurrentText("Thursday")
    page.signs.setCurrentIndex(2)
    page.roles.setCurrentText("administrator or provider")
    page.why.setText("New freezer")
    page.save()
    desk.settle()
    made = checklist_lists.lists(clinic)["own_freezer_defrost"]
    assert (made.version, made.weekday, made.signature) == (1, 4, 2)
    assert made.roles == ("administrator", "provider")
    assert checklist_lists.lists(clinic)["weekly"].version == 1


def test_a_list_begins_with_nothing(desk: Desk, clinic: Clinic) -> None:
    page = editor(desk, "weekly")
    page.new_list()
    assert page.steps.count() == 0
    page.name.setText("Snow shovelled")
    page.why.setText("Winter")
    page.save()
    desk.settle()
    assert page.message.isVisible()  # a list without a step can't be done
    page.add_step()
    page.text.setText("Way to the door is free")
    page.often.setCurrentText("daily")
    page.due.setText("08:00")
    page.save()
    desk.settle()
    made = checklist_lists.lists(clinic)["own_snow_shovelled"]
    assert (made.version, made.frequency, made.due) == (1, "daily", ("08:00",))
    assert [item.text for item in made.items] == ["Way to the door is free"]
    assert checklist_lists.lists(clinic)["weekly"].version == 1


def test_a_copy_can_be_monthly_and_a_bad_day_is_refused(desk: Desk, clinic: Clinic) -> None:
    page = editor(desk, "weekly")
    page.copy()
    page.name.setText("Oxygen order")
    page.often.setCurrentText("monthly")
    page.month_day.setText("45")
    page.why.setText("Ordered monthly")
    page.save()
    desk.settle()
    assert "month_day" in page.message.text()
    page.month_day.setText("28")
    page.save()
    desk.settle()
    made = checklist_lists.lists(clinic)["own_oxygen_order"]
    assert (made.frequency, made.month_day, made.weekday) == ("monthly", 28, 0)


def test_new_steps_of_each_kind_with_a_condition(desk: Desk, clinic: Clinic) -> None:
    page = editor(desk, "opening")
    for kind in ("choice", "number", "timer", "text"):
        page.steps.setCurrentRow(page.steps.count() - 1)
        page.kind.setCurrentText(kind)
        page.add_step()
        page.text.setText(f"Own {kind}")
        if kind == "number":
            page.least.setText("0")
            page.most.setText("50")
            page.low.setText("10")
            page.high.setText("30.5")
            page.when.setCurrentText("Own choice: fail")
        if kind == "timer":
            page.minutes.setText("7")
    page.when.setCurrentText("Own number: out of order")
    page.why.setText("Humidity")
    page.save()
    desk.settle()
    choice, number, timer, text = checklist_lists.lists(clinic)["opening"].items[-4:]
    assert choice.bad == ("fail",)
    assert (number.least, number.most) == (Decimal(0), Decimal(50))
    assert (number.low, number.high) == (Decimal(10), Decimal("30.5"))
    assert number.when == Condition(choice.id, ("fail",))
    assert timer.minutes == 7
    assert text.when == Condition(number.id, out=True)


def test_things_are_renamed_and_retired(desk: Desk, clinic: Clinic) -> None:
    page = things(desk)
    page.kind.setCurrentText(page.kind.itemText(0))
    page.name.setText("Fridge 1")
    page.add()
    desk.settle()
    page.table.select(0)
    assert page.name.text() == "Fridge 1"
    page.name.setText("Vaccine fridge")
    page.place.setText("Pharmacy")
    page.rename()
    desk.settle()
    (thing,) = checklist_lists.equipment(clinic)
    assert (thing.name, thing.place) == ("Vaccine fridge", "Pharmacy")
    page.retire(thing)
    desk.settle()
    assert page.table.records.rows == ()
    assert not checklist_lists.equipment(clinic)[0].active


def test_products_are_changed_and_retired_but_never_the_last(desk: Desk, clinic: Clinic) -> None:
    page = things(desk)
    count = len(page.products.records.rows)
    page.products.select(0)
    chosen = page.products.current
    assert chosen is not None
    page.minutes.setText("3.5")
    page.change_product()
    desk.settle()
    found = {one.id: one for one in checklist_lists.disinfectants(clinic)}
    assert found[chosen.id].minutes == Decimal("3.5")
    assert len(found) == count
    for _number in range(count):
        page.retire_product(page.products.records.rows[0])
        desk.settle()
    assert len(checklist_lists.disinfectants(clinic)) == 1
    assert "one disinfectant" in page.message.text()


@pytest.mark.parametrize("look", ["dark", "contrast"])
@pytest.mark.parametrize("percent", [100, 200])
def test_both_dialogs_are_whole(qapp: QApplication, desk: Desk, look: str, percent: int) -> None:
    theme.apply(qapp, look, percent)
    for page in (editor(desk, "opening"), things(desk)):
        desk.settle()
        assert unnamed(page) == []
        assert cut(page) == []
        area = page.findChild(QScrollArea)
        assert isinstance(area, QScrollArea)
        assert area.horizontalScrollBar().maximum() == 0
        if percent == 100:
            assert small(page) == []
        page.reject()
    theme.apply(qapp, "light")
