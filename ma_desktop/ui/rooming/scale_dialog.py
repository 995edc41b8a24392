"""By whose order NEWS2 takes SpO2 scale 2 for a patient: typed once, kept as a fact."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ma_desktop.domain.facts import Kind
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.dialog import SheetDialog
from ma_desktop.ui.widgets.form import Field, line_edit
from ma_desktop.ui.widgets.text import label

_ABOUT = (
    "Scale 2 is for patients with hypercapnic respiratory failure and a target of 88 to 92 %. "
    "Only a provider orders it."
)


class ScaleDialog(SheetDialog):
    """`noted` carries the fact: the provider's name, empty when scale 1 holds again."""

    noted = Signal(object)

    def __init__(self, ordered_by: str, parent: QWidget) -> None:
        super().__init__("NEWS2: SpO₂ scale", 520, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.provider = line_edit()
        known = f"Scale 2 holds by order of {ordered_by}." if ordered_by else "Scale 1 holds."
        self._field = Field("Scale 2 ordered by", self.provider, "The provider's name.")
        self.body.addWidget(label(_ABOUT, "muted", wrap=True))
        self.body.addWidget(label(known, "strong", wrap=True))
        self.body.addWidget(self._field)
        self.foot.addWidget(button("Cancel", self.reject, hint="Esc"))
        self.foot.addStretch(1)
        self.back = button("Back to scale 1", lambda: self._note(""))
        self.back.setVisible(bool(ordered_by))
        self.foot.addWidget(self.back)
        self.foot.addWidget(primary("Use scale 2", self.keep, hint="Enter"))
        self.provider.returnPressed.connect(self.keep)
        self.provider.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Scale 2 from now on, or say what is missing."""
        name = " ".join(self.provider.text().split())
        self._field.set_error("" if name else "Type the provider's name.")
        if name:
            self._note(name)

    def _note(self, name: str) -> None:
        kind: Kind = "news2-scale-2"
        self.noted.emit({kind: name})
        self.accept()
