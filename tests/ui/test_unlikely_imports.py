"""A value from a file that a person would have been asked about says so wherever it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ma_desktop.domain.origin import IMPORTED, UNCONFIRMED
from ma_desktop.services import rooming, schedule, trends
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.exports import ExportKind, export_patient
from ma_desktop.services.import_report import ImportReport
from ma_desktop.services.imports import import_files
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.words import doubts, last_words
from ma_desktop.ui.today.import_dialog import report_lines
from ma_desktop.ui.trends.readings import Readings
from tests.clinics import make_store, open_made
from tests.clock import FixedClock
from tests.exchange import bundles
from tests.exchange.bundles import as_bytes, bundle, pressure, weight

MARK = "unlikely, from an import, not confirmed"


@pytest.fixture
def clinic(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> Iterator[Clinic]:
    theme.apply(qapp, "light")
    made = open_made(make_store(tmp_path), clock)
    yield made
    made.close()


@pytest.fixture
def report(clinic: Clinic, tmp_path: Path) -> ImportReport:
    """A weight of 340 kg and a usual blood pressure, of a woman of 41."""
    path = tmp_path / "one.json"
    path.write_bytes(as_bytes(bundle(bundles.patient(), weight(value=340.0), pressure())))
    return import_files(clinic, [path])[0]


def test_the_report_names_what_was_kept_unconfirmed(report: ImportReport) -> None:
    assert report.unlikely == {"Weight": 1}
    heading = report_lines(report).index("Kept and marked: unlikely, nobody confirmed it")
    assert report_lines(report)[heading + 1] == "  Weight 1"


def test_only_the_unlikely_one_is_marked(clinic: Clinic, report: ImportReport) -> None:
    found = {item.reading.vital: item for item in trends.history(clinic, report.patients[0])}
    assert (found["weight"].source, found["bp"].source) == (UNCONFIRMED, IMPORTED)


def test_beside_the_field_in_the_table_and_on_paper(clinic: Clinic, report: ImportReport) -> None:
    (person,) = report.patients
    visit_id, _ = schedule.book(clinic, person, visit_type="Follow-up", provider="Dr. Haddad")
    opened = rooming.open_visit(clinic, visit_id)
    weight_sign = clinic.catalog.vitals["weight"]
    last, now = opened.last["weight"], clinic.local(clinic.now())
    words = last_words(weight_sign, last, clinic.local(last.taken_at), now)
    assert words.startswith("Last 340.0 kg")
    assert doubts(last) == (f"The last value is {MARK}.",)
    assert doubts(opened.last["bp"]) == doubts(opened.last.get("hr")) == ()
    table = Readings(clinic, trends.trend(clinic, person, "weight"), {})
    assert MARK in table.how(0).lower()
    assert any(MARK in line.lower() for line in table.spoken(0))
    exported = json.loads(export_patient(clinic, person, ExportKind.FHIR).data)
    notes = {
        entry["resource"]["code"]["coding"][0]["code"]: entry["resource"].get("note")
        for entry in exported["entry"]
        if entry["resource"]["resourceType"] == "Observation"
    }
    assert notes == {"29463-7": [{"text": MARK.capitalize()}], "85354-9": None}
