"""Orders become the fewest containers; changing an order never touches what is labelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ma_desktop.domain.errors import Conflict, Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.order import LabOrder
from ma_desktop.domain.patient import Name
from ma_desktop.domain.specimen_words import priority_words
from ma_desktop.domain.staff import Right
from ma_desktop.services import collecting, orders, specimens
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.imports import import_files
from tests.clinics import roomed_visit
from tests.exchange.bundles import as_bytes, bundle, patient
from tests.exchange.test_fhir_orders import request
from tests.services.collections import PROVIDER, PaperTray, audited, drawn, fresh, ordered


def test_an_order_is_planned_and_kept(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    found = ordered(clinic, visit_id, "cbc", "cmp", "a1c", "ptinr")

    assert [(s.tube, s.tests) for s in found] == [
        ("citrate", ("ptinr",)),
        ("sst", ("cmp",)),
        ("edta", ("cbc", "a1c")),
    ]
    assert {s.ordered_by for s in found} == {PROVIDER}
    (order,) = orders.of_patient(clinic, visit_id)
    assert (order.tests, order.status, order.entered_by) == (
        ("cbc", "cmp", "a1c", "ptinr"),
        "active",
        "rivera",
    )
    assert audited(clinic, "order entered") == [""]


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (orders.Draft(("cbc",), " "), "provider"),
        (orders.Draft((), PROVIDER), "at least one"),
        (orders.Draft(("moon dust",), PROVIDER), "catalog"),
        (orders.Draft(("cbc",), PROVIDER, "whenever"), "priority"),
    ],
)
def test_what_is_no_order_is_refused(clinic: Clinic, draft: orders.Draft, words: str) -> None:
    visit_id = roomed_visit(clinic)
    with pytest.raises(Refused, match=words):
        orders.place(clinic, visit_id, draft)
    assert orders.of_patient(clinic, visit_id) == ()


def test_a_second_order_joins_tubes_that_nobody_touched(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    first = ordered(clinic, visit_id, "cmp")
    orders.place(clinic, visit_id, orders.Draft(("tsh", "cbc"), "Dr. Ahmed"))
    sst, edta = specimens.tubes(clinic, visit_id)

    assert (sst.id, sst.accession) == (first[0].id, first[0].accession)
    assert (sst.tests, sst.ordered_by) == (("cmp", "tsh"), f"{PROVIDER}, Dr. Ahmed")
    assert edta.ordered_by == "Dr. Ahmed"


def test_a_second_order_gets_a_tube_of_its_own_after_the_draw(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    first = drawn(clinic, visit_id, "cmp")
    found = ordered(clinic, visit_id, "tsh", "cmp")

    assert [s.tests for s in found] == [("cmp",), ("tsh",)]
    assert found[0].id == first[0].id


def test_a_revoked_order_leaves_only_what_was_drawn(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    ordered(clinic, visit_id, "cmp", "cbc")
    (order,) = orders.of_patient(clinic, visit_id)
    sst = specimens.tubes(clinic, visit_id)[0]
    collecting.record_draw(clinic, visit_id, [sst], collecting.Draw())
    with pytest.raises(Refused, match="Say why"):
        orders.revoke(clinic, order, "")
    orders.revoke(clinic, order, "Provider changed it")

    assert [s.tube for s in specimens.tubes(clinic, visit_id)] == ["sst"]
    with pytest.raises(Conflict):
        orders.revoke(clinic, order, "again")


def test_a_finger_stick_is_planned_anew(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    ordered(clinic, visit_id, "cmp", "cbc")
    orders.plan_again(clinic, visit_id, route="finger", device="straight")
    assert [s.tube for s in specimens.tubes(clinic, visit_id)] == ["cap_edta", "cap_serum"]


def test_an_order_that_came_without_a_visit_is_taken_up_once(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    other = roomed_visit(clinic, Name("Tanaka", "Kenji"), number="1")
    with clinic.work(Right.IMPORT) as uow:
        visit = uow.visits.get(visit_id)
        assert visit is not None
        came = LabOrder(
            new_id(), visit.patient_id, "Dr. Ahmed", ("cbc",), clinic.now(), source="imported"
        )
        assert uow.orders.add_new([came, came]) == 1
        assert uow.orders.add_new([replace(came, provider="Dr. No")]) == 0
    with pytest.raises(Refused, match="another patient"):
        orders.take_up(clinic, came, other)
    orders.take_up(clinic, came, visit_id)
    assert [s.ordered_by for s in specimens.tubes(clinic, visit_id)] == ["Dr. Ahmed"]
    with pytest.raises(Conflict):
        orders.take_up(clinic, came, visit_id)


def test_sites_of_a_biopsy_have_their_own_jars_and_labels_first(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    jars = ordered(clinic, visit_id, "biopsy", "biopsy")
    assert len(jars) == 2
    tray = PaperTray()
    specimens.print_labels(clinic, visit_id, [jars[0].id], tray)
    assert b"BEFORE_20THE_20DRAW" in tray.got[0]


def test_an_imported_order_waits_until_it_is_taken_up(clinic: Clinic, tmp_path: Path) -> None:
    visit_id = roomed_visit(clinic, Name("Okafor-Nowak", "Adaeze"), date(1984, 5, 17), mrn="10042")
    path = tmp_path / "orders.json"
    path.write_bytes(as_bytes(bundle(patient(), request())))
    for _twice in range(2):
        import_files(clinic, [path])
    (order,) = orders.of_patient(clinic, visit_id)
    assert (order.tests, order.source, order.visit_id) == (("cbc",), "imported", "")
    assert specimens.tubes(clinic, visit_id) == ()
    orders.take_up(clinic, order, visit_id)
    assert [item.tests for item in specimens.tubes(clinic, visit_id)] == [("cbc",)]


def test_the_most_urgent_order_of_a_tube_stands_on_its_label(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    ordered(clinic, visit_id, "cbc", "cmp")
    orders.place(clinic, visit_id, orders.Draft(("a1c",), PROVIDER, "stat"))
    orders.place(clinic, visit_id, orders.Draft(("pth",), PROVIDER, "urgent"))
    sst, edta = drawn(clinic, visit_id, "cbc")
    tray = PaperTray()
    specimens.print_labels(clinic, visit_id, [sst.id, edta.id], tray)

    assert [b"STAT" in label for label in tray.got] == [False, True]
    collecting.reject(clinic, fresh(clinic, [edta])[0], "hemolyzed", recollect_in=visit_id)
    again = specimens.tubes(clinic, visit_id)[-1]
    assert priority_words(again) == "STAT"


def test_a_stat_order_that_is_taken_back_leaves_no_mark(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    ordered(clinic, visit_id, "cbc")
    orders.place(clinic, visit_id, orders.Draft(("a1c",), PROVIDER, "stat"))
    stat = next(item for item in orders.of_patient(clinic, visit_id) if item.priority == "stat")
    orders.revoke(clinic, stat, "Ordered twice")

    (edta,) = specimens.tubes(clinic, visit_id)
    assert priority_words(edta) == ""
