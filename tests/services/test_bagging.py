"""Bags: one laboratory each, a number and a label of their own, one manifest per laboratory."""

from __future__ import annotations

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.services import bagging, custody, printing
from ma_desktop.services.clinic import Clinic
from tests.clinics import labels_in_hand, roomed_visit
from tests.services.collections import PaperTray, collected, fresh

NORTH, SOUTH = "Northgate Laboratories", "South Bay Pathology"


def test_a_bag_has_a_number_and_a_label_that_says_what_is_in_it(clinic: Clinic) -> None:
    items = collected(clinic, roomed_visit(clinic), "cbc", "ammonia")
    job_id, changes = bagging.bag(clinic, items, f" {NORTH} ", "Route 7")
    assert changes.specimens
    (job,) = labels_in_hand(clinic)
    assert (job.id, job.kind) == (job_id, "bag")
    expected = {"lab": NORTH, "courier": "Route 7", "packed_by": "JR", "handling": "ON ICE"}
    assert expected.items() <= job.values.items()
    assert job.values["count"] == f"{len(items)} SPECIMENS"
    assert job.values["bag_shown"].endswith("-000001")
    tray = PaperTray()
    printing.send(clinic, [job_id], tray)
    assert len(tray.got) == 1
    assert {item.details["bag"] for item in fresh(clinic, items)} == {job.subject}


def test_the_label_of_a_bag_prints_again_with_a_reason_and_marked(clinic: Clinic) -> None:
    items = collected(clinic, roomed_visit(clinic), "cbc")
    with pytest.raises(Refused, match="in no bag"):
        bagging.label_again(clinic, items[0], "lost")
    job_id, _changes = bagging.bag(clinic, items, NORTH)
    item = fresh(clinic, items)[0]
    assert bagging.label_again(clinic, item, "") == job_id
    printing.send(clinic, [job_id], PaperTray())
    with pytest.raises(Refused, match="already"):
        bagging.label_again(clinic, item, " ")
    again = bagging.label_again(clinic, item, "Label lost")
    jobs = {job.id: job for job in labels_in_hand(clinic)}
    assert jobs[again].values["reprint"] == "COPY 2"


def test_each_laboratory_has_its_own_pick_up(clinic: Clinic) -> None:
    first, second = collected(clinic, roomed_visit(clinic), "cbc", "ptinr")
    bagging.bag(clinic, [first], NORTH)
    bagging.bag(clinic, [second], SOUTH)
    items = fresh(clinic, [first, second])
    assert {lab: len(of) for lab, of in bagging.destined(items).items()} == {NORTH: 1, SOUTH: 1}
    with pytest.raises(Refused, match="another laboratory"):
        custody.pick_up(clinic, items, NORTH, "R. Mbeki")
    for lab, of in bagging.destined(items).items():
        custody.pick_up(clinic, of, lab, "R. Mbeki")
    assert {pickup.lab for pickup in custody.shelf(clinic).pickups} == {NORTH, SOUTH}


def test_a_bag_without_a_laboratory_is_refused(clinic: Clinic) -> None:
    items = collected(clinic, roomed_visit(clinic), "cbc")
    with pytest.raises(Refused, match="one laboratory"):
        bagging.bag(clinic, items, " ")
    assert fresh(clinic, items)[0].state == "collected"
