"""The words of the patient's copy: complete in each language, and easy to read by formula."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ma_desktop.catalog.phrases import phrases, read_phrases
from ma_desktop.domain.errors import IntegrityFailure
from ma_desktop.domain.phrases import LANGUAGES
from ma_desktop.runtime.paths import resource

VALUES = {
    "name": "Ana", "day": "5 May 2026", "time": "9:15", "who": "Dr. Lee", "mrn": "12",
    "value": "74", "count": "3", "reason": "no",
    "tests": "blood", "names": "mood", "phone": "555", "sign": "x",
    "number": "1",
}  # fmt: skip


def sentences(language: str) -> list[str]:
    """The phrases that are whole sentences, their places filled."""
    words = phrases(language).words
    filled = (phrase.format(**VALUES) for phrase in words.values())
    return [text for text in filled if text.endswith(".") and len(text.split()) > 2]


def syllables(word: str, vowels: str) -> int:
    groups = re.findall(f"[{vowels}]+", word.casefold())
    silent = vowels == "aeiouy" and word.endswith("e") and len(groups) > 1
    return max(1, len(groups) - silent)


def test_english_reads_at_the_sixth_grade_at_most() -> None:
    """Flesch-Kincaid grade level (Kincaid et al. 1975)."""
    texts = sentences("en")
    words = [word for text in texts for word in re.findall(r"[A-Za-z']+", text)]
    count = sum(syllables(word, "aeiouy") for word in words)
    grade = 0.39 * len(words) / len(texts) + 11.8 * count / len(words) - 15.59
    assert len(texts) > 12
    assert grade <= 6


def test_spanish_is_easy_to_read() -> None:
    """Fernández Huerta (1959): from 70 on a text is fairly easy, the level of the sixth grade."""
    texts = sentences("es")
    words = [word for text in texts for word in re.findall(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ]+", text)]
    count = sum(syllables(word, "aeiouáéíóúü") for word in words)
    ease = 206.84 - 60 * count / len(words) - 1.02 * len(words) / len(texts)
    assert len(texts) > 12
    assert ease >= 70


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_whole(language: str) -> None:
    found = phrases(language)
    assert found.tag.startswith(language)
    for key, phrase in found.words.items():
        assert phrase.format(**VALUES), key


def test_an_unknown_language_reads_english() -> None:
    assert phrases("vi") == phrases("en")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('why = "Por', 'wy = "Por'), "words.why: is missing"),
        (("{who}", "{whom}"), "has other places"),
        (('"enero", ', ""), "twelve names"),
    ],
)
def test_a_faulty_language_is_refused_with_its_place(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    shutil.copytree(resource("i18n"), tmp_path / "i18n")
    file = tmp_path / "i18n" / "summary" / "es.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(IntegrityFailure, match=told):
        read_phrases(tmp_path, "es")
