"""Questionnaires carry their codes and licences; a wrong line is told with its place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ma_desktop.catalog import load_catalog
from ma_desktop.domain.errors import IntegrityFailure
from ma_desktop.domain.vital_lint import is_loinc
from ma_desktop.runtime.paths import resource


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the content that a test may spoil."""
    root = tmp_path / "resources"
    for path in resource().iterdir():
        if path.is_dir() and path.name not in ("demo", "fonts", "icons", "themes"):
            shutil.copytree(path, root / path.name)
    return root


def test_codes_of_panels_and_totals() -> None:
    forms = load_catalog().forms.all
    codes = {key: (form.loinc, form.loinc_total) for key, form in forms.items() if form.loinc}
    assert codes == {
        "phq2": ("55757-9", "55758-7"),
        "phq9": ("44249-1", "44261-6"),
        "gad7": ("69737-5", "70274-6"),
        "auditc": ("72109-2", "75626-2"),
        "food": ("88121-9", "88124-3"),
    }
    assert forms["pregnancy"].items[0].loinc == "82810-3"
    assert forms["tobacco"].items[0].loinc == "72166-2"
    assert all(is_loinc(i.loinc) for form in forms.values() for i in form.items if i.loinc)
    for key in ("phq2", "phq9", "gad2", "gad7"):
        assert [choice.code for choice in forms[key].choices] == [
            "LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9",
        ]  # fmt: skip


def test_each_form_names_its_licence_and_none_that_may_not_ship() -> None:
    forms = load_catalog().forms.all
    assert all(form.licence.endswith(".") for form in forms.values())
    barred = {"cssrs", "dast10", "mchat", "asq", "epds", "mmse", "moca", "prapare", "hits"}
    assert not barred & forms.keys()


def test_history_is_asked_by_its_own_step() -> None:
    forms = load_catalog().forms
    assert list(forms.history) == [
        "other_tobacco", "alcohol", "drugs", "exercise", "pregnancy", "travel",
    ]  # fmt: skip
    assert list(forms.screenings)[:3] == ["tobacco", "phq2", "phq9"]


WRONG = [
    ("phq9", 'loinc = "44249-1"', 'loinc = "44249-2"', r"loinc: 44249-2 fails its check digit"),
    ("phq9", '"44260-8"', '"44260-7"', r"items\[8\]\.loinc: 44260-7 fails"),
    ("phq9", "low = 5,", "low = 6,", r"bands: \* has a gap or an overlap at 6"),
    ("phq9", "high = 27", "high = 26", r"bands: \* ends at 26, the highest total is 27"),
    ("phq9", 'severity = "critical"', 'severity = "grave"', r"tell\[0\]\.severity: grave is not"),
    ("phq9", 'item = "phq9_9", at', 'item = "phq9_99", at', r"tell\[0\]\.item: phq9_99 is not"),
    ("phq9", "at = 1,", "at = 0,", r"tell\[0\]\.at: is never or always reached"),
    ("phq9", 'score = "sum"', 'score = "mean"', r"score: mean is not one of"),
    ("phq9", "points = 3", 'points = "3"', r"choices\[3\]\.points: is not a whole number"),
    ("phq9", 'id = "phq9_2"', 'id = "phq9_1"', r"items: phq9_1 stands there 2 times"),
    ("phq9", 'source = ["phq"', 'source = ["hearsay"', r"source: hearsay is not a key"),
    ("phq9", 'id = "phq9"', 'id = "phq8"', r"id: phq8 is not the name of the file"),
    ("phq2", 'form = "phq9"', 'form = "phq10"', r"opens\.form: phq10 is no form"),
    ("phq2", "licence =", "license =", r"licence is missing"),
    ("auditc", 'choice = "never" }', 'choice = "nie" }', r"items\[1\]\.unless: names no answer"),
    ("auditc", 'sex = "male"', 'sex = "man"', r"bands: man is not a sex"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "words"), WRONG)
def test_a_wrong_line_is_told(edited: Path, name: str, right: str, wrong: str, words: str) -> None:
    path = edited / "screenings" / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(IntegrityFailure) as caught:
        load_catalog(edited)
    assert caught.value.what.startswith(f"resources/screenings/{name}.toml: ")
    assert re.search(words, caught.value.what), caught.value.what


def test_a_clinic_adds_a_question_with_one_file(edited: Path) -> None:
    text = (edited / "history/alcohol.toml").read_text(encoding="utf-8")
    (edited / "history/caffeine.toml").write_text(
        text.replace('"alcohol', '"caffeine').replace("order = 20", "order = 25"), encoding="utf-8"
    )
    assert list(load_catalog(edited).forms.history)[2] == "caffeine"


def test_the_phq9_tenth_answers_carry_the_codes_of_their_list() -> None:
    """LOINC answer list LL359-1 (69722-7)."""
    form = load_catalog().forms.screenings["phq9"]
    item = form.item("phq9_10")
    assert [(choice.text, choice.code) for choice in item.choices] == [
        ("Not difficult at all", "LA6572-7"),
        ("Somewhat difficult", "LA6573-5"),
        ("Very difficult", "LA6575-0"),
        ("Extremely difficult", "LA6574-3"),
    ]
