"""Labels: never without an identity check, never for another visit, never twice unseen."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from ma_desktop.devices.printers import FilePrinter, PrintResult
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.label import Drawing, TextItem
from ma_desktop.domain.patient import Name
from ma_desktop.domain.specimen import is_accession
from ma_desktop.services import collecting, specimens
from ma_desktop.services.clinic import Clinic
from tests.clinics import roomed_visit
from tests.services.collections import ordered


@dataclass
class DeadPrinter:
    """Takes nothing."""

    name: str = "dead"
    language: Literal["zpl", "pdf"] = "zpl"
    got: list[bytes] = field(default_factory=list)

    def send(self, data: bytes) -> PrintResult:
        self.got.append(data)
        return PrintResult("unknown", "The printer stopped answering.")


def tube(clinic: Clinic, visit_id: str, tube_id: str = "sst") -> str:
    made, _changes = specimens.add_tube(clinic, visit_id, tube_id, ("cmp",), "Dr. Lindqvist")
    return made


def drawn_tube(clinic: Clinic, visit_id: str) -> str:
    """A tube that is filled, so that its label may print."""
    made = tube(clinic, visit_id)
    item = next(one for one in specimens.tubes(clinic, visit_id) if one.id == made)
    collecting.record_draw(clinic, visit_id, [item], collecting.Draw("left antecubital"))
    return made


def test_tubes_stand_in_the_order_of_draw(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    for tube_id in ("edta", "sst", "citrate"):
        tube(clinic, visit_id, tube_id)
    found = specimens.tubes(clinic, visit_id)
    assert [item.tube for item in found] == ["citrate", "sst", "edta"]
    assert all(is_accession(item.accession) for item in found)
    assert len({item.accession for item in found}) == 3


def test_unknown_tube_or_missing_order_is_refused(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    with pytest.raises(Refused):
        specimens.add_tube(clinic, visit_id, "thermos", (), "Dr. Ahmed")
    with pytest.raises(Refused, match="order"):
        specimens.add_tube(clinic, visit_id, "sst", (), " ")
    assert specimens.tubes(clinic, visit_id) == ()


def test_no_label_without_an_identity_check(clinic: Clinic, tmp_path: Path) -> None:
    visit_id = roomed_visit(clinic, identified=False)
    specimen_id = tube(clinic, visit_id)
    out = tmp_path / "label.zpl"
    with pytest.raises(Refused, match="identity"):
        specimens.label(clinic, specimen_id, visit_id)
    with pytest.raises(Refused, match="identity"):
        specimens.print_labels(clinic, visit_id, [specimen_id], FilePrinter(out))
    assert not out.exists()
    assert specimens.tubes(clinic, visit_id)[0].prints == 0


def test_no_label_for_a_tube_of_another_visit(clinic: Clinic, tmp_path: Path) -> None:
    first = roomed_visit(clinic)
    second = roomed_visit(clinic, Name("Tanaka", "Kenji"), number="1")
    specimen_id = tube(clinic, first)
    with pytest.raises(Refused, match="open visit"):
        specimens.print_labels(clinic, second, [specimen_id], FilePrinter(tmp_path / "x.zpl"))


def test_second_label_needs_a_reason_and_is_marked(clinic: Clinic, tmp_path: Path) -> None:
    visit_id = roomed_visit(clinic)
    specimen_id = drawn_tube(clinic, visit_id)
    out = tmp_path / "label.zpl"
    sent, changes = specimens.print_labels(clinic, visit_id, [specimen_id], FilePrinter(out))
    assert (sent.result.state, changes.specimens) == ("confirmed", True)
    assert b"COPY" not in out.read_bytes()
    with pytest.raises(Refused, match="already"):
        specimens.print_labels(clinic, visit_id, [specimen_id], FilePrinter(out))
    specimens.print_labels(clinic, visit_id, [specimen_id], FilePrinter(out), "smudged")
    assert specimens.tubes(clinic, visit_id)[0].prints == 2
    assert b"COPY" in out.read_bytes()


def test_unknown_outcome_is_kept_and_never_sent_again(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    specimen_id = drawn_tube(clinic, visit_id)
    printer = DeadPrinter()
    sent, _changes = specimens.print_labels(clinic, visit_id, [specimen_id], printer)
    assert sent.result.state == "unknown"
    assert len(printer.got) == 1
    with pytest.raises(Refused, match="not known whether"):
        specimens.print_labels(clinic, visit_id, [specimen_id], printer)
    assert len(printer.got) == 1


def test_scan_back_confirms_only_the_right_tube(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    other_visit = roomed_visit(clinic, Name("Tanaka", "Kenji"), number="1")
    mine, other = drawn_tube(clinic, visit_id), tube(clinic, other_visit)
    numbers = {
        item.id: item.accession
        for visit in (visit_id, other_visit)
        for item in specimens.tubes(clinic, visit)
    }
    with pytest.raises(Refused, match="No label was printed"):
        collecting.scan_back(clinic, visit_id, numbers[mine])
    specimens.print_labels(clinic, visit_id, [mine], DeadPrinter())
    for wrong in (numbers[other], "260690000421", "", "OKAFOR", "\x1b[A\r\n"):
        with pytest.raises(Refused):
            collecting.scan_back(clinic, visit_id, wrong)
    assert specimens.tubes(clinic, visit_id)[0].confirmed_at is None
    collecting.scan_back(clinic, visit_id, numbers[mine])
    assert specimens.tubes(clinic, visit_id)[0].state == "collected"
    with clinic.look() as uow:
        wrong_scans = [e for e, _mac in uow.audit.entries() if e.action == "wrong label scanned"]
    assert len(wrong_scans) == 5


def test_a_jar_says_its_site_its_formalin_time_and_which_of_two_it_is(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    ordered(clinic, visit_id, "ammonia")
    first, second = tube(clinic, visit_id, "biopsy_jar"), tube(clinic, visit_id, "biopsy_jar")
    jars = [one for one in specimens.tubes(clinic, visit_id) if one.tube == "biopsy_jar"]
    assert {jar.id for jar in jars} == {first, second}
    said = {"body_site": "left forearm", "fixative_time": "09:42"}
    collecting.record_draw(clinic, visit_id, jars[1:], collecting.Draw(details=said))
    shown = words(specimens.label(clinic, jars[1].id, visit_id))
    assert {"SITE LEFT FOREARM", "FORMALIN 09:42", "2 OF 2"} <= set(shown)
    ammonia = next(one for one in specimens.tubes(clinic, visit_id) if one.tests == ("ammonia",))
    collecting.record_draw(clinic, visit_id, [ammonia], collecting.Draw("left arm"))
    assert "ON ICE" in words(specimens.label(clinic, ammonia.id, visit_id))


def words(drawing: Drawing) -> list[str]:
    return [item.text for item in drawing.items if isinstance(item, TextItem)]
