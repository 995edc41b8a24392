"""The clinic's own things with logs, and the disinfectants with their contact times."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.catalog.checklists import shipped_lists
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.checklist import Equipment, Product
from ma_desktop.domain.errors import MaError
from ma_desktop.services import checklist_lists
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.rooms.dialog_page import dialog_page
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_PLACE, _EPA = 2, 2
_WIDE_FROM = 700
"""Design pixels: in less, these columns give their place to the names."""


class ThingsDialog(QDialog):
    """Add, rename and retire things and products. Only a manager may.

    A chosen line stands in the fields beneath its table.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Things with logs")
        self._context = context
        self._kinds = shipped_lists().kinds
        self.table: RecordTable[Equipment] = RecordTable(
            (
                Column("Name", lambda e: e.name, look="strong", stretch=True),
                Column("Kind", lambda e: self._kinds[e.kind].name, width=200),
                Column("Place", lambda e: e.place, width=140),
                Column("", lambda e: "Retire" if e.active else "", look="button", width=110),
            ),
            "Things",
            row_height=46,
        )
        self.products: RecordTable[Product] = RecordTable(
            (
                Column("Disinfectant", lambda p: p.name, look="strong", stretch=True),
                Column("Wet for", lambda p: f"{p.minutes:f} min", width=110),
                Column("EPA reg. no.", lambda p: p.epa, width=140),
                Column("", lambda _p: "Retire", look="button", width=110),
            ),
            "Disinfectants",
            row_height=42,
        )
        names = [kind.name for kind in self._kinds.values()]
        self.kind: QComboBox = combo(names, name="Kind")
        self.name, self.place = line_edit(), line_edit()
        self.product, self.minutes, self.epa = line_edit(), line_edit(), line_edit()
        self.message = label("", "", wrap=True)
        self.message.setProperty("state", "critical")
        self._build()
        self.table.pressed_button.connect(lambda thing, _column: self.retire(thing))
        self.products.pressed_button.connect(lambda item, _column: self.retire_product(item))
        self.table.chosen.connect(self._show_thing)
        self.products.chosen.connect(self._show_product)
        self._load()

    def _build(self) -> None:
        column, foot = dialog_page(self, 900, 680)
        self.table.setMinimumHeight(theme.px(180))
        self.products.setMinimumHeight(theme.px(130))
        column.addWidget(self.table, 3)
        column.addLayout(
            _row(
                Field("Kind", self.kind),
                Field("Name, as Vaccine fridge 1", self.name),
                Field("Place", self.place),
                button("Add", self.add),
                button("Rename chosen", self.rename),
            )
        )
        column.addWidget(self.products, 2)
        column.addLayout(
            _row(
                Field("Product", self.product),
                Field("Contact time, minutes", self.minutes),
                Field("EPA reg. no.", self.epa),
                button("Add product", self.add_product),
                button("Change chosen", self.change_product),
            )
        )
        foot.addWidget(self.message)
        closing = QHBoxLayout()
        closing.addStretch(1)
        closing.addWidget(button("Close", self.accept, hint="Esc"))
        foot.addLayout(closing)
        self.message.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(_WIDE_FROM)
        self.table.setColumnHidden(_PLACE, narrow)
        self.products.setColumnHidden(_EPA, narrow)

    def _load(self) -> None:
        clinic = self._context.clinic
        tasks.run(lambda: _read(clinic), self._on_read, self._on_failed, parent=self)

    def _on_read(self, found: tuple[tuple[Equipment, ...], tuple[Product, ...]]) -> None:
        self.table.set_rows([thing for thing in found[0] if thing.active])
        self.products.set_rows(found[1])

    def add(self) -> None:
        """Store the thing that was typed."""
        clinic = self._context.clinic
        kind = list(self._kinds)[self.kind.currentIndex()]
        name, place = self.name.text(), self.place.text()
        self._do(lambda: checklist_lists.add_equipment(clinic, kind, name, place)[1])

    def add_product(self) -> None:
        """Store the product that was typed."""
        clinic = self._context.clinic
        texts = self.product.text(), self.minutes.text(), self.epa.text()
        self._do(lambda: checklist_lists.save_disinfectant(clinic, *texts))

    def rename(self) -> None:
        """The chosen thing gets the typed name and place."""
        clinic, chosen = self._context.clinic, self.table.current
        name, place = self.name.text(), self.place.text()
        if chosen is not None:
            self._do(lambda: checklist_lists.rename_equipment(clinic, chosen, name, place))

    def change_product(self) -> None:
        """The chosen product gets what was typed."""
        clinic, chosen = self._context.clinic, self.products.current
        texts = self.product.text(), self.minutes.text(), self.epa.text()
        if chosen is not None:
            self._do(lambda: checklist_lists.save_disinfectant(clinic, *texts, chosen.id))

    def retire_product(self, item: Product) -> None:
        """Nobody chooses it any more."""
        clinic = self._context.clinic
        self._do(lambda: checklist_lists.retire_disinfectant(clinic, item))

    def _show_thing(self, thing: Equipment) -> None:
        self.name.setText(thing.name)
        self.place.setText(thing.place)

    def _show_product(self, item: Product) -> None:
        self.product.setText(item.name)
        self.minutes.setText(f"{item.minutes:f}")
        self.epa.setText(item.epa)

    def retire(self, thing: Equipment) -> None:
        """Its logs stay; it is due no more."""
        clinic = self._context.clinic
        self._do(lambda: checklist_lists.retire_equipment(clinic, thing.id, thing.version))

    def _do(self, act: Callable[[], Changes]) -> None:
        self.message.hide()
        tasks.run(act, self._on_done, self._on_failed, parent=self)

    def _on_done(self, changes: Changes) -> None:
        for edit in (self.name, self.place, self.product, self.minutes, self.epa):
            edit.clear()
        self._context.signals.changed.emit(changes)
        self._load()

    def _on_failed(self, error: MaError) -> None:
        self.message.setText(f"{error.what} {error.do}".strip())
        self.message.show()


def _read(clinic: Clinic) -> tuple[tuple[Equipment, ...], tuple[Product, ...]]:
    return checklist_lists.equipment(clinic), checklist_lists.disinfectants(clinic)


def _row(*parts: QWidget) -> QVBoxLayout:
    """Fields in one line, buttons beneath."""
    rows = QVBoxLayout()
    fields, acts = QHBoxLayout(), FlowLayout(spacing=8)
    fields.setSpacing(theme.px(10))
    for part in parts:
        if isinstance(part, Field):
            fields.addWidget(part, 1)
        else:
            acts.addWidget(part)
    rows.addLayout(fields)
    rows.addLayout(acts)
    return rows
