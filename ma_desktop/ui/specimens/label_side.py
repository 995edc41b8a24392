"""The right side of Collect: the label of the chosen container, its facts, the print buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.domain.specimen import Specimen
from ma_desktop.services import specimens
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_printers import destination
from ma_desktop.ui.specimens.preview import LabelPreview, Proof, prove
from ma_desktop.ui.specimens.tube_table import TubeLine
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.text import label

WIDTH = 400


@dataclass(frozen=True)
class _Shown:
    """What the side shows of one specimen."""

    specimen_id: str
    visit_id: str
    proof: Proof
    printer: str


def _shown(context: Context, item: Specimen, visit_id: str) -> _Shown:
    """Lay the label out for the paper that it will print on (about 50 ms: in a task)."""
    to = destination(context, specimens.label_kind(context.clinic, item))
    roll = to.paper.format if to else ""
    proof = prove(specimens.label(context.clinic, item.id, visit_id, roll))
    return _Shown(item.id, visit_id, proof, to.name if to else "")


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
        self.preview = LabelPreview()
        self.facts = Facts()
        rules = context.clinic.catalog.draw_rules
        self._rules = "\n".join(f"· {rule.text}" for rule in rules)
        """What holds for every draw, shown while blood waits and there is no label yet."""
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
        self.words = label(words, "muted", wrap=True)
        column.addWidget(label("Label", "heading"))
        column.addWidget(self.preview)
        column.addLayout(row)
        column.addWidget(self.facts)
        column.addWidget(self.words)
        column.addStretch(1)

    def show_line(self, line: TubeLine | None, visit_id: str) -> None:
        """Lay the label out as it would print and read its bars back."""
        self._line, self.proof, self.proof_visit = line, None, ""
        if line is None:
            self.preview.show_words("No label yet.")
            self.facts.set_lines()
            return
        context, item = self._context, line.specimen
        tasks.run(
            lambda: _shown(context, item, visit_id),
            self._on_proof,
            self._on_none,
            parent=self,
        )

    def _on_proof(self, shown: _Shown) -> None:
        if self._line is None or self._line.specimen.id != shown.specimen_id:
            return
        proof = shown.proof
        self.proof, self.proof_visit = proof, shown.visit_id
        self.preview.show_proof(proof)
        code = proof.drawing.barcode_text
        read = f"✓ {code}" if proof.is_readable else f"{code} can't be read"
        self.facts.set_lines(
            ("Printer", shown.printer or "none: saves a file", ""),
            ("Labels so far", str(self._line.specimen.prints), ""),
            ("Two identifiers", "✓ name, birth date, MRN", "ok"),
            ("Bar code read back", read, "ok" if proof.is_readable else "critical"),
        )

    def _on_none(self, error: MaError) -> None:
        line = self._line
        waits = line is not None and line.tube.is_blood and line.specimen.state == "ordered"
        self.preview.show_words(f"{error.what} {error.do}".strip(), self._rules if waits else "")
        self.facts.set_lines()


class Facts(QWidget):
    """What is known of a label: words at the left, the answer at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(theme.px(4))
        self._grid.setColumnStretch(1, 1)
        self._shown: list[QLabel] = []

    @property
    def words(self) -> str:
        return "\n".join(one.text() for one in self._shown)

    def set_lines(self, *lines: tuple[str, str, str]) -> None:
        """Lines of words, answer, and the state of the answer."""
        for old in self._shown:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._shown = []
        for row, (words, answer, state) in enumerate(lines):
            said, found = label(words, "muted"), label(answer, "strong", wrap=True)
            found.setProperty("state", state)
            found.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(said, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(found, row, 1)
            self._shown += [said, found]
