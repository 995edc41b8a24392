"""Files come in whole or not at all, repeat without doubling, and what is wrong is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Name
from ma_desktop.domain.visit import VisitState
from ma_desktop.exchange.fhir_words import ABSENT_SYSTEM
from ma_desktop.exchange.incoming import Skip
from ma_desktop.services import schedule, trends
from ma_desktop.services.clinic import Clinic, verify
from ma_desktop.services.import_report import ImportReport
from ma_desktop.services.imports import Cancelled, import_files
from ma_desktop.storage.observations import effective
from tests.clinics import roomed_visit
from tests.exchange import bundles
from tests.exchange.bundles import Element, as_bytes, bundle, whole


def file_of(folder: Path, name: str, content: Element | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else as_bytes(content))
    return path


def patients(clinic: Clinic) -> int:
    with clinic.look() as uow:
        return len(uow.patients.find("okafor", 100))


def test_bundle_comes_in_and_repeats_without_doubling(clinic: Clinic, tmp_path: Path) -> None:
    path = file_of(tmp_path, "one.json", whole())
    first, changes = import_files(clinic, [path])
    again, _changes = import_files(clinic, [path])
    assert first.added["patients"] == 1
    assert first.added["observations"] >= 2
    assert sum(again.added.values()) == 0
    assert again.repeated == {kind: n for kind, n in first.added.items() if n}
    assert changes.board
    assert patients(clinic) == 1
    assert verify(clinic).is_sound


def test_one_broken_file_stores_nothing_of_any(clinic: Clinic, tmp_path: Path) -> None:
    good = file_of(tmp_path, "good.json", whole())
    broken = file_of(tmp_path, "broken.json", b'{"resourceType": "Bundle", "entry": [')
    with pytest.raises(Refused, match=r"File 2 of 2"):
        import_files(clinic, [good, broken])
    assert patients(clinic) == 0


def test_missing_file_is_said_and_nothing_is_stored(clinic: Clinic, tmp_path: Path) -> None:
    good = file_of(tmp_path, "good.json", whole())
    with pytest.raises(Refused, match="no such file"):
        import_files(clinic, [good, tmp_path / "gone.json"])
    assert patients(clinic) == 0


def test_a_folder_is_called_a_folder(clinic: Clinic, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="a folder, not a file"):
        import_files(clinic, [tmp_path])


def test_cancel_stores_nothing(clinic: Clinic, tmp_path: Path) -> None:
    files = [file_of(tmp_path, f"{n}.json", bundle(bundles.patient(mrn=str(n)))) for n in range(3)]
    steps: list[tuple[int, int]] = []
    with pytest.raises(Cancelled):
        import_files(clinic, files, lambda *step: steps.append(step), lambda: (400, 600) in steps)
    assert {(100, 600), (200, 600), (300, 600)} < set(steps)
    assert steps == sorted(steps)
    assert patients(clinic) == 0


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_cancel_is_heard_within_a_single_great_file(
    clinic: Clinic, tmp_path: Path, share: float
) -> None:
    many = [bundles.weight(key=f"w{n}") for n in range(4000)]
    path = file_of(tmp_path, "one.json", bundle(bundles.patient(), *many))
    done: list[float] = []
    with pytest.raises(Cancelled):
        import_files(
            clinic, [path], lambda n, of: done.append(n / of), lambda: max(done, default=0) >= share
        )
    assert share <= done[-1] < share + 0.2
    assert patients(clinic) == 0
    assert verify(clinic).is_sound


def test_known_record_number_with_another_birth_date_is_refused(
    clinic: Clinic, tmp_path: Path
) -> None:
    roomed_visit(clinic, Name("Tanaka", "Kenji"), mrn="10042")
    with pytest.raises(Refused, match="another birth date"):
        import_files(clinic, [file_of(tmp_path, "one.json", whole())])


def test_corrected_reading_supersedes_the_earlier_one(clinic: Clinic, tmp_path: Path) -> None:
    for name, value in (("a.json", 75.5), ("b.json", 57.5), ("c.json", 57.5)):
        content = bundle(bundles.patient(), bundles.weight(value=value))
        import_files(clinic, [file_of(tmp_path, name, content)])
    (patient,) = schedule.find_patients(clinic, "okafor")
    history = trends.history(clinic, patient.id)
    assert [str(item.reading.measures[0].typed) for item in history] == ["75.5", "57.5"]
    assert [str(item.reading.measures[0].typed) for item in effective(history)] == ["57.5"]


def test_booking_that_a_later_file_cancels_follows(clinic: Clinic, tmp_path: Path) -> None:
    for name, status in (("a.json", "booked"), ("b.json", "cancelled")):
        content = bundle(bundles.patient(), bundles.appointment(status=status))
        import_files(clinic, [file_of(tmp_path, name, content)])
    (patient,) = schedule.find_patients(clinic, "okafor")
    with clinic.look() as uow:
        (visit,) = uow.visits.of_patient(patient.id, clinic.now().replace(year=2100))
    assert visit.state is VisitState.CANCELLED


def take(clinic: Clinic, folder: Path, *resources: Element) -> ImportReport:
    return import_files(clinic, [file_of(folder, "next.json", bundle(*resources))])[0]


def weights_that_count(clinic: Clinic) -> list[str]:
    (found,) = schedule.find_patients(clinic, "okafor")
    history = effective(trends.history(clinic, found.id))
    return [f"{item.reading.measures[0].typed} {item.taken_at:%H:%M}" for item in history]


def test_a_reading_that_is_corrected_twice_counts_once(clinic: Clinic, tmp_path: Path) -> None:
    for value in (75.5, 57.5, 67.5):
        take(clinic, tmp_path, bundles.patient(), bundles.weight(value=value))
    assert weights_that_count(clinic) == ["67.5 14:15"]
    report = take(clinic, tmp_path, bundles.patient(), bundles.weight(value=57.5))
    assert weights_that_count(clinic) == ["67.5 14:15"]
    assert Skip("Observation", "an earlier state of a reading that was corrected since") in (
        report.skipped
    )


def test_a_corrected_time_or_a_value_taken_back_supersedes_too(
    clinic: Clinic, tmp_path: Path
) -> None:
    take(clinic, tmp_path, bundles.patient(), bundles.weight())
    moved = bundles.weight(effectiveDateTime="2026-02-03T10:40:00-05:00")
    report = take(clinic, tmp_path, bundles.patient(), moved)
    assert report.updated == {"observations": 1}
    assert weights_that_count(clinic) == ["75.5 15:40"]
    gone = bundles.weight() | {
        "valueQuantity": None,
        "dataAbsentReason": bundles.concept(ABSENT_SYSTEM, "asked-declined"),
    }
    take(clinic, tmp_path, bundles.patient(), gone)
    (found,) = schedule.find_patients(clinic, "okafor")
    assert [x.reading.absent for x in effective(trends.history(clinic, found.id))] == ["refused"]


def test_a_corrected_reading_that_was_an_error_does_not_come_back(
    clinic: Clinic, tmp_path: Path
) -> None:
    error = bundles.weight(status="entered-in-error")
    for resource in (bundles.weight(), bundles.weight(value=57.5), error, error):
        take(clinic, tmp_path, bundles.patient(), resource)
    assert weights_that_count(clinic) == []
    for value in (75.5, 60):
        report = take(clinic, tmp_path, bundles.patient(), bundles.weight(value=value))
        assert Skip("Observation", "marked as entered in error; the mark was kept") in (
            report.skipped
        )
    assert weights_that_count(clinic) == []
