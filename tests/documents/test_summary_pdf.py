"""The visit summary: what it says, that it breaks pages well, and that data stay data."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pdfplumber
import pypdfium2
import pytest
from pypdf import PdfReader

from ma_desktop.documents import summary_pdf
from ma_desktop.documents.lines import width
from ma_desktop.documents.raster import pages
from ma_desktop.documents.sheet import MARGIN, RIGHT
from ma_desktop.documents.style import MISSING, SEMIBOLD
from ma_desktop.domain.patient import Allergy, Medication
from ma_desktop.domain.summary import SummaryLine, VisitSummary
from ma_desktop.domain.visit import IdentityCheck
from ma_desktop.domain.vitals import ABSENT_REASONS
from tests.documents.goldens import ARABIC, HEBREW
from tests.documents.papers import UUID, fonts_of, page_texts
from tests.documents.visits import ENGLISH, NOW, SPANISH, patient, series, summary

_SCALE = 2.0
ARABIC_LETTERS = {char for char in ARABIC if char.isalpha() and not char.isascii()}
GOLDEN = """\
Maple Street Family Medicine Visit of 23 November 2026, 9:00
120 Maple Street, Springfield Dr. Lindqvist · roomed by J. Rivera, CMA
(555) 010-0142
Your visit, Grace Okafor
Born 14 March 1979 · record number 004-118-27
Why you came Yearly check-up
What we measured
Measure Today Last time
Blood pressure 148/92 mmHg 138/86 mmHg on 5 May 2026
Pulse 78 a minute 74 a minute
What we did
We went through your allergies. We took 4 samples: blood count, glucose.
Allergies we keep in mind
Penicillin (anaphylaxis) · Latex
Your medicines, as you told us
Lisinopril 10 mg every other day You told us you take this in another way.
Ask Dr. Lindqvist before you change
anything.
Vitamin D 1000 IU daily
Call 911 for chest pain, trouble breathing, or weakness on one side.
Call us at (555) 010-0142 with questions.
OKAFOR, Grace · born 14 March 1979 · MRN 004-118-27
For the patient · Maple Street Family Medicine · printed 23 Nov 2026 10:05 page 1 of 1"""


def render(made: VisitSummary) -> bytes:
    return summary_pdf.render(made, ENGLISH)


def flat(text: str) -> str:
    return "".join(text.split())


def test_the_text_without_a_chart() -> None:
    assert page_texts(render(summary(chart=None))) == [GOLDEN]


def test_the_chart_brings_its_name_unit_bounds_dates_and_last_values() -> None:
    (text,) = page_texts(render(summary()))
    for words in ("Blood pressure, mmHg", "130", "90", "Nov 2024", "Nov 2026", "136", "87"):
        assert words in text


def test_a_chart_needs_two_points() -> None:
    (text,) = page_texts(render(summary(chart=series(1))))
    assert "Blood pressure, mmHg" not in text


def test_equal_summaries_give_equal_bytes() -> None:
    assert render(summary(draft=True)) == render(summary(draft=True))


def test_properties_hold_no_patient_and_name_the_language() -> None:
    document = PdfReader(io.BytesIO(render(summary())))
    assert document.metadata is not None
    assert document.metadata.title == "Visit summary"
    assert "Okafor" not in str(document.metadata)
    assert str(document.root_object["/Lang"]) == "en-US"


def test_fonts_are_embedded() -> None:
    fonts = fonts_of(render(summary()))
    assert fonts["Inter-Regular"]
    assert fonts["Inter-SemiBold"]


def test_a_draft_says_so_in_words_on_each_page_and_as_a_mark() -> None:
    draft, final = render(summary(draft=True)), render(summary())
    (text,) = page_texts(draft)
    assert "Draft. We are not done with this page yet." in text
    assert "\nDraft · Maple" in text
    assert "Draft" not in page_texts(final)[0]
    # The mark is large and pale: it changes tens of thousands of pixels, and no copied text.
    one, other = pages(draft, 1)[0], pages(final, 1)[0]
    changed = sum(a != b for a, b in zip(one.grey_rows()[400], other.grey_rows()[400], strict=True))
    assert changed > 20
    assert "D R A" not in text


def test_the_identity_check_is_told() -> None:
    check = IdentityCheck("i", "v", "p", ("name", "birth-date"), NOW + timedelta(minutes=2), "jr")
    assert "Name and birth date checked at 9:02" in page_texts(render(summary(identity=check)))[0]


def test_forty_rows_break_pages_and_each_page_tells_whose_it_is() -> None:
    lines = tuple(
        SummaryLine("bp", "BP", f"{100 + n}/70", "mmHg", taken_at=NOW + timedelta(minutes=n))
        for n in range(40)
    )
    texts = page_texts(render(summary(lines=lines)))
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert f"page {number} of {len(texts)}" in text
        assert "OKAFOR, Grace · born 14 March 1979 · MRN 004-118-27" in text
    assert texts[1].startswith("Measure Today Last time")
    shown = [word for text in texts for word in text.split() if word.endswith("/70")]
    assert shown == [f"{100 + n}/70" for n in range(40)]
    assert "Blood pressure, 9:05 105/70 mmHg" in texts[0]


def test_nothing_is_drawn_over_the_foot_of_a_page() -> None:
    long = " ".join(f"word{n}" for n in range(3000))
    with pdfplumber.open(io.BytesIO(render(summary(reason=long)))) as document:
        assert len(document.pages) > 3
        for page in document.pages:
            foot = min(word["top"] for word in page.extract_words() if word["text"] == "OKAFOR,")
            body = [w for w in page.extract_words() if w["text"].startswith("word")]
            assert all(word["bottom"] <= foot for word in body)
            assert all(word["x1"] <= 612 - 37 for word in page.extract_words())


def test_a_name_of_sixty_letters_wraps_and_stays_whole() -> None:
    who = patient(
        "Wolfeschlegelsteinhausenberger-Dorffvon Hohenzollern-Sigmaringen",
        "Maximiliana Josephine Alexandra",
        UUID,
    )
    (text,) = page_texts(render(summary(patient=who)))
    assert flat(who.name.spoken) in flat(text)
    assert flat(who.name.formal) in flat(text)
    assert text.count(UUID) == 2


def test_a_word_longer_than_its_line_is_broken_not_lost() -> None:
    word = "Pneumono" * 30
    (text,) = page_texts(render(summary(reason=word)))
    assert word in flat(text)


class Listener(BaseHTTPRequestHandler):
    hits = 0

    def do_GET(self) -> None:
        Listener.hits += 1


def test_markup_in_data_is_drawn_as_it_stands_and_fetches_nothing() -> None:
    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        tag = f'<img src="http://127.0.0.1:{server.server_port}/x.png"/>'
        evil = f"{tag}<b>&amp;</b><para backColor=\"[open('x')]\">"
        made = summary(
            patient=patient("Doe", "<b>Jo</b>"),
            reason=evil,
            roomed_by=tag,
            lines=(SummaryLine("", tag, tag, tag, wording={"en": tag}),),
            allergies=(Allergy("a", "p", tag, tag),),
            medications=(Medication("m", "p", tag, tag, "different"),),
            tests=(tag,),
            answered=(tag,),
            next_steps=(tag,),
            emergency={"en": tag},
            chart=replace(series(), name=tag, vital=""),
        )
        text = flat("".join(page_texts(render(made))))
    finally:
        server.shutdown()
        server.server_close()
    assert flat(evil) in text
    assert "Yourvisit,<b>Jo</b>Doe" in text
    assert Listener.hits == 0


def test_empty_sections_leave_no_headings() -> None:
    bare = summary(
        lines=(),
        allergies=(),
        medications=(),
        samples=0,
        reviewed=frozenset(),
        chart=None,
        reason="",
    )
    (text,) = page_texts(render(replace(bare, clinic=replace(bare.clinic, phone=""))))
    for heading in ("measured", "What we did", "Allergies", "medicines", "Why you came", "Call us"):
        assert heading not in text


def test_no_known_allergies_are_told_only_when_asked() -> None:
    asked = summary(allergies=(), no_known_allergies=True)
    assert "None known, as you told us." in page_texts(render(asked))[0]


def test_the_clinics_own_words_stand_below_the_value() -> None:
    words = "Dr. Lindqvist will talk with you about this."
    line = SummaryLine(
        "bp", "BP", "148/92", "mmHg", last="138/86", last_unit="mmHg", wording={"en": words}
    )
    (text,) = page_texts(render(summary(lines=(line,))))
    assert f"Blood pressure 148/92 mmHg 138/86 mmHg\n{words}\n" in text


def test_an_average_says_of_how_many() -> None:
    line = SummaryLine("bp", "BP", "145/91", "mmHg", readings=3)
    (text,) = page_texts(render(summary(lines=(line,))))
    assert "average of 3" in text
    assert "145/91" in text


@pytest.mark.parametrize("reason", sorted(ABSENT_REASONS))
def test_what_was_not_taken_says_why_without_blame(reason: str) -> None:
    line = SummaryLine("weight", "Weight", "", absent=reason)
    text = " ".join(page_texts(render(summary(lines=(line,))))[0].split())
    assert "Weight Not taken:" in text


def test_next_steps_and_the_next_visit() -> None:
    later = replace(summary().visit, scheduled_at=NOW + timedelta(days=14))
    made = summary(next_steps=("Measure at home.",), next_visit=later)
    (text,) = page_texts(render(made))
    assert "Next steps\nMeasure at home.\nNext visit: 7 December 2026, 9:00, Dr. Lindqvist." in text


def test_spanish_from_head_to_foot() -> None:
    (text,) = page_texts(summary_pdf.render(summary(draft=True), SPANISH))
    for words in (
        "Su consulta, Grace Okafor",
        "Consulta del 23 de noviembre de 2026",
        "Presión arterial",
        "Llame al 911",
        "Borrador",
        "página 1 de 1",
    ):
        assert words in text
    assert not set("Your What Call page".split()) & set(text.split())
    document = PdfReader(io.BytesIO(summary_pdf.render(summary(), SPANISH)))
    assert str(document.root_object["/Lang"]) == "es-US"


def test_large_print_is_a_third_larger_and_loses_nothing() -> None:
    def sizes(data: bytes) -> float:
        with pdfplumber.open(io.BytesIO(data)) as document:
            return max(float(char["size"]) for char in document.pages[0].chars)

    normal, large = render(summary()), summary_pdf.render(summary(), ENGLISH, large=True)
    assert sizes(large) == pytest.approx(1.35 * sizes(normal))
    words = set(" ".join(page_texts(normal)).split()) - {"1"}
    assert words <= set(" ".join(page_texts(large)).split())


def test_each_section_has_a_bookmark() -> None:
    outline = PdfReader(io.BytesIO(render(summary(next_steps=("Rest.",))))).outline
    titles = [str(item.title) for item in outline]  # type: ignore[union-attr]  # flat, so no list in the list
    assert titles == ["What we measured", "Your medicines, as you told us", "Next steps"]


@pytest.mark.parametrize("count", [2, 60])
def test_notes_beside_or_below_the_chart_are_all_there(count: int) -> None:
    allergies = tuple(Allergy(str(n), "p", f"Substance number {n}", "hives") for n in range(count))
    text = flat("".join(page_texts(render(summary(allergies=allergies, reviewed=frozenset())))))
    assert all(f"Substancenumber{n}(hives)" in text for n in range(count))


def test_letters_that_the_fonts_lack_show_as_boxes_and_a_line_says_so() -> None:
    (text,) = page_texts(render(summary(patient=patient("Wáng", "ሰላም"))))
    assert "Your visit, □□□ Wáng" in text
    assert "□ stands for a letter that our print fonts lack." in text


@pytest.mark.parametrize(
    ("family", "given"),
    [("王", "小明"), ("김", "민준"), ("田中", "さくら"), ("בן־דוד", "שרה"), ("عبد الرحمن", "محمد")],
)
def test_names_in_other_scripts_are_drawn_and_can_be_found(family: str, given: str) -> None:
    title = f"Your visit, {given} {family}"
    data = render(summary(patient=patient(family, given)))
    text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    assert given in text
    assert family in text
    assert MISSING not in text
    image = pages(data, _SCALE)[0]
    rows = image.grey_rows()[int(92 * _SCALE) : int(118 * _SCALE)]
    inked = [x for row in rows for x, grey in enumerate(row) if grey < 128]
    own = (MARGIN + width("Your visit,", SEMIBOLD, 22)) * _SCALE
    assert max(inked) / _SCALE == pytest.approx(MARGIN + width(title, SEMIBOLD, 22), abs=5)
    assert sum(x > own for x in inked) > 150, "the name is not drawn"


def test_what_reads_from_the_right_begins_there_also_on_its_second_line() -> None:
    with pdfplumber.open(io.BytesIO(render(summary(reason=ARABIC, chart=None)))) as document:
        lines = [
            line
            for line in document.pages[0].extract_text_lines()
            if set(line["text"]) & ARABIC_LETTERS
        ]
    assert len(lines) > 1
    assert [line["x1"] for line in lines] == pytest.approx([RIGHT] * len(lines), abs=1)
    # The full stop ends the paragraph: it stands at the left, though the line ends in Latin.
    hebrew = render(summary(next_steps=(HEBREW,), chart=None))
    with pdfplumber.open(io.BytesIO(hebrew)) as document:
        (step,) = [x for x in document.pages[0].extract_text_lines() if "Ibuprofen" in x["text"]]
    assert step["text"].startswith(".Ibuprofen")


def test_the_foot_of_a_name_from_the_right_still_begins_with_it() -> None:
    (text,) = page_texts(render(summary(patient=patient("בן־דוד", "שרה"))))
    assert text.splitlines()[-2].endswith("· born 14 March 1979 · MRN 004-118-27")


def test_accents_without_a_letter_of_their_own_stand_over_their_letter() -> None:
    with pdfplumber.open(io.BytesIO(render(summary(patient=patient("Okoro", "Q̈x"))))) as document:
        title = [char for char in document.pages[0].chars if char["size"] > 20]
        letter = next(char for char in title if char["text"] == "Q")
        mark = next(char for char in title if char["text"] == "\u0308")
    middle = (letter["x0"] + letter["x1"]) / 2
    # The mark's ink lies 0.13 to 0.48 of the size right of its origin (the font's own outline).
    ink = mark["x0"] + 0.306 * mark["size"]
    assert ink == pytest.approx(middle, abs=0.5)
