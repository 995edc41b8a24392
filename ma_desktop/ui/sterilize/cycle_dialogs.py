"""Asks for the values of a cycle: at its end, and when one on record was wrong."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.load_rules import mechanical_faults
from ma_desktop.domain.sterilization import CycleValues
from ma_desktop.services import cycle_values, loads
from ma_desktop.services.cycle_files import demand_possible
from ma_desktop.services.loads import LoadView
from ma_desktop.ui.context import Context
from ma_desktop.ui.sterilize.dialogs import Act, ActDialog
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.text import label

_LARGEST = 6 * 1024 * 1024


_LOAD_FAILS = "The load fails with that and is recalled."
_TEST_FAILS = "The test fails with that and is to be repeated."


class ValuesDialog(ActDialog):
    """What display or printout say; an empty value is a missing one.

    Values that fail the load are asked about once: a slip of the fingers would recall it.
    """

    def __init__(
        self, context: Context, view: LoadView, titles: tuple[str, str], parent: QWidget
    ) -> None:
        super().__init__(context, f"{titles[0]}, load {view.load.number}", titles[1], parent)
        self.view, cycle = view, view.cycle
        self._asked: CycleValues | None = None
        most = f", {cycle.exposure_max_min} at most" if cycle.exposure_max_min else ""
        self.temp = self.text(
            "Least temperature in the exposure, °C", hint=f"{cycle.temp_c} or more"
        )
        self.exposure = self.text("Exposure, minutes", hint=f"{cycle.exposure_min} or more{most}")
        self.dry = self.text("Drying, minutes", hint=f"{cycle.dry_min[0]} or more")

    def values(self) -> CycleValues:
        """What was typed. Raises Refused for no number, and once for values that fail the load."""
        typed = CycleValues(*(_number(e.text()) for e in (self.temp, self.exposure, self.dry)))
        demand_possible(typed)
        load = replace(
            self.view.load,
            temp_c=typed.temp_c,
            exposure_min=typed.exposure_min,
            dry_min=typed.dry_min,
        )
        faults = [
            text
            for text in mechanical_faults(self.view.cycle, load)
            if not text.endswith("is missing.")
        ]
        if faults and typed != self._asked:
            self._asked = typed
            raise Refused(
                " ".join(faults),
                safe=_TEST_FAILS if self.view.cycle.test_only else _LOAD_FAILS,
                do="Check what you typed. Press Enter again if it is so.",
            )
        return typed


def ask_printout(parent: QWidget) -> str:
    """A file of the sterilizer's printer; empty when the person gives up."""
    chosen, _filter = QFileDialog.getOpenFileName(parent, "Attach printout")
    return chosen


class EndCycleDialog(ValuesDialog):
    """The cycle ended: its values, and the printout if there is one."""

    def __init__(self, context: Context, view: LoadView, parent: QWidget) -> None:
        super().__init__(context, view, ("End of cycle", "End cycle"), parent)
        self.ask_file = ask_printout
        self._file = ""
        self.attach = button("Attach printout…", self._choose)
        self.ready()
        self.body.insertWidget(self.body.count() - 1, self.attach)

    def _choose(self) -> None:
        self._file = self.ask_file(self)
        self.attach.setText(Path(self._file).name if self._file else "Attach printout…")

    def job(self) -> Act:
        clinic, load_id, name = self.context.clinic, self.view.load.id, self._file
        values = self.values()

        def act() -> Changes:
            printout = read_file(name) if name else None
            return loads.finish_cycle(clinic, load_id, values, printout)

        return act


class CorrectValuesDialog(ValuesDialog):
    """Other values with the reason; what stood before stays on record, struck through."""

    def __init__(self, context: Context, view: LoadView, parent: QWidget) -> None:
        super().__init__(context, view, ("Correct values", "Correct"), parent)
        standing = view.load.values
        for edit, value in (
            (self.temp, standing.temp_c),
            (self.exposure, standing.exposure_min),
            (self.dry, standing.dry_min),
        ):
            edit.setText("" if value is None else str(value))
            edit.selectAll()
        self.reason = self.text("Why it is corrected")
        words = "What stands now stays on record. A load that failed stays failed."
        self.body.addWidget(label(words, "muted", wrap=True))
        self.ready()

    def job(self) -> Act:
        clinic, load, reason = self.context.clinic, self.view.load, self.reason.text().strip()
        if not reason:
            raise Refused("A reason is needed.", do="Type it.")
        values = self.values()
        return lambda: cycle_values.correct(clinic, load.id, values, reason, seen=load.version)


def _number(text: str) -> Decimal | None:
    """A number as typed, 4:06 as minutes; None for an empty text. Raises Refused."""
    typed = text.strip().replace(",", ".")
    if not typed:
        return None
    whole, colon, seconds = typed.partition(":")
    try:
        if colon:
            return (Decimal(whole) + Decimal(seconds) / 60).quantize(Decimal("0.01"))
        return Decimal(typed)
    except InvalidOperation:
        raise Refused(f"{text.strip()} is not a number.", do="Type digits, as 132.4.") from None


def read_file(name: str) -> tuple[str, bytes]:
    """Name and contents of a file, read in the background. Raises Refused when it can't be."""
    try:
        with Path(name).open("rb") as file:
            return Path(name).name, file.read(_LARGEST)
    except OSError:
        raise Refused("The printout can't be read.", do="Attach another file.") from None
