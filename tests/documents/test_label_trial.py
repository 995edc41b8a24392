"""The designer's verdict: the same as that of a foreign renderer, and no when it must be no."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ma_desktop.catalog import load_catalog
from ma_desktop.documents.label import draw
from ma_desktop.documents.label_dots import quiet_is_white, to_dots
from ma_desktop.documents.label_trial import NAMES, trial
from ma_desktop.documents.label_zpl import to_zpl
from ma_desktop.documents.readback import decode
from ma_desktop.domain.label import Drawing, TextField, TextItem
from tests.documents.papers import ACCESSION, LARGE, SMALL, content, label_format, printed

FORMATS = load_catalog().labels


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_each_shipped_label_passes_with_each_hard_name(name: str, dpi: int) -> None:
    found = [trial(FORMATS[name], hard, dpi) for hard in NAMES]
    assert [item.words for item in found if not item.is_good] == []


def test_the_hard_names_are_hard() -> None:
    assert len(NAMES["Sixty letters"]) == 60
    assert all(name.upper() == name for name in NAMES.values())


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("name", [LARGE, SMALL, "slide-23x23"])
def test_the_bars_have_the_dots_of_a_foreign_renderer(name: str, dpi: int) -> None:
    fmt = FORMATS[name]
    drawing = draw(fmt, content() | {"site": "LEFT ARM"})
    code = replace(drawing, items=tuple(x for x in drawing.items if not isinstance(x, TextItem)))
    ours, theirs = to_dots(code, dpi), printed(to_zpl(code, dpi), code, dpi)
    middle = round((code.items[0].y + 4) * dpi / 25.4)
    wide = min(ours.width, theirs.width)
    assert ours.grey_rows()[middle][:wide] == theirs.grey_rows()[middle][:wide]
    assert decode(ours) == [ACCESSION]


def test_a_label_that_is_refused_says_why() -> None:
    narrow = replace(FORMATS[SMALL], text=tuple(_narrow(x) for x in FORMATS[SMALL].text))
    found = trial(narrow, "Sixty letters", 203)
    assert (found.is_good, found.image) == (False, None)
    assert found.words[0].startswith("Refused: ")


def _narrow(field: TextField) -> TextField:
    return replace(field, max_width=8.0, lines=1)


def test_ink_beside_the_bars_is_seen() -> None:
    drawing = draw(label_format(), content())
    assert quiet_is_white(drawing, 203)
    blot = TextItem(drawing.items[-1].x - 2, drawing.items[-1].y + 4, 3, True, "M")
    blotted = Drawing(drawing.width_mm, drawing.height_mm, (blot, *drawing.items))
    assert not quiet_is_white(blotted, 203)


def test_a_code_at_the_edge_has_no_quiet_zone() -> None:
    drawing = draw(label_format(), content())
    assert not quiet_is_white(drawing.moved(-drawing.items[-1].x + 0.5, 0), 203)
