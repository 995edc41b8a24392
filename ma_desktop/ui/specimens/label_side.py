"""The right side of Collect: the label of the chosen container, its facts, the print buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.services import specimens
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.specimens.preview import LabelPreview, Proof, prove
from ma_desktop.ui.specimens.tube_table import TubeLine
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.text import label

WIDTH = 400


class LabelSide(QWidget):
    """Shows what would print; `proof_visit` is the visit that the shown label belongs to."""

    def __init__(
        self, context: Context, print_one: Callable[[], None], print_all: Callable[[], None]
    ) -> None:
        super().__init__()
        self._context = context
        self._line: TubeLine | None = None
        self.proof: Proof | None = None
        self.proof_visit = ""
        self.setProperty("role", "right-panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.px(WIDTH))
        self.preview = LabelPreview()
        self.facts = label("", "", wrap=True)
        self.one = primary("Print label", print_one, hint="P")
        self.every = button("Print all", print_all, hint="Shift P")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(16), theme.px(18), theme.px(16))
        column.setSpacing(theme.px(10))
        row = QHBoxLayout()
        for part in (self.one, self.every):
            row.addWidget(part)
        row.addStretch(1)
        words = "Label at the patient's side, after the draw. Reprints are counted, with a reason."
        column.addWidget(label("Label", "heading"))
        column.addWidget(self.preview)
        column.addWidget(self.facts)
        column.addLayout(row)
        column.addWidget(label(words, "muted", wrap=True))
        column.addStretch(1)

    def show_line(self, line: TubeLine | None, visit_id: str) -> None:
        """Lay the label out as it would print and read its bars back."""
        self._line, self.proof, self.proof_visit = line, None, ""
        if line is None:
            self.preview.show_words("No label yet.")
            self.facts.setText("")
            return
        clinic, item = self._context.clinic, line.specimen
        tasks.run(
            lambda: (item.id, visit_id, prove(specimens.label(clinic, item.id, visit_id))),
            self._on_proof,
            self._on_none,
            parent=self,
        )

    def _on_proof(self, result: tuple[str, str, Proof]) -> None:
        specimen_id, visit_id, proof = result
        if self._line is None or self._line.specimen.id != specimen_id:
            return
        self.proof, self.proof_visit = proof, visit_id
        self.preview.show_proof(proof)
        read = "read back" if proof.is_readable else "can't be read back"
        host = self._context.workstation.printer_host
        self.facts.setText(
            f"Printer: {host or 'none: saves a file'}\n"
            f"Labels so far: {self._line.specimen.prints}\n"
            f"Two identifiers: name, date of birth, MRN\n"
            f"Bar code: {read} ({proof.drawing.barcode_text})"
        )

    def _on_none(self, error: MaError) -> None:
        self.preview.show_words(f"{error.what} {error.do}".strip())
        self.facts.setText("")
