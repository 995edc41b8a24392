"""Sets with their count sheets, trays on their way around, and packs on the shelf."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.documents.report_pdf import Report
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.instrument import InstrumentState, next_state
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.sterilization import InstrumentSet, PackState
from ma_desktop.services import instrument_papers, instruments, packs
from ma_desktop.services.instruments import InstrumentLine
from ma_desktop.services.packs import StockLine
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.moments import day_clock
from ma_desktop.ui.sterilize.dialogs import ReasonDialog
from ma_desktop.ui.sterilize.pack_dialogs import MakePacksDialog, SetDialog, TrayDialog
from ma_desktop.ui.sterilize.parts import Acts
from ma_desktop.ui.sterilize.report_window import ReportWindow
from ma_desktop.ui.sterilize.view import SterilizeView
from ma_desktop.ui.sterilize.words import count_words
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

T = TypeVar("T")
_STEP_WORDS = {
    InstrumentState.CLEANED: "Cleaned",
    InstrumentState.INSPECTED: "Inspected",
    InstrumentState.PACKED: "Pack…",
    InstrumentState.DIRTY: "Back",
}
_LOOK = {
    InstrumentState.DIRTY: "warn",
    InstrumentState.USED: "warn",
    InstrumentState.STERILE: "ok",
    InstrumentState.REPAIR: "critical",
}
_PACK_LOOK = {PackState.STERILE: "ok", PackState.PACKED: "neutral", PackState.RECALLED: "critical"}


class PacksPage(QWidget):
    """Enter on a set packs it; Enter on a tray records its next step; O opens a pack unused.

    H shows what became of the packs of a set, Y the way of a tray.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: SterilizeView | None = None
        clinic = context.clinic
        self.sets: RecordTable[InstrumentSet] = RecordTable(
            (
                Column("Set", _set_name, look="strong", stretch=True, detail=_sheet),
                Column("Items", lambda s: str(sum(n for _i, n in s.contents)), width=70),
                Column("Stock", lambda s: str(self._stock(s)), width=76),
                Column("", lambda _s: "Pack…", look="button", width=96),
            ),
            "Sets",
            row_height=54,
        )
        self.trays: RecordTable[InstrumentLine] = RecordTable(
            (
                Column("Tray or instrument", lambda i: i.instrument.name, look="strong",
                       stretch=True, detail=lambda i: i.set.name),
                Column("State", lambda i: i.state.words.capitalize(), look="pill",
                       role=lambda i: _LOOK.get(i.state, "neutral"), width=126),
                Column("Since", lambda i: day_clock(i.instrument.since, clinic.now(), clinic.zone),
                       look="muted", width=110, detail=lambda i: self._person(i.instrument.by)),
                Column("", _tray_step, look="button", width=118),
            ),
            "Trays and instruments",
            row_height=54,
        )  # fmt: skip
        self.shelf: RecordTable[StockLine] = RecordTable(
            (
                Column("Pack", lambda p: p.pack.number, look="strong", width=150),
                Column("Set", lambda p: p.set.name, stretch=True),
                Column("Load", lambda p: p.load_number, width=128),
                Column("Expires", _expires, role=self._expiry_look, width=132),
                Column("State", lambda p: p.pack.state.words.capitalize(), look="pill",
                       role=lambda p: _PACK_LOOK.get(p.pack.state, "warn"), width=200),
            ),
            "Packs",
            row_height=44,
        )  # fmt: skip
        self.words = label("", "muted")
        self._build()
        self._join()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        new = button("New set…", self.new_set, hint="S")
        edit = button("Change set…", self.change_set)
        retire = button("Retire set…", self.retire_set)
        packs_of = button("History", self.show_set_history, hint="H")
        column.addLayout(_bar("Sets", new, edit, retire, packs_of))
        column.addWidget(self.sets)
        tray = button("New tray…", self.new_tray, hint="T")
        repair = button("Repair…", lambda: self.leave(InstrumentState.REPAIR))
        gone = button("Retire…", lambda: self.leave(InstrumentState.RETIRED))
        way = button("History", self.show_tray_history, hint="Y")
        column.addLayout(_bar("Trays and instruments", tray, repair, gone, way))
        column.addWidget(self.trays)
        torn = button("Opened or damaged…", self.open_unused, hint="O")
        column.addLayout(_bar("Packs", torn))
        column.addWidget(self.words)
        column.addWidget(self.shelf)
        column.addStretch(1)

    def _join(self) -> None:
        self.sets.opened.connect(self.pack)
        self.sets.pressed_button.connect(lambda item, _column: self.pack(item))
        self.trays.opened.connect(self.step)
        self.trays.pressed_button.connect(lambda item, _column: self.step(item))

    def show_view(self, view: SterilizeView) -> None:
        self._view = view
        _fill(self.sets, view.sets)
        _fill(self.trays, view.instruments)
        _fill(self.shelf, (*view.packed, *view.stock))
        waiting, sterile = len(view.packed), len(view.stock)
        self.words.setText(
            f"{count_words(sterile, 'pack')} in stock, {waiting} packed and waiting for a load"
        )

    def take_focus(self) -> None:
        self.sets.setFocus(Qt.FocusReason.OtherFocusReason)

    # Sets and packs

    def new_set(self) -> None:
        SetDialog(self._context, None, self).open()

    def change_set(self) -> None:
        if self.sets.current is not None:
            SetDialog(self._context, self.sets.current, self).open()

    def retire_set(self) -> None:
        known, clinic = self.sets.current, self._context.clinic
        if known is not None:
            self._ask(
                f"Retire {known.name}",
                "Retire",
                lambda reason: packs.retire_set(clinic, known, reason),
            )

    def pack(self, known: InstrumentSet, tray: str = "") -> None:
        """Ask for the count sheet of a set and make packs of it."""
        if self._view is not None:
            dialog = MakePacksDialog(self._context, known, self._view.instruments, self)
            dialog.choose_tray(tray)
            dialog.open()

    def open_unused(self) -> None:
        """The chosen pack was torn, wet, dropped or opened: it is not sterile any more."""
        line, clinic = self.shelf.current, self._context.clinic
        if line is not None:
            number = line.pack.number
            self._ask(
                f"Pack {number} is opened or damaged",
                "Take out",
                lambda reason: packs.open_unused(clinic, number, reason),
            )

    def show_set_history(self) -> None:
        """The packs of the chosen set: count sheets, loads, patients."""
        known, clinic = self.sets.current, self._context.clinic
        if known is not None:
            name = self._context.shown_name
            self._show_report(lambda: instrument_papers.set_history(clinic, known.id, name))

    # Trays

    def show_tray_history(self) -> None:
        """Every step of the chosen tray."""
        line, clinic = self.trays.current, self._context.clinic
        if line is not None:
            name, key = self._context.shown_name, line.instrument.id
            self._show_report(lambda: instrument_papers.tray_history(clinic, key, name))

    def _show_report(self, make: Callable[[], Report]) -> None:
        ReportWindow(self._context, make, self).open()

    def new_tray(self) -> None:
        if self._view is not None:
            TrayDialog(self._context, self._view.sets, self).open()

    def step(self, line: InstrumentLine) -> None:
        """The next step of a tray; packing asks for the count sheet."""
        goal, clinic = next_state(line.state), self._context.clinic
        if goal is InstrumentState.PACKED:
            self.pack(line.set, line.instrument.id)
        elif goal is not None:
            self._do(lambda: instruments.move(clinic, line.instrument, goal))

    def leave(self, goal: InstrumentState) -> None:
        """To repair, or out of use for good, with the reason."""
        line, clinic = self.trays.current, self._context.clinic
        if line is not None:
            words = "Send to repair" if goal is InstrumentState.REPAIR else "Retire"
            self._ask(
                f"{words}: {line.instrument.name}",
                words,
                lambda reason: instruments.move(clinic, line.instrument, goal, reason),
            )

    def _ask(self, title: str, action: str, act: Callable[[str], Changes]) -> None:
        ReasonDialog(self._context, title, action, act, self).open()

    def _do(self, act: Callable[[], Changes]) -> None:
        tasks.run(act, self._context.signals.changed.emit, self._on_failed, parent=self)

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "warn")

    @property
    def acts(self) -> Acts:
        """What letters do on this page."""
        return {
            "s": self.new_set,
            "t": self.new_tray,
            "o": self.open_unused,
            "h": self.show_set_history,
            "y": self.show_tray_history,
        }

    def _stock(self, known: InstrumentSet) -> int:
        lines = self._view.stock if self._view else ()
        return sum(
            line.set.id == known.id and line.pack.state is PackState.STERILE for line in lines
        )

    def _person(self, user: str) -> str:
        return self._view.people.get(user, user) if self._view else user

    def _expiry_look(self, line: StockLine) -> str:
        last = line.pack.expires_on
        today: date | None = self._view.today if self._view else None
        return "critical" if last is not None and today is not None and last < today else ""


def _fill(table: RecordTable[T], rows: Sequence[T]) -> None:
    """Show rows without a table of nothing; a long one scrolls."""
    table.set_rows(rows)
    if rows and table.current is None:
        table.select(0)
    table.setVisible(bool(rows))
    table.setFixedHeight(min(table.height_for_rows(), theme.px(330)))


def _bar(title: str, *parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    row.addWidget(label(title, "heading"), 0, Qt.AlignmentFlag.AlignTop)
    acts = FlowLayout(spacing=8, right=True)
    for part in parts:
        acts.addWidget(part)
    row.addLayout(acts, 1)
    return row


def _set_name(item: InstrumentSet) -> str:
    return f"{item.name} (implant)" if item.implant else item.name


def _sheet(item: InstrumentSet) -> str:
    return ", ".join(f"{count} {name}" for name, count in item.contents)


def _tray_step(line: InstrumentLine) -> str:
    goal = next_state(line.state)
    return _STEP_WORDS[goal] if goal is not None else ""


def _expires(line: StockLine) -> str:
    last = line.pack.expires_on
    return day_words(last) if last else "Event-related"
