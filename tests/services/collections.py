"""Orders, draws and labels made by use cases, for the tests of specimens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ma_desktop.devices.printers import PrintResult
from ma_desktop.domain.specimen import Specimen
from ma_desktop.services import collecting, orders, specimens
from ma_desktop.services.clinic import Clinic

PROVIDER = "Dr. Lindqvist"


@dataclass
class PaperTray:
    """A printer that takes everything and keeps it."""

    name: str = "tray"
    language: Literal["zpl", "pdf"] = "zpl"
    got: list[bytes] = field(default_factory=list)

    def send(self, data: bytes) -> PrintResult:
        self.got.append(data)
        return PrintResult("confirmed", "Printed.")


def ordered(clinic: Clinic, visit_id: str, *tests: str, route: str = "vein") -> list[Specimen]:
    """The containers of the visit after this order."""
    orders.place(clinic, visit_id, orders.Draft(tests, PROVIDER), route=route)
    return list(specimens.tubes(clinic, visit_id))


def drawn(clinic: Clinic, visit_id: str, *tests: str) -> list[Specimen]:
    """Ordered and filled."""
    items = ordered(clinic, visit_id, *tests)
    draw = collecting.Draw("left antecubital", "butterfly", "yes")
    collecting.record_draw(clinic, visit_id, items, draw)
    return list(specimens.tubes(clinic, visit_id))


def labelled(clinic: Clinic, visit_id: str, *tests: str) -> list[Specimen]:
    """Filled, each with its label."""
    for item in drawn(clinic, visit_id, *tests):
        specimens.print_labels(clinic, visit_id, [item.id], PaperTray())
    return list(specimens.tubes(clinic, visit_id))


def collected(clinic: Clinic, visit_id: str, *tests: str) -> list[Specimen]:
    """Labelled and scanned back."""
    for item in labelled(clinic, visit_id, *tests):
        collecting.scan_back(clinic, visit_id, item.accession)
    return list(specimens.tubes(clinic, visit_id))


def fresh(clinic: Clinic, items: Sequence[Specimen]) -> list[Specimen]:
    """The same specimens as the store has them now."""
    with clinic.look() as uow:
        return list(uow.specimens.many([item.id for item in items]))


def audited(clinic: Clinic, action: str) -> list[str]:
    """Reasons of the audit entries of one action."""
    with clinic.look() as uow:
        return [entry.reason for entry, _mac in uow.audit.entries() if entry.action == action]
