"""What is typed in the window comes back to the digit: on screen, on paper, in every export.

A few made-up people of all ages sit in the room one after another. Each vital sign is typed into
its field, by real keys, in one of its units; then everything that gives values out is read. The
draw differs from run to run: its seed stands in the name of a failing assertion.
`MA_TEST_PEOPLE=400` makes a long run of it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.app import main
from ma_desktop.domain.patient import Name
from ma_desktop.domain.visit import VisitState
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import Reading, shown_reading, shown_with_unit
from ma_desktop.services import rooming, schedule
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.exports import ExportKind, export_patient
from ma_desktop.services.imports import import_files
from ma_desktop.services.summaries import summary_pdf
from ma_desktop.services.trends import history, overview, trend
from ma_desktop.ui import theme
from ma_desktop.ui.trends.readings import Readings
from tests.clinics import PASSPHRASE, USER, make_store, open_made
from tests.clock import FixedClock
from tests.domain.content import VITALS
from tests.exchange.bundles import bundle, observation, patient, quantity
from tests.typed_values import TYPED, Typed, ages, impossible, possible
from tests.ui.rooming_desk import Hands, open_screen, open_visit

PEOPLE = int(os.environ.get("MA_TEST_PEOPLE", "8"))
SEED = int(os.environ.get("MA_TEST_SEED", str(Random().randrange(10**6))))
FAMILIES = ("Okafor", "Nguyen", "García-López", "Haddad", "Lindqvist", "Boateng", "Silva", "Tanaka")


@dataclass(frozen=True)
class Person:
    """Somebody whose vital signs were typed."""

    patient_id: str
    visit_id: str
    mrn: str
    days: int
    typed: dict[str, Typed]

    @property
    def words(self) -> str:
        """For the message of a failure."""
        return f"MA_TEST_SEED={SEED}, {self.days} days old"


@pytest.fixture
def clinic(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> Iterator[Clinic]:
    theme.apply(qapp, "light")
    made = open_made(make_store(tmp_path), clock)
    yield made
    made.close()


def seated(clinic: Clinic, number: int, days: int) -> str:
    """A person of this age in the room."""
    today = clinic.local(clinic.now()).date()
    name = Name(FAMILIES[number % len(FAMILIES)], f"Ada {number}")
    born = today - timedelta(days=days)
    visit_id, _ = schedule.walk_in(
        clinic, name, born, "female", visit_type="Visit", provider="Dr. Patel", mrn=f"P-{number}"
    )
    schedule.room(clinic, visit_id, "3", 2, reason="The next one waits")
    rooming.confirm_identity(clinic, visit_id, ("name", "birth-date"))
    return visit_id


def gone(clinic: Clinic, visit_id: str) -> None:
    """The room is free, and turned over, for the next."""
    visit = rooming.open_visit(clinic, visit_id).visit
    schedule.move(clinic, visit_id, VisitState.LEFT, visit.version)


def type_all(hands: Hands, typed: dict[str, Typed]) -> None:
    """Every vital sign into its own field; Enter once more where the program asks."""
    for name, value in typed.items():
        if name not in hands.vitals.form.rows:
            hands.vitals.extras.added.emit(name)
        row = hands.row(name)
        row.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        hands.enter(value.text)
        if row.asked:
            row.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            hands.enter("")
        assert row.text == value.text
        assert not row.asked, (value, row.message.text())
        assert row.state != "refused", (value, row.message.text())


def draw(random: Random, clinic: Clinic, turn: int) -> dict[str, Typed]:
    """One value of each vital sign; the units take turns, so that all are met."""
    today = clinic.local(clinic.now()).date()
    found = {}
    for vital in TYPED:
        ways = [*vital.units, *([None] if vital.words or not vital.units else [])]
        found[vital.id] = possible(random, vital, ways[turn % len(ways)], today)
    return found


def reading_of(clinic: Clinic, value: Typed) -> Reading:
    return parse(VITALS[value.vital], value.text, today=clinic.local(clinic.now()).date())


def test_what_is_typed_comes_back_everywhere(
    qtbot: QtBot,
    clinic: Clinic,
    clock: FixedClock,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random, people = Random(SEED), []
    hands: Hands | None = None
    for number, days in enumerate(ages(random, PEOPLE)):
        visit_id = seated(clinic, number, days)
        if hands is None:
            hands = open_screen(qtbot, clinic, visit_id, (1280, 720))
        else:
            open_visit(hands, visit_id)
        hands.go("vitals")
        typed = draw(random, clinic, number)
        type_all(hands, typed)
        hands.main_action()
        chart = hands.record().chart.patient
        person = Person(chart.id, visit_id, chart.mrn, days, typed)
        people.append(person)
        assert hands.today().keys() == typed.keys(), person.words
        check_screen(hands, person)
        check_paper(clinic, person)
        check_exports(clinic, person)
        gone(clinic, visit_id)
    check_list(tmp_path, people, capsys, monkeypatch)
    assert hands is not None
    clock.advance(days=40)
    check_previous(hands, people[-1])


def check_screen(hands: Hands, person: Person) -> None:
    """The words of the check mark, and the table of Trends."""
    clinic = hands.clinic
    hands.go("vitals")
    for name, value in person.typed.items():
        vital, reading = VITALS[name], reading_of(clinic, value)
        said = hands.row(name).verdict.words
        assert said.startswith(shown_reading(vital, reading)), (person.words, said)
        assert has_digits(shown_with_unit(vital, reading), value), person.words
    for name in (item.key for item in overview(clinic, person.patient_id).followed):
        if name in person.typed:
            table = Readings(clinic, trend(clinic, person.patient_id, name), {})
            shown = shown_with_unit(VITALS[name], reading_of(clinic, person.typed[name]))
            cells = (table.value(0, with_unit=True), table.how(0).split(", ")[0])
            assert {shown, f"Typed {shown}"} & set(cells), (person.words, cells)


def has_digits(shown: str, value: Typed) -> bool:
    """Whether the digits that were typed stand in the words (feet and pounds add up to them)."""
    if value.word:
        return True
    numbers = re.findall(r"[0-9]+(?:\.[0-9]+)?", shown.removesuffix("/10"))
    if " ft " in shown or " lb " in shown:
        size = 12 if " ft " in shown else 16
        total = Decimal(numbers[0]) * size + Decimal(numbers[1])
        return total == Decimal(value.numbers[0])
    return [Decimal(number) for number in numbers] == [Decimal(n) for n in value.numbers]


def check_paper(clinic: Clinic, person: Person) -> None:
    """The text of the patient's summary, as a reader of PDF finds it."""
    paper = pypdfium2.PdfDocument(summary_pdf(clinic, person.visit_id))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in paper).split())
    for name, value in person.typed.items():
        shown = shown_reading(VITALS[name], reading_of(clinic, value))
        assert re.search(rf"(?<![0-9.]){re.escape(shown)}(?![0-9])", text), (person.words, value)


def check_exports(clinic: Clinic, person: Person) -> None:
    """CSV and HL7 have the numbers and units as typed; so has FHIR, beside those it prescribes."""

    def export(kind: ExportKind) -> str:
        return export_patient(clinic, person.patient_id, kind, reason="asked").data.decode(
            "utf-8-sig"
        )

    rows = list(csv.DictReader(io.StringIO(export(ExportKind.CSV))))
    in_csv = {(row["value"], row["unit"]) for row in rows}
    segments = [line.split("|") for line in export(ExportKind.HL7).splitlines()]
    obx = [line for line in segments if line[0] == "OBX"]
    in_hl7 = {(line[5].replace(r"\T\\", "&"), line[6].split("^")[0]) for line in obx}
    bundle_text = export(ExportKind.FHIR)
    in_fhir = set(quantities(json.loads(bundle_text, parse_float=str, parse_int=str)))
    words = set(re.findall(r'"value(?:String|DateTime)": ?"([^"]+)"', bundle_text))
    for value in person.typed.values():
        if value.word:
            assert (value.word, "") in in_csv, (person.words, value)
            assert {(value.word, ""), (value.word.replace("-", ""), "")} & in_hl7, value
            assert value.word in words, (person.words, value)
        for number in value.numbers:
            for name, found in (("csv", in_csv), ("hl7", in_hl7), ("fhir", in_fhir)):
                assert (number, value.ucum) in found, (name, person.words, value)


def quantities(node: Any) -> Iterator[tuple[str, str]]:
    """Every quantity of a bundle: its number as it stands there, and its UCUM code."""
    if isinstance(node, dict):
        if "value" in node and "code" in node:
            yield node["value"], node["code"]
        for child in node.values():
            yield from quantities(child)
    elif isinstance(node, list):
        for child in node:
            yield from quantities(child)


def check_list(
    folder: Path,
    people: list[Person],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`vitals list --json` of the same store."""
    run = command_line(folder, capsys, monkeypatch)
    for person in people:
        status, out = run("vitals", "list", "--json", "--patient", person.mrn)
        assert status == 0
        listed = {(str(row["value"]), row["unit"]) for row in json.loads(out, parse_float=str)}
        for value in person.typed.values():
            wanted = [(number, value.ucum) for number in value.numbers] or [(value.word, "")]
            assert listed.issuperset(wanted), (person.words, value)


def command_line(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """The program without a window, signed in to the store in `folder`."""
    monkeypatch.setenv("MA_DESKTOP_STORE", str(folder / "store"))
    monkeypatch.setenv("MA_DESKTOP_USER", USER)
    monkeypatch.setenv("MA_DESKTOP_PASSPHRASE", PASSPHRASE)

    def run(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main(list(arguments))
        return status, capsys.readouterr().out

    return run


def check_previous(hands: Hands, person: Person) -> None:
    """At the next visit the earlier value stands beside the empty field."""
    clinic = hands.clinic
    patient_now = rooming.open_visit(clinic, person.visit_id).chart.patient
    visit_id, _ = schedule.book(
        clinic,
        patient_now.id,
        visit_type="Visit",
        provider="Dr. Patel",
        arrived=True,
        room_number="2",
    )
    open_visit(hands, visit_id)
    hands.go("vitals")
    for name, value in person.typed.items():
        if name not in hands.vitals.form.rows:
            hands.vitals.extras.added.emit(name)
        reading = reading_of(clinic, value)
        said = hands.row(name).last.text()
        assert said.startswith(f"Last {shown_with_unit(VITALS[name], reading)} ·"), person.words
        assert hands.row(name).text == ""


BEYOND = [item for vital in TYPED for unit in vital.units for item in impossible(vital, unit)]


def test_no_field_of_the_window_lets_the_impossible_through(qtbot: QtBot, clinic: Clinic) -> None:
    visit_id = seated(clinic, 1, 40 * 365)
    hands = open_screen(qtbot, clinic, visit_id, (1280, 720))
    hands.go("vitals")
    for value in BEYOND:
        if value.vital not in hands.vitals.form.rows:
            hands.vitals.extras.added.emit(value.vital)
        row = hands.row(value.vital)
        row.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        row.edit.selectAll()
        hands.enter(value.text, "")
        assert row.state == "refused" or row.verdict.words == "Not possible", value
        hands.main_action()
        assert hands.screen.step_key == "vitals"
        row.edit.selectAll()
        hands.press(Qt.Key.Key_Backspace)
    assert hands.today() == {}


def test_the_command_line_lets_nothing_impossible_through(
    clinic: Clinic,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visit_id = seated(clinic, 1, 40 * 365)
    patient_id = rooming.open_visit(clinic, visit_id).chart.patient.id
    batch = tmp_path / "batch.jsonl"
    lines = [{"patient": "P-1", "confirm": True, item.vital: item.text} for item in BEYOND]
    batch.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    run = command_line(tmp_path, capsys, monkeypatch)
    status, out = run("vitals", "add", "--batch", str(batch))
    assert status == 3
    answers = [json.loads(line) for line in out.splitlines()]
    assert [list(answer) for answer in answers] == [["refused"]] * len(BEYOND)
    worst = BEYOND[len(BEYOND) // 2]
    status, _out = run(
        "vitals", "add", "--patient", "P-1", "--confirm", f"{worst.vital}={worst.text}"
    )
    assert status == 3
    assert history(clinic, patient_id) == ()


def test_an_import_lets_nothing_impossible_through(clinic: Clinic, tmp_path: Path) -> None:
    resources = [foreign(f"o{number}", value) for number, value in enumerate(BEYOND)]
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle(patient(), *resources)), "utf-8")
    report, _changes = import_files(clinic, [file])
    assert report.added.get("observations", 0) == 0
    assert sum(skip.count for skip in report.skipped if skip.resource == "Observation") == len(
        BEYOND
    )
    assert history(clinic, report.patients[0]) == ()


def foreign(key: str, value: Typed) -> dict[str, Any]:
    """The value as another system would send it."""
    vital = VITALS[value.vital]
    numbers = [quantity(float(number), value.ucum) for number in value.numbers]
    if len(vital.parts) == 1:
        return observation(key, vital.loinc, valueQuantity=numbers[0])
    components = [
        {
            "code": {"coding": [{"system": "http://loinc.org", "code": part.loinc}]},
            "valueQuantity": n,
        }
        for part, n in zip(vital.parts, numbers, strict=True)
    ]
    return observation(key, vital.loinc, component=components)
