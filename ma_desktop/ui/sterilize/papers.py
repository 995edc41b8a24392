"""Reports of sterilization: made in the background, shown in the preview, saved as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ma_desktop.documents.raster import Image, pages
from ma_desktop.documents.report_pdf import Report
from ma_desktop.domain.errors import MaError
from ma_desktop.services import sterilization_papers
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.pdf_preview import ZOOMS, Paper, PdfPreview
from ma_desktop.ui.saving import save_private

Make = Callable[[], Report]


def ask_csv_name(parent: QWidget, name: str) -> str:
    """Where to save a table; empty when the person gives up."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, "Save", name, "Table (*.csv)")
    return chosen


def show_report(context: Context, make: Make, parent: QWidget) -> None:
    """Make a report and open its preview; saving and printing are noted."""
    clinic = context.clinic

    def work() -> tuple[Report, bytes, list[Image]]:
        report = make()
        data = sterilization_papers.pdf(report)
        return report, data, pages(data, ZOOMS[2])

    def show(result: tuple[Report, bytes, list[Image]]) -> None:
        report, data, images = result

        def note(how: str) -> None:
            tasks.run(
                lambda: sterilization_papers.left(clinic, report.title, how, data),
                lambda _done: context.say(f"The report is {how}."),
                failed,
                parent=parent,
            )

        name = f"{report.title.lower().replace(' ', '-')}.pdf"
        paper = Paper(report.title, name, data, lambda: note("saved"), lambda: note("printed"))
        PdfPreview(paper, images, parent).open()

    def failed(error: MaError) -> None:
        context.say(str(error), "critical")

    tasks.run(work, show, failed, parent=parent)


def save_table(
    context: Context, make: Make, parent: QWidget, ask: Callable[[QWidget, str], str]
) -> None:
    """Save a report as CSV where a person points, readable by this user only."""
    name = ask(parent, "sterilization.csv")
    if not name:
        return
    clinic = context.clinic

    def work() -> None:
        report = make()
        data = sterilization_papers.csv(report)
        save_private(Path(name), data)
        sterilization_papers.left(clinic, report.title, "saved as a table", data)

    def done(_saved: None) -> None:
        context.say("The table is saved.")

    def failed(error: MaError) -> None:
        context.say(str(error), "critical")

    tasks.run(work, done, failed, parent=parent)
