"""The tell-the-provider loop: what to tell, whom, that it was read back, and when."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import Field, line_edit
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import WholeLabel


class TellPanel(Card):
    """Shown while a value waits to be told. `told` carries the provider's name."""

    told = Signal(str)
    untold = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("critical", 14, 8, parent)
        self._whys: tuple[str, ...] = ()
        self.head = Pill("Tell the provider", "critical", "warning")
        self.why = WholeLabel()
        self.provider = line_edit("Name", name="Provider who was told")
        self.provider.setMaxLength(120)
        self.whom = Field("Who was told", self.provider)
        self.read_back = QCheckBox("They read it back")
        self.now = button("Told now", self._on_now)
        self.change = button("Change", self.untold.emit, "quiet")
        for part in (self.head, self.why, self.whom, self.read_back, self.now, self.change):
            self.add(part)
        self.provider.textChanged.connect(self._enable)
        self.read_back.toggled.connect(self._enable)
        self.provider.returnPressed.connect(self.read_back.setFocus)
        self.hide()
        self._enable()

    def ask(self, whys: Sequence[str], provider: str) -> None:
        """Show what has to be told; nothing hides the panel."""
        fresh = tuple(whys) != self._whys
        self._whys = tuple(whys)
        self.setVisible(bool(whys))
        if fresh and whys:
            self.provider.setText(provider)
            self.read_back.setChecked(False)
            speak(self, f"Tell the provider. {' '.join(whys)}", urgent=True)
        self.why.setText("\n".join(dict.fromkeys(whys)))
        self._show_told("")

    def show_told(self, words: str) -> None:
        """The provider was told; the words say who and when."""
        self._show_told(words)

    def take_focus(self) -> None:
        self.provider.setFocus()
        self.provider.selectAll()

    def _show_told(self, words: str) -> None:
        done = bool(words)
        self.head.set(words or "Tell the provider", "ok" if done else "critical",
                      "check" if done else "warning")  # fmt: skip
        self.set_state("" if done else "critical")
        for part in (self.whom, self.read_back, self.now):
            part.setVisible(not done)
        self.change.setVisible(done)
        theme.restyle(self.why, role="muted" if done else "")

    def _enable(self) -> None:
        ready = bool(self.provider.text().strip()) and self.read_back.isChecked()
        self.now.setEnabled(ready)
        self.now.setToolTip("" if ready else "Write the name and tick that they read it back.")

    def _on_now(self) -> None:
        self.told.emit(self.provider.text().strip())
