"""The containers of a visit in the order of draw, as lines of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ma_desktop.domain.custody import STATES
from ma_desktop.domain.specimen import LabTest, Specimen, Tube
from ma_desktop.domain.specimen_words import care_words, is_timed_draw, priority_words
from ma_desktop.domain.timer import Timer, clock_words
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.specimens import Collection
from ma_desktop.ui.specimens.container_art import LOOK
from ma_desktop.ui.widgets.record_table import Column

_LOOKS = {
    "ordered": "neutral",
    "drawn": "brand",
    "labelled": "info",
    "rejected": "critical",
    "void": "neutral",
}
_JOBS = {
    "unknown": ("look at printer", "critical"),
    "failed": ("not printed", "warn"),
    "queued": ("not printed", "warn"),
}


@dataclass(frozen=True)
class TubeLine:
    """One container: its place in the order of draw, its catalog entry, what it waits for."""

    number: int
    specimen: Specimen
    tube: Tube
    tests: tuple[LabTest, ...]
    is_next: bool = False
    job: str = ""
    timer: Timer | None = None
    now: datetime | None = None

    @property
    def title(self) -> str:
        """What it is called: the cap of a tube, else the specimen."""
        name = self.tube.cap if self.tube.is_blood else self.tube.name
        return name[:1].upper() + name[1:]

    @property
    def about(self) -> str:
        """Which piece of a set, else what is in the container."""
        return self.specimen.part or self.tube.additive

    @property
    def shorts(self) -> str:
        return " · ".join(test.short for test in self.tests) or "No tests named"

    @property
    def state(self) -> tuple[str, str]:
        """Words and look of the state."""
        item = self.specimen
        if item.state == "labelled" and self.job in _JOBS:
            return _JOBS[self.job]
        if self.due:
            return f"due {self.due}", "info"
        if item.state == "ordered" and item.early:
            return "labeled early", "warn"
        if self.is_next:
            return "collect next", "brand"
        if item.state == "ordered" and item.replaces:
            return "recollect", "warn"
        return STATES[item.state], _LOOKS.get(item.state, "ok")

    @property
    def mixing(self) -> str:
        """Ice and light, then inversions, fill, clot and spin times: as the catalog says, or what
        is left of them.
        """
        tube = self.tube
        parts = []
        if tube.inversions is not None:
            low, high = tube.inversions
            parts.append(f"{low} inversions" if low == high else f"{low}–{high} inversions")
        if tube.min_fill_percent is not None:
            parts.append(f"fill to the line ({tube.min_fill_percent} %)")
        if tube.collection_hours is not None:
            begun = self.specimen.details.get("start", "")
            parts.append(
                f"{tube.collection_hours} h" + (f" from {begun}" if begun else " to collect")
            )
            parts += [self.clock] if self.clock else []
        if tube.clot_minutes is not None:
            parts.append(self._timed("clot", tube.clot_minutes))
        if tube.spin_minutes is not None:
            parts.append(self._timed("spin", tube.spin_minutes))
        if not tube.is_blood and tube.who:
            parts.append(tube.who)
        if self.care:
            parts.insert(0, self.care.upper())
        if self._left("due"):
            parts.insert(0, self._left("due"))
        if priority_words(self.specimen):
            parts.insert(0, priority_words(self.specimen))
        return " · ".join(parts)

    def _timed(self, kind: str, minutes: int) -> str:
        return self._left(kind) or f"{kind} {minutes} min"

    def _left(self, kind: str) -> str:
        return self.clock if self.timer is not None and self.timer.kind == kind else ""

    @property
    def due(self) -> str:
        """The time that a timed draw waits for, while it does."""
        return self.specimen.details.get("due", "") if self.specimen.state == "ordered" else ""

    @property
    def is_timed(self) -> bool:
        """A draw that can be given the time that it is due at."""
        tests = {test.id: test for test in self.tests}
        return is_timed_draw(self.specimen, self.tube, tests)

    @property
    def may_start(self) -> bool:
        """A timed collection whose hours did not begin yet."""
        waits = self.specimen.state == "ordered" and not self.specimen.details.get("start")
        return waits and self.tube.collection_hours is not None

    @property
    def care(self) -> str:
        """Ice, light and the like; one text."""
        return ", ".join(care_words(self.specimen, self.tests))

    @property
    def volume(self) -> str:
        """Sizes of the tube in mL."""
        if self.tube.min_volume_ml is not None:
            return f"{self.tube.min_volume_ml} mL"
        sizes = self.tube.volumes_ml
        if not sizes:
            return ""
        low, high = min(sizes), max(sizes)
        return f"{low} mL" if low == high else f"{low}–{high} mL"

    @property
    def clock(self) -> str:
        """What its timer still has to run."""
        if self.timer is None or self.now is None:
            return ""
        left = self.timer.left(self.now)
        return f"{self.timer.kind} {clock_words(left)}" if left else f"{self.timer.kind} over"


COLUMNS: tuple[Column[TubeLine], ...] = (
    Column("", lambda line: str(line.number), look="strong", width=36),
    Column(
        "",
        lambda line: line.tube.cap,
        look=LOOK,
        role=lambda line: f"{line.tube.closure} {line.tube.cap_color}",
        width=52,
    ),
    Column(
        "Container",
        lambda line: line.title,
        look="strong",
        detail=lambda line: line.about,
        width=200,
    ),
    Column(
        "Tests",
        lambda line: line.shorts,
        look="strong",
        detail=lambda line: line.mixing,
        stretch=True,
    ),
    Column("Volume", lambda line: line.volume, width=108),
    Column(
        "State",
        lambda line: line.state[0],
        look="pill",
        role=lambda line: line.state[1],
        width=140,
    ),
)


def lines_of(
    clinic: Clinic, found: Collection, timers: Sequence[Timer], now: datetime
) -> tuple[TubeLine, ...]:
    """Lines in the order of draw; the first to fill is the next one, if it has no time to wait."""
    ordered = [item for item in found.specimens if item.state == "ordered" and not item.early]
    waiting = [item for item in ordered if not item.details.get("due")]
    by_subject = {timer.subject: timer for timer in timers}
    catalog = clinic.catalog
    return tuple(
        TubeLine(
            number,
            item,
            catalog.tubes[item.tube],
            tuple(catalog.tests[key] for key in item.tests if key in catalog.tests),
            bool(waiting) and item.id == waiting[0].id,
            found.job_state(item),
            by_subject.get(item.id),
            now,
        )
        for number, item in enumerate(found.specimens, 1)
    )


def urgency(line: TubeLine, found: Collection) -> int:
    """What is chosen for the next key: a label in doubt, to print, to scan; a tube to fill."""
    if line.job == "unknown":
        return 4
    if wants_label(line, found) and line.specimen.state != "ordered":
        return 3
    if line.specimen.state in ("drawn", "labelled"):
        return 2
    return 1 if line.is_next else 0


def wants_label(line: TubeLine, found: Collection) -> bool:
    """Filled without a label on paper, or waiting while the clinic prints before the draw."""
    item = line.specimen
    if item.state == "ordered":
        return not item.prints and (found.early_labels or line.tube.label_first)
    open_state = item.state in ("drawn", "labelled")
    return open_state and (not item.prints or line.job in ("failed", "queued"))
