"""Papers of a visit: made in the background, shown in the preview."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.errors import MaError
from ma_desktop.services import summaries
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.pdf_preview import ZOOMS, Paper, PdfPreview


def show_summary(context: Context, visit_id: str, parent: QWidget) -> None:
    """Make the summary of a visit in the background and open its preview."""
    clinic = context.clinic

    def make() -> tuple[bytes, list[Image]]:
        data = summaries.summary_pdf(clinic, visit_id)
        return data, pages(data, ZOOMS[2])

    def note(how: str, words: str) -> None:
        tasks.run(
            lambda: summaries.record_left(clinic, visit_id, how),
            lambda _done: context.say(words),
            failed,
            parent=parent,
        )

    def show(result: tuple[bytes, list[Image]]) -> None:
        data, images = result
        paper = Paper(
            "Visit summary",
            "visit-summary.pdf",
            data,
            lambda: note("saved", "The summary is saved."),
            lambda: note("sent to a printer", "The summary is sent to the printer."),
        )
        PdfPreview(paper, images, parent).open()

    def failed(error: MaError) -> None:
        context.say(str(error), "critical")

    tasks.run(make, show, failed, parent=parent)
