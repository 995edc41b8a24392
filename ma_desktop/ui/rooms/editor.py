"""A manager copies and changes a list: steps, limits, times; the old version is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
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
from ma_desktop.domain.checklist import FREQUENCIES, ROUTINE, Checklist, Condition, Item
from ma_desktop.domain.clinic_settings import DAYS as DAY_NAMES
from ma_desktop.domain.errors import MaError
from ma_desktop.services import checklist_lists
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.rooms.dialog_page import dialog_page, stacked
from ma_desktop.ui.rooms.list_parts import bound, conditions, new_id, sections, whole
from ma_desktop.ui.rooms.versions import versions_words
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo, line_edit, side_by_side
from ma_desktop.ui.widgets.text import label

_KINDS = ("tick", "number", "choice", "text", "date", "timer")
_NEW: dict[str, dict[str, Any]] = {
    "number": {"least": Decimal(0), "most": Decimal(1000)},
    "choice": {"choices": ("pass", "fail"), "bad": ("fail",)},
    "timer": {"minutes": 5},
}
"""What a new step of a kind begins with, so that the list can be done."""
_SIGNATURES = ("none", "one person", "two people")
_ROLES: dict[tuple[str, ...], str] = {
    (): "everybody",
    ("administrator",): "administrator",
    ("provider",): "provider",
    ("administrator", "provider"): "administrator or provider",
    ("medical-assistant",): "medical assistant",
}
_GIVES_WAY = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_FREQUENCIES = tuple(name for name in FREQUENCIES if name != "per-visit")


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
        self.roles: QComboBox = combo(list(_ROLES.values()), name="Who may sign")
        self.often: QComboBox = combo(list(_FREQUENCIES), name="How often")
        self.weekday: QComboBox = combo(list(DAY_NAMES.values()), name="On")
        self.month_day = line_edit("1 to 31", name="Day of the month")
        self._is_new = False
        self.steps = QListWidget()
        self.steps.setAccessibleName("Steps")
        self.steps.setWordWrap(True)
        self.text, self.choices = line_edit(), line_edit("pass, fail")
        self.low, self.high = line_edit(), line_edit()
        self.least, self.most = line_edit(), line_edit()
        self.minutes = line_edit()
        self.when: QComboBox = combo([], name="Asked")
        self._offered: list[Condition | None] = [None]
        self.critical = QCheckBox("Can't be skipped")
        self.kind: QComboBox = combo(_KINDS, name="Kind of a new step")
        self.message = label("", "", wrap=True)
        self.message.setProperty("state", "critical")
        self.version, self.history = label("", "muted", wrap=True), label("", "small", wrap=True)
        for choice in (self.which, self.signs, self.roles, self.often, self.weekday, self.when):
            choice.setSizeAdjustPolicy(_GIVES_WAY)
        self._build()
        self.which.currentIndexChanged.connect(self._on_list)
        self.steps.currentRowChanged.connect(self._on_step)
        self.often.currentIndexChanged.connect(lambda _index: self._on_often())
        clinic = context.clinic
        tasks.run(
            lambda: checklist_lists.lists(clinic), self._on_lists, self._on_failed, parent=self
        )

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(theme.px(10))
        parts = (
            (Field("List", self.which), Field("Name", self.name), Field("Due at", self.due)),
            (
                Field("How often", self.often),
                Field("On", self.weekday),
                Field("Day of the month", self.month_day),
            ),
            (
                Field("Signatures", self.signs),
                Field("Who may sign", self.roles),
                stacked(self.active, self.version),
            ),
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
        buttons = FlowLayout(spacing=8, right=True)
        buttons.addWidget(button("New list", self.new_list))
        buttons.addWidget(button("Copy as a new list", self.copy))
        buttons.addWidget(button("Close", self.reject, hint="Esc"))
        buttons.addWidget(primary("Save as next version", self.save, hint="Ctrl ↵"))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        column, foot = dialog_page(self, 1080, 760)
        for layout in (grid, middle, acts):
            column.addLayout(layout, 1 if layout is middle else 0)
        column.addWidget(Field("What was changed, and why", self.why))
        column.addWidget(self.history)
        foot.addWidget(self.message)
        foot.addLayout(buttons)
        self.message.hide()

    def _step_form(self) -> QVBoxLayout:
        step = QVBoxLayout()
        step.setSpacing(theme.px(8))
        inputs: tuple[QWidget, ...] = (
            Field("Words of the step", self.text),
            self.critical,
            Field("Asked", self.when),
            Field("Choices, the bad ones with ! before them", self.choices),
        )
        for one in inputs:
            step.addWidget(one)
        step.addLayout(side_by_side(Field("In order from", self.low), Field("up to", self.high)))
        step.addLayout(side_by_side(Field("Possible from", self.least), Field("to", self.most)))
        step.addWidget(Field("Timer, minutes", self.minutes))
        step.addStretch(1)
        return step

    def _step_acts(self) -> FlowLayout:
        acts = FlowLayout(spacing=8)
        acts.addWidget(self.kind)
        for words, act in (
            ("Add step", self.add_step),
            ("Remove", self.remove_step),
            ("Up", lambda: self.shift_step(-1)),
            ("Down", lambda: self.shift_step(1)),
        ):
            acts.addWidget(button(words, act))
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
        self._row, self._is_new = -1, False
        self._items = [(part.title, one) for part in self._based.sections for one in part.items]
        self.name.setText(self._based.name)
        self.due.setText(", ".join(self._based.due))
        self.signs.setCurrentIndex(self._based.signature)
        self._show_when(self._based)
        self.active.setChecked(self._based.active)
        self.version.setText(f"version {self._based.version}, {self._based.frequency}")
        self._fill(0)
        clinic, list_id = self._context.clinic, self._based.id
        tasks.run(
            lambda: versions_words(clinic, list_id), self._on_versions, self._on_failed, parent=self
        )

    def _on_versions(self, found: tuple[str, str]) -> None:
        """All are kept; a run shows the one that it was done by."""
        if self._based is not None and not self._is_new and found[0] == self._based.id:
            self.history.setText(found[1])

    def _show_when(self, item: Checklist) -> None:
        """How often and on which day; how often changes in a new list alone."""
        words = _ROLES.get(item.roles)
        self.roles.setEnabled(words is not None)
        self.roles.setCurrentText(words or "everybody")
        if self.often.findText(item.frequency) < 0:
            self.often.addItem(item.frequency)
        self.often.setCurrentText(item.frequency)
        self.often.setEnabled(False)
        self.weekday.setCurrentIndex(max(item.weekday, 1) - 1)
        self.month_day.setText(str(item.month_day or 1))
        self._on_often()

    def _on_often(self) -> None:
        often = self.often.currentText()
        self.due.setEnabled(often in ROUTINE)
        self.weekday.setEnabled(often == "weekly")
        self.month_day.setEnabled(often == "monthly")

    def copy(self) -> None:
        """What is shown becomes a list of its own, with its own name, when it is saved."""
        self._is_new = True
        self.name.setText(f"{self.name.text().strip()} (copy)")
        self.often.setEnabled(self.often.currentText() != "per-visit")
        self.version.setText("a new list")
        self.history.clear()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def new_list(self) -> None:
        """A list of its own that begins with nothing; its first step is added below."""
        self._based = Checklist("", "", 0, "as-needed", (), ("practice",))
        self._items, self._is_new, self._row = [], True, -1
        for edit in (self.name, self.due, self.text, self.choices):
            edit.clear()
        self.signs.setCurrentIndex(0)
        self._show_when(self._based)
        self.often.setEnabled(True)
        self.active.setChecked(True)
        self.version.setText("a new list")
        self.history.clear()
        self._fill(0)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

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
        for edit, limit in (
            (self.low, item.low),
            (self.high, item.high),
            (self.least, item.least),
            (self.most, item.most),
        ):
            edit.setText("" if limit is None else f"{limit:f}")
            edit.setEnabled(item.kind == "number")
        self.minutes.setText(str(item.minutes) if item.minutes else "")
        self.minutes.setEnabled(item.kind == "timer" and not item.products)
        self._offer_conditions(row, item)

    def _offer_conditions(self, row: int, item: Item) -> None:
        """Always, or by the answer to a step before it."""
        before = [one for _title, one in self._items[:row]]
        offered = {None: "always"} | {
            when: words for one in before for when, words in conditions(one)
        }
        if item.when is not None and item.when not in offered:
            offered[item.when] = "as before"
        self._offered = list(offered)
        self.when.clear()
        self.when.addItems(list(offered.values()))
        self.when.setCurrentIndex(self._offered.index(item.when))

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
            low=bound(self.low.text()),
            high=bound(self.high.text()),
            least=bound(self.least.text()),
            most=bound(self.most.text()),
            minutes=whole(self.minutes.text()),
            when=self._offered[max(self.when.currentIndex(), 0)],
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
        title = self._items[self._row][0] if self._items else "Steps"
        place = self._row + 1
        new = Item(f"own_{number}", "New step", kind, **_NEW.get(kind, {}))
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
        changed = self._changed(base)
        based_on = 0 if self._is_new else base.version
        self.message.hide()
        tasks.run(
            lambda: checklist_lists.save_list(clinic, changed, based_on, why),
            self._on_saved,
            self._on_failed,
            parent=self,
        )

    def _changed(self, base: Checklist) -> Checklist:
        """What the page says, on top of the list that it began with."""
        often = self.often.currentText()
        due = tuple(part.strip() for part in self.due.text().split(",") if part.strip())
        name = self.name.text().strip()
        roles = next(key for key, words in _ROLES.items() if words == self.roles.currentText())
        return replace(
            base,
            id=new_id(name, self._lists) if self._is_new else base.id,
            name=name,
            frequency=often,
            due=due if often in ROUTINE else (),
            weekday=self.weekday.currentIndex() + 1 if often == "weekly" else 0,
            month_day=whole(self.month_day.text()) if often == "monthly" else 0,
            signature=self.signs.currentIndex(),
            roles=roles if self.roles.isEnabled() else base.roles,
            active=self.active.isChecked(),
            sections=sections(self._items),
        )

    def _on_saved(self, result: tuple[int, Changes]) -> None:
        self._context.signals.changed.emit(result[1])
        self._context.say(f"Saved as version {result[0]}.")
        self.accept()

    def _on_failed(self, error: MaError) -> None:
        self.message.setText(f"{error.what} {error.do}".strip())
        self.message.show()
