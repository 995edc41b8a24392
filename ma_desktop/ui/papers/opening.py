"""Opens the windows for what leaves the program; loaded when the first of them is asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.errors import MaError
from ma_desktop.services import day_sheets, patient_labels, summaries
from ma_desktop.services.summaries import Offer
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_printing import LabelPrinting
from ma_desktop.ui.page_view import USUAL
from ma_desktop.ui.papers.batch_dialog import BatchDialog
from ma_desktop.ui.papers.export_dialog import ExportDialog
from ma_desktop.ui.papers.pack_dialog import PackDialog
from ma_desktop.ui.papers.summary_window import SummaryWindow
from ma_desktop.ui.pdf_preview import Paper, PdfPreview

_NOBODY = "Open a patient first: choose a visit on Today, or Ctrl+K."


def show_summary(context: Context, visit_id: str, parent: QWidget) -> None:
    """The summary window of a visit."""
    SummaryWindow(context, visit_id, parent).open()


def summary_here(context: Context, parent: QWidget) -> None:
    """The summary window of the visit that is open."""
    if context.session.visit_id is None:
        context.say(_NOBODY, "info")
    else:
        show_summary(context, context.session.visit_id, parent)


def patient_label(context: Context, parent: QWidget) -> None:
    """A label with the name and numbers of the patient who is open, for forms and bags."""
    clinic, visit_id = context.clinic, context.session.visit_id
    if visit_id is None:
        context.say(_NOBODY, "info")
        return
    printing = LabelPrinting(
        context, parent, "patient", "patient-label.pdf", lambda job: job.values["patient_name"]
    )
    printing.print_out(
        lambda why: patient_labels.queue_label(clinic, visit_id, why),
        lambda: patient_labels.taken(clinic, visit_id),
    )


def day_summaries(context: Context, parent: QWidget) -> None:
    BatchDialog(context, parent).open()


def export_here(context: Context, parent: QWidget) -> None:
    """The record of the patient who is open."""
    clinic, visit_id = context.clinic, context.session.visit_id
    if visit_id is None:
        context.say(_NOBODY, "info")
        return

    def show(offer: Offer) -> None:
        ExportDialog(context, offer.patient, parent).open()

    tasks.run(lambda: summaries.offer(clinic, visit_id), show, _sayer(context), parent=parent)


def export_day(context: Context, parent: QWidget) -> None:
    ExportDialog(context, None, parent).open()


def downtime_pack(context: Context, parent: QWidget) -> None:
    PackDialog(context, parent).open()


def closing_sheet(context: Context, parent: QWidget) -> None:
    """What is still open today, as paper with Save and Print."""
    clinic = context.clinic

    def make() -> tuple[bytes, list[Image]]:
        data = day_sheets.closing_sheet(clinic)
        return data, pages(data, USUAL)

    def show(result: tuple[bytes, list[Image]]) -> None:
        data, images = result

        def note(target: str) -> None:
            tasks.run(
                lambda: day_sheets.closing_left(clinic, data, target),
                lambda _done: None,
                _sayer(context),
                parent=parent,
            )

        paper = Paper(
            "Closing sheet",
            "closing-sheet.pdf",
            data,
            lambda: note("file"),
            lambda: note("printer"),
        )
        PdfPreview(paper, images, parent).open()

    tasks.run(make, show, _sayer(context), parent=parent)


def _sayer(context: Context) -> tasks.Failed:
    def say(error: MaError) -> None:
        context.say(str(error), "critical")

    return say
