"""Lines of mixed direction stand as people read them; an independent shaper agrees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ma_desktop.documents.bidi import visual_runs
from ma_desktop.documents.label import draw
from ma_desktop.documents.shaping import drawable, outline
from ma_desktop.documents.style import BOLD
from ma_desktop.domain.errors import Refused
from tests.documents.papers import content, label_format


def visual(text: str) -> str:
    return "".join(
        text[start:end][::-1] if turned else text[start:end]
        for start, end, turned in visual_runs(text)
    )


# Expected orders as the reference algorithm of Unicode Annex 9 gives them.
@pytest.mark.parametrize(
    ("logical", "shown"),
    [
        ("OKAFOR, GRACE", "OKAFOR, GRACE"),
        ("לוי, דן", "ןד ,יול"),
        ("ABC לוי, דן XYZ", "ABC ןד ,יול XYZ"),
        ("לוי 123 דן", "ןד 123 יול"),
        ("LEVI לוי 12-34", "LEVI 12-34 יול"),
        ("حسن, ANN", "ANN ,نسح"),
        ("حسن 1,234.5", "1,234.5 نسح"),
        ("MRN 12 (לוי)", "MRN 12 (יול)"),
        ("", ""),
    ],
)
def test_the_order_on_paper(logical: str, shown: str) -> None:
    assert visual(logical) == shown


@given(st.text(max_size=40))
def test_no_letter_is_lost_or_doubled(text: str) -> None:
    places = [at for start, end, _turned in visual_runs(text) for at in range(start, end)]
    assert sorted(places) == list(range(len(text)))


def test_arabic_letters_join() -> None:
    """Joined forms are narrower than the same letters apart."""
    joined = outline("سعيد", BOLD).width
    assert joined < sum(outline(char, BOLD).width for char in "سعيد")


@pytest.mark.parametrize(
    "name", ["الحسن, فاطمة", "כהן, אברהם", "欧阳, 美玲", "山田, たけし", "김, 민준"]
)
def test_names_of_other_scripts_stand_on_the_label(name: str) -> None:
    drawing = draw(label_format(), content(patient_name=name))
    assert name in [item.text for item in drawing.items]
    assert drawable(name)


@pytest.mark.parametrize("name", ["ᚠᛇᚻ, ANN", "𐎠𐎡, ANN"])
def test_a_script_without_a_font_is_refused_with_words(name: str) -> None:
    with pytest.raises(Refused, match="can't be printed"):
        draw(label_format(), content(patient_name=name))
