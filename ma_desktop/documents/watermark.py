"""The word DRAFT across a page, as lines: it stays out of text that is copied or read aloud."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from ma_desktop.documents.style import WATERMARK

_HEIGHT, _STEP, _STROKE = 100.0, 105.0, 21.0  # points: letters, their distance, their lines

# Each letter as lines through points, in a square from 0 to 1, x first.
_LETTERS = (
    (((0, 0), (0, 1), (0.4, 1), (0.68, 0.72), (0.68, 0.28), (0.4, 0), (0, 0)),),
    (
        ((0, 0), (0, 1), (0.45, 1), (0.65, 0.87), (0.65, 0.62), (0.45, 0.48), (0, 0.48)),
        ((0.4, 0.48), (0.68, 0)),
    ),
    (((0, 0), (0.37, 1), (0.74, 0)), ((0.13, 0.3), (0.61, 0.3))),
    (((0, 0), (0, 1), (0.6, 1)), ((0, 0.5), (0.5, 0.5))),
    (((0, 1), (0.74, 1)), ((0.37, 1), (0.37, 0))),
)


def put_draft(canvas: Canvas, width: float, height: float) -> None:
    """Draw the word pale over the middle of a page of `width` x `height` points."""
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(55)
    canvas.translate(-_STEP * len(_LETTERS) / 2 + 0.15 * _STEP, -_HEIGHT / 2)
    canvas.setStrokeColor(WATERMARK)
    canvas.setLineWidth(_STROKE)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    for number, strokes in enumerate(_LETTERS):
        for points in strokes:
            places = [(number * _STEP + x * _HEIGHT, y * _HEIGHT) for x, y in points]
            path.moveTo(*places[0])
            for place in places[1:]:
                path.lineTo(*place)
    canvas.drawPath(path)
    canvas.restoreState()
