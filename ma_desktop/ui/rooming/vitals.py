"""The vital signs step: fill in, be asked, tell the provider, record all at once."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.facts import Kind
from ma_desktop.domain.moments import clock
from ma_desktop.domain.rooming import DraftField, OpenVisit, ToldProvider
from ma_desktop.domain.vital_sets import asked_besides
from ma_desktop.domain.vitals import Reading, VitalSign
from ma_desktop.services import pressure, rooming
from ma_desktop.services.facts import record_facts
from ma_desktop.services.observing import subject_of
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.birth_dialog import BirthDialog
from ma_desktop.ui.rooming.derived_words import derived_words, is_scored
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.entry import judge
from ma_desktop.ui.rooming.findings import untold_words
from ma_desktop.ui.rooming.growth_words import corrected_words, is_charted
from ma_desktop.ui.rooming.others_watch import OthersWatch
from ma_desktop.ui.rooming.scale_dialog import ScaleDialog
from ma_desktop.ui.rooming.stands_dialog import StandsDialog
from ma_desktop.ui.rooming.step import Step
from ma_desktop.ui.rooming.vital_extras import VitalExtras
from ma_desktop.ui.rooming.vital_form import VitalForm
from ma_desktop.ui.rooming.vitals_side import VitalsSide
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import label

_TOLD = "told"
_ROOMY = 640
_BEHIND_MS = 100
_LIKE = ("bp", "height")
"""Whose way of typing the hint shows."""


class VitalsStep(Step):
    """The form, what is computed from it, and at the right the history and the telling."""

    key = "vitals"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form = VitalForm(desk)
        self.unchecked = Card("warn", 12)
        self.unchecked.add(label("Identity is not checked yet. Ask name and birth date first."))
        self.pills = FlowLayout()
        self.aside = VitalsSide()
        self.extras = VitalExtras()
        self._added: list[str] = []
        screen = desk.parent()
        if isinstance(screen, QWidget):
            self._others = OthersWatch(desk, screen)
        self.column.addWidget(self.unchecked)
        self.column.addWidget(self.form)
        self.column.addLayout(self.pills)
        self.column.addWidget(self.extras)
        self.column.addStretch(1)
        self.extras.added.connect(self._add)
        self.extras.birth_wanted.connect(self.ask_birth)
        self.extras.growth_wanted.connect(self.open_growth)
        self.extras.scale_wanted.connect(self.ask_scale)
        for keys, run in (
            ("Ctrl+M", self.extras.open_menu),
            ("Ctrl+I", self.ask_birth),
            ("Ctrl+G", self.open_growth),
            ("Ctrl+O", self.ask_scale),
        ):
            # Of the window, while the step is seen: Enter in the last field leads to the foot.
            made = QShortcut(QKeySequence(keys), self)
            made.setContext(Qt.ShortcutContext.WindowShortcut)
            made.activated.connect(run)
        self.form.judged.connect(self._refresh)
        self.form.restated.connect(self.restated)
        self.form.chosen.connect(self._on_chosen)
        self.aside.tell.told.connect(self._on_told)
        self.aside.tell.untold.connect(lambda: self.desk.keeper.put(_TOLD, None))
        self.aside.tell.untold.connect(self._refresh)
        self.aside.repeat.rested.connect(self.rest)
        self.aside.repeat.declined.connect(self._on_declined)
        self.aside.repeat.stood.connect(self._open_stands)
        desk.opened.connect(self._on_opened)

    def set_after_last(self, widget: QWidget) -> None:
        """Where Enter goes from the last field."""
        self.form.after_last = widget

    def show_visit(self, opened: OpenVisit, *, fresh: bool) -> None:
        self.unchecked.setVisible(opened.identity is None)
        if fresh:
            self._added.clear()
        name = self.focus_name()
        self._build(opened)
        if name and not self.form.rows[name].edit.hasFocus():
            self.form.focus_row(name)  # a reading of somebody else may ask for rows anew
        self._say_how(opened)

    def _on_opened(self, _opened: OpenVisit, fresh: bool) -> None:
        """The rows of another visit are made behind the step that is shown first."""
        if fresh:
            QTimer.singleShot(_BEHIND_MS, self, self._make_rows)

    def _make_rows(self) -> None:
        if self.desk.visit is not None and not self.isVisible():
            self.form.build(self._asked(self.desk.visit))

    def _build(self, opened: OpenVisit) -> None:
        asked = self._asked(opened)
        self.form.build(asked)
        self.form.load()
        rows = {vital.id for vital in asked}
        more = [
            vital
            for vital in self.desk.clinic.catalog.vitals.values()
            if vital.id not in rows and not vital.derived
        ]
        age = subject_of(self.desk.clinic, opened.chart.patient).age
        self.extras.show_for(more, age.months, charted=is_charted(self.desk.clinic, opened))
        self.extras.show_scale(opened.facts.scale_2_by, scored=is_scored(self.desk.clinic, opened))

    def _on_chosen(self) -> None:
        """Oxygen by cannula asks for its flow."""
        opened, name = self.desk.visit, self.focus_name()
        if opened is not None and [v.id for v in self._asked(opened)] != list(self.form.rows):
            self._build(opened)
            self.form.focus_row(name)

    def _add(self, key: str) -> None:
        """One more row, with the cursor in it."""
        opened = self.desk.visit
        if opened is not None:
            self._added.append(key)
            self._build(opened)
            self.form.focus_row(key)

    def open_growth(self) -> None:
        """Trends of this patient, where a child's measures lie on their charts."""
        opened = self.desk.visit
        if opened is not None and is_charted(self.desk.clinic, opened):
            self.desk.context.signals.view_opened.emit(opened.visit.id, "trends", "growth")

    def ask_birth(self) -> None:
        """Length of the pregnancy and weight at birth, of a small child."""
        opened = self.desk.visit
        if opened is None or not self.extras.birth.isVisibleTo(self):
            return
        weight = self.desk.clinic.catalog.vitals["weight"]
        dialog = BirthDialog(weight, opened.facts, self)
        dialog.noted.connect(self._note_facts)
        dialog.open()

    def ask_scale(self) -> None:
        """By whose order NEWS2 takes SpO2 scale 2 for this patient."""
        opened = self.desk.visit
        if opened is not None and self.extras.scale.isVisibleTo(self):
            dialog = ScaleDialog(opened.facts.scale_2_by, self)
            dialog.noted.connect(self._note_facts)
            dialog.open()

    def _note_facts(self, found: dict[Kind, str]) -> None:
        opened = self.desk.visit
        if opened is None:
            return
        clinic, visit = self.desk.clinic, opened.visit
        self.desk.act(lambda: record_facts(clinic, visit.patient_id, found, visit.id))

    def _say_how(self, opened: OpenVisit) -> None:
        if opened.today:
            self.hint.setText("A check mark is on record. Type again for a further reading.")
            return
        hints = [row.vital.hint for key, row in self.form.rows.items() if key in _LIKE]
        words = f" Like {', '.join(hint for hint in hints if hint)}." if any(hints) else ""
        self.hint.setText(f"Type the value, press Enter.{words} Press - if it was not taken.")

    def set_slim(self, slim: bool) -> None:
        super().set_slim(slim)
        self.form.set_slim(slim)

    def set_height(self, height: int) -> None:
        self.form.set_roomy(height >= theme.px(_ROOMY))

    def owns(self, name: str) -> bool:
        return name in self.form.rows or name == _TOLD

    def show_field(self, name: str) -> None:
        if name in self.form.rows:
            self.form.load(name)
        self._refresh()

    def detail(self, opened: OpenVisit) -> str:
        clinic, keeper = self.desk.clinic, self.desk.keeper
        asked = {vital.id: vital for vital in self._asked(opened)}
        settled = {
            name
            for name in self._filled(opened)
            if judge(clinic, opened, asked[name], keeper.field(name)).is_settled
        }
        recorded = {item.reading.vital for item in opened.today}
        return f"{len((recorded | settled) & set(asked))} of {len(asked)}"

    def action(self) -> str:
        opened = self.desk.visit
        return "Record vital signs" if opened and self._filled(opened) else super().action()

    def can_skip(self) -> bool:
        return self.desk.visit is not None and bool(self._filled(self.desk.visit))

    def take_focus(self, name: str = "") -> None:
        if name == _TOLD and self.aside.tell.isVisibleTo(self.aside):
            self.aside.tell.take_focus()
        else:
            self.form.focus_row(name)

    def focus_name(self) -> str:
        return next((n for n, row in self.form.rows.items() if row.edit.hasFocus()), "")

    def has_to_tell(self) -> bool:
        opened = self.desk.visit
        return opened is not None and bool(self.form.whys() or opened.must_tell)

    def side(self) -> QWidget:
        return self.aside

    def proceed(self) -> None:
        """Record all that is filled in, or go to the first field that needs a word."""
        unsettled = self.form.first_open()
        self._refresh()
        if unsettled:
            self.form.show_open(unsettled)
        elif self.form.readings():
            self._record()
        else:
            self.finished.emit()

    def _asked(self, opened: OpenVisit) -> list[VitalSign]:
        """What this visit asks, then what was added, is in the draft, or belongs to a choice."""
        clinic, keeper = self.desk.clinic, self.desk.keeper
        vitals = clinic.catalog.vitals
        usual = rooming.asked(clinic, opened)
        recorded = [item.reading.vital for item in opened.today]
        drafted = [key for key in vitals if key in keeper.fields()]
        chosen = asked_besides(vitals, {key: keeper.field(key).qualifiers for key in vitals})
        keys = [vital.id for vital in usual] + [*recorded, *drafted, *chosen, *self._added]
        return [vitals[key] for key in dict.fromkeys(keys) if key in vitals]

    def _filled(self, opened: OpenVisit) -> set[str]:
        """The vital signs with something in their draft field."""
        fields = {vital.id: self.desk.keeper.field(vital.id) for vital in self._asked(opened)}
        return {name for name, field in fields.items() if field.text.strip() or field.absent}

    def _record(self) -> None:
        opened, readings = self.desk.visit, self.form.readings()
        if opened is None:
            return
        clinic, visit_id, keeper = self.desk.clinic, opened.visit.id, self.desk.keeper
        told = self._told() if self.form.whys() else None
        before = {name: keeper.field(name) for name in readings}

        def work() -> Changes:
            _, changes = rooming.record_vitals(clinic, visit_id, list(readings.values()), told)
            if told is not None and opened.untold:
                changes |= rooming.tell_provider(clinic, visit_id, told)
            return changes

        def recorded() -> None:
            same = [name for name, field in before.items() if keeper.field(name) == field]
            keeper.drop([*same, _TOLD])
            self.form.load()
            self.finished.emit()

        self.desk.act(work, recorded)

    def rest(self) -> None:
        """Record the blood pressure that stands here, and start the rest before the next."""
        opened, clinic = self.desk.visit, self.desk.clinic
        if opened is None or not self.aside.repeat.can_rest(opened, self._pressure()):
            return
        typed, visit_id = self._pressure(), opened.visit.id

        def work() -> Changes:
            changes = Changes()
            if typed is not None:
                _, changes = rooming.record_vitals(clinic, visit_id, [typed])
            return changes | pressure.plan_repeat(clinic, visit_id)

        def done() -> None:
            if typed is not None:
                self.desk.keeper.drop(["bp"])
            self.form.load()
            self.form.focus_row()

        self.desk.act(work, done)

    def _pressure(self) -> Reading | None:
        return self.form.readings().get("bp")

    def _on_declined(self, reason: str) -> None:
        opened, clinic = self.desk.visit, self.desk.clinic
        if opened is not None:
            visit_id = opened.visit.id
            self.desk.act(lambda: pressure.decline_repeat(clinic, visit_id, reason))

    def _open_stands(self) -> None:
        if self.desk.visit is not None:
            StandsDialog(self.desk, self).open()

    def _refresh(self) -> None:
        """What follows from the values: computed ones, the history, what must be told."""
        opened = self.desk.visit
        if opened is None:
            return
        readings = self.form.readings()
        self.pills.clear()
        corrected = corrected_words(self.desk.clinic, opened)
        words_of_all = derived_words(self.desk.clinic, opened, readings)
        for words in (*words_of_all, *([corrected] if corrected else [])):
            self.pills.addWidget(Pill(words))
        self._refresh_telling(opened)
        self.aside.show_visit(self.desk.clinic, opened, readings.get("bp"))
        self.restated.emit()

    def _refresh_telling(self, opened: OpenVisit) -> None:
        panel = self.aside.tell
        panel.ask(
            [*self.form.whys(), *untold_words(self.desk.clinic, opened)], opened.visit.provider
        )
        told = self._told() if self.form.whys() else None
        if told is not None:
            at = clock(self.desk.clinic.local(told.at))
            panel.show_told(f"{told.provider} told {at}, read back")

    def _told(self) -> ToldProvider | None:
        """Who was told of exactly what stands here now; a new alarming value asks anew."""
        field = self.desk.keeper.field(_TOLD)
        if not field.text or field.confirmed != "\n".join(self.form.whys()):
            return None
        return ToldProvider(field.text, True, datetime.fromisoformat(field.qualifiers["at"]))

    def _on_told(self, provider: str) -> None:
        clinic, opened, whys = self.desk.clinic, self.desk.visit, self.form.whys()
        if opened is None:
            return
        now = clinic.now()
        if whys:
            field = DraftField(provider, {"at": now.isoformat()}, confirmed="\n".join(whys))
            self.desk.keeper.put(_TOLD, field)
            self._refresh()
            self.form.focus_row()
        else:
            told, visit_id = ToldProvider(provider, True, now), opened.visit.id
            self.desk.act(lambda: rooming.tell_provider(clinic, visit_id, told), self.take_focus)
