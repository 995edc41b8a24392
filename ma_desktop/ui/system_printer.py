"""Labels through the driver of this computer (Brother, Dymo and others), by way of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from ma_desktop.devices.printers import Language, PrintResult
from ma_desktop.documents.raster import Image, pages

_DOTS = 600
_POINTS = 72
_LOOK = "Look at the printer. Print again only if no label came out."


def system_printers() -> list[str]:
    """Names of the printers that this computer knows."""
    return list(QPrinterInfo.availablePrinterNames())


def _opened(name: str) -> QPrinter | None:
    info = QPrinterInfo.printerInfo(name)
    return None if info.isNull() else QPrinter(info, QPrinter.PrinterMode.HighResolution)


@dataclass(frozen=True)
class SystemPrinter:
    """One printer of this computer. Its driver never says whether a label came out.

    `opens` gives Qt's printer of a name, None where this computer has no such printer.
    """

    name: str
    language: Language = "pdf"
    opens: Callable[[str], QPrinter | None] = _opened

    def send(self, data: bytes) -> PrintResult:
        """Draw the label on the driver's page of the same size."""
        printer = self.opens(self.name)
        if printer is None:
            return PrintResult(
                "failed",
                f"This computer has no printer {self.name}. Nothing was printed. Choose another.",
            )
        image = pages(data, _DOTS / _POINTS)[0]
        _set_page(printer, image)
        painter = QPainter()
        if not painter.begin(printer):
            return PrintResult(
                "failed", "The printer's driver did not start. Nothing was printed. Print again."
            )
        picture = QImage(
            image.rgb, image.width, image.height, 3 * image.width, QImage.Format.Format_RGB888
        )
        painter.drawImage(QRectF(painter.viewport()), picture)
        if not painter.end() or printer.printerState() == QPrinter.PrinterState.Error:
            return PrintResult("unknown", f"The driver stopped in the midst. {_LOOK}")
        return PrintResult(
            "sent", "The label went to the driver, which does not tell more. Look at the printer."
        )


def _set_page(printer: QPrinter, image: Image) -> None:
    """The label's own size, without margins: a driver that fits pages must find nothing to do."""
    size = QSizeF(image.width * _POINTS / _DOTS, image.height * _POINTS / _DOTS)
    match = QPageSize.SizeMatchPolicy.ExactMatch
    page = QPageSize(size, QPageSize.Unit.Point, "Label", match)
    # Portrait leaves a size as it is; landscape would turn one that is wide already.
    upright = QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(page, upright, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)
