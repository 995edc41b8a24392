"""The clinic's own limits: every row with its source, copied and changed, checked beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.clinic_limits import WHOLE, LimitRow
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.limit_rows import Standing, copied, standing
from ma_desktop.domain.vitals import VitalSign
from ma_desktop.services import limits
from ma_desktop.storage.desk import ContentVersion
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.actions import Command, bind
from ma_desktop.ui.context import Context
from ma_desktop.ui.manage.content_dialog import ContentDialog
from ma_desktop.ui.manage.limit_form import LimitForm
from ma_desktop.ui.manage.limit_words import TIERS, bounds, source_words, whom
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label


class LimitsDialog(ContentDialog):
    """One vital sign at a time; the rows of all of them are saved together."""

    shipped_words = "Back to all shipped limits"

    def __init__(self, context: Context, saved: Callable[[], None], parent: QWidget) -> None:
        super().__init__(context, "Limits of vital signs", saved, parent)
        catalog = context.clinic.shipped
        self._bands = {band.id: band for band in catalog.bands}
        self._vitals = [item for item in catalog.vitals.values() if item.parts]
        self._own: list[LimitRow] = []
        self._stored: tuple[LimitRow, ...] = ()
        self._faults: dict[LimitRow, str] = {}
        self._is_editing = False
        self.which = combo([item.name for item in self._vitals], name="Vital sign")
        self.table: RecordTable[Standing] = RecordTable(self._columns(), "Limits", row_height=56)
        self.form = LimitForm(catalog.bands, self._on_row)
        self.finding = label("", "", wrap=True)
        self.source = label("", "muted", wrap=True)
        self.copy_button = button("Copy and change", self.copy, hint="Enter")
        self.drop_button = button("Back to the shipped row", self.drop, hint="Delete")
        self._build()
        self.which.currentIndexChanged.connect(lambda _index: self._show())
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda _item: self.copy())
        self.load()
        self.load_versions()

    def _columns(self) -> tuple[Column[Standing], ...]:
        sources = self._context.clinic.shipped.sources
        return (
            Column(
                "Limit",
                lambda item: TIERS[item.row.tier],
                look="strong",
                width=220,
                detail=lambda item: self._whom(item.row),
            ),
            Column(
                "Bounds",
                lambda item: bounds(self.vital, item),
                width=200,
                detail=lambda item: item.row.severity,
            ),
            Column("Check", self._check, look="pill", role=self._check_state, width=110),
            Column("Source", lambda item: source_words(item, sources), look="muted", stretch=True),
        )

    def _build(self) -> None:
        self.body.addWidget(Field("Vital sign", self.which))
        self.table.setMinimumHeight(theme.px(250))
        self.body.addWidget(self.table, 1)
        acts = FlowLayout(spacing=8)
        for part in (self.copy_button, self.drop_button):
            part.setEnabled(self.may_change)
            acts.addWidget(part)
        bind(self, Command("Shipped again", self.drop_button.click, "Delete"))
        self.body.addLayout(acts)
        self.body.addWidget(self.source)
        self.body.addWidget(self.finding)
        self.body.addWidget(self.form)
        self.add_keeping()

    @property
    def vital(self) -> VitalSign:
        return self._vitals[self.which.currentIndex()]

    def load(self) -> None:
        clinic = self._context.clinic
        tasks.run(lambda: limits.own_limits(clinic), self._on_own, self.fail, parent=self)

    def _on_own(self, own: tuple[LimitRow, ...]) -> None:
        self._stored, self._own = own, list(own)
        self._show()

    # What is shown

    def _show(self, at: LimitRow | None = None) -> None:
        found = limits.findings(self._context.clinic, self._own)
        self._faults = {row: words for row, words in reversed(found) if row is not None}
        rows = standing(self.vital, self._own, list(self._bands))
        self._is_editing = True
        self.table.set_rows(rows)
        line = next((n for n, item in enumerate(rows) if item.row is at), None)
        if line is not None:
            self.table.select(line)
        elif self.table.current is None and rows:
            self.table.select(0)
        self._is_editing = False
        self._say_finding()
        if at is None:
            self._show_form()

    def _whom(self, row: LimitRow) -> str:
        one = len(self.vital.parts) == 1 or row.tier in WHOLE
        return (
            whom(row, self._bands)
            if one
            else f"{self.vital.part(row.part).name}, " + whom(row, self._bands)
        )

    def _check(self, item: Standing) -> str:
        if not item.is_own:
            return ""
        return "To mend" if item.row in self._faults else "Sound"

    def _check_state(self, item: Standing) -> str:
        return "critical" if item.row in self._faults else "ok"

    def _say_finding(self) -> None:
        item = self.table.current
        sources = self._context.clinic.shipped.sources
        self.source.setText("" if item is None else f"Source: {source_words(item, sources)}")
        words = self._faults.get(item.row, "") if item is not None and item.is_own else ""
        self.finding.setText(f"The check: {words}." if words else "")
        self.finding.setVisible(bool(words))
        theme.restyle(self.finding, state="critical" if words else "")

    def _on_chosen(self, _item: Standing) -> None:
        if not self._is_editing:
            self._say_finding()
            self._show_form()

    def _show_form(self) -> None:
        item = self.table.current
        own = item is not None and item.is_own and self.may_change
        self.form.show_row(self.vital if own else None, item.row if item and own else None)
        self.drop_button.setEnabled(own)

    # Acts

    def copy(self) -> None:
        """A row of the clinic that says what the chosen one says, to be changed at once."""
        item = self.table.current
        if item is None or not self.may_change:
            return
        made = copied(item)
        self._own.append(made)
        self._show(made)
        self._show_form()
        self.reach(self.form.first)
        self.form.first.selectAll()

    def drop(self) -> None:
        """Take the chosen row of the clinic out; the shipped one stands there again."""
        item = self.table.current
        if item is not None and item.is_own and self.may_change:
            self._own = [row for row in self._own if row is not item.row]
            self._show()
            self.reach(self.table)

    def _on_row(self, row: LimitRow) -> None:
        item = self.table.current
        if item is None or not item.is_own:
            return
        self._own = [row if old is item.row else old for old in self._own]
        self._show(row)

    # Keeping

    def change(self) -> Callable[[], Changes]:
        clinic, why, by = self._context.clinic, self.reason(), self.approved.text().strip()
        if not self.form.is_sound:
            raise Refused("A bound is not a number.", do="Correct it, or take the row out.")
        rows = [row if row in self._stored else replace(row, approved_by=by) for row in self._own]
        return lambda: limits.change_limits(clinic, rows, why)

    def bring_back(self, version: ContentVersion) -> Changes:
        return limits.restore(self._context.clinic, version, self.reason())

    def withdraw_all(self) -> Changes:
        return limits.change_limits(self._context.clinic, (), self.reason())

    def read_versions(self) -> tuple[ContentVersion, ...]:
        return limits.versions(self._context.clinic)
