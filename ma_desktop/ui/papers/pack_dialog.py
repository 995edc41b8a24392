"""The downtime pack: today on paper for when the machines are down, locked with a passphrase."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from ma_desktop.services.day_sheets import downtime_pack
from ma_desktop.ui.context import Context
from ma_desktop.ui.papers.batch_dialog import ask_terms
from ma_desktop.ui.papers.long_dialog import Asked, LongDialog, Report
from ma_desktop.ui.papers.terms import Terms
from ma_desktop.ui.saving import AskFile, ask_pdf_name, save_private
from ma_desktop.ui.widgets.text import label

_ABOUT = (
    "Today's schedule with allergies and last vital signs, and a blank rooming form for each "
    "visit. Keep the passphrase where the file is not: without it nobody can open the pack."
)


class PackDialog(LongDialog):
    """Never without a passphrase: the file holds every patient of the day."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Downtime pack", "Choose a file…", 560, parent)
        self._context = context
        self.ask_file: AskFile = ask_pdf_name
        self.terms = Terms()
        self.terms.lock.setChecked(True)
        self.terms.lock.setEnabled(False)
        for part in (label(_ABOUT, "muted", wrap=True), self.terms, self.bar, self.words):
            self.body.addWidget(part)
        self.terms.secret.first.control.setFocus()
        self.fit()
        ask_terms(context.clinic, self.terms, self)

    def begin(self) -> None:
        """Ask for the file, then make it in the background."""
        if not self.terms.is_good():
            return
        clinic, secret, reason = self._context.clinic, self.terms.passphrase, self.terms.reason
        today = clinic.local(clinic.now()).date()
        name = self.ask_file(self, f"downtime-pack-{today:%Y%m%d}.pdf")
        if not name:
            return

        def make(_report: Report, _stopped: Asked) -> None:
            save_private(Path(name), downtime_pack(clinic, secret, reason))

        self.run(make, lambda _done: self.say("Written. Open it once to try the passphrase."))
