"""Printers that the clinic set up: who may, which one prints where, the roll in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ma_desktop.domain.errors import NotAllowed, Refused
from ma_desktop.domain.printer import Paper, PrinterSetup
from ma_desktop.domain.staff import Role
from ma_desktop.services import (
    bagging,
    collecting,
    label_designs,
    printers,
    printing,
    specimens,
)
from ma_desktop.services.clinic import Clinic
from tests.clinics import roomed_visit
from tests.services.collections import PaperTray, collected, drawn, ordered

SMALL = "specimen-2x1"


def a_printer(name: str = "Labels", **more: object) -> PrinterSetup:
    return replace(PrinterSetup("", name, "zpl", "10.0.0.9", 9100), **more)  # type: ignore[arg-type]  # fields by name, as given


def test_an_assistant_prints_a_test_label_but_does_not_set_printers_up(clinic: Clinic) -> None:
    saved = printers.save(clinic, a_printer())
    clinic.actor = replace(clinic.actor, role=Role.MEDICAL_ASSISTANT)
    with pytest.raises(NotAllowed):
        printers.save(clinic, replace(saved, name="Mine"))
    with pytest.raises(NotAllowed):
        printers.remove(clinic, saved)
    assert printers.print_test(clinic, saved, PaperTray()).result.state == "confirmed"
    assert [item.name for item in printers.printers(clinic)] == ["Labels"]


def test_the_room_and_the_kind_choose_the_printer(clinic: Clinic) -> None:
    one, two = clinic.rooms[0].id, clinic.rooms[1].id
    for setup in (
        a_printer("Any"),
        a_printer("Packs", kind="pack"),
        a_printer("Room one", room=one),
        a_printer("Slides of one", room=one, kind="slide"),
    ):
        printers.save(clinic, setup)
    found = [
        printers.for_label(clinic, kind, room)
        for kind, room in (("slide", one), ("pack", one), ("pack", two), ("specimen", two))
    ]
    assert [item and item.name for item in found] == ["Slides of one", "Room one", "Packs", "Any"]


def test_the_roll_in_the_printer_gives_the_format(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (tube,) = drawn(clinic, visit_id, "cbc")
    paper = Paper(300, format=SMALL)
    assert specimens.label(clinic, tube.id, visit_id, SMALL).width_mm == 50.8
    tray = PaperTray()
    specimens.print_labels(clinic, visit_id, [tube.id], tray, paper=paper)
    assert tray.got[0].startswith(b"^XA^CI28^PW600^LL300")


def test_a_roll_of_another_kind_of_label_is_not_used(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (tube,) = drawn(clinic, visit_id, "cbc")
    drawing = specimens.label(clinic, tube.id, visit_id, "pack-2x1")
    assert drawing.width_mm == 57.15


def test_an_unknown_roll_is_refused(clinic: Clinic) -> None:
    setup = a_printer(paper=Paper(format="gone"))
    with pytest.raises(Refused, match="roll"):
        printers.save(clinic, setup)
    with pytest.raises(Refused, match="roll"):
        printers.print_test(clinic, setup, PaperTray())


@pytest.mark.parametrize("roll", ["", "pack-2x1", "bag-4x3", "slide-23x23", "patient-2.25x1.25"])
def test_the_test_label_stands_on_the_roll_and_says_that_it_is_one(
    clinic: Clinic, roll: str
) -> None:
    tray = PaperTray()
    printers.print_test(clinic, a_printer(paper=Paper(format=roll)), tray)
    assert b"TEST" in tray.got[0]


def test_a_jar_whose_site_is_known_gets_the_label_that_names_it(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (jar,) = ordered(clinic, visit_id, "biopsy")
    assert specimens.label_kind(clinic, jar) == "specimen"
    details = {"body_site": "Left forearm", "fixative_time": "0942"}
    collecting.record_draw(clinic, visit_id, [jar], collecting.Draw(details=details))
    (filled,) = specimens.tubes(clinic, visit_id)
    assert specimens.label_kind(clinic, filled) == "biopsy"
    tray = PaperTray()
    specimens.print_labels(clinic, visit_id, [jar.id], tray)
    assert b"LEFT_20FOREARM" in tray.got[0]


def test_queued_labels_follow_the_roll_in_the_printer(clinic: Clinic) -> None:
    """A bag's label is queued before anybody knows where it prints."""
    small = label_designs.save_design(
        clinic, replace(clinic.catalog.labels["bag-4x3"], id="own-bag", name="Our bag")
    )
    (item,) = collected(clinic, roomed_visit(clinic), "cbc")
    job_id, _changes = bagging.bag(clinic, [item], "North")
    printing.send(clinic, [job_id], PaperTray(), paper=Paper(format=small.id))
    today = clinic.local(clinic.now()).date()
    job = next(job for job in printing.log(clinic, today, today) if job.id == job_id)
    assert (job.state, job.format) == ("confirmed", small.id)


def test_a_label_keeps_its_size_where_the_roll_is_for_other_labels(clinic: Clinic) -> None:
    (item,) = collected(clinic, roomed_visit(clinic), "cbc")
    job_id, _changes = bagging.bag(clinic, [item], "North")
    tray = PaperTray()
    printing.send(clinic, [job_id], tray, paper=Paper(format=SMALL))
    assert tray.got[0].startswith(b"^XA^CI28^PW812^LL609")


def test_a_roll_that_the_labels_of_a_printer_cannot_stand_on_is_refused(clinic: Clinic) -> None:
    with pytest.raises(Refused, match="roll for labels of the kind Specimen"):
        printers.save(clinic, a_printer(kind="pack", paper=Paper(format=SMALL)))
    assert printers.printers(clinic) == ()
