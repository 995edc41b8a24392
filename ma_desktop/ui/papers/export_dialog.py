"""Letting records out as FHIR, CSV or HL7 v2: of the open patient, or of a day."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from ma_desktop.domain.patient import Patient
from ma_desktop.services.exports import Exported, ExportKind, export_day, export_patient
from ma_desktop.ui.context import Context
from ma_desktop.ui.papers.batch_dialog import ask_terms, day_name, recent_days
from ma_desktop.ui.papers.long_dialog import Asked, LongDialog, Report
from ma_desktop.ui.papers.terms import Terms
from ma_desktop.ui.saving import AskFile, ask_any_name, save_private
from ma_desktop.ui.widgets.form import Field, combo
from ma_desktop.ui.widgets.text import label

_KINDS = {
    ExportKind.FHIR: "FHIR R4 bundle, for another record system (.json)",
    ExportKind.CSV: "Table of the readings, for a spreadsheet (.csv)",
    ExportKind.HL7: "HL7 v2 results, for an interface (.hl7)",
}


class ExportDialog(LongDialog):
    """Goes to the one file that is chosen, and stands in the list of what left."""

    def __init__(
        self, context: Context, patient: Patient | None, parent: QWidget | None = None
    ) -> None:
        super().__init__("Export", "Choose a file…", 560, parent)
        self._context, self._patient = context, patient
        self.ask_file: AskFile = ask_any_name
        self.days = recent_days(context.clinic)
        items = [day_name(day, self.days[0]) for day in self.days]
        self.what: QComboBox = combo(items, name="What")
        self.kind: QComboBox = combo(list(_KINDS.values()), name="Format")
        self.audit = QCheckBox("With who viewed and changed the record (AuditEvent)")
        self.terms = Terms()
        about = (
            f"The whole record of {patient.name.formal}, MRN {patient.mrn}."
            if patient
            else "What was recorded in the visits of one day, of all patients."
        )
        self.body.addWidget(label(about, "strong" if patient else "muted", wrap=True))
        if patient is None:
            self.body.addWidget(Field("Day", self.what))
        for part in (Field("Format", self.kind), self.audit, self.terms, self.bar, self.words):
            self.body.addWidget(part)
        self.audit.setVisible(patient is not None)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.kind.setFocus()
        self.fit()
        ask_terms(context.clinic, self.terms, self)

    @property
    def _chosen(self) -> ExportKind:
        return list(_KINDS)[self.kind.currentIndex()]

    def _on_kind(self) -> None:
        """Only a FHIR bundle has a place for the audit."""
        self.audit.setVisible(self._patient is not None and self._chosen is ExportKind.FHIR)

    def begin(self) -> None:
        """Ask for the file, then make it in the background."""
        if not self.terms.is_good():
            return
        kind, audit = self._chosen, self.audit.isVisible() and self.audit.isChecked()
        reason, secret = self.terms.reason, self.terms.passphrase
        name = self.ask_file(self, f"export{kind.suffix}{'.zip' if secret else ''}")
        if not name:
            return
        clinic, patient = self._context.clinic, self._patient
        day = self.days[max(self.what.currentIndex(), 0)]

        def make(report: Report, stopped: Asked) -> Exported:
            if patient is not None:
                made = export_patient(
                    clinic,
                    patient.id,
                    kind,
                    reason=reason,
                    passphrase=secret,
                    audit=audit,
                    progress=report,
                    cancelled=stopped,
                )
            else:
                made = export_day(
                    clinic,
                    day,
                    kind,
                    reason=reason,
                    passphrase=secret,
                    progress=report,
                    cancelled=stopped,
                )
            save_private(Path(name), made.data)
            return made

        self.run(make, self._on_made)

    def _on_made(self, made: Exported) -> None:
        count = "1 reading" if made.records == 1 else f"{made.records} readings"
        self.say(f"Written with {count}. It stands in Manage, What left the program.")
