"""The line on Collect that says how much blood a child gives, and the question above the limit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ma_desktop.domain.blood_volume import SMALLEST, BloodUse
from ma_desktop.domain.errors import MaError
from ma_desktop.services import blood_volume
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.specimens.dialogs import ask_reason

_REASONS = ("The provider said to draw it",)


class BloodLine(QLabel):
    """Loads itself; hidden for adults and where no blood waits."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._visit_id = ""
        self.use: BloodUse | None = None
        self.setProperty("role", "small")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def load(self, visit_id: str) -> None:
        clinic, self._visit_id = self._context.clinic, visit_id
        tasks.run(
            lambda: (visit_id, blood_volume.of_visit(clinic, visit_id)),
            self._on_use,
            self._on_failed,
            parent=self,
        )

    def _on_use(self, found: tuple[str, BloodUse | None]) -> None:
        visit_id, use = found
        if visit_id != self._visit_id:
            return
        self.use = use
        above = use is not None and use.is_above(use.most)
        warning = "⚠ May go above the limit. " if above else ""
        self.setText(f"{warning}{use.short}" if use else "")
        self.setToolTip(use.words if use else "")
        theme.restyle(self, state="warn" if above else "")
        self.setVisible(use is not None)

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")

    def ask(self, parent: QWidget, then: Callable[[str], None]) -> None:
        """`then` with why it goes above the limit; at once and with nothing where it doesn't."""
        use = self.use
        if use is None or not use.is_above(use.most):
            then("")
            return
        reasons = _REASONS if use.is_above(use.least) else (SMALLEST, *_REASONS)
        title = "More blood than the limit of a child?"
        asked = ask_reason(parent, title, use.words, "Drawn", reasons, then)
        asked.reason.setCurrentIndex(-1)  # an answer that Enter alone would give is none
