"""The left side of the summary window: which copy, in which words, and on which terms."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from ma_desktop.domain.phrases import LANGUAGES
from ma_desktop.services.summaries import Form, Offer, spoken
from ma_desktop.ui import theme
from ma_desktop.ui.papers.terms import Signing, Terms
from ma_desktop.ui.widgets.form import Field, combo
from ma_desktop.ui.widgets.pill import Pill

_COPIES = ("For the patient", "Clinical, everything recorded")
_NO_CHART = "No chart"
_USUAL_CHART = "bp"


class SummaryChoices(QWidget):
    """`changed` asks for a new picture of the page."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._charts: list[str] = []
        self.draft = Pill("Draft until hand-off", "warn", "edit")
        self.copy: QComboBox = combo(list(_COPIES), name="Copy")
        self.language: QComboBox = combo(list(LANGUAGES.values()), name="Language")
        self.chart: QComboBox = combo([], name="Chart of")
        self.large = QCheckBox("Large print")
        self.terms, self.signing = Terms(), Signing()
        self._own = QWidget()
        own = QVBoxLayout(self._own)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(theme.px(8))
        for field in (Field("Language", self.language), Field("Chart of", self.chart), self.large):
            own.addWidget(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for part in (self.draft, Field("Copy", self.copy), self._own, self.terms, self.signing):
            column.addWidget(part)
        self.draft.hide()
        self.copy.currentIndexChanged.connect(self._on_copy)
        self.language.currentIndexChanged.connect(self.changed)
        self.chart.currentIndexChanged.connect(self.changed)
        self.large.toggled.connect(self.changed)

    def show_offer(self, offer: Offer) -> None:
        """Begin with the patient's own language, and blood pressure where there is one."""
        for box in (self.language, self.chart):
            box.blockSignals(True)
        self.language.setCurrentIndex(list(LANGUAGES).index(spoken(offer.patient)))
        self._charts = ["", *(vital for vital, _name in offer.charts)]
        self.chart.clear()
        self.chart.addItems([_NO_CHART, *(name for _vital, name in offer.charts)])
        usual = _USUAL_CHART if _USUAL_CHART in self._charts else self._charts[-1]
        self.chart.setCurrentIndex(self._charts.index(usual))
        for box in (self.language, self.chart):
            box.blockSignals(False)
        self.draft.setVisible(offer.draft)
        self.signing.setVisible(bool(offer.certificate))
        if offer.needs_reason:
            self.terms.demand_reason()

    def form(self) -> Form:
        """What is chosen, with its terms."""
        chart = self.chart.currentIndex()
        return Form(
            self.copy.currentIndex() == 1,
            list(LANGUAGES)[self.language.currentIndex()],
            self.large.isChecked(),
            self.terms.passphrase,
            self.terms.reason,
            self._charts[chart] if 0 <= chart < len(self._charts) else "",
            self.signing.passphrase,
        )

    def is_good(self) -> bool:
        """Whether a file may be made on these terms; says at the field what is missing."""
        return self.terms.is_good() and self.signing.is_good()

    def _on_copy(self, number: int) -> None:
        self._own.setVisible(number == 0)
        self.changed.emit()
