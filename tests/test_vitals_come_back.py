"""What was typed comes back to the digit, and nothing impossible is stored, at every age.

For all vital signs and all their units: typed text -> reading -> encrypted store -> the words of
the screen, the line of the summary, and the row that the command line lists. The same through the
real window, paper and files, for fewer values: `test_vitals_through_window`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ma_desktop.cli.care import _rows
from ma_desktop.domain.limits import Subject, assess
from ma_desktop.domain.patient import Name, age_on
from ma_desktop.domain.units import convert
from ma_desktop.domain.vital_parse import InvalidReading, parse, refuse_impossible
from ma_desktop.domain.vitals import (
    COMPOUND,
    Measure,
    Observation,
    Reading,
    Unit,
    VitalSign,
    shown_reading,
)
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.rooming import open_visit, record_vitals
from ma_desktop.services.summaries import summary, summary_pdf
from ma_desktop.services.trends import history
from tests.clinics import make_store, open_made, roomed_visit
from tests.clock import FixedClock
from tests.domain.content import CATALOG, VITALS
from tests.typed_values import bounds, suffix

TYPED = [vital for vital in VITALS.values() if not vital.derived and vital.parts]
SINGLE = [(vital, unit) for vital in TYPED if len(vital.parts) == 1 for unit in vital.units]
TODAY = date(2026, 3, 10)
OLDEST = 120 * 366


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    made = open_made(make_store(tmp_path_factory.mktemp("back")), FixedClock())
    yield made
    made.close()


@pytest.fixture(scope="module")
def visit_id(clinic: Clinic) -> str:
    return roomed_visit(clinic)


def typed_numbers(vital: VitalSign, unit: Unit) -> st.SearchStrategy[Decimal]:
    """Every number of the unit that is possible and no more exact than the field takes."""
    low, high = bounds(vital.parts[0], unit)
    step = 10**unit.most_decimals
    first, last = int(low * step) + 1, int(high * step)
    return st.integers(first, last).map(lambda count: Decimal(count) / step)


@pytest.mark.parametrize(
    ("vital", "unit"), SINGLE, ids=[f"{vital.id}-{unit.ucum}" for vital, unit in SINGLE]
)
@given(data=st.data(), days=st.integers(0, OLDEST))
@settings(max_examples=60)
def test_a_number_comes_back_to_the_digit_at_every_age(
    vital: VitalSign, unit: Unit, data: st.DataObject, days: int
) -> None:
    number = data.draw(typed_numbers(vital, unit))
    reading = parse(vital, f"{number:f}{suffix(vital, unit)}")
    age = age_on(TODAY - timedelta(days=days), TODAY)

    assess(vital, reading, Subject(age, "female", today=TODAY), CATALOG.bands)

    item = reading.measures[0]
    assert (item.typed, item.typed_unit) == (number, unit.ucum)
    row = _rows(Observation("o", "p", reading, FixedClock().now(), "rivera"))[0]
    assert f"{row['value']:f}" == f"{number:f}"
    if unit.label not in COMPOUND:
        assert shown_reading(vital, reading) == f"{number:f}"


@given(st.integers(30, 320), st.integers(0, 220), st.integers(0, OLDEST))
def test_a_pressure_comes_back_or_is_refused(sbp: int, dbp: int, days: int) -> None:
    age = age_on(TODAY - timedelta(days=days), TODAY)
    try:
        reading = parse(VITALS["bp"], f"{sbp}/{dbp}")
    except InvalidReading:
        assert dbp >= sbp
        return
    assess(VITALS["bp"], reading, Subject(age), CATALOG.bands)
    assert shown_reading(VITALS["bp"], reading) == f"{sbp}/{dbp}"


@given(st.integers(0, 120), st.integers(0, 15))
def test_pounds_and_ounces_come_back(pounds: int, ounces: int) -> None:
    try:
        reading = parse(VITALS["weight"], f"{pounds}lb{ounces}oz")
    except InvalidReading:
        assert pounds == 0
        return
    words = f"{pounds} lb {ounces} oz" if pounds else f"{ounces} oz"
    assert shown_reading(VITALS["weight"], reading) == words


@pytest.mark.parametrize(
    ("vital", "unit"), SINGLE, ids=[f"{vital.id}-{unit.ucum}" for vital, unit in SINGLE]
)
@given(data=st.data())
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_store_the_summary_and_the_list_give_it_back(
    clinic: Clinic, visit_id: str, vital: VitalSign, unit: Unit, data: st.DataObject
) -> None:
    number = data.draw(typed_numbers(vital, unit))
    today = clinic.local(clinic.now()).date()
    reading = parse(vital, f"{number:f}{suffix(vital, unit)}", today=today)
    ids, _changes = record_vitals(clinic, visit_id, [replace(reading, confirmed="yes")])

    opened = open_visit(clinic, visit_id)
    seen = next(item for item in opened.today if item.id == ids[0])
    listed = next(i for i in history(clinic, opened.chart.patient.id) if i.id == ids[0])

    assert shown_reading(vital, seen.reading) == shown_reading(vital, reading)
    assert f"{_rows(listed)[0]['value']:f}" == f"{number:f}"
    lines = [line.number for line in summary(clinic, visit_id).lines if line.vital == vital.id]
    assert shown_reading(vital, reading) in lines


def test_the_paper_has_the_digits_that_were_typed(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, Name("Silva", "Rosa"), date(1981, 7, 4), number="1", mrn="P-1")
    typed = {"bp": "137/81", "hr": "73", "temp": "98.4", "weight": "171.35kg", "height": "168.5cm"}
    readings = [parse(VITALS[key], text) for key, text in typed.items()]
    record_vitals(clinic, visit_id, [replace(item, confirmed="yes") for item in readings])

    with pdfplumber.open(BytesIO(summary_pdf(clinic, visit_id))) as pdf:
        text = " ".join(page.extract_text() for page in pdf.pages)

    for digits in ("137/81", "73", "98.4", "171.35", "168.5"):
        assert digits in text


@pytest.mark.parametrize(
    ("vital", "unit"), SINGLE, ids=[f"{vital.id}-{unit.ucum}" for vital, unit in SINGLE]
)
def test_nothing_impossible_passes_any_gate(
    clinic: Clinic, visit_id: str, vital: VitalSign, unit: Unit
) -> None:
    """Just beyond each end: refused when typed, when recorded as made elsewhere, when imported."""
    part = vital.parts[0]
    assert part.hard.low is not None
    assert part.hard.high is not None
    step = Decimal(1) / 10**unit.most_decimals
    for canonical, away in ((part.hard.low, -step), (part.hard.high, step)):
        number = round(convert(canonical, part.ucum, unit.ucum), unit.most_decimals) + 2 * away
        if number >= 0:
            with pytest.raises(InvalidReading):
                parse(vital, f"{number:f}{suffix(vital, unit)}")
        value = convert(number, unit.ucum, part.ucum)
        forged = Reading(
            vital.id,
            vital.loinc,
            f"{number}",
            (Measure(part.id, part.loinc, number, unit.ucum, value, part.ucum),),
            confirmed="yes",
        )
        with pytest.raises(InvalidReading):
            refuse_impossible(vital, forged)
        with pytest.raises(InvalidReading):
            record_vitals(clinic, visit_id, [forged])
