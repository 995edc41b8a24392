"""The shipped content is complete and sound, and a wrong line is told with file and key."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ma_desktop.catalog import Catalog, load_catalog
from ma_desktop.domain.errors import IntegrityFailure
from ma_desktop.domain.limits import range_for
from ma_desktop.domain.vital_lint import is_loinc
from ma_desktop.domain.vitals import COMPOUND
from ma_desktop.runtime.paths import resource
from tests.domain.content import ADULT


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the content that a test may spoil."""
    root = tmp_path / "resources"
    for name in ("vitals", "specimens", "labels", "rooming", "visits", "screenings", "history"):
        shutil.copytree(resource(name), root / name)
    return root


def test_adults_are_asked_in_this_order(catalog: Catalog) -> None:
    asked = [vital.id for vital in catalog.asked(ADULT, "female", "Annual physical")]
    assert asked == ["bp", "hr", "rr", "temp", "spo2", "weight", "height", "pain"]
    assert {"head", "waist", "glucose_poc", "pef", "bmi", "map"} <= catalog.vitals.keys()


def test_the_rules_of_every_draw_are_there_with_their_sources(catalog: Catalog) -> None:
    said = {rule.id: rule for rule in catalog.draw_rules}
    assert "at most 1 min" in said["tourniquet"].text
    assert said["tourniquet"].source == ("clsi",)
    assert "Two attempts" in said["attempts"].text
    assert {"avoid_arm", "identify", "mix", "no_transfer", "expiry", "conflict"} <= said.keys()


def test_codes_that_an_import_brings_find_their_vital_sign(catalog: Catalog) -> None:
    found = {}
    for code in ("85354-9", "55284-4", "8331-1", "2708-6", "8306-3", "38208-5", "39156-5"):
        entry = catalog.vital_for_loinc(code)
        assert entry is not None, code
        found[code] = (entry[0].id, entry[1])
    assert found == {
        "85354-9": ("bp", {}),
        "55284-4": ("bp", {}),
        "8331-1": ("temp", {"temp_site": "oral"}),
        "2708-6": ("spo2", {}),
        "8306-3": ("height", {"height_method": "length"}),
        "38208-5": ("pain", {}),
        "39156-5": ("bmi", {}),
    }
    assert catalog.vital_for_loinc("3150-6") is None
    assert catalog.vital_for_loinc("") is None


def test_every_band_has_limits_where_a_vital_sign_has_any(catalog: Catalog) -> None:
    for vital in catalog.asked(ADULT, "female", "Annual physical"):
        for part in vital.parts:
            for band in catalog.bands:
                if part.confirm:
                    assert range_for(part.confirm, band.id, "other"), (part.id, band.id)


def test_numbers_are_decimals_and_sources_are_cited(catalog: Catalog) -> None:
    for vital in catalog.vitals.values():
        for part in vital.parts:
            assert isinstance(part.hard.low, Decimal)
            assert isinstance(part.hard.high, Decimal)
            rows = [row.source for row in (part.hard, *part.confirm, *part.reference)]
            rows += [rule.source for rule in part.notify]
            assert set(rows) <= catalog.sources.keys()


def test_words_for_people_are_plain(catalog: Catalog) -> None:
    whys = [
        rule.why
        for vital in catalog.vitals.values()
        for part in vital.parts
        for rule in part.notify
    ]
    notes = [note for tube in catalog.tubes.values() for note in tube.handling]
    assert whys
    assert notes
    assert all(text.endswith(".") and "!" not in text for text in whys + notes)


def test_snomed_codes_pass_their_check_digit(catalog: Catalog) -> None:
    codes = {
        choice.snomed
        for vital in catalog.vitals.values()
        for qualifier in vital.qualifiers
        for choice in qualifier.choices
        if choice.snomed
    }
    assert codes
    assert all(is_verhoeff(code) for code in codes)


def is_verhoeff(code: str) -> bool:
    """Verhoeff's check as SNOMED CT identifiers use it."""
    permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    check = 0
    for place, char in enumerate(reversed(code)):
        digit = int(char)
        for _ in range(place % 8):
            digit = permutation[digit]
        check = dihedral(check, digit)
    return check == 0


def dihedral(a: int, b: int) -> int:
    """The product in the dihedral group of the pentagon."""
    if a < 5:
        return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
    return 5 + (a - b) % 5 if b < 5 else (a - b) % 5


def test_units_are_those_of_the_united_states(catalog: Catalog) -> None:
    first = {key: vital.units[0].ucum for key, vital in catalog.vitals.items() if vital.units}
    assert first["temp"] == "[degF]"
    assert first["weight"] == "[lb_av]"
    assert first["height"] == "[in_i]"
    assert first["head"] == "cm"
    labels = {unit.label for vital in catalog.vitals.values() for unit in vital.units}
    assert COMPOUND.keys() <= labels


@pytest.mark.parametrize(
    ("code", "valid"), [("", False), ("8480", False), ("\u0668-\u0663", False)]
)
def test_what_is_no_loinc_code(code: str, valid: bool) -> None:
    assert is_loinc(code) is valid


def test_each_test_has_a_tube_and_a_short_name(catalog: Catalog) -> None:
    tubes = {short: catalog.tests[key].tube for key, short in shorts(catalog).items()}
    assert tubes["CMP"] == "sst"
    assert tubes["CBC"] == "edta"
    assert tubes["PT/INR"] == "citrate"
    assert tubes["LIPID"] == "sst"
    assert tubes["A1C"] == "edta"
    assert tubes["TSH"] == "sst"
    assert all(len(short) <= 6 for short in tubes)
    assert {test.tube for test in catalog.tests.values()} <= catalog.tubes.keys()


def shorts(catalog: Catalog) -> dict[str, str]:
    return {key: test.short for key, test in catalog.tests.items()}


WRONG = [
    ("vitals/bp.toml", "low = 30,", "low = 'x',", r"parts\[0\]\.hard\.low: is not a number"),
    ("vitals/bp.toml", "low = 30,", "lou = 30,", r"parts\[0\]\.hard: lou is not a known key"),
    ("vitals/bp.toml", "low = 30,", "low = 330,", r"parts\[0\]\.hard\.low: low is above high"),
    ("vitals/bp.toml", "low = 30,", "low = inf,", r"parts\[0\]\.hard\.low: is not a number"),
    ("vitals/bp.toml", "low = 45,", "low = 5,", r"parts\[0\]\.confirm: newborn \* lies outside"),
    ("vitals/bp.toml", "low = 67,", "low = 1,", r"parts\[0\]\.reference: newborn"),
    ("vitals/bp.toml", '"8480-6"', '"8480-7"', r"parts\[0\]\.loinc: 8480-7 fails its check digit"),
    ("vitals/bp.toml", "pals_hypotension", "pals_low", r"notify\[6\]\.formula: pals_low is not"),
    ("vitals/bp.toml", '"critical"', '"grave"', r"notify\[0\]\.severity: grave is not"),
    ("vitals/bp.toml", '">="', '"=>"', r"notify\[0\]\.op: => is not one of"),
    ("vitals/bp.toml", "value = 180", "value = 380", r"notify\[0\]\.value: no possible value"),
    ("vitals/bp.toml", '"newborn"', '"neonate"', r"confirm\[0\]\.ages: neonate is not an age band"),
    ("vitals/bp.toml", '"infant"', '"newborn"', r"confirm: newborn/\* stands there 2 times"),
    ("vitals/bp.toml", '"record"', '"hearsay"', r"hard\.source: hearsay is not a key"),
    ("vitals/bp.toml", '"bp_cuff"', '"bp_hat"', r"qualifiers\[2\]: bp_hat is not in qualifiers"),
    ("vitals/bp.toml", 'id = "bp"', 'id = "hr"', r"id: hr is in another file too"),
    ("vitals/bp.toml", "order = 10", 'order = "10"', r"order: is not a whole number"),
    ("vitals/bp.toml", "order = 10", "order = 10.5", r"order: is not a whole number"),
    ("vitals/bp.toml", "order = 10", "", r"order is missing"),
    ("vitals/bp.toml", 'loinc = "85354-9"', 'loinc = "8867-4"', r"8867-4 is also a code of bp"),
    ("vitals/bp.toml", '["mmhg", "mm hg"]', '"mmhg"', r"units\[0\]\.typed: is not a list of texts"),
    ("vitals/temp.toml", '"[degF]"', '"degF"', r"units\[0\]\.ucum: degF is not a UCUM code"),
    ("vitals/temp.toml", '"[degF]"', '"kg"', r"units\[0\]\.ucum: kg does not become Cel"),
    ("vitals/temp.toml", '"oral"', '"nasal"', r"8331-1 implies temp_site = nasal, not a choice"),
    ("vitals/temp.toml", '"c", ', '"f", ', r"units: f stands there 2 times"),
    ("vitals/weight.toml", "percent = 10", "percent = 0", r"changes\[0\]: exactly one of percent"),
    ("vitals/bmi.toml", 'formula = "bmi"', 'formula = "bsa"', r"formula: bsa is not a known"),
    ("vitals/bmi.toml", "asked = false", "asked = true", r"derived: a derived vital sign"),
    ("vitals/bands.toml", "to_days = 28", "to_days = 27", r"bands\[1\]: infant does not begin"),
    ("vitals/bands.toml", "from_months = 216", "from_months = 215", r"bands\[6\]: adult does not"),
    ("vitals/qualifiers.toml", '"sitting"\nc', '"lying"\nc', r"default: lying is not one of the"),
    ("specimens/tubes.toml", "#7EC8E3", "blue", r"tubes\[1\]\.cap_color: blue is not like"),
    ("specimens/draw.toml", '"attempts"', '"mix"', r"rules: mix stands there 2 times"),
    ("specimens/tests.toml", 'tube = "sst"', 'tube = "gold"', r"tests\[0\]\.tube: gold is not in"),
    ("specimens/tests.toml", '"CMP"', '"BMP"', r"tests: BMP stands there 2 times"),
    (
        "labels/specimen-2x1.toml",
        "width_mm = 50.8",
        "width_mm = true",
        r"width_mm: is not a number",
    ),
    ("vitals/hr.toml", "order = 20", "order = ", r"is not TOML"),
    ("vitals/hr.toml", "order = 20", "order = 10", r"order: bp has the same place"),
    ("vitals/hr.toml", "order = 20", "order = 20\ngap = { low = 1 }", r"gap: only a vital sign"),
    ("vitals/hr.toml", "decimals = 0", "decimals = -1", r"units\[0\]\.decimals: more decimals"),
    ("vitals/hr.toml", '"bpm", "/min"', '"BPM", "/min"', r"typed: typed forms stand in small"),
    (
        "vitals/hr.toml",
        "hard = { low = 10, high = 350,",
        "hard = {",
        r"hard: low or high is needed",
    ),
    ("vitals/hr.toml", 'ages = "school", low = 50', 'ages = "infant", low = 70', r"2 times"),
    (
        "vitals/hr.toml",
        '    { ages = "school", low = 50, high = 170, source = "policy" },\n',
        "",
        r"school has no row, though younger and older ages have one",
    ),
    (
        "vitals/hr.toml",
        'ages = "school", low = 50, high = 170,',
        'ages = "school", sex = "male", low = 50, high = 170,',
        r"school has a row for one sex only",
    ),
    (
        "vitals/hr.toml",
        'ages = "school", low = 50, high = 170,',
        'ages = "*", low = 50, high = 170,',
        r"rows for single ages overlap the one for all ages",
    ),
    (
        "vitals/hr.toml",
        'ages = "adult", op = ">=", value = 120',
        'ages = "adult", op = ">=", value = 100',
        r"notify\[1\]: adult: a usual value would be told",
    ),
    (
        "vitals/hr.toml",
        'ages = "adult", op = ">=", value = 130',
        'ages = "adult", op = ">=", value = 115',
        r"notify\[0\]: adult: urgent is never reached",
    ),
    (
        "vitals/hr.toml",
        "low = 10, ",
        'low = 10, sex = "male", ',
        r"hard: hard limits hold for every",
    ),
    ("vitals/hr.toml", "low = 70, high = 230, ", "", r"confirm\[0\]: low or high is needed"),
    (
        "vitals/hr.toml",
        "low = 70, high",
        'sex = "m", low = 70, high',
        r"confirm\[0\]\.sex: m is not",
    ),
    ("vitals/hr.toml", "value = 130, ", "", r"notify\[0\]: exactly one of value and formula"),
    ("vitals/hr.toml", '"adult", op', '"grown", op', r"notify\[0\]\.ages: grown is not an age"),
    ("vitals/hr.toml", '"Heart rate 130 or more. Tell the provider now."', '""', r"why: the words"),
    ("vitals/hr.toml", 'source = ["uscore", "pals"]', "", r"source: a source is needed"),
    ("vitals/hr.toml", '["hr_site", "rhythm"]', '"rhythm"', r"qualifiers: is not a list of names"),
    (
        "vitals/pef.toml",
        'ucum = "L/min"\ndecimals',
        'ucum = "l"\ndecimals',
        r"ucum: l is not a UCUM",
    ),
    ("vitals/weight.toml", '"newborn", p', '"baby", p', r"changes\[0\]\.ages: baby is not an age"),
    ("vitals/bands.toml", "to_days = 28", "to_days = 28\nto_months = 1", r"newborn ends twice"),
    ("vitals/bands.toml", "to_days = 28", "", r"newborn must end"),
    ("vitals/bands.toml", "to_months = 12", "to_months = -1", r"infant ends before it begins"),
    ("vitals/bands.toml", "[[bands]]", "[[rows]]", r"bands: is the one list"),
    ("vitals/qualifiers.toml", '"8361-8"', '"8361-9"', r"loinc: 8361-9 fails its check digit"),
    ("vitals/sources.toml", "[uscore]", "uscore = 1\n[other]", r"uscore: is not a table"),
    ("specimens/tubes.toml", "[3, 4]", "[4, 3]", r"tubes\[1\]\.inversions: the first number"),
    ("specimens/tubes.toml", "[3, 4]", "[3, 4, 5]", r"tubes\[1\]\.inversions: has the wrong shape"),
    ("specimens/tubes.toml", "[3, 4]", "3", r"tubes\[1\]\.inversions: has the wrong shape"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "words"), WRONG)
def test_a_wrong_line_is_told_with_file_and_key(
    edited: Path, name: str, right: str, wrong: str, words: str
) -> None:
    text = (edited / name).read_text(encoding="utf-8")
    assert right in text
    (edited / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(IntegrityFailure) as caught:
        load_catalog(edited)
    assert re.search(words, caught.value.what), caught.value.what
    culprit = "vitals/hr.toml" if "8867-4 is also" in words or "hr is in" in words else name
    assert caught.value.what.startswith(f"resources/{culprit}: ")
    assert caught.value.do


@pytest.mark.parametrize("name", ["vitals/bands.toml", "specimens/tests.toml"])
def test_a_missing_file_is_named(edited: Path, name: str) -> None:
    (edited / name).unlink()
    with pytest.raises(IntegrityFailure, match=rf"resources/{name}: can't be read"):
        load_catalog(edited)


def test_a_file_that_is_no_text_is_named(edited: Path) -> None:
    (edited / "vitals/hr.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(IntegrityFailure, match=r"resources/vitals/hr\.toml: is not UTF-8"):
        load_catalog(edited)


def test_a_clinic_adds_a_vital_sign_with_one_file(edited: Path) -> None:
    text = (edited / "vitals/waist.toml").read_text(encoding="utf-8")
    text = text.replace('"waist"', '"hip"').replace("8280-0", "62409-8").replace("= 120", "= 125")
    (edited / "vitals/hip.toml").write_text(text, encoding="utf-8")
    vitals = load_catalog(edited).vitals
    assert list(vitals)[list(vitals).index("waist") + 1] == "hip"


def test_no_content_at_all_is_refused(edited: Path) -> None:
    (edited / "vitals/bands.toml").write_text("bands = []\n", encoding="utf-8")
    with pytest.raises(IntegrityFailure, match="no age band is given"):
        load_catalog(edited)


def test_checking_costs_little_more_than_reading() -> None:
    """A ratio within one run: the machine's speed cancels out."""
    files = [path.read_text(encoding="utf-8") for path in resource().glob("*/*.toml")]

    def seconds(work: Callable[[], object]) -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    reading = min(seconds(lambda: [tomllib.loads(text) for text in files]) for _ in range(3))
    assert min(seconds(load_catalog) for _ in range(3)) < 8 * reading


def test_content_brings_no_window_and_no_database() -> None:
    code = "import sys, ma_desktop.catalog as c; c.load_catalog(); print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    heavy = {"PySide6", "sqlalchemy", "numpy", "reportlab", "pyqtgraph"}
    assert not heavy & set(answer.stdout.split())


def test_what_a_laboratory_directory_asks_of_tests_is_there(catalog: Catalog) -> None:
    """Kept on ice, dark or warm, or asked for fasting; the times of citrate tubes and lactate."""
    by_care = {
        code: {key for key, test in catalog.tests.items() if code in test.care}
        for code in ("ice", "light", "warm", "fasting")
    }
    assert by_care["ice"] >= {"ammonia", "lactate", "acth"}
    light = {"bili", "vita", "vitb6", "vitk", "carotene", "porphyrins", "methotrexate"}
    assert by_care["light"] >= light
    assert by_care["warm"] == {"cryo", "coldagg", "cryofib"}
    assert by_care["fasting"] == {"glu", "lipid", "insulin"}
    assert catalog.tests["aptt"].to_lab_minutes == 4 * 60
    assert catalog.tests["ptinr"].to_lab_minutes == 24 * 60
    assert catalog.tests["lactate"].spin_within_minutes == 15
    assert catalog.tests["lactate"].to_lab_minutes is None


def test_a_finger_stick_goes_gas_then_edta_then_the_others_then_serum(catalog: Catalog) -> None:
    """CLSI GP42; each microtube says how the site is warmed and chosen."""
    sticks = [key for key, tube in catalog.tubes.items() if tube.closure == "micro"]
    assert sticks == ["cap_gas", "cap_edta", "cap_heparin", "cap_fluoride", "cap_serum"]
    assert all("Warm the site" in catalog.tubes[key].collection[0] for key in sticks)


def test_tests_that_are_read_here_say_when_and_how_they_are_controlled(catalog: Catalog) -> None:
    for key in ("ua_dip", "hcg_urine", "strep_a", "covid_ag", "flu_ab"):
        words = " ".join(catalog.tests[key].handling)
        assert "Read" in words
        assert "control" in words.lower()
