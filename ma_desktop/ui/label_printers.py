"""Where labels print: the printer set up in Manage, the workstation's own, or a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ma_desktop.devices.printers import FilePrinter, LabelPrinter, NetworkPrinter
from ma_desktop.domain.printer import PLAIN, Paper, PrinterSetup
from ma_desktop.services import printers
from ma_desktop.ui.context import Context
from ma_desktop.ui.system_printer import SystemPrinter

AskFile = Callable[[QWidget, str], str]


@dataclass(frozen=True)
class Destination:
    """A printer with the paper in it, and what the window calls it."""

    name: str
    printer: LabelPrinter
    paper: Paper = PLAIN


def connected(setup: PrinterSetup) -> LabelPrinter:
    """The printer of a set-up, also one that needs this computer's driver."""
    if setup.connection == "system":
        return SystemPrinter(setup.address)
    return printers.connect(setup)


def destination(context: Context, kind: str) -> Destination | None:
    """Where this kind of label prints in this room; None where only a file is left.

    What the clinic set up comes before the address of the workstation. Reads the store: call it
    in the background.
    """
    setup = printers.for_label(context.clinic, kind)
    if setup is not None:
        return Destination(setup.name, connected(setup), setup.paper)
    workstation = context.workstation
    if not workstation.printer_host:
        return None
    printer = NetworkPrinter(workstation.printer_host, workstation.printer_port)
    return Destination(workstation.printer_host, printer)


def file_destination(path: str, *, series: bool) -> Destination:
    """Labels as files: PDF, or ZPL by the end of the name; a series gets numbers."""
    zpl = path.lower().endswith(".zpl")
    printer = FilePrinter(Path(path), "zpl" if zpl else "pdf", series)
    return Destination(printer.name, printer)


def ask_file(parent: QWidget, name: str) -> str:
    """Where to save a label; empty when the person gives up."""
    chosen, _filter = QFileDialog.getSaveFileName(
        parent, "Save label", name, "Label as PDF (*.pdf);;Label for the printer (*.zpl)"
    )
    return chosen
