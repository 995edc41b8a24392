"""The demonstration: one visit through the real window by keys, on a throw-away encrypted store."""

from __future__ import annotations

import argparse
import errno
import json
import logging
import os
import secrets
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from ma_desktop.domain.errors import ExitStatus, MachineFailure, MaError, Refused
from ma_desktop.domain.visit import VisitState
from ma_desktop.runtime.log import failure, logging_to
from ma_desktop.runtime.paths import log_dir
from ma_desktop.runtime.settings import Workstation
from ma_desktop.services import demo_clinic, imports, rooming, schedule, summaries
from ma_desktop.services.clinic import Clinic, create_clinic, open_clinic, verify
from ma_desktop.services.demo_clinic import DemoClinic
from ma_desktop.storage.observations import effective
from ma_desktop.ui.application import has_display, make_application
from ma_desktop.ui.demo_printer import PaperRoll
from ma_desktop.ui.play import Play

LOG = logging.getLogger("ma_desktop.demo")
_OFF_SCREEN = "This plugin does not support propagateSizeHints"
ROOMED = "004-118-27"
TYPED = {
    "bp": "148/92",
    "hr": "78",
    "rr": "16",
    "temp": "98.4",
    "spo2": "98",
    "weight": "171.4",
    "height": "5'6",
    "pain": "0",
}
"""What the assistant types for the made-up patient who is roomed."""


@dataclass
class Manifest:
    """What the demonstration left behind, as manifest.json."""

    files: dict[str, str] = field(default_factory=dict)
    recorded: list[dict[str, str]] = field(default_factory=list)
    imported: dict[str, int] = field(default_factory=dict)
    barcode: str = ""
    keys: dict[str, int] = field(default_factory=dict)
    store: dict[str, object] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        text = json.dumps(self.__dict__, ensure_ascii=False, indent=2)
        path.write_text(text + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Play the demonstration into --out; returns an exit status of the command line."""
    parser = argparse.ArgumentParser(prog="ma-desktop demo")
    parser.add_argument("--out", default="demo-out", metavar="DIR")
    parser.add_argument("--import", dest="files", nargs="+", type=Path, metavar="FILE")
    parsed = parser.parse_args(arguments)
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    before = qInstallMessageHandler(_say)
    try:
        with logging_to(log_dir()):
            return _told(Path(parsed.out), parsed.files or [])
    finally:
        qInstallMessageHandler(before)


def _say(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Qt's messages on standard error, but for one that is said of every window off screen."""
    if not message.startswith(_OFF_SCREEN):
        sys.stderr.write(f"{message}\n")


def _told(out: Path, files: Sequence[Path]) -> int:
    """Run, with errors as words and exit statuses."""
    try:
        return _run(out, files)
    except MaError as error:
        failure(LOG, "demo.refused", error, status=int(error.exit_status))
        sys.stderr.write(f"{error}\n")
        return int(error.exit_status)
    except OSError as error:
        failure(LOG, "demo.failed", error)
        is_full = error.errno == errno.ENOSPC
        what = "The disk is full." if is_full else "A file can't be written."
        sys.stderr.write(f"{what} The demonstration is not whole. Check the disk and --out.\n")
        return int(ExitStatus.MACHINE)


def _run(out: Path, files: Sequence[Path]) -> int:
    _make(out)
    demo = demo_clinic.read_demo()
    with tempfile.TemporaryDirectory(prefix="ma-desktop-demo-") as folder, PaperRoll() as printer:
        place, passphrase = str(Path(folder) / "store"), " ".join(_words())
        manifest = Manifest()
        mrn = _fill(place, demo, passphrase, files, manifest)
        workstation = Workstation(
            store=place,
            room=demo.room,
            clinic_name=demo.new.name,
            id="demo",
            idle_minutes=60.0,
            printer_host=printer.host,
            printer_port=printer.port,
        )
        app = make_application(workstation)
        play = Play(app, workstation, demo.new.user_name, passphrase, out)
        _play(play, mrn, TYPED if not files else None, manifest)
        _paper(play, printer, out, manifest)
        _check(play, manifest)
        manifest.files |= play.pictures
        manifest.files["lock.png"] = play.lock()
        app.closeAllWindows()
    manifest.write(out / "manifest.json")
    sys.stdout.write(f"{len(manifest.files) + 1} files are in {out}.\n")
    return 0


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise MachineFailure("The folder can't be made.", do="Check --out.") from None


def _words() -> list[str]:
    """A passphrase nobody will know: the store lives for seconds."""
    return [secrets.token_hex(4) for _ in range(4)]


def _fill(
    place: str, demo: DemoClinic, passphrase: str, files: Sequence[Path], manifest: Manifest
) -> str:
    """Make the store and fill it; returns the MRN of the patient to room."""
    create_clinic(place, demo.new, passphrase)
    clinic = open_clinic(place, demo.new.user_name, passphrase, workstation="demo", room=demo.room)
    try:
        if not files:
            demo_clinic.fill(clinic, demo)
            return ROOMED
        return _take_in(clinic, files, manifest)
    finally:
        clinic.close()


def _take_in(clinic: Clinic, files: Sequence[Path], manifest: Manifest) -> str:
    """Import foreign files; their first patient arrives, booked for now unless they book a visit
    of today, with a tube to label.
    """
    report, _changes = imports.import_files(clinic, files)
    manifest.imported = {kind: count for kind, count in report.added.items() if count}
    if not report.patients:
        why = sorted({skip.reason for skip in report.skipped if skip.resource == "Patient"})
        said = ": ".join(["The files hold no patient to take in", *why[:1]])
        raise Refused(f"{said}.", do="Choose others.")
    first = report.patients[0]
    if rooming.today_visit(clinic, first) is None:
        schedule.book(clinic, first, visit_type="Annual physical", provider="Dr. Lindqvist")
    visit = rooming.today_visit(clinic, first)
    if visit is not None and visit.state is VisitState.SCHEDULED:
        schedule.arrive(clinic, visit.id, visit.version)
        demo_clinic.order_tubes(clinic, visit.id, "Dr. Lindqvist")
    with clinic.look() as uow:
        patient = uow.patients.get(first)
    return patient.mrn if patient is not None else ""


def _play(play: Play, mrn: str, typed: dict[str, str] | None, manifest: Manifest) -> None:
    play.sign_in()
    play.picture("today.png", "the board of the day")
    play.room(mrn, "3")
    manifest.keys["rooming"] = play.rooming(typed)
    play.picture("specimens.png", "tubes and the label", screen="specimens")
    manifest.keys["label"] = play.print_label()
    play.picture("trends.png", "vital signs over time", screen="trends")


def _paper(play: Play, printer: PaperRoll, out: Path, manifest: Manifest) -> None:
    """The label as the printer got it, the same as a PDF, and the summary."""
    (out / "label.zpl").write_bytes(printer.take())
    specimen, pdf = play.labelled()
    (out / "label.pdf").write_bytes(pdf)
    (out / "summary.pdf").write_bytes(summaries.summary_pdf(play.clinic, play.visit_id))
    manifest.barcode = specimen.accession
    manifest.files |= {
        "label.zpl": "the label as the network printer received it",
        "label.pdf": "the same label as a PDF",
        "summary.pdf": "the visit summary",
    }


def _check(play: Play, manifest: Manifest) -> None:
    """What was recorded, read back from the store, and the store's own verdict."""
    clinic = play.clinic
    with clinic.look() as uow:
        visit = uow.visits.get(play.visit_id)
        found = uow.observations.of_visit(visit.patient_id, visit.id) if visit else ()
    manifest.recorded = [
        {
            "vital": part.part,
            "loinc": part.loinc,
            "value": f"{part.typed:f}",
            "unit": part.typed_unit,
            "taken_at": item.taken_at.isoformat(),
        }
        for item in effective(found)
        for part in item.reading.measures
    ]
    verdict = verify(clinic)
    manifest.store = {
        "sound": verdict.is_sound,
        "damage": list(verdict.damage),
        "audit_entries": verdict.audit_entries,
        "audit_head": verdict.audit_head,
    }
    if not verdict.is_sound or not manifest.recorded:
        raise MachineFailure("The demonstration did not end well.", do="Report manifest.json.")
