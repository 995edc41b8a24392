"""A load with all that proves it, and the one thing to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.domain.sterilization import Indicator, IndicatorResult, Printout, values_words
from ma_desktop.services import cycle_files
from ma_desktop.services.loads import LoadView
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.moments import day_clock
from ma_desktop.ui.sterilize.cycle_dialogs import (
    CorrectValuesDialog,
    EndCycleDialog,
    ask_printout,
    read_file,
)
from ma_desktop.ui.sterilize.cycle_drawing import CycleDrawing
from ma_desktop.ui.sterilize.dialogs import (
    IncubateDialog,
    IndicatorsDialog,
    ReadDialog,
    ReleaseDialog,
)
from ma_desktop.ui.sterilize.parts import Acts, CheckRow
from ma_desktop.ui.sterilize.printouts import open_printout
from ma_desktop.ui.sterilize.view import SterilizeView
from ma_desktop.ui.sterilize.words import (
    END,
    INCUBATE,
    READ,
    RECORD,
    RELEASE,
    count_words,
    is_incubating,
    mechanical_words,
    next_step,
    one_result,
    standing,
    wanted,
)
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.side_page import SidePage
from ma_desktop.ui.widgets.text import label

_STEP_WORDS = {
    END: "End cycle",
    RECORD: "Record indicators",
    INCUBATE: "Incubate biological",
    READ: "Read biological",
    RELEASE: "Release",
}
_DIALOGS: dict[str, Callable[[Context, LoadView, QWidget], QDialog]] = {
    END: EndCycleDialog,
    RECORD: IndicatorsDialog,
    INCUBATE: IncubateDialog,
    READ: ReadDialog,
    RELEASE: ReleaseDialog,
}
_KINDS = (Indicator.EXTERNAL, Indicator.INTERNAL, Indicator.BOWIE_DICK, Indicator.BIOLOGICAL)


class LoadPanel(SidePage):
    """`labels_wanted` and `record_wanted` carry the id of the load."""

    labels_wanted = Signal(str)
    record_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Load", parent)
        self._context = context
        self.view: LoadView | None = None
        self.step = ""
        self._people: dict[str, str] = {}
        self.title, self.about = label("", "heading"), label("", "small", wrap=True)
        self.drawing = CycleDrawing()
        self.mechanical = CheckRow("Mechanical")
        self.rows = {kind: CheckRow(kind.words) for kind in _KINDS}
        self.contents = CheckRow("Contents")
        self.note = label("", "muted", wrap=True)
        self.main = primary("", self.go, hint="Enter")
        self.early = button("Release early…", partial(self.open, RELEASE), hint="X")
        self.more = button("Incubate biological…", partial(self.open, INCUBATE), hint="B")
        self.correct = button("Correct an indicator…", partial(self.open, RECORD), hint="C")
        self.values = button("Correct values…", self.correct_values, hint="V")
        self.attach = button("Attach printout…", self.attach_printout, hint="A")
        self.ask_file: Callable[[QWidget], str] = ask_printout
        self.printouts = FlowLayout()
        self.labels = button("", self.print_labels, hint="L")
        self.record = button("Load record", self.show_record, hint="P")
        self._build()

    def _build(self) -> None:
        for part in (self.title, self.about, self.main, self.drawing, self.mechanical):
            self.column.addWidget(part)
        for row in (*self.rows.values(), self.contents):
            self.column.addWidget(row)
        self.column.addWidget(self.note)
        self.column.addLayout(self.printouts)
        buttons = FlowLayout()
        for made in (
            self.early, self.more, self.correct, self.values, self.attach, self.labels, self.record
        ):  # fmt: skip
            buttons.addWidget(made)
        self.column.addLayout(buttons)
        self.column.addStretch(1)

    def show_load(self, view: LoadView, whole: SterilizeView) -> None:
        self.view, self._people = view, whole.people
        load, clinic = view.load, self._context.clinic
        now, zone = clinic.now(), clinic.zone
        who = whole.people.get(load.operator, load.operator)
        self.title.setText(f"Load {load.number}")
        started = f"started {day_clock(load.started_at, now, zone)}"
        self.about.setText(f"{view.sterilizer.name} · {view.cycle.name}\n{who} · {started}")
        self.drawing.show_load(view)
        self._show_mechanical(view)
        for kind, row in self.rows.items():
            self._show_indicator(view, kind, row)
        self._show_contents(view, whole)
        self._show_printouts(view)
        due = any(item.id == load.sterilizer_id for item in whole.waiting.biological_due)
        self.step = next_step(view, biological_wanted=due)
        self._show_buttons(view)
        self.note.setText(self._words(view, whole))
        self.note.setVisible(bool(self.note.text()))

    def _show_mechanical(self, view: LoadView) -> None:
        word, look = mechanical_words(view)
        cycle, load = view.cycle, view.load
        least = f"At least {cycle.temp_c} °C, {cycle.exposure_min} min, dry {cycle.dry_min[0]} min"
        reached = [
            f"{value} {unit}" if value is not None else f"{name} missing"
            for name, value, unit in (
                ("temperature", load.temp_c, "°C"),
                ("exposure", load.exposure_min, "min"),
                ("drying", load.dry_min, "min dry"),
            )
        ]
        detail = f"{least}\nReached {', '.join(reached)}" if load.ended_at else least
        self.mechanical.show_result(detail, word, look or "neutral")
        self.mechanical.show_struck([self._struck(view, n) for n in range(len(view.corrections))])

    def _struck(self, view: LoadView, number: int) -> tuple[str, str]:
        """Values that stood before, and who corrected them, when and why."""
        item, clinic = view.corrections[number], self._context.clinic
        at = day_clock(item.at, clinic.now(), clinic.zone)
        return values_words(
            item.before
        ), f"corrected {at} by {self._person(item.by)}: {item.reason}"

    def _person(self, user: str) -> str:
        return self._people.get(user, user)

    def _show_printouts(self, view: LoadView) -> None:
        self.printouts.clear()
        for item in view.printouts:
            made = button(f"Open {short_name(item.name)}", partial(self.open_printout, item))
            made.setToolTip(item.name)
            self.printouts.addWidget(made)

    def _show_indicator(self, view: LoadView, kind: Indicator, row: CheckRow) -> None:
        found = standing(view, kind)
        needed = kind in wanted(view) or (kind is Indicator.BIOLOGICAL and view.load.implant)
        row.setVisible(found is not None or needed)
        if row.isHidden():
            return
        word, look = one_result(found)
        row.show_result(self._indicator_words(found), word, look)

    def _indicator_words(self, found: IndicatorResult | None) -> str:
        if found is None:
            return ""
        clinic = self._context.clinic
        now, zone = clinic.now(), clinic.zone
        parts = [f"Lot {found.lot}" if found.lot else ""]
        if found.passed is None and found.due_at is not None:
            parts.append(f"incubating, read {day_clock(found.due_at, now, zone)}")
        else:
            parts.append(day_clock(found.at, now, zone))
        if found.control_grew is not None:
            parts.append("control grew" if found.control_grew else "control did not grow")
        parts.append(f"corrected: {found.reason}" if found.supersedes and found.reason else "")
        return " · ".join(part for part in parts if part)

    def _show_contents(self, view: LoadView, whole: SterilizeView) -> None:
        names = {item.id: item.name for item in whole.sets}
        counted = Counter(names.get(item.set_id, "retired set") for item in view.packs)
        words = ", ".join(f"{name} × {count}" for name, count in sorted(counted.items()))
        test = "Test cycle without packs" if view.load.test else "No pack"
        self.contents.title.setText(count_words(len(view.packs), "pack") if view.packs else test)
        self.contents.show_result(words, "Implant" if view.load.implant else "", "info")

    def _show_buttons(self, view: LoadView) -> None:
        ended, packs = view.load.ended_at is not None, len(view.packs)
        self.main.setText(_STEP_WORDS.get(self.step, ""))
        self.main.setVisible(bool(self.step))
        pending = is_incubating(view)
        self.early.setVisible(self.step == READ and view.load.released_at is None)
        self.more.setVisible(
            ended
            and self.step in ("", RECORD, RELEASE)
            and not pending
            and not view.cycle.test_only
            and standing(view, Indicator.BIOLOGICAL) is None
        )
        self.correct.setVisible(any(standing(view, kind) for kind in wanted(view)))
        for part in (self.values, self.attach):
            part.setVisible(ended)
        self.labels.setText(f"Print {count_words(packs, 'pack label')}")
        self.labels.setVisible(bool(packs))

    def _words(self, view: LoadView, whole: SterilizeView) -> str:
        """What is noted of the load, then what it waits for or who released it."""
        return f"{view.load.notes} {self._state_words(view, whole)}".strip()

    def _state_words(self, view: LoadView, whole: SterilizeView) -> str:
        load, clinic = view.load, self._context.clinic
        if load.released_at is not None:
            who = whole.people.get(load.released_by, load.released_by)
            at = day_clock(load.released_at, clinic.now(), clinic.zone)
            return f"Released {at} by {who}." + (
                f" Early: {load.exception}" if load.exception else ""
            )
        if load.ended_at is None or self.step == RELEASE:
            return ""
        if is_incubating(view):
            return (
                "The load stays in quarantine until the biological is negative. "
                "Release early only with a documented exception."
            )
        return " ".join(view.faults)

    @property
    def acts(self) -> Acts:
        """What letters do while a load is open."""
        return {
            "x": partial(self.open, RELEASE),
            "b": partial(self.open, INCUBATE),
            "c": partial(self.open, RECORD),
            "v": self.correct_values,
            "a": self.attach_printout,
            "o": self.open_newest,
            "l": self.print_labels,
            "p": self.show_record,
        }

    def take_focus(self) -> None:
        target = self.main if self.main.isVisibleTo(self) else self.record
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def go(self) -> None:
        """The main action of the load that is shown."""
        self.open(self.step)

    def open(self, step: str) -> None:
        """Ask for what a step needs, where its button is shown."""
        offered = {
            self.step: True,
            RELEASE: self.step == RELEASE or self.early.isVisibleTo(self),
            INCUBATE: self.step == INCUBATE or self.more.isVisibleTo(self),
            RECORD: self.step == RECORD or self.correct.isVisibleTo(self),
        }
        if self.view is not None and step in _DIALOGS and offered.get(step):
            _DIALOGS[step](self._context, self.view, self).open()

    def correct_values(self) -> None:
        """Ask for other values with the reason, once the cycle has ended."""
        if self.view is not None and self.view.load.ended_at is not None:
            CorrectValuesDialog(self._context, self.view, self).open()

    def attach_printout(self) -> None:
        """Keep a file with the load, encrypted like all else."""
        if (
            self.view is None
            or self.view.load.ended_at is None
            or not (name := self.ask_file(self))
        ):
            return
        clinic, load_id = self._context.clinic, self.view.load.id
        tasks.run(
            lambda: cycle_files.attach(clinic, load_id, read_file(name)),
            self._context.signals.changed.emit,
            self._on_failed,
            parent=self,
        )

    def open_newest(self) -> None:
        if self.view is not None and self.view.printouts:
            self.open_printout(self.view.printouts[-1])

    def open_printout(self, printout: Printout) -> None:
        open_printout(self._context, printout, self)

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "warn")

    def print_labels(self) -> None:
        if self.view is not None and self.view.packs:
            self.labels_wanted.emit(self.view.load.id)

    def show_record(self) -> None:
        if self.view is not None:
            self.record_wanted.emit(self.view.load.id)


def short_name(name: str) -> str:
    """The name of a file on a button: its beginning and its end."""
    return name if len(name) <= 24 else f"{name[:12]}…{name[-10:]}"
