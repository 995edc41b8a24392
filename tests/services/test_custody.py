"""Custody: each hand a line, nothing leaves without its bag, what is late is told."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from ma_desktop.documents.raster import pages
from ma_desktop.documents.readback import decode
from ma_desktop.domain.errors import Conflict, Refused
from ma_desktop.domain.patient import Name
from ma_desktop.domain.specimen import Specimen
from ma_desktop.services import bagging, collecting, custody, timers, today
from ma_desktop.services.clinic import Clinic
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.services.collections import audited, collected, drawn, fresh, labelled, ordered

LAB = "Northgate Laboratories"


def words(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def test_from_the_draw_to_the_laboratory(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    items = collected(clinic, visit_id, "cmp", "cbc")
    sst = items[0]
    with pytest.raises(Refused, match="clots for 30 min more"):
        custody.start_spin(clinic, [sst])
    clock.advance(minutes=31)
    custody.start_spin(clinic, [sst])
    assert [t.label for t in timers.running(clinic)] == ["Spin gold or red-gray (tiger)"]
    clock.advance(minutes=10)
    custody.processed(clinic, fresh(clinic, [sst]))
    assert timers.running(clinic) == ()
    bagging.bag(clinic, fresh(clinic, items), LAB)
    with pytest.raises(Refused, match="courier"):
        custody.pick_up(clinic, fresh(clinic, items), LAB, " ")
    pickup_id, _changes = custody.pick_up(clinic, fresh(clinic, items), LAB, "R. Mbeki")
    assert [s.state for s in fresh(clinic, items)] == ["picked-up", "picked-up"]
    custody.receive(clinic, pickup_id)
    with pytest.raises(Refused, match="on its way"):
        custody.receive(clinic, pickup_id)

    kinds = [event.kind for event in custody.story(clinic, sst.id).events]
    assert kinds == [
        "drawn",
        "collected",
        "spin started",
        "processed",
        "bagged",
        "picked-up",
        "received",
    ]
    assert custody.shelf(clinic).held == ()
    assert custody.shelf(clinic).pickups[0].count == 2


def test_each_page_of_a_manifest_says_whose_it_is_and_which_bags_it_goes_with(
    clinic: Clinic,
) -> None:
    items = []
    for number in ("1", "2", "3"):
        visit_id = roomed_visit(clinic, Name(f"Wolfeschlegel{number}", "Ada"), number=number)
        tests = ("ptinr", "cmp", "cbc", "glu", "ammonia", "lactate")
        new = collected(clinic, visit_id, *tests)
        bagging.bag(clinic, new, LAB)
        items += new
    pickup_id, _changes = custody.pick_up(clinic, fresh(clinic, items), LAB, "R. Mbeki")
    sheets = PdfReader(BytesIO(custody.manifest(clinic, pickup_id))).pages
    assert len(sheets) > 1
    first = sheets[0].extract_text()
    assert "18 specimens in 3 bags" in first
    assert all(
        first.count(bag) >= 1 for bag in {x.details["bag"][-6:] for x in fresh(clinic, items)}
    )
    assert all(f"08:30 · To {LAB}" in sheet.extract_text() for sheet in sheets)


def test_the_manifest_names_each_specimen_and_its_bars_can_be_read(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    other = roomed_visit(clinic, Name("Nguyễn", "Thị Hồng"), number="1")
    items = collected(clinic, visit_id, "cbc", "ptinr") + collected(clinic, other, "ammonia")
    bagging.bag(clinic, items, LAB)
    pickup_id, _changes = custody.pick_up(clinic, fresh(clinic, items), LAB, "R. Mbeki")
    data = custody.manifest(clinic, pickup_id)

    text = words(data)
    for part in (LAB, "R. Mbeki", "Okafor", "3 specimens", "on ice", "PT/INR", "J. Rivera, CMA"):
        assert part.casefold() in text.casefold()
    read = set(decode(pages(data, 3.0)[0]))
    assert {item.accession for item in items} <= read
    assert len(audited(clinic, "manifest made")) == 2
    with pytest.raises(Refused, match="not known"):
        custody.manifest(clinic, "nothing")


def test_nothing_is_bagged_before_its_scan_or_picked_up_before_its_bag(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    items = labelled(clinic, visit_id, "cbc")
    with pytest.raises(Refused, match="not scanned"):
        bagging.bag(clinic, items, LAB)
    collecting.scan_back(clinic, visit_id, items[0].accession)
    with pytest.raises(Refused, match="not bagged"):
        custody.pick_up(clinic, fresh(clinic, items), LAB, "R. Mbeki")
    assert custody.shelf(clinic).pickups == ()
    with pytest.raises(Conflict):
        bagging.bag(clinic, [collected_once(items[0])], LAB)
    with pytest.raises(Refused, match="No specimen"):
        bagging.bag(clinic, [], LAB)


def collected_once(item: Specimen) -> Specimen:
    """The specimen as a window shows it that was not refreshed."""
    return replace(item, state="collected")


def test_what_waits_too_long_is_on_the_strip_and_on_the_board(
    clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic)
    ordered(clinic, visit_id, "cbc")
    assert needs(clinic) == ("Collect 1",)
    assert len(drawn(clinic, visit_id, "cmp", "ammonia")) == 3
    assert needs(clinic) == ("Scan 3 labels",)
    ordered(clinic, visit_id, "ptinr")
    assert needs(clinic) == ("Scan 3 labels", "Collect 1")
    assert due(clinic) == []
    clock.advance(minutes=11)
    assert "Gold or red-gray (tiger): scan the label: G.O." in due(clinic)
    clock.advance(minutes=5)
    assert "Dark green: to the laboratory: G.O." in due(clinic)
    clock.advance(hours=2)
    assert "Gold or red-gray (tiger): spin: G.O." in due(clinic)


def test_a_late_courier_and_a_rejection_are_told(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    items = collected(clinic, visit_id, "cbc")
    assert due(clinic) == []
    clock.advance(hours=8, minutes=31)
    assert due(clinic) == ["Lavender: pick-up: G.O."]
    collecting.reject(clinic, items[0], "late")
    assert due(clinic) == ["Lavender: recollect: G.O."]
    assert needs(clinic) == ("Recollect",)
    collecting.recollect(clinic, fresh(clinic, items)[0], visit_id)
    assert due(clinic) == []
    assert needs(clinic) == ("Recollect",)


def test_a_number_is_looked_up_and_noted(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (item,) = ordered(clinic, visit_id, "cbc")
    assert custody.by_number(clinic, item.accession) == item
    assert custody.by_number(clinic, "0") is None
    assert len(audited(clinic, "specimen looked up")) == 2


def due(clinic: Clinic) -> list[str]:
    """What the strip says of specimens, without their timers."""
    found = today.board(clinic).due
    return [i.text for i in found if i.screen == "specimens" and "Clot" not in i.text]


def needs(clinic: Clinic) -> tuple[str, ...]:
    return today.board(clinic).rows[0].needs
