"""What people type is read as they mean it, and nothing impossible gets through."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.units import convert
from ma_desktop.domain.vital_parse import InvalidReading, parse, refuse_impossible
from ma_desktop.domain.vitals import (
    COMPOUND,
    Measure,
    Reading,
    Unit,
    VitalSign,
    measure,
    shown,
    shown_with_unit,
)
from tests.domain.content import ADULT, CATALOG, VITALS

TODAY = date(2026, 5, 20)
SINGLES = [
    (vital, unit)
    for vital in VITALS.values()
    if len(vital.parts) == 1 and not vital.derived
    for unit in vital.units
]
SPOKEN = {"ft in": "{}'{}", "lb oz": "{}lb{}oz"}

READ = {
    ("temp", "98.6"): "98.6 °F",
    ("temp", "98.6 F"): "98.6 °F",
    ("temp", "98.6°f"): "98.6 °F",
    ("temp", "37,2c"): "37.2 °C",
    ("temp", "  37C "): "37 °C",
    ("bp", "120/80"): "120/80 mmHg",
    ("bp", "120 / 80"): "120/80 mmHg",
    ("bp", "120/80 mmHg"): "120/80 mmHg",
    ("bp", "148 92"): "148/92 mmHg",
    ("weight", "165"): "165 lb",
    ("weight", "171.4lb"): "171.4 lb",
    ("weight", "75kg"): "75 kg",
    ("weight", "3.345 kg"): "3.345 kg",
    ("weight", "3345g"): "3345 g",
    ("weight", "7lb9oz"): "7 lb 9 oz",
    ("weight", "7 lb 9.5 oz"): "7 lb 9.5 oz",
    ("height", "67"): "5 ft 7 in",
    ("height", "5'7"): "5 ft 7 in",
    ("height", "5'11\""): "5 ft 11 in",
    ("height", "5’ 11”"): "5 ft 11 in",
    ("height", "5' 7''"): "5 ft 7 in",
    ("height", "5 11"): "5 ft 11 in",
    ("height", "5 ft 7 in"): "5 ft 7 in",
    ("height", "6'"): "6 ft 0 in",
    ("height", "170cm"): "170 cm",
    ("height", "20.25in"): "1 ft 8.25 in",
    ("spo2", "97%"): "97 %",
    ("pain", "7/10"): "7/10",
    ("glucose_poc", "5.5mmol"): "5.5 mmol/L",
}
REFUSED = [
    *[
        ("temp", text)
        for text in (
            "",
            "  ",
            "\u0663\u0667",
            "\uff13\uff17",
            "1e3",
            "-5",
            "+5",
            "NaN",
            "inf",
            "98.6.5",
        )
    ],
    *[
        ("temp", text)
        for text in ("98.65", "9 8", "98.", ".5", "98kg", "98 . 6", "0x25", "98\x006")
    ],
    *[
        ("bp", text)
        for text in ("120", "120/", "12080", "120/80/60", "120/80kPa", "1200/80", "a/b")
    ],
    *[("height", text) for text in ("5'12", "5 7cm", "67 ft in", "5'7.125", "5'7'2")],
    *[("weight", text) for text in ("7lb16oz", "7lb9.55oz", "171.45", "165 stone")],
    *[("bmi", "24.2"), ("map", "93")],
    *[("pain", text) for text in ("7.5", "11", "7/11")],
]
SUGGESTED = {
    ("temp", "37"): "37c",
    ("height", "170"): "170cm",
    ("height", "5.7"): "5'7",
    ("height", "5.11"): "5'11",
    ("height", "511"): "5'11",
    ("height", "5"): "5'",
    ("weight", "3345"): "3345g",
    ("bp", "80/120"): "120/80",
}


@pytest.mark.parametrize(("entry", "words"), READ.items(), ids=map(str, READ))
def test_people_type_in_many_ways(entry: tuple[str, str], words: str) -> None:
    vital = VITALS[entry[0]]
    reading = parse(vital, entry[1], {"note": "kept"})
    assert shown_with_unit(vital, reading) == words
    assert reading.text == entry[1].strip()
    assert reading.qualifiers == {"note": "kept"}


@pytest.mark.parametrize(("vital", "text"), REFUSED)
def test_what_is_no_value_is_refused_with_something_to_do(vital: str, text: str) -> None:
    with pytest.raises(InvalidReading) as caught:
        parse(VITALS[vital], text)
    assert caught.value.what.endswith(".")
    assert caught.value.do.endswith(".")


@pytest.mark.parametrize(("entry", "instead"), SUGGESTED.items(), ids=map(str, SUGGESTED))
def test_a_slip_of_the_unit_suggests_what_was_meant(entry: tuple[str, str], instead: str) -> None:
    vital = VITALS[entry[0]]
    with pytest.raises(InvalidReading) as caught:
        parse(vital, entry[1])
    assert caught.value.suggestion == instead
    parse(vital, instead)


def test_a_bare_decimal_height_says_how_feet_are_typed() -> None:
    with pytest.raises(InvalidReading, match="Type 5'7 for feet and inches"):
        parse(VITALS["height"], "5.7")


def test_limits_are_told_in_the_unit_that_was_typed() -> None:
    with pytest.raises(InvalidReading, match="outside 77 to 113 °F"):
        parse(VITALS["temp"], "120")
    with pytest.raises(InvalidReading, match="outside 25 to 45 °C"):
        parse(VITALS["temp"], "46c")


def test_messages_never_hold_what_was_typed() -> None:
    for vital, text in [("temp", "37"), ("bp", "500/90"), ("bp", "80/120"), ("weight", "9999kg")]:
        with pytest.raises(InvalidReading) as caught:
            parse(VITALS[vital], text)
        assert not set(re.findall(r"\d+", text)) & set(re.findall(r"\d+", str(caught.value)))


@pytest.mark.parametrize("text", ["9" * 10**6, " " * 10**6 + "98", "5'" * 500_000, "x" * 10**6])
@pytest.mark.parametrize("vital", VITALS.values(), ids=VITALS)
def test_a_megabyte_returns_at_once(vital: VitalSign, text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(InvalidReading):
        parse(vital, text)
    assert time.perf_counter() - started < 0.1


@pytest.mark.parametrize("vital", VITALS.values(), ids=VITALS)
@given(
    text=st.one_of(st.text(max_size=50), st.text("0123456789.,/'\" lbkgcmfinozt%-+e", max_size=12))
)
@example("9" * 40)
@example("0")
def test_no_text_ever_gives_an_impossible_reading(vital: VitalSign, text: str) -> None:
    try:
        reading = parse(vital, text, today=TODAY)
    except InvalidReading:
        return
    assert bool(reading.measures) != bool(reading.word)
    for part, item in zip(vital.parts, reading.measures, strict=not reading.word):
        assert part.hard.low is not None
        assert part.hard.high is not None
        assert part.hard.low <= item.value <= part.hard.high
    refuse_impossible(vital, reading, TODAY)


@pytest.mark.parametrize(
    ("vital", "unit"), SINGLES, ids=lambda item: item.ucum if isinstance(item, Unit) else item.id
)
@given(data=st.data())
def test_what_was_typed_is_what_is_shown(vital: VitalSign, unit: Unit, data: st.DataObject) -> None:
    number = data.draw(possible(vital, unit), label="number")
    text = typed(number, unit)
    reading = parse(vital, text)
    assert reading.measures[0].typed_unit == unit.ucum
    digits = re.findall(r"[\d.]+", text.removesuffix(unit.typed[0]))
    assert re.findall(r"[\d.]+", shown(vital, reading.measures[0])) == digits


@given(st.integers(30, 320), st.integers(0, 220))
def test_a_pressure_is_shown_as_typed(systolic: int, diastolic: int) -> None:
    assume(diastolic < systolic)
    reading = parse(VITALS["bp"], f"{systolic}/{diastolic}")
    assert shown_with_unit(VITALS["bp"], reading) == f"{systolic}/{diastolic} mmHg"


def possible(vital: VitalSign, unit: Unit) -> st.SearchStrategy[Decimal]:
    """Numbers in `unit` inside the hard limits; in compound units from one of the large on."""
    part = vital.parts[0]
    least = Decimal(COMPOUND[unit.label][0] if unit.label in COMPOUND else 0)
    assert part.hard.low is not None
    assert part.hard.high is not None
    low = max(convert(part.hard.low, part.ucum, unit.ucum), least)
    high = convert(part.hard.high, part.ucum, unit.ucum)
    numbers = st.decimals(low, high, places=unit.most_decimals)
    return numbers.filter(lambda number: part.hard.holds(convert(number, unit.ucum, part.ucum)))


def typed(number: Decimal, unit: Unit) -> str:
    if unit.label not in COMPOUND:
        return f"{number:f}{unit.typed[0]}"
    whole, rest = divmod(number, COMPOUND[unit.label][0])
    clean = f"{rest:f}".rstrip("0").rstrip(".") if "." in f"{rest:f}" else f"{rest:f}"
    return SPOKEN[unit.label].format(whole.to_integral_value(), clean or "0")


def imported(vital: str, value: str, unit: str) -> Reading:
    sign = VITALS[vital]
    return Reading(sign.id, sign.loinc, value, (measure(sign.parts[0], Decimal(value), unit),))


def test_an_imported_value_keeps_all_its_decimals() -> None:
    reading = imported("height", "183.09164181074", "cm")
    refuse_impossible(VITALS["height"], reading)
    assert str(reading.value) == "183.09164181074"
    assert shown_with_unit(VITALS["height"], reading) == "183.1 cm"


@pytest.mark.parametrize(
    ("vital", "value", "unit", "words"),
    [
        ("weight", "9.96", "[lb_av]", "10.0 lb"),
        ("height", "71.996", "[in_i]", "6 ft 0 in"),
        ("temp", "310.15", "K", "98.6 °F"),
        ("hr", "71.6", "{beats}/min", "72 bpm"),
        ("pain", "9.56489873032547", "{score}", "10/10"),
        ("weight", "1E+2", "kg", "100 kg"),
    ],
)
def test_imported_values_are_rounded_once(vital: str, value: str, unit: str, words: str) -> None:
    assert shown_with_unit(VITALS[vital], imported(vital, value, unit)) == words


@pytest.mark.parametrize("value", ["700", "-1", "0", "1E+999999"])
def test_impossible_imports_are_refused(value: str) -> None:
    with pytest.raises(Refused):
        refuse_impossible(VITALS["weight"], imported("weight", value, "kg"))


def forged(item: Measure) -> Reading:
    return Reading("weight", "29463-7", "75kg", (item,))


def test_a_reading_that_does_not_fit_its_vital_sign_is_refused() -> None:
    weight = VITALS["weight"]
    item = parse(weight, "75kg").measures[0]
    for wrong in (
        forged(replace(item, value=Decimal(80))),
        forged(replace(item, unit="g")),
        forged(replace(item, part="sbp")),
        Reading("weight", "29463-7", ""),
        Reading("weight", "29463-7", "", (item,), absent="refused"),
        Reading("weight", "29463-7", "", absent="bored"),
    ):
        with pytest.raises(InvalidReading):
            refuse_impossible(weight, wrong)
    refuse_impossible(weight, Reading("weight", "29463-7", "", absent="refused"))


def test_a_reason_is_shown_where_nothing_was_taken() -> None:
    skipped = Reading("weight", "29463-7", "", absent="not-indicated")
    assert shown_with_unit(VITALS["weight"], skipped) == "Not indicated"


def test_a_full_set_is_parsed_in_a_blink() -> None:
    hints = {"bp": "128/82", "temp": "98.6", "height": "5'7", "pain": "3"}
    started = time.perf_counter()
    for vital in CATALOG.asked(ADULT, "female", "Annual physical"):
        parse(vital, hints.get(vital.id, "97"))
    assert time.perf_counter() - started < 0.05
