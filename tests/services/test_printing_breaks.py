"""The line to a printer breaks after any byte: no wrong "printed", no double, no loss."""

from __future__ import annotations

import pytest

from ma_desktop.documents.label_zpl import to_zpl
from ma_desktop.domain.errors import Refused
from ma_desktop.services import printing
from ma_desktop.services.clinic import Clinic
from tests.devices.dropping import DroppingPrinter
from tests.services.test_printing import queue, states, wanted

DPI = 203


def label_bytes(clinic: Clinic, job_id: str) -> bytes:
    with clinic.look() as uow:
        job = uow.print_jobs.get(job_id)
    assert job is not None
    return to_zpl(printing.drawing_of(job, clinic.catalog.labels), DPI)


def test_a_line_that_drops_after_any_byte(clinic: Clinic) -> None:
    """Dropped, the label is a question; answered "no", it prints once, and only then."""
    (probe,) = queue(clinic, [wanted("s0000")])
    size = len(label_bytes(clinic, probe))
    with DroppingPrinter() as roll:
        for after in range(1, size):
            ids = queue(clinic, [wanted(f"s{after:04}")])
            assert len(label_bytes(clinic, ids[0])) == size
            roll.how, roll.after = "drop", after
            printing.send(clinic, ids, roll.printer)
            assert states(clinic, ids) == ["unknown"], after
            with pytest.raises(Refused, match="not known"):
                printing.send(clinic, ids, roll.printer)
            assert len(roll.jobs) == after - 1
            printing.resolve(clinic, ids[0], printed=False)
            roll.how = ""
            printing.send(clinic, ids, roll.printer)
            printing.send(clinic, ids, roll.printer)
            assert states(clinic, ids) == ["sent"]
            assert roll.done.acquire(timeout=5)
            assert roll.done.acquire(timeout=5)
            assert len(roll.jobs) == after
    assert len(set(roll.jobs)) == size - 1


def test_a_printer_that_ends_its_side_after_any_byte_has_the_label_once(clinic: Clinic) -> None:
    (probe,) = queue(clinic, [wanted("s0000")])
    size = len(label_bytes(clinic, probe))
    with DroppingPrinter("half-close") as roll:
        for after in range(size + 1):
            roll.after = after
            ids = queue(clinic, [wanted(f"s{after + 1:04}")])
            printing.send(clinic, ids, roll.printer)
            printing.send(clinic, ids, roll.printer)
            assert states(clinic, ids) == ["sent"], after
            assert roll.done.acquire(timeout=5)
            assert len(roll.jobs) == after + 1
    assert len(set(roll.jobs)) == size + 1
