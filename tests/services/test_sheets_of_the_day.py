"""Downtime pack and closing sheet of the worst day and of an empty one: text, pixels, layout."""

from __future__ import annotations

import io
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image

from ma_desktop.documents.sheet import HEIGHT, MARGIN, WIDTH
from tests.documents.goldens import FOLDER
from tests.documents.papers import ACTS, keys_of
from tests.documents.test_golden import MOST_DIFFERENT, different
from tests.services.sheets_of_the_day import DAYS, SHEETS, made, picture, text


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    return {
        (kind, day): pdf
        for day in DAYS
        for kind, pdf in made(day, Path(tmp_path_factory.mktemp(day))).items()
    }


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("kind", SHEETS)
def test_text_and_picture_are_the_approved_ones(
    papers: dict[tuple[str, str], bytes], kind: str, day: str
) -> None:
    pdf = papers[kind, day]
    assert text(pdf) == (FOLDER / f"{kind}.{day}.txt").read_text(encoding="utf-8")
    now = picture(pdf)
    with Image.open(FOLDER / f"{kind}.{day}.png") as golden:
        assert now.size == golden.size, "another number of pages"
        assert different(now, golden) <= MOST_DIFFERENT * now.width * now.height


def test_nothing_leaves_the_page_or_acts(papers: dict[tuple[str, str], bytes]) -> None:
    for pdf in papers.values():
        assert keys_of(pdf).isdisjoint(ACTS)
        with pdfplumber.open(io.BytesIO(pdf)) as document:
            for page in document.pages:
                for found in page.extract_words():
                    assert found["x0"] >= MARGIN - 2, found
                    assert found["x1"] <= WIDTH - MARGIN + 6, found
                    assert found["bottom"] <= HEIGHT - MARGIN + 8, found
