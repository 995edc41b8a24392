"""How long the pregnancy was and what the child weighed: typed once, kept as facts."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.domain.facts import Kind, PatientFacts, gestation_days
from ma_desktop.domain.vital_parse import InvalidReading, parse
from ma_desktop.domain.vitals import VitalSign
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.form import Field, line_edit
from ma_desktop.ui.widgets.text import label


class BirthDialog(QDialog):
    """Two lines; `noted` carries the facts that were typed, kind to value."""

    noted = Signal(object)

    def __init__(self, weight: VitalSign, facts: PatientFacts, parent: QWidget) -> None:
        super().__init__(parent)
        self._weight = weight
        self.setWindowTitle("At birth")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.gestation = line_edit("32w4d")
        self.birth_weight = line_edit("7lb9oz or 3.43kg")
        self._weeks = Field("Length of the pregnancy", self.gestation, self._known(facts))
        self._kilos = Field("Weight at birth", self.birth_weight, "Loss is judged by it.")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(24),) * 4)
        column.setSpacing(theme.px(12))
        column.addWidget(label("At birth", "heading"))
        column.addWidget(self._weeks)
        column.addWidget(self._kilos)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("Cancel", self.reject, hint="Esc"))
        row.addWidget(primary("Keep", self.accept, hint="Enter"))
        column.addLayout(row)
        self.gestation.returnPressed.connect(self.birth_weight.setFocus)
        self.birth_weight.returnPressed.connect(self.accept)
        self.setMinimumWidth(theme.px(420))
        self.gestation.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _known(facts: PatientFacts) -> str:
        words = facts.gestation_words
        return f"On record: {words}." if words else "Weeks and days, such as 32w4d."

    def accept(self) -> None:
        """Keep what is filled in, or say what is wrong with it."""
        found: dict[Kind, str] = {}
        self._weeks.set_error("")
        self._kilos.set_error("")
        if text := self.gestation.text().strip():
            days = gestation_days(text)
            if days is None:
                self._weeks.set_error("Type weeks and days, such as 32w4d.")
                self.gestation.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            found["gestation"] = str(days)
        if text := self.birth_weight.text().strip():
            try:
                found["birth-weight"] = f"{parse(self._weight, text).value:f}"
            except InvalidReading as error:
                self._kilos.set_error(f"{error.what} {error.do}".strip())
                self.birth_weight.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        if found:
            self.noted.emit(found)
        super().accept()
