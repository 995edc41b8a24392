"""Exports of a real clinic: what goes out, what is noted, what is refused."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pyzipper
from hl7apy.parser import parse_message

from ma_desktop.domain.disclosure import Disclosure
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Name
from ma_desktop.domain.vital_parse import parse
from ma_desktop.services import clinic_settings, disclosures, rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.exports import ExportKind, export_day, export_patient, standing
from ma_desktop.services.imports import import_files
from tests.clinics import make_store, open_made, roomed_visit
from tests.clock import FixedClock
from tests.factories import observation, patient

CANARY = Name("=HYPERLINK(1)", "Zsófia|^~\\&")


@pytest.fixture
def visit_id(clinic: Clinic) -> str:
    made = roomed_visit(clinic, CANARY)
    vitals = clinic.catalog.vitals
    typed = {"bp": "128/82", "hr": "78", "temp": "98.4", "spo2": "97"}
    readings = [parse(vitals[key], text) for key, text in typed.items()]
    rooming.record_vitals(clinic, made, readings)
    return made


def left(clinic: Clinic) -> tuple[Disclosure, ...]:
    day = clinic.local(clinic.now()).date()
    return tuple(line.entry for line in disclosures.listed(clinic, day, day))


def patient_of(clinic: Clinic, visit_id: str) -> str:
    return rooming.open_visit(clinic, visit_id).visit.patient_id


@pytest.mark.parametrize("kind", list(ExportKind))
def test_an_export_is_listed_and_audited(clinic: Clinic, visit_id: str, kind: ExportKind) -> None:
    made = export_patient(clinic, patient_of(clinic, visit_id), kind, reason="Referral")
    (entry,) = left(clinic)
    assert (entry.kind, entry.reason, entry.records) == (kind.value, "Referral", 4)
    assert made.records == 4
    assert made.name.endswith(kind.suffix)
    with clinic.look() as uow:
        actions = [entry.action for entry, _mac in uow.audit.entries()]
    assert actions.count(f"{kind.value} export made") == 1


def test_a_reason_is_asked_where_the_clinic_wants_one(clinic: Clinic, visit_id: str) -> None:
    settings = clinic_settings.settings(clinic)
    clinic_settings.change(clinic, replace(settings, export_needs_reason=True))
    with pytest.raises(Refused, match="why"):
        export_patient(clinic, patient_of(clinic, visit_id), ExportKind.CSV, reason=" ")
    assert left(clinic) == ()


def test_no_cell_acts_in_a_spreadsheet(clinic: Clinic, visit_id: str) -> None:
    data = export_patient(clinic, patient_of(clinic, visit_id), ExportKind.CSV).data
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 5
    assert rows[0]["family"] == "'=HYPERLINK(1)"
    assert {row["vital_sign"] for row in rows} >= {"Blood pressure: Systolic", "Temperature"}
    assert {row["value"] for row in rows} == {"128", "82", "78", "98.4", "97"}
    assert {row["unit"] for row in rows} == {"mm[Hg]", "/min", "[degF]", "%"}


def test_an_independent_parser_reads_the_message(clinic: Clinic, visit_id: str) -> None:
    data = export_patient(clinic, patient_of(clinic, visit_id), ExportKind.HL7).data
    parse_message(data.decode()).validate()
    message = parse_message(data.decode(), find_groups=False)
    results = message.obx
    assert [segment.obx_5.to_er7() for segment in results] == ["128", "82", "78", "98.4", "97"]
    assert message.pid.pid_5.to_er7() == "=HYPERLINK(1)^Zsófia\\F\\\\S\\\\R\\\\E\\\\T\\"


def test_an_encrypted_export_opens_with_its_passphrase(clinic: Clinic, visit_id: str) -> None:
    secret = "willow copper nine"
    made = export_patient(clinic, patient_of(clinic, visit_id), ExportKind.FHIR, passphrase=secret)
    assert b"HYPERLINK" not in made.data
    with pyzipper.AESZipFile(io.BytesIO(made.data)) as archive:
        archive.setpassword(secret.encode())
        (inner,) = archive.namelist()
        assert json.loads(archive.read(inner))["resourceType"] == "Bundle"


def test_a_short_passphrase_lets_nothing_out(clinic: Clinic, visit_id: str) -> None:
    with pytest.raises(Refused, match="ten characters"):
        export_patient(clinic, patient_of(clinic, visit_id), ExportKind.FHIR, passphrase="short")
    assert left(clinic) == ()


def test_a_day_holds_all_its_patients(clinic: Clinic, visit_id: str) -> None:
    roomed_visit(clinic, Name("Abubakar", "Fatima"), number="1")
    made = export_day(clinic, clinic.local(clinic.now()).date(), ExportKind.FHIR)
    kinds = [entry["resource"]["resourceType"] for entry in json.loads(made.data)["entry"]]
    assert kinds.count("Patient") == 2
    with pytest.raises(Refused, match="no visit"):
        export_day(clinic, clinic.local(clinic.now()).date() + timedelta(days=1), ExportKind.CSV)


def test_a_cancelled_export_is_none(clinic: Clinic, visit_id: str) -> None:
    day = clinic.local(clinic.now()).date()
    with pytest.raises(Refused, match="cancelled"):
        export_day(clinic, day, ExportKind.CSV, cancelled=lambda: True)


@pytest.mark.parametrize("step", [0, 1, 2])
def test_one_patients_export_stops_between_any_two_steps(
    clinic: Clinic, visit_id: str, step: int
) -> None:
    done: list[int] = []
    with pytest.raises(Refused, match="cancelled"):
        export_patient(
            clinic,
            patient_of(clinic, visit_id),
            ExportKind.FHIR,
            audit=True,
            progress=lambda number, _all: done.append(number),
            cancelled=lambda: len(done) >= step,
        )
    assert done == list(range(1, step + 1))
    assert left(clinic) == ()


def test_the_own_export_is_not_taken_in_again(
    clinic: Clinic, visit_id: str, tmp_path: Path
) -> None:
    file = tmp_path / "own.json"
    file.write_bytes(export_patient(clinic, patient_of(clinic, visit_id), ExportKind.FHIR).data)
    with pytest.raises(Refused, match="from this clinic"):
        import_files(clinic, [file])


def test_another_clinic_takes_it_once(
    clinic: Clinic, visit_id: str, tmp_path: Path, clock: FixedClock
) -> None:
    file = tmp_path / "theirs.json"
    file.write_bytes(export_patient(clinic, patient_of(clinic, visit_id), ExportKind.FHIR).data)
    other = open_made(make_store(tmp_path / "other"), clock)
    try:
        report, _changes = import_files(other, [file])
        assert report.added["observations"] == 4
        assert not [skip for skip in report.skipped if skip.resource == "Observation"]
        again, _changes = import_files(other, [file])
        assert again.added.get("observations", 0) == 0
    finally:
        other.close()


def test_a_chain_of_corrections_goes_out_as_its_end() -> None:
    of = patient()
    first = observation(of, "78")
    second = observation(of, "87", status="amended", supersedes=first.id)
    third = observation(of, "87", status="entered-in-error", supersedes=second.id)
    (one,) = standing([first, second, third])
    assert (one.id, one.item, one.status) == (first.id, third, "entered-in-error")
