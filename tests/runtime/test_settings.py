"""Settings come back as saved, and a file that is not understood is refused with its key."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ma_desktop.runtime.settings import FILE_NAME, InvalidSettings, Workstation, load, save

FULL = Workstation(
    store="/srv/clinic",
    room="3",
    theme="dark",
    text_percent=150,
    idle_minutes=5.0,
    printer_host="printer.local",
    printer_port=9100,
    scanner_prefix="~]",
    clinic_name='Clínica "Sol" \\ #1',
    id="0198f1c2",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / FILE_NAME


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    assert load(path) == Workstation()


def test_what_was_saved_comes_back(path: Path) -> None:
    save(path, FULL)
    assert load(path) == FULL
    save(path, FULL._replace(theme="contrast"))
    assert load(path).theme == "contrast"
    assert os.listdir(path.parent) == [FILE_NAME]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_name_survives(path: Path, name: str) -> None:
    save(path, FULL._replace(clinic_name=name))
    assert load(path).clinic_name == name


@pytest.mark.skipif(os.name == "nt", reason="file modes are those of POSIX")
def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    save(path, FULL)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("colour = 'red'", "colour: is not a known setting"),
        ("room = 3", "room: must be text in quotes"),
        ("text_percent = '100'", "text_percent: must be a whole number"),
        ("text_percent = true", "text_percent: must be a whole number"),
        ("text_percent = 90", "text_percent: must lie between 100 and 200"),
        ("idle_minutes = 0", "idle_minutes: must lie between"),
        ("idle_minutes = nan", "idle_minutes: must lie between"),
        ("idle_minutes = '5'", "idle_minutes: must be a number"),
        ("theme = 'pink'", "theme: must be one of light, dark, contrast"),
        ("printer_port = 0", "printer_port: must lie between 1 and 65535"),
        ("store = 'postgresql://clinic:secret@host/db'", "store: must not hold a password"),
        ("store = 'postgresql://host/db?password=secret'", "store: must not hold a password"),
        ("store = 'postgresql://[host/db'", "store: must not hold a password"),
        ("room = ", "is not TOML"),
    ],
)
def test_a_wrong_line_is_refused_with_file_and_key(path: Path, line: str, words: str) -> None:
    path.parent.mkdir()
    path.write_text(f"version = 1\n{line}\n", encoding="utf-8")
    with pytest.raises(InvalidSettings) as caught:
        load(path)
    assert words in caught.value.what
    assert str(path) in caught.value.what
    assert "secret" not in str(caught.value)
    assert caught.value.do


@pytest.mark.parametrize("version", ["", "version = 2", "version = 0", "version = '1'"])
def test_another_version_is_refused(path: Path, version: str) -> None:
    path.parent.mkdir()
    path.write_text(f"{version}\n", encoding="utf-8")
    with pytest.raises(InvalidSettings, match="version"):
        load(path)


def test_whole_minutes_may_stand_without_a_point(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("version = 1\nidle_minutes = 5\n", encoding="utf-8")
    assert load(path).idle_minutes == 5.0


def test_an_address_without_password_is_taken(path: Path) -> None:
    save(path, FULL._replace(store="postgresql://clinic@host:5432/db"))
    assert load(path).store.startswith("postgresql://")


@pytest.mark.parametrize(
    "wrong", [FULL._replace(theme="pink"), FULL._replace(clinic_name="\ud800")]
)
def test_nothing_is_written_that_could_not_be_read(path: Path, wrong: Workstation) -> None:
    save(path, FULL)
    with pytest.raises(InvalidSettings):
        save(path, wrong)
    assert load(path) == FULL


def test_a_full_disk_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, FULL)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(path, FULL._replace(room="4"))
    assert load(path) == FULL
    assert os.listdir(path.parent) == [FILE_NAME]


@pytest.mark.parametrize("prefix", ["~~~~~", "a b", "\x02", "é"])
def test_a_prefix_that_no_scanner_types_is_refused(path: Path, prefix: str) -> None:
    with pytest.raises(InvalidSettings, match="scanner_prefix"):
        save(path, FULL._replace(scanner_prefix=prefix))
