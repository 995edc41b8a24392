"""A tray from dirty to packed and around again, its labels, and what waits on the strip."""

from __future__ import annotations

from pathlib import Path

import pytest

from ma_desktop.devices.printers import FilePrinter
from ma_desktop.documents.raster import pages
from ma_desktop.documents.readback import decode
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.instrument import InstrumentState
from ma_desktop.services import instruments, loads, pack_labels, packs, printing, today
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.instruments import InstrumentLine
from ma_desktop.services.packs import Packing
from ma_desktop.services.record_tables import record_tables
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.services.sterilizing import (
    biological,
    bowie_dick,
    packed,
    release,
    run,
)
from tests.services.test_printing import MoodyPrinter

STATE = InstrumentState


def line(clinic: Clinic, tray_id: str) -> InstrumentLine:
    return next(i for i in instruments.instruments(clinic) if i.instrument.id == tray_id)


def go(clinic: Clinic, tray_id: str, *goals: InstrumentState, reason: str = "") -> None:
    for goal in goals:
        instruments.move(clinic, line(clinic, tray_id).instrument, goal, reason)


def test_a_tray_goes_around(clinic: Clinic, vacuum: str, tray: str) -> None:
    bowie_dick(clinic, vacuum)
    tray_id, _ = instruments.add(clinic, "Suture tray 1", tray)
    assert line(clinic, tray_id).state is STATE.DIRTY
    go(clinic, tray_id, STATE.CLEANED, STATE.INSPECTED)
    packing = Packing(("Needle holder",), instrument_id=tray_id)
    with pytest.raises(Refused, match="Scissors"):
        packs.make_packs(clinic, tray, packing)
    packing = Packing(("Needle holder", "Scissors"), instrument_id=tray_id)
    (pack,), _ = packs.make_packs(clinic, tray, packing)
    assert line(clinic, tray_id).state is STATE.PACKED
    release(clinic, run(clinic, vacuum, [pack]))
    assert line(clinic, tray_id).state is STATE.STERILE
    packs.use(clinic, roomed_visit(clinic), pack.number)
    assert line(clinic, tray_id).state is STATE.USED
    go(clinic, tray_id, STATE.CLEANED)
    assert line(clinic, tray_id).pack is None
    with clinic.look() as uow:
        way = [event.state for event in uow.instruments.events(tray_id)]
    assert way == [STATE.DIRTY, STATE.CLEANED, STATE.INSPECTED, STATE.PACKED, STATE.CLEANED]


def test_no_step_is_left_out(clinic: Clinic, tray: str) -> None:
    tray_id, _ = instruments.add(clinic, "Suture tray 1", tray)
    with pytest.raises(Refused, match="name"):
        instruments.add(clinic, "Suture  tray 1", tray)
    with pytest.raises(Refused, match="dirty"):
        go(clinic, tray_id, STATE.INSPECTED)
    with pytest.raises(Refused, match="dirty"):
        packs.make_packs(
            clinic, tray, Packing(("Needle holder", "Scissors"), instrument_id=tray_id)
        )
    with pytest.raises(Refused, match="pack"):
        go(clinic, tray_id, STATE.STERILE)
    with pytest.raises(Refused, match="reason"):
        go(clinic, tray_id, STATE.REPAIR)
    go(clinic, tray_id, STATE.REPAIR, reason="Hinge stiff")
    go(clinic, tray_id, STATE.DIRTY, STATE.CLEANED)
    go(clinic, tray_id, STATE.RETIRED, reason="Broken")
    assert instruments.instruments(clinic) == ()


def test_labels_of_packs_decode_and_are_counted(
    clinic: Clinic, vacuum: str, tray: str, tmp_path: Path
) -> None:
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray)
    numbers = [item.number for item in inside]
    queued = pack_labels.queue_for_next(clinic, vacuum, "prev132w", numbers)
    again = pack_labels.queue_for_next(clinic, vacuum, "prev132w", numbers)
    assert again == queued
    out = tmp_path / "labels.pdf"
    for job_id, item in zip(queued, inside, strict=True):
        sent, changes = printing.send(clinic, [job_id], FilePrinter(out, language="pdf"))
        assert changes.sterilization
        assert sent.jobs[0].values["load"] == "A1-0310-02"
        image = pages(out.read_bytes(), 300 / 72)[0]
        assert decode(image) == [item.number]
        out.unlink()
    load_id, _ = loads.start(clinic, vacuum, "prev132w", numbers)
    assert loads.view(clinic, load_id).load.number == "A1-0310-02"
    with pytest.raises(Refused, match="already"):
        pack_labels.queue_for_load(clinic, load_id)
    copies = pack_labels.queue_for_load(clinic, load_id, "Label fell off")
    with clinic.look() as uow:
        job = uow.print_jobs.get(copies[0])
    assert job is not None
    assert job.values["reprint"] == "COPY 2"


def test_a_batch_of_pack_labels_goes_on_where_the_printer_stopped(
    clinic: Clinic, vacuum: str, tray: str
) -> None:
    bowie_dick(clinic, vacuum)
    inside = packed(clinic, tray, 3)
    load_id, _ = loads.start(clinic, vacuum, "prev132w", [item.number for item in inside])
    first, second, third = pack_labels.queue_for_load(clinic, load_id)
    printer = MoodyPrinter(["confirmed", "unknown"])
    printing.send(clinic, [first, second, third], printer)
    assert pack_labels.queue_for_load(clinic, load_id) == (second, third)
    printing.resolve(clinic, second, printed=True)
    assert pack_labels.queue_for_load(clinic, load_id) == (third,)
    printing.send(clinic, [third], printer)
    with pytest.raises(Refused, match="already"):
        pack_labels.queue_for_load(clinic, load_id)
    assert len(pack_labels.queue_for_load(clinic, load_id, "Labels fell off")) == 3


def test_what_waits_comes_to_the_strip(
    clinic: Clinic, vacuum: str, tray: str, clock: FixedClock
) -> None:
    def strip() -> set[str]:
        return {item.text for item in today.board(clinic).due}

    assert {"Air-removal test: Autoclave 1", "Biological indicator due: Autoclave 1"} <= strip()
    release(clinic, bowie_dick(clinic, vacuum))
    assert "Air-removal test: Autoclave 1" not in strip()
    load_id = run(clinic, vacuum, packed(clinic, tray))
    assert "Release load A1-0310-02" in strip()
    biological(clinic, clock, load_id, negative=False)
    assert "Recall: 2 packs to find" in strip()
    assert not any("Release" in text or "Biological" in text for text in strip())


def test_packs_stand_in_the_clinical_copy(clinic: Clinic, vacuum: str, tray: str) -> None:
    bowie_dick(clinic, vacuum)
    (item,) = packed(clinic, tray, 1)
    release(clinic, run(clinic, vacuum, [item]))
    visit_id = roomed_visit(clinic)
    packs.use(clinic, visit_id, item.number)
    with clinic.look() as uow:
        visit = uow.visits.get(visit_id)
        assert visit is not None
        tables = {table.title: table for table in record_tables(clinic, uow, visit)}
    assert tables["Packs used"].rows[0].cells[1:4] == ("Suture tray", item.number, "A1-0310-02")
