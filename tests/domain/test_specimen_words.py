"""What a label says of one container beside the patient."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.specimen import LabTest, Specimen
from ma_desktop.domain.specimen_words import (
    care_words,
    clock_of,
    detail_words,
    fasting_words,
    handling_words,
    piece_words,
)

JAR = Specimen("a", "263270004213", "v", "p", "formalin", ("biopsy",), "Dr. Ahmed")


def test_the_pieces_of_a_set_are_counted_without_those_that_are_gone() -> None:
    pieces = [
        replace(JAR, id="b", part="set 1 aerobic"),
        replace(JAR, id="c", state="rejected"),
        replace(JAR, id="d", part="set 1 anaerobic"),
    ]
    assert piece_words(pieces[2], pieces) == "2 OF 2 SET 1 ANAEROBIC"
    assert piece_words(pieces[0], pieces[:1]) == "SET 1 AEROBIC"
    assert piece_words(JAR, [JAR, replace(JAR, id="x", tests=("other",))]) == ""


def test_marks_stand_once_in_their_own_order_and_fasting_is_none() -> None:
    tests = [
        LabTest("a", "A", "A", "edta", care=("light", "fasting")),
        LabTest("b", "B", "B", "edta", care=("ice", "light")),
    ]
    assert handling_words(tests) == "ON ICE, PROTECT FROM LIGHT"
    assert handling_words([]) == ""


def test_details_say_what_they_are() -> None:
    jar = replace(JAR, details={"fixative_time": "09:42", "device": "butterfly", "lmp": ""})
    assert detail_words(jar) == "FORMALIN 09:42"
    jug = replace(JAR, details={"volume_ml": "1850", "start": "0700", "end": "0705"})
    assert detail_words(jug) == "START 0700  END 0705  TOTAL ML 1850"


def test_whether_the_patient_fasts_stands_where_a_test_asks_for_it() -> None:
    lipid = LabTest("a", "A", "A", "sst", care=("fasting",))
    cbc = LabTest("b", "B", "B", "edta")
    said = replace(JAR, details={"fasting": "no"})
    assert fasting_words(said, [cbc, lipid]) == "FASTING NO"
    assert fasting_words(JAR, [lipid]) == "FASTING ?"
    assert fasting_words(said, [cbc]) == ""
    assert care_words(JAR, [lipid, cbc]) == ("ask: fasting?",)
    assert care_words(said, [lipid, lipid]) == ("fasting: no",)


@pytest.mark.parametrize(
    ("text", "clock"), [("14:30", time(14, 30)), (" 905 ", time(9, 5)), ("0000", time(0))]
)
def test_a_time_is_written_with_or_without_its_colon(text: str, clock: time) -> None:
    assert clock_of(text) == clock


@pytest.mark.parametrize("text", ["", "24:00", "14:60", "2 pm", "14:3", "14:30:00", "1"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="no time"):
        clock_of(text)
