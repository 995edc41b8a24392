"""The files of growth, pressure and scores: each fault is noticed and told with file and key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ma_desktop.catalog.growth import growth_content, load_growth
from ma_desktop.catalog.scores import load_scores, scores
from ma_desktop.domain.errors import IntegrityFailure
from ma_desktop.runtime.paths import resource

RULES = "growth/rules.toml"
PRESSURE = "pressure/categories.toml"
WHO = "growth/who2006_lms.csv"
AAP = "pressure/aap2017.csv"
FAULTS: list[tuple[Callable[[Path], object], str, str, str, str]] = [
    (load_growth, RULES, "cdc_below_months = 240", "cdc_below_months = 24", "must follow"),
    (load_growth, RULES, '["weight", "bmi"', '["wait", "bmi"', "wait is not charted"),
    (load_growth, RULES, "male = [0.3728", "boys = [0.3728", "male is missing"),
    (load_growth, RULES, "term_weeks = 40", "term_weeks = 36", "term comes before"),
    (load_growth, RULES, 'chart = "WHO"', 'chart = "UK"', "is not known"),
    (load_growth, RULES, "low = -6", "low = 7", "low is not below high"),
    (load_growth, RULES, 'measure = "head"', 'measure = "bmi"', "2 times"),
    (load_growth, RULES, 'source = "who"', 'source = "nobody"', "nobody is not a key"),
    (load_growth, RULES, "from_bmi = 30", "from_bmi = 24", "do not rise"),
    (load_growth, RULES, "from_bmi = 18.5\n", "", "only the first class"),
    (load_growth, RULES, "from_percentile = 85\n", "", "only the first class"),
    (load_growth, RULES, "most_z = 8.21", 'most_z = "8"', "most_z: is not a number"),
    (load_growth, WHO, "indicator,sex,x", "indicator,sex,y", "line 1: must be"),
    (load_growth, WHO, "wfa,male,1,d,0.3127", "wfa,male,1,d,a", "line 3: is not a row"),
    (load_growth, WHO, "wfa,male,1,d,", "wfa,male,1,", "line 3: has not 7"),
    (load_growth, WHO, "wfa,male,1,d,", "wfa,male,0,d,", "wfa male: ages or lengths"),
    (load_growth, WHO, ",3.3464,", ",0,", "wfa male: a median"),
    (load_growth, AAP, "male,1,90,5,", "male,0,90,5,", "male 1 y: no row for percentile 90"),
    (load_growth, AAP, "male,1,50,5,85", "male,1,50,5,x", "line 2: is not a row"),
    (load_growth, PRESSURE, "sbp = 130", "sbp = 119", "the bounds of sbp fall"),
    (load_growth, PRESSURE, "[[98, 52], ", "[", "screen.male: 13 pairs"),
    (load_growth, PRESSURE, '"nhbpep"', '"nobody"', "nobody is not a key"),
    (load_scores, "scores/news2.toml", "to = 11,", "to = 8,", "rows do not rise"),
    (load_scores, "scores/news2.toml", "{ points = 3 }]", "{ to = 99, points = 3 }]", "open"),
    (load_scores, "scores/news2.toml", 'item = "hr"', 'item = "rr"', "exactly these"),
    (load_scores, "scores/news2.toml", "air = 0\n", "", "exactly air and oxygen"),
    (load_scores, "scores/news2.toml", 'name = "Low"\n', 'name = "Low"\ntotal = 0\n', "first"),
    (load_scores, "scores/news2.toml", 'source = "rcp"', 'source = "x"', "x is not a key"),
    (load_scores, "scores/phq9.toml", 'source = "k2001"', 'source = "x"', "x is not"),
    (load_scores, "scores/shock_index.toml", 'source = "sipa"', 'source = "x"', "x is not"),
]


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    for name in ("growth", "pressure", "scores"):
        shutil.copytree(resource(name), tmp_path / name)
    return tmp_path


def test_the_shipped_files_hold_and_are_read_once() -> None:
    assert growth_content() is growth_content()
    assert scores() is scores()
    assert growth_content().charts.sources["who"].title.startswith("WHO")


@pytest.mark.parametrize(("load", "name", "line", "wrong", "words"), FAULTS)
def test_a_fault_is_told_with_file_and_key(
    edited: Path, load: Callable[[Path], object], name: str, line: str, wrong: str, words: str
) -> None:
    text = (edited / name).read_text(encoding="utf-8")
    assert line in text
    (edited / name).write_text(text.replace(line, wrong, 1), encoding="utf-8")

    with pytest.raises(IntegrityFailure) as caught:
        load(edited)

    assert caught.value.what.startswith(f"resources/{name}: ")
    assert words in caught.value.what


def test_a_missing_table_is_named(edited: Path) -> None:
    (edited / WHO).unlink()
    with pytest.raises(IntegrityFailure, match=rf"resources/{WHO}: can't be read"):
        load_growth(edited)
