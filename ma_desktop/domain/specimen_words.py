"""What a label says of one container beside the patient: its piece, its handling, its details."""

from __future__ import annotations

from collections.abc import Iterable

from ma_desktop.domain.specimen import LabTest, Specimen

_MARKS = {
    "ice": "ON ICE",
    "light": "PROTECT FROM LIGHT",
    "warm": "KEEP AT 37 C",
    "timed": "TIMED",
    "custody": "CHAIN OF CUSTODY",
}
"""What a courier must see; codes of `specimen_lint.CARE`. Fasting is asked, not handled."""
_DETAILS = {
    "source": "SOURCE",
    "fixative_time": "FORMALIN",
    "start": "START",
    "end": "END",
    "volume_ml": "TOTAL ML",
    "lmp": "LMP",
    "collection_date": "DAY",
}
"""Details of a container in the order of its label; the body site stands for itself."""


def piece_words(item: Specimen, of_visit: Iterable[Specimen]) -> str:
    """1 OF 4, where a visit has several containers for the same tests, and the piece's name."""
    same = [
        one.id
        for one in of_visit
        if one.tests == item.tests and one.tube == item.tube and one.state not in _GONE
    ]
    count = f"{same.index(item.id) + 1} OF {len(same)}" if item.id in same and same[1:] else ""
    return " ".join(part for part in (count, item.part.upper()) if part)


_GONE = ("void", "rejected")


def handling_words(tests: Iterable[LabTest]) -> str:
    """ON ICE, PROTECT FROM LIGHT: each once, in the order of the marks."""
    codes = {code for test in tests for code in test.care}
    return ", ".join(words for code, words in _MARKS.items() if code in codes)


def detail_words(item: Specimen) -> str:
    """FORMALIN 0942: what the container asked for when it was filled, the body site aside."""
    said = ((words, item.details.get(key, "")) for key, words in _DETAILS.items())
    return "  ".join(f"{words} {value.upper()}" for words, value in said if value)
