"""The demonstration runs to its end as a new user starts it, and leaves what it promises."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ma_desktop.exchange.fhir_write import write_bundle
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.demo import main
from ma_desktop.ui.main_window import SCREENS
from tests.clock import FixedClock
from tests.domain.content import CATALOG
from tests.exchange import bundles
from tests.exchange.bundles import as_bytes, bundle
from tests.exchange.outgoings import outgoing
from tests.factories import patient
from tests.ui.desk import opened

FILES = {
    "today.png",
    "rooming.png",
    "specimens.png",
    "trends.png",
    "lock.png",
    "label.zpl",
    "label.pdf",
    "summary.pdf",
}


class Windows(QObject):
    """Every window that came up, by its class."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.mark.timeout(300)
def test_demonstration_rooms_a_foreign_patient(tmp_path: Path) -> None:
    """One who comes without reason and without allergies: both are asked."""
    out, file = tmp_path / "out", tmp_path / "foreign.json"
    person = patient("Adeyemi", "Folasade", birth_date=date(1988, 4, 2))
    bare = replace(outgoing(person), allergies=(), observations=(), store_id="elsewhere")
    file.write_bytes(write_bundle([bare], CATALOG))
    assert_rooms_foreign(out, file)


@pytest.mark.timeout(300)
def test_demonstration_rooms_a_child_who_was_last_weighed_years_ago(tmp_path: Path) -> None:
    """The last weight is unlikely by now: the field asks, and a second Enter answers."""
    out, file = tmp_path / "out", tmp_path / "child.json"
    born = (date.today() - timedelta(days=8 * 365)).isoformat()
    then = (date.today() - timedelta(days=6 * 365)).isoformat()
    child = bundles.patient(birthDate=born)
    weighed = bundles.weight(value=12.92, effectiveDateTime=then)
    file.write_bytes(as_bytes(bundle(child, weighed)))
    assert_rooms_foreign(out, file)


@pytest.mark.timeout(300)
def test_demonstration_rooms_an_infant_within_the_blood_limit(tmp_path: Path) -> None:
    """3.4 kg leave no room for two venous tubes."""
    out, file = tmp_path / "out", tmp_path / "infant.json"
    born = (date.today() - timedelta(days=152)).isoformat()
    infant = bundles.patient(birthDate=born)
    weighed = bundles.weight(value=3.4, effectiveDateTime=born)
    file.write_bytes(as_bytes(bundle(infant, weighed)))
    assert_rooms_foreign(out, file)


@pytest.mark.timeout(300)
def test_demonstration_rooms_whom_a_schedule_books_for_today(tmp_path: Path) -> None:
    """The visit that the file books is the one that arrives."""
    out, file = tmp_path / "out", tmp_path / "schedule.csv"
    file.write_text(
        "date,time,mrn,family,given,suffix,birth_date,sex,phone,visit_type,provider,reason\n"
        f"{date.today()},08:30,10042,Adeyemi,Folasade,,1988-04-02,female,,Follow-up,Dr. Ahmed,\n",
        encoding="utf-8",
    )
    assert_rooms_foreign(out, file)


def test_demonstration_without_a_patient_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "nobody.json"
    file.write_bytes(as_bytes(bundle(bundles.patient(birthDate="1984"))))
    assert main(["--out", str(tmp_path / "out"), "--import", str(file)]) == 3
    assert capsys.readouterr().err == (
        "The files hold no patient to take in: there is no full birth date. Nothing was stored. "
        "Choose others.\n"
    )


def assert_rooms_foreign(out: Path, file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ma_desktop", "demo", "--out", str(out), "--import", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == FILES
    assert manifest["recorded"]


@pytest.mark.timeout(300)
def test_demonstration_leaves_its_files_and_a_sound_store(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-m", "ma_desktop", "demo", "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {path.name for path in out.iterdir()} == FILES | {"manifest.json"}
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == FILES
    assert manifest["store"]["sound"] is True
    assert {"8480-6", "8462-4", "8867-4", "29463-7"} <= {
        item["loinc"] for item in manifest["recorded"]
    }
    assert manifest["barcode"].encode() in (out / "label.zpl").read_bytes()


def test_no_part_of_a_screen_comes_up_as_a_window_of_its_own(
    qtbot: QtBot, clinic: Clinic, clock: FixedClock
) -> None:
    """Such a part flashes, and takes the keys from the window."""
    windows = Windows()
    with opened(qtbot, clinic, clock) as desk:
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(windows)
        for number in range(1, sum(not spec.foot for spec in SCREENS) + 1):
            desk.press(Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.AltModifier)
        desk.window.show_screen("manage")
        desk.settle()
        app.removeEventFilter(windows)
        assert windows.shown == []
        assert desk.window.isActiveWindow()
