"""The form of one row of the clinic's limits: whom it is for, its bounds, what is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ma_desktop.domain.clinic_limits import TOLD, WHOLE, LimitRow, row_bound, row_unit
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.limit_rows import read_row_bound, reworded
from ma_desktop.domain.limits import SEVERITIES
from ma_desktop.domain.vital_bounds import AgeBand
from ma_desktop.domain.vitals import VitalSign
from ma_desktop.ui import theme
from ma_desktop.ui.manage.limit_words import SEXES
from ma_desktop.ui.widgets.form import Field, combo, line_edit, side_by_side

_WHOM = ("Everybody", "In pregnancy only")
_LOW = {
    "notify": "Told below",
    "confirm": "Asked below",
    "hard": "Refused below",
    "gap": "Asked below",
}
_HIGH = {
    "notify": "Told from",
    "confirm": "Asked above",
    "hard": "Refused above",
    "gap": "Asked above",
    "change": "Asked above a change of",
    "drift": "Told from a change of",
}
_EXACT = {"<=": "Told at or below", ">": "Told above"}


class LimitForm(QWidget):
    """Shows one row; `changed` is called with the row as the form says it."""

    def __init__(self, bands: Sequence[AgeBand], changed: Callable[[LimitRow], None]) -> None:
        super().__init__()
        self._changed = changed
        self._ages = {"*": "All ages"} | {band.id: band.name for band in bands}
        self._vital: VitalSign | None = None
        self._row: LimitRow | None = None
        self.ages: QComboBox = combo(list(self._ages.values()), name="Ages")
        self.sex: QComboBox = combo(list(SEXES.values()), name="Sex")
        self.whom: QComboBox = combo(list(_WHOM), name="For")
        self.severity: QComboBox = combo([item.capitalize() for item in SEVERITIES], name="How")
        self.low, self.high = line_edit(), line_edit()
        self.days, self.words = line_edit("no end"), line_edit()
        self._low, self._high = Field("Low", self.low), Field("High", self.high)
        self._ages_field, self._sex = Field("Ages", self.ages), Field("Sex", self.sex)
        self._whom = Field("For", self.whom)
        self._days = Field("Up to age in days", self.days)
        self._how = Field("How it is told", self.severity)
        self._says = Field("Words that the assistant reads", self.words)
        self._build()
        self.show_row(None, None)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(side_by_side(self._ages_field, self._sex, self._low, self._high))
        column.addLayout(side_by_side(self._whom, self._days, self._how))
        column.addWidget(self._says)
        for box in (self.ages, self.sex, self.whom, self.severity):
            box.setMinimumContentsLength(8)
            box.activated.connect(lambda _index: self._on_edit())
        for line in (self.low, self.high, self.days, self.words):
            line.textEdited.connect(lambda _text: self._on_edit())

    def show_row(self, vital: VitalSign | None, row: LimitRow | None) -> None:
        """Show a row of the clinic; without one the form is out of use."""
        self._vital, self._row = vital, row
        self.setEnabled(row is not None)
        told = row is not None and row.tier in TOLD
        self._offer(row)
        self._low.set_error("")
        self._high.set_error("")
        if vital is None or row is None:
            for line in (self.low, self.high, self.days, self.words):
                line.clear()
            return
        for line, bound in ((self.low, row.low), (self.high, row.high)):
            line.setText("" if bound is None else row_bound(vital, row, bound))
        self.ages.setCurrentIndex(list(self._ages).index(row.ages))
        self.sex.setCurrentIndex(list(SEXES).index(row.sex))
        self.whom.setCurrentIndex(int(row.pregnant))
        self.severity.setCurrentIndex(SEVERITIES.index(row.severity) if told else 0)
        self.days.setText("" if row.up_to_days is None else str(row.up_to_days))
        self.words.setText(row.why)
        self._name_bounds(vital, row)

    def _offer(self, row: LimitRow | None) -> None:
        """Only what the row's tier has."""
        tier = row.tier if row is not None else ""
        told, drift = tier in TOLD, tier == "drift"
        self._ages_field.setVisible(tier != "gap")
        self._sex.setVisible(tier not in (*TOLD, *WHOLE))
        self._low.setVisible(tier not in ("change", "drift"))
        self._whom.setVisible(tier == "notify")
        self._days.setVisible(told and not (row is not None and row.below_birth))
        self._how.setVisible(told)
        self._says.setVisible(told)
        words = "Within days" if drift else "Up to age in days"
        self._days.label.setText(words)
        self.days.setAccessibleName(words)

    def _name_bounds(self, vital: VitalSign, row: LimitRow) -> None:
        low, high = _LOW.get(row.tier, "Usual from"), _HIGH.get(row.tier, "Usual up to")
        exact = _EXACT.get(row.op, "")
        low, high = (exact, high) if row.op == "<=" else (low, exact or high)
        for field, words in ((self._low, low), (self._high, high)):
            named = f"{words}, {row_unit(vital, row)}"
            field.label.setText(named)
            field.control.setAccessibleName(named)

    def _on_edit(self) -> None:
        if self._vital is None or self._row is None:
            return
        try:
            made = self._read(self._vital, self._row)
        except Refused:
            return
        words = reworded(made.why, self._vital, self._row, made)
        if words != made.why:
            made = replace(made, why=words)
            self.words.setText(words)
        self._row = made
        self._changed(made)

    def _read(self, vital: VitalSign, row: LimitRow) -> LimitRow:
        """The row as it is typed. Raises Refused, and marks the field, for what is no number."""
        low = self._bound(vital, row, self._low, row.low)
        high = self._bound(vital, row, self._high, row.high)
        told = row.tier in TOLD
        days = self.days.text().strip()
        return replace(
            row,
            low=low,
            high=high,
            ages=list(self._ages)[self.ages.currentIndex()],
            sex="*" if told or row.tier in WHOLE else list(SEXES)[self.sex.currentIndex()],
            severity=SEVERITIES[self.severity.currentIndex()] if told else "",
            pregnant=told and bool(self.whom.currentIndex()),
            up_to_days=int(days) if told and days.isascii() and days.isdigit() else None,
            why=self.words.text() if told else "",
        )

    def _bound(
        self, vital: VitalSign, row: LimitRow, field: Field, before: Decimal | None
    ) -> Decimal | None:
        line = self.low if field is self._low else self.high
        field.set_error("")
        if before is not None and line.text() == row_bound(vital, row, before):
            return before
        try:
            return read_row_bound(vital, row, line.text())
        except Refused as error:
            field.set_error(f"{error.what} {error.do}")
            raise

    @property
    def first(self) -> QLineEdit:
        """The first bound that the row has."""
        return self.low if self._low.isVisibleTo(self) else self.high

    @property
    def is_sound(self) -> bool:
        """Whether every typed bound is a number."""
        return not any(field.note.property("state") for field in (self._low, self._high))
