"""Letter pages that fill from the top and break by themselves; what stands on them, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from ma_desktop.documents.bidi import is_turned
from ma_desktop.documents.lettering import Face, Way, write
from ma_desktop.documents.lines import printable, width, wrap
from ma_desktop.documents.style import INK, LINE, REGULAR

WIDTH, HEIGHT = 612.0, 792.0
"""US letter in points; all lengths here are points, y counts up from the lower edge."""

MARGIN = 38.0
RIGHT = WIDTH - MARGIN
INNER = WIDTH - 2 * MARGIN
LEADING = 1.35
"""Distance of baselines, in sizes."""


@dataclass(frozen=True)
class Ink:
    """How a text looks; `size` in points."""

    size: float
    face: str = REGULAR
    color: Color = INK

    @property
    def leading(self) -> float:
        return self.size * LEADING


@dataclass(frozen=True)
class Text:
    """One line at its baseline; x is its left edge, or its right one; `struck` is crossed out.

    `turned` is the direction of the paragraph that it is of; without it the line's own.
    """

    x: float
    y: float
    text: str
    ink: Ink
    right: bool = False
    struck: bool = False
    turned: bool | None = None


@dataclass(frozen=True)
class Path:
    """A line through points, open or closed; filled when `fill` is given.

    `dashes` are the lengths of strokes and gaps in turn; none draws it whole.
    """

    points: tuple[tuple[float, float], ...]
    stroke: Color | None = LINE
    thickness: float = 0.6
    fill: Color | None = None
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Frame:
    """A box with round corners."""

    x: float
    y: float
    width: float
    height: float
    stroke: Color


Mark = Text | Path | Frame


@dataclass(frozen=True)
class Cell:
    """A text that wraps within its column, its lines flush left or right.

    What reads from right to left begins at the right.
    """

    x: float
    width: float
    text: str
    ink: Ink
    right: bool = False
    struck: bool = False

    @property
    def is_turned(self) -> bool:
        return is_turned(self.text)

    @property
    def lines(self) -> list[str]:
        return wrap(self.text, self.ink.face, self.ink.size, self.width)


class Sheet:
    """Pages of marks. `y` is the top of what comes next; nothing is put below `bottom`."""

    def __init__(self, bottom: float) -> None:
        self.bottom = bottom
        self.pages: list[list[Mark]] = [[]]
        self.top = HEIGHT - MARGIN
        self.y = self.top

    def put(self, mark: Mark) -> None:
        self.pages[-1].append(mark)

    def skip(self, height: float) -> None:
        self.y -= height

    def has(self, height: float) -> bool:
        return self.y - height >= self.bottom

    def need(self, height: float) -> bool:
        """Go to a new page unless `height` fits on this one; True when it did not."""
        if self.has(height) or self.y == self.top:
            return False
        self.pages.append([])
        self.y = self.top
        return True

    def rule(self, color: Color = LINE, thickness: float = 0.6) -> None:
        """A line over the whole width at `y`."""
        self.put(Path(((MARGIN, self.y), (RIGHT, self.y)), color, thickness))

    def row(self, *cells: Cell, pad: float = 0.0) -> None:
        """Cells side by side, each wrapped; breaks pages between lines where it must."""
        columns = [(cell, cell.lines) for cell in cells]
        leading = max(cell.ink.leading for cell in cells)
        count = max(len(lines) for _, lines in columns)
        self.need(min(count * leading + 2 * pad, (self.top - self.bottom) / 2))
        self.skip(pad)
        for number in range(count):
            self.need(leading)
            baseline = self.y - leading * 0.78
            for cell, lines in columns:
                if number < len(lines):
                    right = cell.right or cell.is_turned
                    x = cell.x + cell.width if right else cell.x
                    line = lines[number]
                    self.put(Text(x, baseline, line, cell.ink, right, cell.struck, cell.is_turned))
            self.skip(leading)
        self.skip(pad)

    def paragraph(self, text: str, ink: Ink, x: float = MARGIN, width: float = INNER) -> None:
        self.row(Cell(x, width, text, ink))


def paint(canvas: Canvas, marks: Sequence[Mark]) -> None:
    """Put the marks of one page on `canvas`."""
    for mark in marks:
        if isinstance(mark, Text):
            _paint_text(canvas, mark)
        elif isinstance(mark, Frame):
            canvas.setStrokeColor(mark.stroke)
            canvas.setLineWidth(1.2)
            canvas.roundRect(mark.x, mark.y, mark.width, mark.height, 6, stroke=1, fill=0)
        else:
            _paint_path(canvas, mark)


def _paint_text(canvas: Canvas, mark: Text) -> None:
    canvas.setFillColor(mark.ink.color)
    face = Face(mark.ink.face, mark.ink.size)
    text = printable(mark.text)
    write(canvas, (mark.x, mark.y), text, face, Way(mark.right, mark.turned))
    if mark.struck:
        canvas.setStrokeColor(mark.ink.color)
        canvas.setLineWidth(0.7)
        up = mark.y + mark.ink.size * 0.3
        long = width(text, mark.ink.face, mark.ink.size)
        left = mark.x - long if mark.right else mark.x
        canvas.line(left, up, left + long, up)


def _paint_path(canvas: Canvas, mark: Path) -> None:
    path = canvas.beginPath()
    path.moveTo(*mark.points[0])
    for point in mark.points[1:]:
        path.lineTo(*point)
    if mark.fill is not None:
        canvas.setFillColor(mark.fill)
    if mark.stroke is not None:
        canvas.setStrokeColor(mark.stroke)
        canvas.setLineWidth(mark.thickness)
    if mark.dashes:
        canvas.setDash(mark.dashes)
    canvas.drawPath(path, stroke=mark.stroke is not None, fill=mark.fill is not None)
    if mark.dashes:
        canvas.setDash()
