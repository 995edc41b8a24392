"""The clinic's label printers: set up by name, chosen by kind of label and room, tested."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from ma_desktop.devices.ipp import IppPrinter
from ma_desktop.devices.printers import LabelPrinter, NetworkPrinter
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.label_fields import KINDS
from ma_desktop.domain.print_job import LabelJob
from ma_desktop.domain.printer import Paper, PrinterSetup, chosen
from ma_desktop.domain.staff import Right
from ma_desktop.services import printing
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.own_content import keep_version
from ma_desktop.services.printing import Sent
from ma_desktop.storage.store import UnitOfWork

_KIND = "printer"
_TEST_FORMAT = "specimen-2x1"
_TEST_VALUES = {
    "patient_name": "TEST, PRINTER",
    "mrn": "TEST",
    "tests": "NOT A SPECIMEN",
    "contents": "TEST, NO PACK",
    "lab": "TEST, NO BAG",
}


def printers(clinic: Clinic) -> tuple[PrinterSetup, ...]:
    """All printers of the clinic by name."""
    with clinic.look() as uow:
        return _printers(uow)


def for_label(clinic: Clinic, kind: str, room: str = "") -> PrinterSetup | None:
    """The printer for a kind of label in a room, by id; None where none is set up.

    Without `room` it is the room of this workstation.
    """
    here = clinic.room.id if clinic.room else ""
    return chosen(printers(clinic), kind, room or here)


def save(clinic: Clinic, setup: PrinterSetup) -> PrinterSetup:
    """Store a printer; one without an id is new. Raises Refused, NotAllowed, Conflict."""
    setup.demand_sound()
    _demand_roll(clinic, setup)
    kept = replace(setup, id=setup.id or new_id())
    with clinic.work(Right.MANAGE_LISTS) as uow:
        keep_version(uow, clinic, _KIND, kept.id, json.dumps(asdict(kept)), "")
        action = "printer removed" if kept.removed else "printer set up"
        uow.audit.write(action, record=kept.id, reason=f"{kept.connection} {kept.address}")
    return kept


def _demand_roll(clinic: Clinic, setup: PrinterSetup) -> None:
    """Raise Refused for a roll that this printer's labels can't stand on."""
    if not setup.paper.format:
        return
    roll = clinic.catalog.labels.get(setup.paper.format)
    if roll is None:
        raise Refused("This roll of labels is not known.", do="Choose one of the list.")
    if setup.kind not in ("", roll.kind):
        raise Refused(
            f"{roll.name} is a roll for labels of the kind {KINDS[roll.kind].name}; "
            f"this printer prints {KINDS[setup.kind].name}.",
            do="Choose another roll, or other labels.",
        )


def remove(clinic: Clinic, setup: PrinterSetup) -> None:
    """Take a printer out of use; its entries in the print log stay."""
    save(clinic, replace(setup, removed=True))


def connect(setup: PrinterSetup) -> LabelPrinter:
    """A printer on the network. Raises Refused for one that needs this computer's driver."""
    if setup.connection == "zpl":
        return NetworkPrinter(setup.address, setup.port)
    if setup.connection == "ipp":
        host, _, path = setup.address.partition("/")
        return IppPrinter(host, setup.port, f"/{path or 'ipp/print'}")
    raise Refused("This printer needs the window.", do="Print from the window.")


def print_test(clinic: Clinic, setup: PrinterSetup, printer: LabelPrinter) -> Sent:
    """Print one label that is plainly no specimen; it stands in the print log as well."""
    roll = clinic.catalog.labels.get(setup.paper.format or _TEST_FORMAT)
    if roll is None:
        raise Refused("This roll of labels is not known.", do="Choose one of the list.")
    kind = KINDS[roll.kind]
    values = kind.samples | _TEST_VALUES
    job = LabelJob(kind.id, f"test {new_id()}", values, roll.id, reason="Printer test")
    with clinic.work(Right.LABEL) as uow:
        queued = printing.enqueue(clinic, uow, [job])
    return printing.send(clinic, queued, printer, paper=setup.paper)[0]


def _printers(uow: UnitOfWork) -> tuple[PrinterSetup, ...]:
    found = (_setup(json.loads(item.body)) for item in uow.contents.in_force(_KIND))
    return tuple(sorted((item for item in found if not item.removed), key=lambda item: item.name))


def _setup(body: dict[str, Any]) -> PrinterSetup:
    return PrinterSetup(**body | {"paper": Paper(**body["paper"])})
