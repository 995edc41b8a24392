"""Draws labels as PDF pages of their true size."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from ma_desktop.documents.label import font_of
from ma_desktop.documents.lettering import Face, Way, write
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
    face = Face(font_of(item), item.size_mm * mm)
    write(canvas, place, item.text, face, Way(item.align == "right"))


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
