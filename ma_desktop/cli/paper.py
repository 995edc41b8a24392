"""Commands that make paper: label and summary."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ma_desktop.cli.access import patient_of, signed_in
from ma_desktop.cli.outgoing import ENCRYPT_HELP, day, file_passphrase, write_private
from ma_desktop.cli.terminal import answer
from ma_desktop.devices.printers import FilePrinter, LabelPrinter, NetworkPrinter
from ma_desktop.domain.errors import ExitStatus, MachineFailure, Misused, Refused
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.phrases import LANGUAGES
from ma_desktop.domain.printer import PLAIN, Paper
from ma_desktop.domain.visit import Visit
from ma_desktop.runtime.paths import config_dir
from ma_desktop.runtime.settings import FILE_NAME, InvalidSettings, Workstation, load
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.collecting import Draw, record_draw
from ma_desktop.services.printers import connect, for_label
from ma_desktop.services.rooming import confirm_identity, today_visit
from ma_desktop.services.specimens import add_tube, demand_identity, print_labels, tubes
from ma_desktop.services.summaries import Batch, Form, day_summaries, summary_pdf
from ma_desktop.services.visits import visits_of

_DEFAULT_PORT = 9100


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    label = commands.add_parser("label", parents=[common], help="print one specimen label")
    label.add_argument("--patient", required=True, metavar="MRN")
    label.add_argument("--tube", default="sst", help="a tube of the catalog, for example sst")
    label.add_argument("--test", action="append", default=[], help="once for each test")
    label.add_argument("--ordered-by", default="", metavar="PROVIDER")
    label.add_argument(
        "--asked",
        default="",
        metavar="IDENTIFIERS",
        help="record that the patient was asked, for example name,birth-date",
    )
    label.add_argument(
        "--reason", default="", help="why it is printed again, or drawn above a child's limit"
    )
    label.add_argument("--printer", metavar="HOST[:PORT]", help="default: the printer of this room")
    label.add_argument("--out", type=Path, metavar="FILE", help="a .zpl or .pdf file instead")
    label.set_defaults(command=_label)
    summary = commands.add_parser("summary", parents=[common], help="make visit summary PDFs")
    who = summary.add_mutually_exclusive_group(required=True)
    who.add_argument("--patient", metavar="MRN")
    who.add_argument("--day", type=day, metavar="YYYY-MM-DD", help="all visits of a day")
    summary.add_argument("--visit", default="", metavar="ID", help="default: the latest")
    summary.add_argument("--clinical", action="store_true", help="the clinical copy")
    summary.add_argument("--language", choices=sorted(LANGUAGES), default="en")
    summary.add_argument("--large", action="store_true", help="in large print")
    summary.add_argument("--reason", default="", help="why it is made")
    summary.add_argument("--encrypt", action="store_true", help=f"AES-256, {ENCRYPT_HELP}")
    summary.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="a folder with --day"
    )
    summary.set_defaults(command=_summary)


def _label(arguments: argparse.Namespace) -> int:
    named = _named_printer(arguments)
    with signed_in(arguments) as clinic:
        _demand_known(clinic, arguments)
        printer, paper = named or _usual_printer(clinic)
        patient = patient_of(clinic, arguments.patient)
        visit = _demand_today(clinic, patient)
        if arguments.asked:
            asked = tuple(item.strip() for item in arguments.asked.split(","))
            confirm_identity(clinic, visit.id, asked)
        demand_identity(clinic, visit.id)
        specimen_id = _specimen(clinic, visit, arguments)
        _note_draw(clinic, visit, specimen_id, arguments.reason)
        sent, _changes = print_labels(
            clinic, visit.id, [specimen_id], printer, arguments.reason, paper
        )
        result = sent.result
        printed = next(item for item in tubes(clinic, visit.id) if item.id == specimen_id)
    if result.state == "failed":
        # The printer's words say what is safe and what to look at.
        raise MachineFailure(result.words, safe="", do="The same command goes on with this label.")
    if result.state == "unknown":
        raise MachineFailure(
            result.words, safe="", do="Then say in the window whether it came out: Specimens, P."
        )
    value = {"accession": printed.accession, "state": result.state, "copies": printed.prints}
    answer(arguments, value, f"Label {printed.accession}: {result.words}")
    return ExitStatus.DONE


def _named_printer(arguments: argparse.Namespace) -> tuple[LabelPrinter, Paper] | None:
    """The printer or file of the command line; None when it names none."""
    if arguments.out is not None:
        suffix = arguments.out.suffix.lower()
        if suffix not in (".zpl", ".pdf"):
            raise Misused("A label goes to a .zpl or a .pdf file.", do="Change --out.")
        return FilePrinter(arguments.out, "pdf" if suffix == ".pdf" else "zpl"), PLAIN
    if arguments.printer is None:
        return None
    host, _, port = arguments.printer.partition(":")
    if not host:
        raise Misused("The printer has no name.", do="Write HOST:9100.")
    if port and not port.isdecimal():
        raise Misused("The printer's port is not a number.", do="Write HOST:9100.")
    return NetworkPrinter(host, int(port or _DEFAULT_PORT)), PLAIN


def _usual_printer(clinic: Clinic) -> tuple[LabelPrinter, Paper]:
    """The printer of this room, as it is set up in Manage, else this workstation's own."""
    workstation = _workstation()
    here = workstation.room
    room = next((item.id for item in clinic.rooms if here in (item.name, item.number)), "")
    setup = for_label(clinic, "specimen", room)
    if setup is not None and setup.connection != "system":
        return connect(setup), setup.paper
    if workstation.printer_host:
        return NetworkPrinter(workstation.printer_host, workstation.printer_port), PLAIN
    what = "The printer of this room needs the window." if setup else "No printer is set up here."
    raise Misused(what, safe="No label was printed.", do="Give --printer HOST or --out FILE.")


def _workstation() -> Workstation:
    """The settings of this computer. Raises Refused, MachineFailure."""
    try:
        return load(config_dir() / FILE_NAME)
    except InvalidSettings as error:
        raise Refused(f"{error.what}.", safe=error.safe, do=error.do) from None
    except OSError:
        raise MachineFailure(
            "The settings of this workstation can't be read.",
            safe="No label was printed.",
            do="Check that you may read them.",
        ) from None


def _demand_known(clinic: Clinic, arguments: argparse.Namespace) -> None:
    """Raise Refused for a test or tube of another world, also where the tube is there already."""
    if not clinic.catalog.tests.keys() >= set(arguments.test):
        known = ", ".join(clinic.catalog.tests)
        raise Refused("A test is not in the catalog.", do=f"--test takes {known}.")
    if arguments.tube not in clinic.catalog.tubes:
        known = ", ".join(clinic.catalog.tubes)
        raise Refused("This tube is not in the catalog.", do=f"--tube takes {known}.")


def _demand_today(clinic: Clinic, patient: Patient) -> Visit:
    visit = today_visit(clinic, patient.id)
    if visit is None or not visit.state.is_open:
        raise Refused(
            "This patient has no open visit today.",
            safe="No label was printed.",
            do="Arrive the patient first.",
        )
    return visit


def _specimen(clinic: Clinic, visit: Visit, arguments: argparse.Namespace) -> str:
    """The tube of this kind in the visit; a new one when it holds none yet."""
    for item in tubes(clinic, visit.id):
        if item.tube == arguments.tube:
            return item.id
    ordered_by = arguments.ordered_by or visit.provider
    made, _changes = add_tube(clinic, visit.id, arguments.tube, tuple(arguments.test), ordered_by)
    return made


def _note_draw(clinic: Clinic, visit: Visit, specimen_id: str, reason: str) -> None:
    """Whoever prints a label here stands beside the patient with the filled container."""
    item = next(one for one in tubes(clinic, visit.id) if one.id == specimen_id)
    if item.state == "ordered":
        record_draw(clinic, visit.id, [item], Draw(above=reason))


def _summary(arguments: argparse.Namespace) -> int:
    form = Form(
        arguments.clinical,
        arguments.language,
        arguments.large,
        file_passphrase() if arguments.encrypt else "",
        arguments.reason,
    )
    with signed_in(arguments) as clinic:
        if arguments.day:
            return _day_summaries(clinic, arguments, form)
        patient = patient_of(clinic, arguments.patient)
        visits = visits_of(clinic, patient.id)
        wanted = [v for v in visits if arguments.visit in ("", v.id)]
        if not wanted:
            raise Refused("This patient has no such visit.", do="Check --visit.")
        data = summary_pdf(clinic, wanted[-1].id, form)
    write_private(arguments.out, data)
    answer(arguments, {"file": str(arguments.out), "bytes": len(data)}, f"Wrote {arguments.out}.")
    return ExitStatus.DONE


def _day_summaries(clinic: Clinic, arguments: argparse.Namespace, form: Form) -> int:
    """One file a visit; those that stand in the folder already are kept."""
    folder: Path = arguments.out
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise MachineFailure(
            "The folder can't be made.", safe="The record is safe.", do="Check --out."
        ) from None
    batch = Batch(
        has=lambda name: (folder / name).exists(),
        write=lambda name, data: write_private(folder / name, data),
    )
    made, kept = day_summaries(clinic, arguments.day, form, batch)
    value = {"folder": str(folder), "made": made, "kept": kept}
    answer(arguments, value, f"Wrote {made} summaries to {folder}; {kept} were there already.")
    return ExitStatus.DONE
