"""Draws labels as PDF pages of their true size."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas

from ma_desktop.documents.label import font_of
from ma_desktop.documents.lettering import Face, write
from ma_desktop.documents.shaping import outline
from ma_desktop.documents.style import covers
from ma_desktop.domain.label import BarcodeItem, Drawing, MatrixItem, TextItem, code128_widths


def to_pdf(drawings: Sequence[Drawing]) -> bytes:
    """One page a label, bars as vectors, fonts embedded; equal drawings give equal bytes.

    The document's properties hold no patient data.
    """
    out = BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1, lang="en-US")
    canvas.setTitle("Labels")
    for drawing in drawings:
        canvas.setPageSize((drawing.width_mm * mm, drawing.height_mm * mm))
        for item in drawing.items:
            if isinstance(item, TextItem):
                _text(canvas, drawing, item)
            elif isinstance(item, BarcodeItem):
                _bars(canvas, drawing, item)
            else:
                _matrix(canvas, drawing, item)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _text(canvas: Canvas, drawing: Drawing, item: TextItem) -> None:
    place = item.x * mm, (drawing.height_mm - item.y) * mm
    if not covers(item.text):
        _outlined(canvas, place, item)
        return
    face = Face(font_of(item), item.size_mm * mm)
    write(canvas, place, item.text, face, right=item.align == "right")


def _outlined(canvas: Canvas, place: tuple[float, float], item: TextItem) -> None:
    """Letters of the fallback fonts, as shapes: joined, and in the order in which they are read."""
    shape = outline(item.text, font_of(item))
    size = item.size_mm * mm
    left = place[0] - (shape.width * size if item.align == "right" else 0)
    path = canvas.beginPath()
    draw = {"move": path.moveTo, "line": path.lineTo, "curve": path.curveTo, "close": path.close}
    for kind, points in shape.steps:
        draw[kind](*(at for x, y in points for at in (left + x * size, place[1] + y * size)))
    canvas.drawPath(path, stroke=0, fill=1, fillMode=FILL_NON_ZERO)


def _matrix(canvas: Canvas, drawing: Drawing, item: MatrixItem) -> None:
    """Each row in runs of ink, so that no hair line parts the modules."""
    side = item.module_mm
    for number, row in enumerate(item.rows):
        bottom = (drawing.height_mm - item.y - (number + 1) * side) * mm
        at = 0
        for ink, group in groupby(row):
            count = len(list(group))
            if ink:
                left = (item.x + at * side) * mm
                canvas.rect(left, bottom, count * side * mm, side * mm, stroke=0, fill=1)
            at += count


def _bars(canvas: Canvas, drawing: Drawing, item: BarcodeItem) -> None:
    bottom = (drawing.height_mm - item.y - item.height) * mm
    left = item.x
    for number, modules in enumerate(code128_widths(item.text)):
        wide = modules * item.module_mm
        if number % 2 == 0:
            canvas.rect(left * mm, bottom, wide * mm, item.height * mm, stroke=0, fill=1)
        left += wide
