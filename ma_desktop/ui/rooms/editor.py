"""A manager copies and changes a list: steps, limits, times; the old version is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.checklist import ROUTINE, Checklist, Item, Section
from ma_desktop.domain.errors import MaError
from ma_desktop.services import checklist_lists
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.rooms.dialog_page import dialog_page
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.text import label

_KINDS = ("tick", "text", "choice")
"""Kinds of new steps; numbers and timers keep the kind that they ship with."""
_SIGNATURES = ("none", "one person", "two people")


class ListEditor(QDialog):
    """One list at a time; Save makes its next version."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Edit lists")
        self._context = context
        self._lists: dict[str, Checklist] = {}
        self._based: Checklist | None = None
        self._items: list[tuple[str, Item]] = []
        self._row = -1
        self.which: QComboBox = combo([], name="List")
        self.name, self.due, self.why = line_edit(), line_edit("08:30, 16:30"), line_edit()
        self.signs: QComboBox = combo(_SIGNATURES, name="Signatures")
        self.active = QCheckBox("In use")
        self.steps = QListWidget()
        self.steps.setAccessibleName("Steps")
        self.text, self.choices = line_edit(), line_edit("pass, fail")
        self.low, self.high = line_edit(), line_edit()
        self.critical = QCheckBox("Can't be skipped")
        self.kind: QComboBox = combo(_KINDS, name="Kind of a new step")
        self.message = label("", "", wrap=True)
        self.message.setProperty("state", "critical")
        self.version = label("", "muted")
        self._build()
        self.which.currentIndexChanged.connect(self._on_list)
        self.steps.currentRowChanged.connect(self._on_step)
        clinic = context.clinic
        tasks.run(
            lambda: checklist_lists.lists(clinic), self._on_lists, self._on_failed, parent=self
        )

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(theme.px(10))
        parts = (
            (Field("List", self.which), Field("Name", self.name), Field("Due at", self.due)),
            (Field("Signatures", self.signs), self.active, self.version),
        )
        for line, shown in enumerate(parts):
            for place, part in enumerate(shown):
                grid.addWidget(part, line, place)
        for place in range(3):
            grid.setColumnStretch(place, 1)
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(12))
        self.steps.setMinimumHeight(theme.px(200))
        middle.addWidget(self.steps, 3)
        middle.addLayout(self._step_form(), 2)
        acts = self._step_acts()
        foot = QHBoxLayout()
        foot.addWidget(Field("What was changed, and why", self.why), 1)
        foot.addWidget(button("Close", self.reject))
        foot.addWidget(primary("Save as next version", self.save))
        column = dialog_page(self, 1000, 700)
        for layout in (grid, middle, acts):
            column.addLayout(layout, 1 if layout is middle else 0)
        column.addWidget(self.message)
        column.addLayout(foot)
        self.message.hide()

    def _step_form(self) -> QVBoxLayout:
        step = QVBoxLayout()
        step.setSpacing(theme.px(8))
        inputs: tuple[QWidget, ...] = (
            Field("Words of the step", self.text),
            self.critical,
            Field("Choices, the bad ones with ! before them", self.choices),
            Field("In order from", self.low),
            Field("In order up to", self.high),
        )
        for one in inputs:
            step.addWidget(one)
        step.addStretch(1)
        return step

    def _step_acts(self) -> QHBoxLayout:
        acts = QHBoxLayout()
        acts.addWidget(self.kind)
        for words, act in (
            ("Add step", self.add_step),
            ("Remove", self.remove_step),
            ("Up", lambda: self.shift_step(-1)),
            ("Down", lambda: self.shift_step(1)),
        ):
            acts.addWidget(button(words, act))
        acts.addStretch(1)
        return acts

    # Loading

    def _on_lists(self, found: Mapping[str, Checklist]) -> None:
        self._lists = dict(found)
        chosen = self._based.id if self._based else next(iter(found))
        self.which.blockSignals(True)
        self.which.clear()
        self.which.addItems([one.name for one in found.values()])
        self.which.blockSignals(False)
        self.which.setCurrentIndex(list(found).index(chosen))
        self._on_list()

    def choose(self, list_id: str) -> None:
        """Show this list."""
        self.which.setCurrentIndex(list(self._lists).index(list_id))

    def _on_list(self) -> None:
        self._based = list(self._lists.values())[self.which.currentIndex()]
        self._row = -1
        self._items = [(part.title, one) for part in self._based.sections for one in part.items]
        self.name.setText(self._based.name)
        self.due.setText(", ".join(self._based.due))
        self.due.setEnabled(self._based.frequency in ROUTINE)
        self.signs.setCurrentIndex(self._based.signature)
        self.active.setChecked(self._based.active)
        self.version.setText(f"version {self._based.version}, {self._based.frequency}")
        self._fill(0)

    def _fill(self, row: int) -> None:
        self._row = -1
        self.steps.clear()
        self.steps.addItems([one.text for _title, one in self._items])
        self.steps.setCurrentRow(min(row, len(self._items) - 1))

    def _on_step(self, row: int) -> None:
        self._keep()
        self._row = row
        if not 0 <= row < len(self._items):
            return
        item = self._items[row][1]
        self.text.setText(item.text)
        self.critical.setChecked(item.critical)
        self.choices.setText(", ".join(f"!{c}" if c in item.bad else c for c in item.choices))
        self.choices.setEnabled(item.kind == "choice")
        for edit, bound in ((self.low, item.low), (self.high, item.high)):
            edit.setText("" if bound is None else f"{bound:f}")
            edit.setEnabled(item.kind == "number")

    def _keep(self) -> None:
        """What was typed for the step that is left."""
        if not 0 <= self._row < len(self._items):
            return
        title, item = self._items[self._row]
        words = [word.strip() for word in self.choices.text().split(",") if word.strip()]
        changed = replace(
            item,
            text=self.text.text().strip(),
            critical=self.critical.isChecked(),
            choices=tuple(word.removeprefix("!") for word in words),
            bad=tuple(word.removeprefix("!") for word in words if word.startswith("!")),
            low=_bound(self.low.text()),
            high=_bound(self.high.text()),
        )
        self._items[self._row] = (title, changed)
        entry = self.steps.item(self._row)
        if entry is not None:
            entry.setText(changed.text)

    # Acting

    def add_step(self) -> None:
        """A new step after the chosen one."""
        self._keep()
        kind = self.kind.currentText()
        ids = {one.id for _title, one in self._items}
        number = next(n for n in range(1, 999) if f"own_{n}" not in ids)
        choices = ("pass", "fail") if kind == "choice" else ()
        title = self._items[self._row][0] if self._items else "Steps"
        place = self._row + 1
        new = Item(f"own_{number}", "New step", kind, choices=choices)
        self._items.insert(place, (title, new))
        self._fill(place)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.text.selectAll()

    def remove_step(self) -> None:
        """Take the chosen step out; earlier versions keep it."""
        if 0 <= self._row < len(self._items):
            row = self._row
            del self._items[row]
            self._fill(row)

    def shift_step(self, step: int) -> None:
        """Move the chosen step up or down."""
        self._keep()
        row, goal = self._row, self._row + step
        if 0 <= row < len(self._items) and 0 <= goal < len(self._items):
            self._items[row], self._items[goal] = self._items[goal], self._items[row]
            self._fill(goal)

    def save(self) -> None:
        """Store the next version; runs under way keep theirs."""
        self._keep()
        base, clinic, why = self._based, self._context.clinic, self.why.text()
        if base is None:
            return
        due = tuple(part.strip() for part in self.due.text().split(",") if part.strip())
        changed = replace(
            base,
            name=self.name.text().strip(),
            due=due,
            signature=self.signs.currentIndex(),
            active=self.active.isChecked(),
            sections=_sections(self._items),
        )
        self.message.hide()
        tasks.run(
            lambda: checklist_lists.save_list(clinic, changed, base.version, why),
            self._on_saved,
            self._on_failed,
            parent=self,
        )

    def _on_saved(self, result: tuple[int, Changes]) -> None:
        self._context.signals.changed.emit(result[1])
        self._context.say(f"Saved as version {result[0]}.")
        self.accept()

    def _on_failed(self, error: MaError) -> None:
        self.message.setText(f"{error.what} {error.do}".strip())
        self.message.show()


def _sections(items: list[tuple[str, Item]]) -> tuple[Section, ...]:
    """Neighbours of one heading together."""
    made: list[Section] = []
    for title, item in items:
        if made and made[-1].title == title:
            made[-1] = Section(title, (*made[-1].items, item))
        else:
            made.append(Section(title, (item,)))
    return tuple(made)


def _bound(text: str) -> Decimal | None:
    """The number that was typed; NaN for what is none, which no list may hold."""
    if not text.strip():
        return None
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return Decimal("NaN")
