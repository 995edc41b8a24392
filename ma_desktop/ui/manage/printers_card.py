"""Manage: label printers of the clinic, with alignment, a test label and a look at their state."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ma_desktop.devices.ipp import IPP_PORT, IppPrinter
from ma_desktop.devices.printers import RAW_PORT, LabelPrinter, NetworkPrinter
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.label import RESOLUTIONS
from ma_desktop.domain.label_fields import KINDS
from ma_desktop.domain.printer import CONNECTIONS, MOST_SHIFT_MM, Paper, PrinterSetup
from ma_desktop.services import printers
from ma_desktop.services.printing import Sent
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_printers import connected
from ma_desktop.ui.system_printer import system_printers
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_USUAL = "The usual one"
_EMPTY = PrinterSetup("", "", "zpl", "", RAW_PORT)
_LIST = 480
_FIELD = 214  # two beside each other at the largest text

_SHIFTS = [
    f"{tenths / 10:.1f}" for tenths in range(-int(10 * MOST_SHIFT_MM), int(10 * MOST_SHIFT_MM) + 1)
]


class PrintersCard(Card):
    """A table of printers; the form below changes the chosen one or adds another."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self._id = ""
        self._connections, self._kinds = list(CONNECTIONS), ["", *KINDS]
        self._rooms = ["", *(room.id for room in context.clinic.rooms)]
        self.table: RecordTable[PrinterSetup] = RecordTable(
            self._columns(), "Printers", row_height=44
        )
        self.name = line_edit("Label printer of exam 3")
        self.connection = combo(list(CONNECTIONS.values()), name="Connection")
        self.address = combo(["", *system_printers()], name="Address", editable=True)
        names = self.address.view()
        names.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # long names differ at their end
        names.setMinimumWidth(min(theme.px(_LIST), names.sizeHintForColumn(0) + theme.px(32)))
        self.port = line_edit(str(RAW_PORT))
        self.port.setText(str(RAW_PORT))
        self.dpi = combo([str(dpi) for dpi in RESOLUTIONS], name="Dots an inch")
        self.right, self.down = (
            combo(_SHIFTS, name="Shift right"),
            combo(_SHIFTS, name="Shift down"),
        )
        for shift in (self.right, self.down):
            shift.setCurrentText("0.0")
        self.room = combo(["All rooms", *(room.name for room in context.clinic.rooms)], name="Room")
        self.kind = combo(["All labels", *(kind.name for kind in KINDS.values())], name="Labels")
        self._rolls = [""]
        self.roll = combo([_USUAL], name="Roll in it")
        self.message = label("", "small", wrap=True)
        self._build()
        self.table.chosen.connect(self._show)
        self.connection.currentIndexChanged.connect(self._on_connection)

    def _build(self) -> None:
        self.add(label("Label printers", "heading"))
        self.table.setFixedHeight(theme.px(150))
        self.add(self.table)
        fields = FlowLayout(spacing=12)
        for words, control in (
            ("Name", self.name),
            ("Connection", self.connection),
            ("Address or printer", self.address),
            ("Port", self.port),
            ("Room", self.room),
            ("Labels", self.kind),
            ("Roll in it", self.roll),
            ("Dots an inch", self.dpi),
            ("Shift right, mm", self.right),
            ("Shift down, mm", self.down),
        ):
            field = Field(words, control)
            field.setFixedWidth(theme.px(_FIELD))
            fields.addWidget(field)
        self.add(fields)
        self.add(self.message)
        foot = FlowLayout(right=True)
        foot.addWidget(button("New", self.clear))
        foot.addWidget(button("Remove", self.remove))
        self.checking = button("Is it ready?", self.check)
        self.testing = button("Print a test label", self.test)
        foot.addWidget(self.checking)
        foot.addWidget(self.testing)
        foot.addWidget(primary("Save printer", self.save))
        self.add(foot)

    def _columns(self) -> tuple[Column[PrinterSetup], ...]:
        rooms = {room.id: room.name for room in self._context.clinic.rooms}
        return (
            Column("Name", lambda item: item.name, look="strong", width=180),
            Column("Connection", lambda item: CONNECTIONS[item.connection], width=190),
            Column("Address", lambda item: item.address, width=230),
            Column("Room", lambda item: rooms.get(item.room, "all"), width=110),
            Column("Labels", lambda item: KINDS[item.kind].name if item.kind else "all", width=120),
            Column("Roll", lambda item: self._roll_name(item.paper.format), stretch=True),
        )

    def _roll_name(self, format_id: str) -> str:
        fmt = self._context.clinic.catalog.labels.get(format_id)
        return fmt.name if fmt else _USUAL.lower()

    def _load_rolls(self) -> None:
        """The labels as they are now; the chosen one stays."""
        chosen = self._rolls[self.roll.currentIndex()]
        formats = self._context.clinic.catalog.labels.values()
        self._rolls = ["", *(fmt.id for fmt in formats)]
        self.roll.clear()
        self.roll.addItems([_USUAL, *(fmt.name for fmt in formats)])
        self.roll.setCurrentIndex(_place(self._rolls, chosen))

    def load(self) -> None:
        self._load_rolls()
        clinic = self._context.clinic
        tasks.run(
            lambda: printers.printers(clinic), self.table.set_rows, self._on_failed, parent=self
        )

    def setup(self) -> PrinterSetup:
        """What the form says."""
        roll = self._rolls[self.roll.currentIndex()]
        paper = Paper(int(self.dpi.currentText()), *self._shifted(), roll)
        return PrinterSetup(
            self._id,
            self.name.text().strip(),
            self._connections[self.connection.currentIndex()],
            self.address.currentText().strip(),
            int(self.port.text()) if self.port.text().isdecimal() else 0,
            paper,
            self._rooms[self.room.currentIndex()],
            self._kinds[self.kind.currentIndex()],
        )

    def _shifted(self) -> tuple[float, float]:
        return float(self.right.currentText()), float(self.down.currentText())

    def clear(self) -> None:
        """An empty form for another printer."""
        self._show(_EMPTY)
        self.name.setFocus()

    def save(self) -> None:
        clinic, setup = self._context.clinic, self.setup()
        self._run(lambda: printers.save(clinic, setup), self._on_saved)

    def remove(self) -> None:
        """Take the chosen printer out of use."""
        chosen, clinic = self.table.current, self._context.clinic
        if chosen is not None:
            self._run(lambda: printers.remove(clinic, chosen), lambda _none: self._on_removed())

    def test(self) -> None:
        """Print a label that is plainly no specimen, with the alignment of the form."""
        clinic, setup = self._context.clinic, self.setup()
        self._run(lambda: printers.print_test(clinic, setup, _sound(setup)), self._on_tested)

    def check(self) -> None:
        """Ask the printer how it is, where it can be asked."""
        setup = self.setup()
        self._run(lambda: _state_words(setup), self._say)

    def _run(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        self.testing.setEnabled(False)
        self._say("One moment…")

        def done(result: object) -> None:
            self.testing.setEnabled(True)
            then(result)

        tasks.run(work, done, self._on_failed, parent=self)

    def _on_saved(self, saved: object) -> None:
        if isinstance(saved, PrinterSetup):
            self._id = saved.id
        self._say(f"The printer is saved, for all workstations. {self._roll_words()}".strip())
        self.load()

    def _roll_words(self) -> str:
        """What a roll of one kind means for a printer that takes labels of all kinds."""
        setup = self.setup()
        roll = self._context.clinic.catalog.labels.get(setup.paper.format)
        if roll is None or setup.kind:
            return ""
        return f"Its roll is for {KINDS[roll.kind].name} labels; other labels keep their own size."

    def _on_removed(self) -> None:
        self.clear()
        self._say("The printer is not used any more.")
        self.load()

    def _on_tested(self, sent: object) -> None:
        if isinstance(sent, Sent):
            self._say(sent.words)

    def _on_failed(self, error: MaError) -> None:
        self.testing.setEnabled(True)
        self._say(f"{error.what} {error.do}".strip())

    def _say(self, words: object) -> None:
        self.message.setText(str(words))

    def _on_connection(self, index: int) -> None:
        self.port.setText(str(IPP_PORT if self._connections[index] == "ipp" else RAW_PORT))
        self.port.setEnabled(self._connections[index] != "system")

    def _show(self, item: PrinterSetup) -> None:
        self._id = item.id
        self.name.setText(item.name)
        self.connection.setCurrentIndex(self._connections.index(item.connection))
        self.address.setCurrentText(item.address)
        self.port.setText(str(item.port))
        self.dpi.setCurrentText(str(item.paper.dpi))
        self.right.setCurrentText(f"{item.paper.right_mm:.1f}")
        self.down.setCurrentText(f"{item.paper.down_mm:.1f}")
        self.roll.setCurrentIndex(_place(self._rolls, item.paper.format))
        self.room.setCurrentIndex(_place(self._rooms, item.room))
        self.kind.setCurrentIndex(_place(self._kinds, item.kind))
        for edit in (self.name, self.address.lineEdit()):
            if edit is not None:
                edit.setCursorPosition(0)  # of a long one the beginning is shown


def _sound(setup: PrinterSetup) -> LabelPrinter:
    setup.demand_sound()
    return connected(setup)


def _state_words(setup: PrinterSetup) -> str:
    printer = _sound(setup)
    if isinstance(printer, NetworkPrinter | IppPrinter):
        return printer.condition()
    return "The driver does not tell. Print a test label."


def _place(values: list[str], value: str) -> int:
    return values.index(value) if value in values else 0
