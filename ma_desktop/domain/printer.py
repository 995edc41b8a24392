"""A label printer as the clinic set it up, and which one prints what where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.label import RESOLUTIONS

Connection = Literal["zpl", "ipp", "system"]
CONNECTIONS: dict[Connection, str] = {
    "zpl": "ZPL on the network",
    "ipp": "IPP on the network",
    "system": "Driver of this computer",
}
MOST_SHIFT_MM = 3.0
"""Alignment that still leaves the quiet zones on the label."""


@dataclass(frozen=True)
class Paper:
    """How a printer puts a label on paper: dots an inch, a shift in mm, and the roll in it.

    `format` is the id of the label format of that roll; empty means the usual one of each kind.
    """

    dpi: int = 203
    right_mm: float = 0.0
    down_mm: float = 0.0
    format: str = ""


PLAIN = Paper()


@dataclass(frozen=True)
class PrinterSetup:
    """One printer. `room` is a room's id and `kind` a kind of label; empty means every one."""

    id: str
    name: str
    connection: Connection
    address: str
    port: int
    paper: Paper = Paper()
    room: str = ""
    kind: str = ""
    removed: bool = False

    def demand_sound(self) -> None:
        """Raise Refused with what is missing or out of range."""
        if not self.name.strip() or not self.address.strip():
            raise Refused("A printer needs a name and an address.", do="Fill them in.")
        if self.connection not in CONNECTIONS or not 0 < self.port < 65536:
            raise Refused("This connection can't work.", do="Check kind and port.")
        if self.paper.dpi not in RESOLUTIONS:
            raise Refused("This resolution is not known.", do="Choose 203, 300 or 600.")
        if max(abs(self.paper.right_mm), abs(self.paper.down_mm)) > MOST_SHIFT_MM:
            raise Refused(
                f"A label may be shifted by {MOST_SHIFT_MM:g} mm at most.",
                do="Align the roll in the printer first.",
            )


def chosen(setups: Iterable[PrinterSetup], kind: str, room: str) -> PrinterSetup | None:
    """The printer for a kind of label in a room: the closest match; the room counts more."""
    fitting = [
        item
        for item in setups
        if not item.removed and item.room in ("", room) and item.kind in ("", kind)
    ]
    return max(fitting, key=lambda item: (bool(item.room), bool(item.kind)), default=None)
