"""Tables of texts on a sheet: every cell wraps, heads stand again on each page."""

from __future__ import annotations

from ma_desktop.documents.sheet import INNER, MARGIN, Cell, Ink, Sheet
from ma_desktop.documents.style import CRITICAL, INK_2, SEMIBOLD, WARN
from ma_desktop.domain.summary import RecordTable

_BODY = Ink(9.5)
_STRUCK = Ink(9.5, color=INK_2)
_NOTE = Ink(8.5, color=INK_2)
_TONES = {"out": Ink(9.5, SEMIBOLD, CRITICAL), "missed": Ink(9.5, SEMIBOLD, WARN)}
_HEAD = Ink(8.5, SEMIBOLD, INK_2)
_GAP = 6.0
_PAD = 2.2


def put_table(sheet: Sheet, table: RecordTable) -> None:
    """Heads and rows of `table` over the whole width; struck rows are crossed out, notes not;
    each line of a note stands on its own."""
    unit = INNER / sum(table.shares)
    places, x = [], MARGIN
    for share in table.shares:
        places.append((x, share * unit - _GAP))
        x += share * unit
    _heads(sheet, table, places)
    for row in table.rows:
        ink = _STRUCK if row.struck else _TONES.get(row.tone, _BODY)
        cells = [
            Cell(left, width, text, ink, struck=row.struck)
            for (left, width), text in zip(places, row.cells, strict=True)
        ]
        lines = max(len(cell.lines) for cell in cells)
        notes = [Cell(MARGIN, INNER, text, _NOTE) for text in row.note.splitlines()]
        beneath = sum(len(note.lines) for note in notes) * _NOTE.leading
        tallest = max(lines * ink.leading + 2 * _PAD, table.height) + beneath
        if sheet.need(min(tallest, (sheet.top - sheet.bottom) / 2)):
            _heads(sheet, table, places)
        sheet.row(*cells, pad=_PAD)
        sheet.skip(max(0.0, table.height - lines * ink.leading - 2 * _PAD))
        for note in notes:
            sheet.row(note)
        if notes:
            sheet.skip(_PAD)
        sheet.rule()


def _heads(sheet: Sheet, table: RecordTable, places: list[tuple[float, float]]) -> None:
    if not any(table.heads):
        return
    heads = zip(places, table.heads, strict=True)
    sheet.row(*(Cell(x, wide, text, _HEAD) for (x, wide), text in heads), pad=2)
    sheet.rule()
