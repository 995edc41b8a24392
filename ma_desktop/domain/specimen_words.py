"""What a label says of one container beside the patient: its piece, its handling, its details."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import time

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.specimen import LabTest, Specimen, Tube
from ma_desktop.domain.specimen_lint import CARE

_MARKS = {
    "ice": "ON ICE",
    "light": "PROTECT FROM LIGHT",
    "warm": "KEEP AT 37 C",
    "timed": "TIMED",
    "custody": "CHAIN OF CUSTODY",
}
"""What a courier must see; codes of `specimen_lint.CARE`. Fasting is asked: see `fasting_words`."""
_DETAILS = {
    "source": "SOURCE",
    "fixative_time": "FORMALIN",
    "start": "START",
    "end": "END",
    "volume_ml": "TOTAL ML",
    "lmp": "LMP",
    "collection_date": "DAY",
    "due": "DUE",
}
"""Details of a container in the order of its label; the body site stands for itself."""


_PRIORITIES = {"urgent": "URGENT", "asap": "ASAP", "stat": "STAT"}
"""FHIR request-priority as a label says it; a routine one leaves the place white."""

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):?([0-5][0-9])")
_AMOUNT = re.compile(r"[0-9]{1,5}([.][0-9]+)?")


def priority_words(item: Specimen) -> str:
    """STAT, where the order is (an element of CLSI AUTO12-A labels); nothing for a routine one."""
    return _PRIORITIES.get(item.details.get("priority", ""), "")


def timed_problem(tube: Tube, details: Mapping[str, str]) -> str:
    """What a timed collection that is over still lacks, in words; nothing for other containers."""
    if tube.collection_hours is None:
        return ""
    words = {"start": "when it began", "end": "when it ended", "volume_ml": "its total volume"}
    lacking = [said for key, said in words.items() if key in tube.extra and not details.get(key)]
    if lacking:
        return f"The label must say {' and '.join(lacking)}."
    amount = details.get("volume_ml", "")
    if "volume_ml" in tube.extra and not (_AMOUNT.fullmatch(amount) and float(amount) > 0):
        return "The total volume is a number of mL, like 1850."
    return ""


def is_timed_draw(item: Specimen, tube: Tube, tests: Mapping[str, LabTest]) -> bool:
    """Blood that waits for a time: a level at its trough, a tolerance test, a cortisol."""
    timed = any("timed" in tests[key].care for key in item.tests if key in tests)
    return timed and tube.is_blood and item.state == "ordered"


def clock_of(text: str) -> time:
    """14:30, 1430 or 9:05. Raises Refused for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise Refused("This is no time.", do="Write it with 24 hours, like 14:30.")
    return time(int(found[1]), int(found[2]))


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


def care_words(item: Specimen, tests: Iterable[LabTest]) -> tuple[str, ...]:
    """On ice, protect from light: each once; whether the patient fasts, once that was asked."""
    words = dict(CARE)
    if item.details.get("fasting"):
        words["fasting"] = f"fasting: {item.details['fasting']}"
    return tuple(words[code] for code in dict.fromkeys(c for test in tests for c in test.care))


def fasting_words(item: Specimen, tests: Iterable[LabTest]) -> str:
    """FASTING YES, where a test asks for it (an element of CLSI AUTO12-A labels); ? if unasked."""
    if not any("fasting" in test.care for test in tests):
        return ""
    return f"FASTING {item.details.get('fasting', '').upper() or '?'}"


def detail_words(item: Specimen) -> str:
    """FORMALIN 0942: what the container asked for when it was filled, the body site aside."""
    said = ((words, item.details.get(key, "")) for key, words in _DETAILS.items())
    return "  ".join(f"{words} {value.upper()}" for words, value in said if value)
