"""The tubes of a visit in the order of draw, as lines of a table."""

from __future__ import annotations

from dataclasses import dataclass

from ma_desktop.domain.specimen import Specimen, Tube
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.widgets.record_table import Column

_STATES = {
    "ordered": ("waiting", "neutral"),
    "labelled": ("printed", "ok"),
    "collected": ("confirmed", "ok"),
}


@dataclass(frozen=True)
class TubeLine:
    """One tube: its place in the order of draw, its catalog entry, its tests in words."""

    number: int
    specimen: Specimen
    tube: Tube
    tests: str
    is_next: bool

    @property
    def state(self) -> tuple[str, str]:
        """Words and look of the state."""
        if self.is_next:
            return "label next", "brand"
        return _STATES.get(self.specimen.state, (self.specimen.state, "neutral"))

    @property
    def mixing(self) -> str:
        """Inversions and clotting time, as the catalog says."""
        parts = []
        if self.tube.inversions is not None:
            low, high = self.tube.inversions
            parts.append(f"{low} inversions" if low == high else f"{low}–{high} inversions")
        if self.tube.clot_minutes is not None:
            parts.append(f"clot {self.tube.clot_minutes} min")
        return " · ".join(parts)


COLUMNS: tuple[Column[TubeLine], ...] = (
    Column("", lambda line: str(line.number), look="strong", width=44),
    Column(
        "Tube",
        lambda line: line.tube.cap.capitalize(),
        look="strong",
        detail=lambda line: line.tube.additive,
        width=250,
    ),
    Column(
        "Tests",
        lambda line: line.tests or "No tests named",
        look="strong",
        detail=lambda line: line.mixing,
        stretch=True,
    ),
    Column(
        "State",
        lambda line: line.state[0],
        look="pill",
        role=lambda line: line.state[1],
        width=130,
    ),
)


def lines_of(clinic: Clinic, found: tuple[Specimen, ...]) -> tuple[TubeLine, ...]:
    """Lines in the order of draw; the first tube without a label is the next one."""
    next_id = next((item.id for item in found if not item.prints), "")
    tests = clinic.catalog.tests
    return tuple(
        TubeLine(
            number,
            item,
            clinic.catalog.tubes[item.tube],
            " · ".join(tests[t].short if t in tests else t for t in item.tests),
            item.id == next_id,
        )
        for number, item in enumerate(found, 1)
    )
