"""Manage: the clinic's labels; Enter opens the designer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.domain.label import LabelFormat
from ma_desktop.domain.label_fields import KINDS
from ma_desktop.services import label_designs
from ma_desktop.services.label_designs import Design
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.manage.label_designer import LabelDesigner
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_COLUMNS: tuple[Column[Design], ...] = (
    Column("Label", lambda item: item.format.name, look="strong", stretch=True),
    Column("For", lambda item: KINDS[item.format.kind].name, width=130),
    Column(
        "Size, mm",
        lambda item: f"{item.format.width_mm:g} x {item.format.height_mm:g}",
        width=140,
    ),
    Column("Whose", lambda item: item.whose, width=240),
)


def ask_toml(parent: QWidget) -> str:
    """Which file to read; empty when the person gives up."""
    return QFileDialog.getOpenFileName(parent, "Import label", "", "Label (*.toml)")[0]


class LabelsCard(Card):
    """All label formats in force, shipped and the clinic's own."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self.ask_file: Callable[[QWidget], str] = ask_toml
        self.designer: LabelDesigner | None = None
        self.table: RecordTable[Design] = RecordTable(_COLUMNS, "Labels", row_height=44)
        self.message = label("", "small", wrap=True)
        self.add(label("Labels", "heading"))
        self.table.setFixedHeight(theme.px(230))
        self.add(self.table)
        self.add(self.message)
        foot = QHBoxLayout()
        foot.addWidget(button("Import a file", self.import_file))
        foot.addStretch(1)
        foot.addWidget(button("Open the designer", self.design, hint="Enter"))
        self.add(foot)
        self.table.opened.connect(lambda item: self._open(item.format))

    def load(self) -> None:
        clinic = self._context.clinic
        tasks.run(
            lambda: label_designs.designs(clinic), self._on_found, self._on_failed, parent=self
        )

    def design(self) -> None:
        """Open the chosen label."""
        chosen = self.table.current
        if chosen is not None:
            self._open(chosen.format)

    def import_file(self) -> None:
        """Open a label from a file; it is not in force until it is saved."""
        name = self.ask_file(self)
        if name:
            tasks.run(
                lambda: label_designs.import_design(Path(name)),
                self._open,
                self._on_failed,
                parent=self,
            )

    def _open(self, fmt: LabelFormat) -> None:
        self.message.setText("")
        self.designer = LabelDesigner(self._context, fmt, self.load, self.window())
        self.designer.open()

    def _on_found(self, found: tuple[Design, ...]) -> None:
        self.table.set_rows(found)
        if self.table.current is None and found:
            self.table.select(0)

    def _on_failed(self, error: MaError) -> None:
        self.message.setText(str(error))
