"""What stands beside the views while Collect is shown: who ordered, how many, what comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from ma_desktop.domain.specimen import Specimen
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.pill import Pill

_HOURS, _DUE = "Start its hours", "Due at"


class CollectHead:
    """`parts` stand in the row of the views; they are shown and hidden together with Collect."""

    def __init__(self, add_order: Callable[[], None], start_timed: Callable[[], None]) -> None:
        self._ordered, self._count, self._discard = Pill(), Pill(), Pill()
        self.timed = button(_HOURS, start_timed, hint="T")
        add = button("Add order", add_order, hint="A")
        self.parts: tuple[QWidget, ...] = (
            self._ordered,
            self._count,
            self._discard,
            add,
            self.timed,
        )
        self._shown = False
        self._unwanted: set[QWidget] = {self._discard, self.timed}

    def show(self, shown: bool) -> None:
        self._shown = shown
        for part in self.parts:
            part.setVisible(shown and part not in self._unwanted)

    def set_items(self, items: Sequence[Specimen], discard: bool) -> None:
        """Say who ordered these containers, and whether a discard tube comes first."""
        by = ", ".join(dict.fromkeys(item.ordered_by for item in items))
        tests = len({key for item in items for key in item.tests})
        self._ordered.set(f"{tests} tests ordered by {by}" if by else "No order yet", "neutral")
        self._count.set("1 container" if len(items) == 1 else f"{len(items)} containers", "info")
        self._discard.set(
            "Discard tube first: no label, no clot activator" if discard else "", "warn"
        )
        self._want(self._discard, discard)

    def offer_time(self, hours: bool, due: bool) -> None:
        """Whether the hours of a timed collection can begin, or a draw be given its time."""
        self.timed.setText(_DUE if due else _HOURS)
        self._want(self.timed, hours or due)

    def _want(self, part: QWidget, wanted: bool) -> None:
        self._unwanted = self._unwanted - {part} if wanted else self._unwanted | {part}
        part.setVisible(wanted and self._shown)
