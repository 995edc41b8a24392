"""What stands beside the fields in words, without a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ma_desktop.catalog import Catalog, load_catalog
from ma_desktop.domain.limits import Past, Subject, assess
from ma_desktop.domain.patient import Age, age_on
from ma_desktop.domain.rooming import DraftField
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import Observation, Reading
from ma_desktop.ui.rooming.conflict_card import differences
from ma_desktop.ui.rooming.limits_words import notify_words
from ma_desktop.ui.rooming.vital_menus import qualifier_words
from ma_desktop.ui.rooming.words import (
    age_of,
    change_words,
    day,
    last_words,
    recorded_words,
    refusal,
    verdict,
)

NOW = datetime(2026, 9, 22, 9, 8, tzinfo=UTC)
ADULT = Subject(age_on(date(1979, 3, 14), NOW.date()), "female")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def seen(reading: Reading, at: datetime = NOW) -> Observation:
    return Observation("o", "p", reading, at, "rivera")


def judged(catalog: Catalog, vital: str, text: str, last: str = "") -> tuple[str, str, str]:
    definition = catalog.vitals[vital]
    before = parse(definition, last) if last else None
    found = assess(definition, parse(definition, text), ADULT, catalog.bands, Past(before))
    spoken = verdict(found, confirmed=False)
    return spoken.state, spoken.words, spoken.message


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=8), "9:00"),
        (timedelta(days=20), "2 Sep"),
        (timedelta(days=130), "May"),
        (timedelta(days=500), "May 2025"),
    ],
)
def test_age_is_as_short_as_it_can_be_read(ago: timedelta, words: str) -> None:
    assert age_of(NOW - ago, NOW) == words


def test_today_is_named() -> None:
    assert day(NOW, NOW) == "Today, 9:08"
    assert day(NOW - timedelta(days=130), NOW) == "15 May 2026"


def test_last_value_has_unit_and_age(catalog: Catalog) -> None:
    weight = catalog.vitals["weight"]
    then = NOW - timedelta(days=130)
    last = seen(parse(weight, "171.4"), then)
    assert last_words(weight, last, then, NOW) == "Last 171.4 lb · May"
    assert last_words(weight, None, NOW, NOW) == ""


def test_change_is_in_the_unit_that_stands_beside_it(catalog: Catalog) -> None:
    weight, height, pressure = (catalog.vitals[key] for key in ("weight", "height", "bp"))
    last = seen(parse(weight, "165.2"))
    assert change_words(weight, parse(weight, "171.4"), last) == "+6.2"
    assert change_words(weight, parse(weight, "75.4kg"), last) == "+1.0"
    assert change_words(weight, parse(weight, "160.2"), last) == "−5.0"
    assert change_words(weight, parse(weight, "165.2"), last) == ""
    assert change_words(height, parse(height, "5'7"), seen(parse(height, "5'6"))) == ""
    assert change_words(pressure, parse(pressure, "128/82"), seen(parse(pressure, "120/80"))) == ""


def test_recorded_names_a_unit_that_is_not_the_fields(catalog: Catalog) -> None:
    weight = catalog.vitals["weight"]
    assert recorded_words(weight, seen(parse(weight, "171.4")), NOW) == "171.4 · 9:08"
    assert recorded_words(weight, seen(parse(weight, "75.4kg")), NOW) == "75.4 kg · 9:08"
    absent = Reading("weight", weight.loinc, "", absent="refused")
    assert recorded_words(weight, seen(absent), NOW) == "Refused · 9:08"


def test_verdicts_speak_in_words(catalog: Catalog) -> None:
    assert judged(catalog, "hr", "72") == ("", "", "")
    assert judged(catalog, "bp", "148/92")[:2] == ("warn", "High")
    state, words, message = judged(catalog, "spo2", "88")
    assert (state, words) == ("critical", "Low · tell the provider")
    assert "Tell the provider now" in message
    assert judged(catalog, "temp", "100.6")[:2] == ("warn", "High")


def test_a_question_says_which_key_answers(catalog: Catalog) -> None:
    state, words, message = judged(catalog, "weight", "75", "165")
    assert (state, words) == ("warn", "Unusual")
    assert message.endswith("Enter again to confirm, or = for 75kg.")


def test_a_confirmed_value_says_so(catalog: Catalog) -> None:
    weight = catalog.vitals["weight"]
    found = assess(weight, parse(weight, "75"), ADULT, catalog.bands, Past(parse(weight, "165")))
    assert verdict(found, confirmed=True).words == "Confirmed"


def test_a_refusal_offers_what_was_meant() -> None:
    spoken = refusal("Not possible for anybody.", "Check it.", "37c")
    assert spoken.message == "Not possible for anybody. Did you mean 37c? Press = to accept."
    assert refusal("Not a number.", "Type a number.", "").message == "Not a number. Type a number."


def test_limits_in_words_come_from_the_limits(catalog: Catalog) -> None:
    words = notify_words(catalog.vitals, catalog.bands, ADULT)
    assert words.startswith("Systolic ≥ 180 or < 90 mmHg, oxygen saturation < 92 %: tell")
    infant = notify_words(catalog.vitals, catalog.bands, Subject(Age(0, 5, 160)))
    assert "≥" not in infant.split(",")[0]
    assert notify_words({}, catalog.bands, ADULT) == ""


def test_qualifiers_as_one_line(catalog: Catalog) -> None:
    pulse = catalog.vitals["hr"]
    chosen = {item.id: item.default for item in pulse.qualifiers}
    assert qualifier_words(pulse, chosen) == "Radial · regular"


def test_both_sides_of_a_conflict_are_shown() -> None:
    here = {"bp": DraftField("128/82"), "hr": DraftField("72")}
    there = {"hr": DraftField("72"), "weight": DraftField(absent="refused")}
    rows = differences(here, there, {"bp": "Blood pressure", "weight": "Weight"})
    assert rows == [("Blood pressure", "128/82", "empty"), ("Weight", "empty", "Refused")]
    assert differences(here, {**here, "bp": replace(here["bp"])}, {}) == []
