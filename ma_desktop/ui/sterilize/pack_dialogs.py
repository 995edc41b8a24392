"""Asks for sets, trays, packs with their count sheet, and sterilizers."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QWidget

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.instrument import InstrumentState
from ma_desktop.domain.sterilization import InstrumentSet
from ma_desktop.domain.typed_day import typed_day
from ma_desktop.services import instruments, packs, sterilizers
from ma_desktop.services.instruments import InstrumentLine
from ma_desktop.services.packs import Packing
from ma_desktop.ui import theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.sterilize.dialogs import Act, ActDialog


class SetDialog(ActDialog):
    """A set with its count sheet, one line an item: 2 Scissors."""

    def __init__(self, context: Context, known: InstrumentSet | None, parent: QWidget) -> None:
        super().__init__(context, "Change set" if known else "New set", "Save", parent)
        self._known = known
        self.name = self.text("Name")
        self.contents = QPlainTextEdit()
        self.contents.setTabChangesFocus(True)
        self.contents.setFixedHeight(theme.px(150))
        self.ask("Count sheet", self.contents, "One line an item, the count first: 2 Scissors")
        self.implant = QCheckBox("Holds an implant: waits for its biological indicator")
        self.body.addWidget(self.implant)
        if known is not None:
            self.name.setText(known.name)
            lines = (f"{count} {item}" for item, count in known.contents)
            self.contents.setPlainText("\n".join(lines))
            self.implant.setChecked(known.implant)
        self.ready()

    def job(self) -> Act:
        clinic, known, name = self.context.clinic, self._known, self.name.text()
        lines = [
            _counted(line) for line in self.contents.toPlainText().splitlines() if line.strip()
        ]
        implant = self.implant.isChecked()
        return lambda: packs.save_set(clinic, name, lines, implant=implant, known=known)


class MakePacksDialog(ActDialog):
    """One set, packed once or several times; every line of its count sheet is ticked."""

    def __init__(
        self,
        context: Context,
        known: InstrumentSet,
        trays: tuple[InstrumentLine, ...],
        parent: QWidget,
    ) -> None:
        super().__init__(context, f"Pack {known.name}", "Pack", parent)
        self._set = known
        self._trays = tuple(
            tray
            for tray in trays
            if tray.set.id == known.id and tray.state is InstrumentState.INSPECTED
        )
        names = tuple(tray.instrument.name for tray in self._trays)
        self.tray = self.choice("Tray", ("none of them", *names)) if names else None
        self.count = self.text("How many packs")
        self.count.setText("1")
        self.expires = self.text(
            "Expires on", hint="1/31/2027 or 2027-01-31; empty for event-related"
        )
        self.lines = [QCheckBox(f"{count} {item}") for item, count in known.contents]
        for line in self.lines:
            self.body.addWidget(line)
            self.inputs.append(line)
        self.ready()

    def choose_tray(self, instrument_id: str) -> None:
        """Put this tray into the pack."""
        for place, tray in enumerate(self._trays, start=1):
            if self.tray is not None and tray.instrument.id == instrument_id:
                self.tray.setCurrentIndex(place)

    def job(self) -> Act:
        clinic, set_id = self.context.clinic, self._set.id
        names = [item for item, _count in self._set.contents]
        ticked = [name for name, line in zip(names, self.lines, strict=True) if line.isChecked()]
        place = self.tray.currentIndex() if self.tray is not None else 0
        tray = self._trays[place - 1].instrument.id if place else ""
        typed = self.count.text().strip()
        if not typed.isdecimal():
            raise Refused("How many packs is not a number.", do="Type digits.")
        packing = Packing(ticked, int(typed), _day(self.expires.text()), tray)
        return lambda: packs.make_packs(clinic, set_id, packing)[1]


class TrayDialog(ActDialog):
    """A tray or single instrument that is followed by its name."""

    def __init__(self, context: Context, sets: tuple[InstrumentSet, ...], parent: QWidget) -> None:
        super().__init__(context, "New tray or instrument", "Add", parent)
        self._sets = sets
        self.set = self.choice("Holds", tuple(item.name for item in sets))
        self.name = self.text("Name on it, as Suture tray 2")
        self.ready()

    def job(self) -> Act:
        clinic, name, place = self.context.clinic, self.name.text(), self.set.currentIndex()
        if not 0 <= place < len(self._sets):
            raise Refused("There is no set yet.", do="Add a set first.")
        set_id = self._sets[place].id
        return lambda: instruments.add(clinic, name, set_id)[1]


class SterilizerDialog(ActDialog):
    """A sterilizer with all cycles of its kind."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, "New sterilizer", "Add", parent)
        self._kinds = sterilization_content().kinds()
        self.name = self.text("Name, as Autoclave 1")
        self.code = self.text("Code", hint="Begins its load numbers, as A1")
        self.kind = self.choice("Kind", tuple(kind.capitalize() for kind in self._kinds))
        self.model, self.serial = self.text("Model"), self.text("Serial number")
        self.ready()

    def job(self) -> Act:
        clinic, kind = self.context.clinic, self._kinds[self.kind.currentIndex()]
        name, code = self.name.text(), self.code.text()
        model, serial = self.model.text(), self.serial.text()
        return lambda: sterilizers.add_sterilizer(
            clinic, name, code, kind, model=model, serial=serial
        )


def _counted(line: str) -> tuple[str, int]:
    """`2 Scissors` as an item with its count; one where no count stands."""
    first, _space, rest = line.strip().partition(" ")
    return (rest, int(first)) if first.isdecimal() and rest.strip() else (line, 1)


def _day(text: str) -> date | None:
    return typed_day(text) if text.strip() else None
