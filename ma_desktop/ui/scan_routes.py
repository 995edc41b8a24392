"""What scans do that no screen took: a specimen, a sterile pack, the record number of a patient."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ma_desktop.devices.scanner import Scan
from ma_desktop.domain.errors import MaError, Stop
from ma_desktop.domain.patient import Patient
from ma_desktop.services import packs, schedule, wrong_scans
from ma_desktop.services.packs import StockLine
from ma_desktop.ui import tasks
from ma_desktop.ui.main_window import MainWindow
from ma_desktop.ui.sterilize.use_dialog import UsePackDialog, use_pack
from ma_desktop.ui.stop_dialog import stop

_RING = "specimens"


class ScanRoutes(QObject):
    """Joins the scans of a window with its screens."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._context = window.context
        scans = self._context.scans
        scans.first = self._first
        scans.register("specimen", self._on_specimen)
        scans.register("pack", self._on_pack)
        scans.register("unknown", self._on_unknown)
        window.palette_box.number_chosen.connect(self._look_up)

    def _first(self, scan: Scan) -> bool:
        """Nothing happens behind an open dialog; then the shown screen may take it."""
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, UsePackDialog):
            dialog.take_scan(scan)
            return True
        if dialog is not None:
            QApplication.beep()
            self._context.say("Close this window first, then scan again.", "warn")
            return True
        shown = self._window.screen_now
        return shown is not None and shown.take_scan(scan)

    def _on_specimen(self, scan: Scan) -> None:
        self._window.show_screen(_RING)
        shown = self._window.screen_now
        if shown is not None:
            shown.take_scan(scan)

    def _on_pack(self, scan: Scan) -> None:
        """Used on the patient in the banner; elsewhere the window only says what it is."""
        visit_id, clinic = self._window.visit_shown, self._context.clinic
        if visit_id is not None:
            use_pack(self._context, visit_id, scan.text, self._window, lambda _use: None)
            return

        tasks.run(lambda: packs.find(clinic, scan.text), self._tell, self._failed, parent=self)

    def _tell(self, line: StockLine) -> None:
        load = f", load {line.load_number}" if line.load_number else ""
        state = line.pack.state.words
        self._context.say(f"{line.set.name} {line.pack.number}{load}: {state}.", "info")

    def _look_up(self, scan: Scan) -> None:
        """A number was typed into the search: show what it is; nothing is confirmed or used."""
        if scan.kind == "specimen":
            self._window.arrive(_RING, {"number": scan.text})
            return
        clinic = self._context.clinic

        def show(line: StockLine) -> None:
            if line.pack.load_id:
                self._window.arrive("sterilize", {"open": line.pack.load_id})
            self._tell(line)

        tasks.run(lambda: packs.find(clinic, scan.text), show, self._failed, parent=self)

    def _on_unknown(self, scan: Scan) -> None:
        clinic = self._context.clinic

        def found(patient: Patient | None) -> None:
            self._on_number(scan, patient)

        tasks.run(
            lambda: schedule.patient_by_mrn(clinic, scan.text), found, self._failed, parent=self
        )

    def _on_number(self, scan: Scan, patient: Patient | None) -> None:
        session = self._context.session
        ring = self._window.key == _RING and session.visit_id is not None
        if patient is not None and patient.id == session.patient_id:
            self._context.say("This is the record number of the open patient.")
        elif ring:
            what = "another patient's record number" if patient else "a number not known here"
            self._stop(f"This is {what}.")
        elif patient is None:
            QApplication.beep()
            self._context.say("This code is not known here. Search by name with Ctrl+K.", "warn")
        else:
            self._window.open_patient(patient)

    def _stop(self, what: str) -> None:
        """Stop at once; the entry in the audit follows."""
        clinic, visit_id = self._context.clinic, self._context.session.visit_id or ""
        tasks.run(
            lambda: wrong_scans.note_wrong_scan(clinic, visit_id, what),
            lambda _none: None,
            self._failed,
            parent=self,
        )
        do = "Put it down. Ask the patient for two identifiers."
        stop(Stop(what, safe="Nothing was confirmed.", do=do), self._window)

    def _failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")
