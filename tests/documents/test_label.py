"""The layout of labels: both identifiers whole, or no label."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from ma_desktop.catalog import load_catalog
from ma_desktop.documents.label import draw, width_of
from ma_desktop.documents.label_dots import to_dots
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.label import BarcodeItem, Drawing, TextItem
from ma_desktop.domain.label_fields import KINDS
from ma_desktop.domain.specimen_words import handling_words
from tests.documents.papers import (
    ACCESSION,
    LARGE,
    NASTY_NAMES,
    SMALL,
    UUID,
    content,
    label_format,
    letters,
)

NAMED = [fmt.id for fmt in load_catalog().labels.values() if "patient_name" in str(fmt.text)]
SPECIMENS = [
    fmt.id for fmt in load_catalog().labels.values() if "collected" in KINDS[fmt.kind].fields
]
FORMATS = pytest.mark.parametrize("name", [LARGE, SMALL])
DEEP_NAMES = (
    "عبد الرحمن الحسن, فاطمة الزهراء",
    "العمري الغامدي, عزيزة مريم",
    "בן־דוד, שלמה אברהם",
    "NGUYỄN, THỊ PHƯƠNG THẢO",
    "ȘERBĂNESCU-ȚIPLEA, ĢĒRTRŪDE",
    "欧阳, 美玲",
)
"""Names with strokes deep beneath the line, in capitals too."""


def texts(drawing: Drawing) -> list[TextItem]:
    return [item for item in drawing.items if isinstance(item, TextItem)]


def name_lines(drawing: Drawing) -> list[str]:
    """What stands above the birth date."""
    found = [item.text for item in texts(drawing)]
    return found[: next(n for n, text in enumerate(found) if text.startswith("DOB"))]


def bars(drawing: Drawing) -> BarcodeItem:
    return next(item for item in drawing.items if isinstance(item, BarcodeItem))


@FORMATS
def test_the_name_stands_first_at_the_top_left_and_largest(name: str) -> None:
    fmt = label_format(name)
    first, *others = texts(draw(fmt, content()))
    assert first.text == "OKAFOR, GRACE A"
    assert first.x == fmt.margin
    assert all(first.size_mm > other.size_mm and first.y < other.y for other in others)


@pytest.mark.parametrize("name", NAMED)
def test_no_text_is_larger_than_a_name_that_needs_no_shrinking(name: str) -> None:
    fmt = load_catalog().labels[name]
    short = {"patient_name": "LI, ANN", "handling": "ON ICE", "site": "EAR"}
    short = KINDS[fmt.kind].samples | short
    first, *others = texts(draw(fmt, short))
    assert all(first.size_mm >= other.size_mm for other in others)


@FORMATS
def test_all_required_elements_are_there(name: str) -> None:
    drawing = draw(label_format(name), content(reprint="COPY 2", handling="ON ICE"))
    assert [item.text for item in texts(drawing)] == [
        "OKAFOR, GRACE A",
        "DOB 03/14/1979   47Y F",
        "MRN 004-118-27",
        "26327-000421-3",
        "GOLD SST   CMP, LIPID PANEL, TSH",
        "COLL 23NOV26 0938",
        "BY JR",
        "ROUTINE",
        "COPY 2",
        "2 OF 4",
        "ON ICE",
        "LEFT ARM   FORMALIN 0942",
    ]
    assert drawing.barcode_text == ACCESSION


@pytest.mark.parametrize("name", SPECIMENS)
def test_a_label_before_the_draw_an_urgent_one_and_a_copy_are_marked_on_every_format(
    name: str,
) -> None:
    fmt = load_catalog().labels[name]
    marks = {"collected": "BEFORE THE DRAW", "priority": "URGENT", "reprint": "COPY 12"}
    drawing = draw(fmt, KINDS[fmt.kind].samples | marks)
    said = " ".join(item.text for item in texts(drawing))
    assert all(mark in said for mark in marks.values())


@pytest.mark.parametrize("patient_name", DEEP_NAMES)
@pytest.mark.parametrize("name", NAMED)
def test_no_letter_of_a_name_reaches_into_the_texts_beneath(name: str, patient_name: str) -> None:
    fmt = load_catalog().labels[name]
    drawing = draw(fmt, KINDS[fmt.kind].samples | {"patient_name": patient_name})
    lines = tuple(texts(drawing))
    named = next(n for n, item in enumerate(lines) if item.text.startswith("DOB"))
    above, beneath = (
        to_dots(replace(drawing, items=part), 600).grey_rows()
        for part in (lines[:named], lines[named:])
    )
    shared = [
        row
        for row, (one, other) in enumerate(zip(above, beneath, strict=True))
        if 0 in one and any(a == b == 0 for a, b in zip(one, other, strict=True))
    ]
    assert not shared


@FORMATS
def test_bars_are_high_enough_and_their_quiet_zones_lie_on_the_label(name: str) -> None:
    fmt = label_format(name)
    symbol = bars(draw(fmt, content()))
    assert symbol.height >= 10
    assert symbol.module_mm >= 0.19
    assert symbol.x - symbol.quiet >= 0
    assert symbol.x + symbol.width + symbol.quiet <= fmt.width_mm


def test_a_drawing_without_bars_has_no_barcode_text() -> None:
    assert Drawing(10, 10, ()).barcode_text == ""


@FORMATS
@pytest.mark.parametrize("patient_name", NASTY_NAMES)
def test_nothing_leaves_the_label_and_lines_do_not_meet(name: str, patient_name: str) -> None:
    fmt = label_format(name)
    drawing = draw(fmt, content(patient_name=patient_name.upper(), mrn=UUID, reprint="COPY 12"))
    for item in texts(drawing):
        left = item.x - width_of(item) if item.align == "right" else item.x
        assert left >= fmt.margin
        assert left + width_of(item) <= fmt.width_mm - fmt.margin + 0.05
        assert 0 < item.y < fmt.height_mm - 0.2 * item.size_mm
    identifiers = texts(drawing)
    below = next(n for n, item in enumerate(identifiers) if item.text.startswith("DOB"))
    lines = identifiers[: below + 2]
    assert all(b.y - a.y >= 0.9 * b.size_mm for a, b in pairwise(lines))


@FORMATS
def test_a_long_record_number_stands_whole_and_smaller(name: str) -> None:
    line = next(
        item for item in texts(draw(label_format(name), content(mrn=UUID))) if "MRN" in item.text
    )
    assert line.text == f"MRN {UUID}"
    assert line.size_mm >= 1.7


@FORMATS
def test_a_name_of_sixty_letters_stands_whole_on_two_lines(name: str) -> None:
    long = "WOLFESCHLEGELSTEINHAUSENBERGER-DORFFVON, MAXIMILIANA JOSEPHIN"
    assert len(long) > 60
    lines = texts(draw(label_format(name), content(patient_name=long)))[:2]
    assert letters("".join(item.text for item in lines)) == letters(long)
    assert lines[1].y > lines[0].y


@pytest.mark.parametrize(
    ("patient_name", "shown"),
    [
        (
            "FERNÁNDEZ DE LA CRUZ, MARÍA GUADALUPE CONCEPCIÓN DE LOS ÁNGELES TRINIDAD DEL SOCORRO",
            "FERNÁNDEZ DE LA CRUZ, MARÍA G C D L Á T D S",
        ),
        (
            f"{'SANTOSPEREIRA-' * 4}LIMA, {'MARGARIDA-' * 4}ANA BEATRIZ",
            f"{'SANTOSPEREIRA-' * 4}LIMA, M B",
        ),
    ],
)
def test_given_names_are_abbreviated_before_the_family_name_is_touched(
    patient_name: str, shown: str
) -> None:
    drawing = draw(label_format(), content(patient_name=patient_name))
    lines = name_lines(drawing)
    assert letters("".join(lines)) == letters(shown)


def test_a_family_name_without_a_break_is_broken_but_never_cut() -> None:
    family = "W" * 20 + "olfeschlegelsteinhausenbergerdorffvonhohen".upper()
    drawing = draw(label_format(), content(patient_name=f"{family}, ANNA"))
    lines = name_lines(drawing)
    assert letters("".join(lines)).startswith(family)


@pytest.mark.parametrize(
    "changes",
    [
        {"patient_name": "W" * 200},
        {"patient_name": "W" * 200 + ", ANNA"},
        {"mrn": "9" * 80},
        {"patient_name": ""},
        {"mrn": "\x00\n"},
        {"patient_name": "\u0301 \u0302"},
        {"birth_date": " "},
        {"accession": ""},
        {"collected": ""},
        {"collector": ""},
        {"patient_name": "ᚠᛇᚻ, ANN"},
        {"patient_name": "𐎠𐎡, ANN"},
        {"accession": "\u041f1"},
        {"accession": "1234567890123456789012345678901234567890"},
    ],
)
def test_a_label_that_would_lack_something_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        draw(label_format(), content(**changes))
    words = str(refusal.value)
    assert "Nothing was printed." in words
    assert not any(value.strip() and value in words for value in changes.values())


def test_tests_are_shortened_when_there_are_many() -> None:
    many = ", ".join(f"TEST{number}" for number in range(40))
    line = next(
        item for item in texts(draw(label_format(), content(tests=many))) if "GOLD" in item.text
    )
    assert line.text.startswith("GOLD SST   TEST0")
    assert line.text.endswith("...")


def test_letters_that_fonts_lack_in_the_tests_show_as_question_marks() -> None:
    drawing = draw(label_format(), content(tests="ᚠ CBC"))
    assert any(item.text == "GOLD SST   ? CBC" for item in texts(drawing))


def test_empty_parts_leave_no_line() -> None:
    drawing = draw(label_format(), content(container="", tests="", reprint=""))
    assert not any(
        item.text.startswith(("GOLD", "COPY")) or not item.text for item in texts(drawing)
    )


def test_text_in_the_quiet_zone_is_refused() -> None:
    fmt = label_format()
    moved = tuple(
        replace(field, x=29.0) if "collector" in field.text else field for field in fmt.text
    )
    with pytest.raises(Refused, match="bar code"):
        draw(replace(fmt, text=moved), content())


LONG_DETAILS = "START 23NOV26 0700  END 24NOV26 0705  TOTAL ML 1850"


def worst_handling() -> set[str]:
    """The marks of each container, were every test in it that may be."""
    tests = load_catalog().tests.values()
    return {handling_words(t for t in tests if tube in (t.tube, *t.also)) for tube in _tubes()}


def _tubes() -> set[str]:
    return {key for test in load_catalog().tests.values() for key in (test.tube, *test.also)}


@pytest.mark.parametrize("name", [LARGE, SMALL, "specimen-50x25", "biopsy-3x1"])
def test_handling_piece_and_details_stand_whole(name: str) -> None:
    for handling in worst_handling():
        said = {"handling": handling, "details": LONG_DETAILS, "part": "3 OF 4 SET 2 ANAEROBIC"}
        drawing = draw(label_format(name), content(site="LEFT FOREARM, LATERAL") | said)
        on_paper = letters("".join(item.text for item in texts(drawing)))
        assert all(letters(text) in on_paper for text in said.values())
        assert letters("LEFT FOREARM, LATERAL") in on_paper


def test_a_site_that_can_not_stand_whole_is_refused_and_never_cut() -> None:
    with pytest.raises(Refused, match="stand whole"):
        draw(label_format(), content(site="LEFT FOREARM, LATERAL, DISTAL THIRD, " * 4))
