"""A new load: sterilizer, cycle, and its packs by scan or from the list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.devices.scanner import what
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.sterilization import Cycle, Sterilizer, is_pack_number
from ma_desktop.services import loads, packs
from ma_desktop.services.packs import StockLine
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.sterilize.view import SterilizeView
from ma_desktop.ui.sterilize.words import count_words
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.side_page import SidePage
from ma_desktop.ui.widgets.text import label

Labels = Callable[[str, str, list[str]], None]


class NewLoadPanel(SidePage):
    """`started` carries the id of the new load; `left` is emitted when the person gives up."""

    started = Signal(str)
    left = Signal()

    def __init__(self, context: Context, print_labels: Labels) -> None:
        super().__init__("New load")
        self._context, self._print = context, print_labels
        self._sterilizers: tuple[Sterilizer, ...] = ()
        self._cycles: tuple[Cycle, ...] = ()
        self.inside: set[str] = set()
        self.sterilizer = combo([], name="Sterilizer")
        self.cycle = combo([], name="Cycle")
        self.cycle_number = line_edit(name="Number of the cycle on the sterilizer")
        self.scan = line_edit("Scan or type a pack number", name="Pack number")
        self.test = QCheckBox("Test load without packs")
        self.table: RecordTable[StockLine] = RecordTable(
            (
                Column("Pack", lambda line: line.pack.number, look="strong", width=140),
                Column("Set", lambda line: line.set.name, stretch=True),
                Column("", self._mark, look="pill", role=self._look, width=92),
            ),
            "Packs that wait for a load",
            row_height=44,
        )
        self.count, self.message = label("", "strong"), label("", "", wrap=True)
        self.message.setProperty("state", "critical")
        self.go = primary("Start load", self.start, hint="Ctrl Enter")
        self.labels = button("Print labels", self.print_labels)
        self._build()
        self.sterilizer.currentIndexChanged.connect(self._on_sterilizer)
        self.cycle.currentIndexChanged.connect(self._on_cycle)
        self.test.toggled.connect(self._show)
        self.scan.returnPressed.connect(self._on_scan)
        self.table.opened.connect(self._turn)

    def _build(self) -> None:
        for part in (label("New load", "heading"), Field("Sterilizer", self.sterilizer)):
            self.column.addWidget(part)
        self.column.addWidget(Field("Cycle", self.cycle))
        self.column.addWidget(
            Field("Cycle number on the sterilizer, if it has one", self.cycle_number)
        )
        for below in (self.test, self.scan, self.table, self.count, self.message):
            self.column.addWidget(below)
        self.table.setMinimumHeight(theme.px(220))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(button("All in", self.take_all))
        row.addWidget(self.labels)
        row.addStretch(1)
        self.column.addLayout(row)
        foot = QHBoxLayout()
        foot.addWidget(button("Cancel", self.left.emit, hint="Esc"))
        foot.addStretch(1)
        foot.addWidget(self.go)
        self.column.addLayout(foot)
        self.column.addStretch(1)

    def begin(self, view: SterilizeView) -> None:
        """An empty load; the first sterilizer that is in service stands first."""
        self.inside = set()
        self._sterilizers = tuple(sorted(view.sterilizers, key=lambda s: not s.in_service))
        self.sterilizer.blockSignals(True)
        self.sterilizer.clear()
        self.sterilizer.addItems(
            [s.name if s.in_service else f"{s.name} (out of service)" for s in self._sterilizers]
        )
        self.sterilizer.blockSignals(False)
        self.cycle_number.clear()
        self.test.setChecked(False)
        self.message.hide()
        self.show_packs(view)
        self._on_sterilizer()
        self.sterilizer.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_packs(self, view: SterilizeView) -> None:
        """What waits now; a pack that another workstation took is out of this load."""
        self.table.set_rows(view.packed)
        self.inside &= {line.pack.number for line in view.packed}
        if self.table.current is None and view.packed:
            self.table.select(0)
        self._show()

    @property
    def is_test(self) -> bool:
        return self.test.isChecked() or (self._cycle is not None and self._cycle.test_only)

    @property
    def _cycle(self) -> Cycle | None:
        place = self.cycle.currentIndex()
        return self._cycles[place] if 0 <= place < len(self._cycles) else None

    @property
    def _chosen(self) -> Sterilizer | None:
        place = self.sterilizer.currentIndex()
        return self._sterilizers[place] if 0 <= place < len(self._sterilizers) else None

    def _on_sterilizer(self) -> None:
        known = sterilization_content().cycles
        ids = self._chosen.cycles if self._chosen else ()
        self._cycles = tuple(known[key] for key in ids if key in known)
        self.cycle.clear()
        self.cycle.addItems([cycle.name for cycle in self._cycles])

    def _on_cycle(self) -> None:
        self.test.setEnabled(self._cycle is not None and not self._cycle.test_only)
        self._show()

    def _show(self) -> None:
        test = self.is_test
        for part in (self.scan, self.table, self.labels):
            part.setEnabled(not test)
        words = count_words(len(self.inside), "pack") + " in this load"
        self.count.setText("A test runs without packs." if test else words)
        self.table.viewport().update()

    def _mark(self, line: StockLine) -> str:
        return "In" if line.pack.number in self.inside else "Waits"

    def _look(self, line: StockLine) -> str:
        return "ok" if line.pack.number in self.inside else "neutral"

    def _turn(self, line: StockLine) -> None:
        """Enter on a line: into the load, or out of it."""
        self.inside ^= {line.pack.number}
        self._show()

    def take_all(self) -> None:
        """Everything that waits goes in."""
        self.inside = {line.pack.number for line in self.table.records.rows}
        self._show()

    def _on_scan(self) -> None:
        text = what(self.scan.text()).text
        self.scan.clear()
        self.take(text)

    def take(self, number: str) -> None:
        """A scanned pack goes into the load; one that may not is refused in words."""
        self.message.hide()
        if number in {line.pack.number for line in self.table.records.rows}:
            self.inside.add(number)
            self._show()
            return
        if not is_pack_number(number):
            self._say("This is not a pack number. Scan the label again.")
            return
        clinic = self._context.clinic

        def refuse(line: StockLine) -> None:
            self._say(f"Pack {number} is {line.pack.state.words}. Take it out of the load.")

        tasks.run(lambda: packs.find(clinic, number), refuse, self._on_failed, parent=self)

    def print_labels(self) -> None:
        """Labels of what is in the load, with the number that it will get."""
        if self._chosen is not None and self._cycle is not None and self.inside:
            self._print(self._chosen.id, self._cycle.id, sorted(self.inside))

    def start(self) -> None:
        """Close the door: the load gets its number and its packs."""
        chosen, cycle, clinic = self._chosen, self._cycle, self._context.clinic
        if chosen is None or cycle is None or not self.go.isEnabled():
            return
        numbers = [] if self.is_test else sorted(self.inside)
        more, test = self.cycle_number.text(), self.test.isChecked()
        self.go.setEnabled(False)
        tasks.run(
            lambda: loads.start(clinic, chosen.id, cycle.id, numbers, cycle_number=more, test=test),
            self._on_started,
            self._on_failed,
            parent=self,
        )

    def _on_started(self, result: tuple[str, Changes]) -> None:
        self.go.setEnabled(True)
        self.inside = set()
        self.started.emit(result[0])
        self._context.signals.changed.emit(result[1])

    def _on_failed(self, error: MaError) -> None:
        self.go.setEnabled(True)
        self._say(f"{error.what} {error.do}".strip())

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()
