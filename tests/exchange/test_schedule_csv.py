"""A schedule comes in whole with times of the clinic's zone, or every wrong cell is named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Name
from ma_desktop.exchange import schedule_csv
from ma_desktop.exchange.incoming import Incoming, IncomingPatient
from ma_desktop.exchange.schedule_csv import COLUMNS, read_schedule
from tests.exchange.schedules import HEADER, line, schedule

ZONE = ZoneInfo("America/New_York")


def read(*lines: str, end: str = "\r\n") -> Incoming:
    return read_schedule(schedule(*lines, end=end), ZONE)


def one(**cells: str) -> IncomingPatient:
    (person,) = read(line(**cells)).patients
    return person


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read_schedule(data, ZONE)
    assert caught.value.do
    return caught.value.what


def fault(**cells: str) -> str:
    """What is said about the one wrong cell of a line."""
    what = refusal(schedule(line(**cells)))
    start, end = "The schedule has wrong cells: line 2, ", "."
    assert what.startswith(start)
    assert what.endswith(end)
    return what.removeprefix(start).removesuffix(end)


def test_a_line_is_a_patient_and_a_booked_visit() -> None:
    person = one()
    assert (person.mrn, person.name) == ("10042", Name("Okafor", "Adaeze Joy"))
    assert (person.birth_date, person.sex) == (date(1984, 5, 17), "female")
    assert (person.phone, person.language) == ("555 0142", "")
    (visit,) = person.visits
    assert visit.scheduled_at == datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
    assert (visit.visit_type, visit.provider) == ("Follow-up", "Dr. Tomás Villanueva")
    assert (visit.reason, visit.status) == ("Blood pressure check", "booked")


def test_several_visits_of_one_patient_come_in_together() -> None:
    incoming = read(line(), line(mrn="10043"), line(time="9:00"))
    assert [(p.mrn, len(p.visits)) for p in incoming.patients] == [("10042", 2), ("10043", 1)]
    assert (incoming.kind, incoming.skipped) == ("schedule", ())


def test_the_same_visit_has_the_same_id_each_time() -> None:
    assert one().visits[0].id == one(reason="Cough").visits[0].id
    assert one().visits[0].id != one(time="08:45").visits[0].id
    assert one().visits[0].id != one(mrn="10043").visits[0].id


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_marks_blank_lines_and_quotes_are_read(end: str) -> None:
    quoted = line(reason='"Says ""dizzy"", since Monday"', family='"O\'Neill, Jr"')
    data = b"\xef\xbb\xbf" + schedule("", quoted, ",,,", end=end)
    (person,) = read_schedule(data, ZONE).patients
    assert person.visits[0].reason == 'Says "dizzy", since Monday'
    assert person.name.family == "O'Neill, Jr"


def test_columns_may_stand_in_any_order_and_case() -> None:
    cells = line().split(",")
    turned = ",".join(reversed(COLUMNS)).upper() + "\n" + ",".join(reversed(cells))
    assert read_schedule(turned.encode(), ZONE) == read(line())


def test_a_formula_is_only_text() -> None:
    person = one(family='"=HYPERLINK(""http://a.example"")"', reason="+1", provider="@sum")
    assert person.name.family == '=HYPERLINK("http://a.example")'
    assert (person.visits[0].reason, person.visits[0].provider) == ("+1", "@sum")


@pytest.mark.parametrize(
    ("written", "sex"),
    [("F", "female"), ("m", "male"), ("Other", "other"), ("U", "unknown"), ("", "unknown")],
)
def test_sex_is_a_word_or_its_letter(written: str, sex: str) -> None:
    assert one(sex=written).sex == sex


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"date": ""}, "date: must not be empty"),
        ({"time": " "}, "time: must not be empty"),
        ({"mrn": ""}, "mrn: must not be empty"),
        ({"family": ""}, "family: must not be empty"),
        ({"birth_date": ""}, "birth_date: must not be empty"),
        ({"date": "03/10/2026"}, "date: is not a date like 2026-11-24"),
        ({"date": "2026-02-30"}, "date: is a day that does not exist"),
        ({"date": "9999-12-31", "time": "23:59"}, "date: is not a date of a schedule"),
        ({"birth_date": "17.5.84"}, "birth_date: is not a date like 2026-11-24"),
        ({"birth_date": "1584-05-17"}, "birth_date: is too long ago"),
        ({"birth_date": "2026-03-11"}, "birth_date: lies after the visit"),
        ({"time": "8.30"}, "time: is not a time like 08:30 or 14:15"),
        ({"time": "24:00"}, "time: is not a time like 08:30 or 14:15"),
        ({"time": "08:60"}, "time: is not a time like 08:30 or 14:15"),
        ({"time": "8:30 AM"}, "time: is not a time like 08:30 or 14:15"),
        ({"time": "٠٨:٣٠"}, "time: is not a time like 08:30 or 14:15"),
        (
            {"date": "2026-03-08", "time": "02:30"},
            "time: does not exist on this day, clocks are put forward",
        ),
        ({"sex": "woman"}, "sex: is not female, male, other or unknown"),
        ({"mrn": "1" * 65}, "mrn: a text is longer than 64 characters"),
        ({"given": "J" * 201}, "given: a text is longer than 200 characters"),
        ({"reason": "r" * 2001}, "reason: a text is longer than 2000 characters"),
        ({"provider": "Dr\x00"}, "provider: a text holds control characters"),
        ({"reason": "a,b"}, "whole line: 12 cells"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column_and_not_repeated(
    cells: dict[str, str], said: str
) -> None:
    assert fault(**cells) == said


def test_an_hour_that_comes_twice_is_the_first_one() -> None:
    visit = one(date="2026-11-01", time="01:30").visits[0]
    assert visit.scheduled_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_all_wrong_lines_are_listed_up_to_twenty() -> None:
    bad = [line(mrn=str(n), sex="x") for n in range(25)]
    what = refusal(schedule(line(), *bad))
    assert what.count("sex: is not") == 20
    assert "line 3, sex" in what
    assert "line 22, sex" in what
    assert what.endswith("; and 5 more.")


def test_a_line_is_counted_as_an_editor_counts_it() -> None:
    what = refusal(schedule(line(reason='"two\nlines"'), "", line(mrn="10043", sex="x")))
    assert "line 5, sex" in what


def test_lines_that_contradict_each_other_are_named() -> None:
    what = refusal(schedule(line(), line(time="09:00", family="Adeyemi"), line(reason="again")))
    assert "line 3, mrn: stands in line 2 for other details" in what
    assert "line 4, time: the same visit stands in line 2" in what


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The schedule has no header."),
        (b"\n\n", "The schedule has no header."),
        (HEADER.encode(), "The schedule holds no visits."),
        (HEADER.replace(",", ";").encode(), "The schedule's columns are not separated by commas."),
        (HEADER.replace(",sex", "").encode(), "The schedule lacks the column sex."),
        (HEADER.replace("date", "day", 1).encode(), "The schedule lacks the column date."),
        ((HEADER + ",room").encode(), "The schedule has more columns than it should."),
        ((HEADER + ",date").encode(), "The schedule has more columns than it should."),
        (schedule('"open'), "The schedule breaks at line 2: a quotation mark is out of place."),
        (schedule('"a"b,c'), "The schedule breaks at line 2: a quotation mark is out of place."),
        (schedule(line(family="Núñez")).decode().encode("cp1252"), "The file is not UTF-8 text"),
        (schedule(line()).decode().encode("utf-16"), "The file is UTF-16 text."),
        (b"x" * 200_000, "The schedule "),
    ],
)
def test_a_file_that_is_no_schedule_is_refused(data: bytes, said: str) -> None:
    assert refusal(data).startswith(said)


def test_the_greatest_number_of_lines_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule_csv, "MAX_LINES", 2)
    lines = [line(mrn=str(n)) for n in range(3)]
    assert len(read(*lines[:2]).patients) == 2
    assert refusal(schedule(*lines)) == "The schedule has more than 2 lines."
