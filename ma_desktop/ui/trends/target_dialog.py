"""Targets of one vital sign: those in force, one more by a provider's order, one withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError, Refused
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.target import BOUNDS, Bound, Target
from ma_desktop.domain.typed_day import HINT, typed_day
from ma_desktop.domain.units import convert, half_up
from ma_desktop.domain.vitals import VitalSign, spoken
from ma_desktop.services import targets
from ma_desktop.services.targets import Aim
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.dialog import SheetDialog
from ma_desktop.ui.widgets.form import Field, combo, line_edit, side_by_side
from ma_desktop.ui.widgets.text import label

_BOUND_KEYS: tuple[Bound, ...] = ("at-most", "at-least")


class TargetDialog(SheetDialog):
    """Opened for one vital sign; closes when something was stored."""

    def __init__(
        self,
        context: Context,
        patient_id: str,
        vital: VitalSign,
        standing: Sequence[Target],
        parent: QWidget,
    ) -> None:
        super().__init__(f"Targets: {vital.name}", 560, parent)
        self._context, self._patient_id, self._vital = context, patient_id, vital
        today = context.clinic.local(context.clinic.now()).date()
        self.part = combo([part.name for part in vital.parts], name="Which number")
        self.bound = combo([BOUNDS[key] for key in _BOUND_KEYS], name="Bound")
        self.value = line_edit(name="Value")
        self.provider = line_edit(name="Ordered by")
        self.since = line_edit(name="Since")
        self.since.setText(today.isoformat())
        self.reason = line_edit(name="Why it ends")
        self._list(standing)
        self._form(vital)
        self.value.setFocus()

    def _list(self, standing: Sequence[Target]) -> None:
        if not standing:
            self.body.addWidget(label("No target is in force.", "muted", wrap=True))
            return
        for target in standing:
            row = QHBoxLayout()
            row.addWidget(label(self._words(target), wrap=True), 1)
            row.addWidget(button("Withdraw", partial(self._withdraw, target.id)))
            self.body.addLayout(row)
        self.body.addWidget(Field("Why it ends", self.reason, "Needed to withdraw."))

    def _words(self, target: Target) -> str:
        vital = self._vital
        exact = convert(target.value, target.unit, vital.usual.ucum)
        value = spoken(half_up(exact, vital.usual.decimals), vital.usual)
        part = vital.part(target.part).name
        day = day_words(target.since)
        bound = BOUNDS[target.bound]
        return f"{part} {bound} {value} {vital.label}, {target.provider}, since {day}"

    def _form(self, vital: VitalSign) -> None:
        unit = vital.label.replace("ft in", "inches")
        self.provider_field = Field("Ordered by", self.provider, "The provider's name.")
        self.value_field = Field(f"Value ({unit})" if unit else "Value", self.value)
        self.since_field = Field("Since", self.since, f"As {HINT}.")
        self.body.addWidget(label("A new target, as ordered", "heading"))
        self.body.addLayout(
            side_by_side(Field("Which number", self.part), Field("Bound", self.bound))
        )
        self.body.addLayout(side_by_side(self.value_field, self.since_field))
        self.body.addWidget(self.provider_field)
        self.foot.addStretch(1)
        self.foot.addWidget(button("Close", self.reject, hint="Esc"))
        self.foot.addWidget(primary("Save target", self.save, hint="Enter"))
        for edit in (self.value, self.provider, self.since):
            edit.returnPressed.connect(self.save)

    def save(self) -> None:
        """Store the new target, or say at the field what is wrong."""
        value, (since, wrong) = _number(self.value.text()), _day(self.since.text())
        self.value_field.set_error("" if value is not None else "Type a number.")
        self.since_field.set_error(wrong)
        name = self.provider.text().strip()
        self.provider_field.set_error("" if name else "Type the provider's name.")
        if value is None or since is None or not name:
            return
        aim = Aim(
            self._vital.id,
            self._vital.parts[self.part.currentIndex()].id,
            _BOUND_KEYS[self.bound.currentIndex()],
            value,
            name,
            since,
        )
        clinic, patient_id = self._context.clinic, self._patient_id
        self._store(lambda: targets.set_target(clinic, patient_id, aim), "The target is saved.")

    def _withdraw(self, target_id: str) -> None:
        clinic, patient_id, reason = self._context.clinic, self._patient_id, self.reason.text()
        self._store(
            lambda: targets.withdraw_target(clinic, patient_id, target_id, reason),
            "The target is withdrawn.",
        )

    def _store(self, work: Callable[[], Changes], words: str) -> None:
        def stored(changes: Changes) -> None:
            self.accept()
            self._context.signals.changed.emit(changes)
            self._context.say(words)

        tasks.run(work, stored, self._on_failed, parent=self)

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "warn")


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _day(text: str) -> tuple[date | None, str]:
    """The day, or what is wrong with it."""
    try:
        return typed_day(text), ""
    except Refused as error:
        return None, f"{error.what} {error.do}"
