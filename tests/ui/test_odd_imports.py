"""What people point at by mistake, in the import of Today: words, nothing stored, work goes on."""

from __future__ import annotations

import gzip
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ma_desktop.services import today
from ma_desktop.services.schedule import find_patients
from ma_desktop.ui.today.import_dialog import ImportDialog
from tests.exchange.bundles import as_bytes, bundle, patient, weight, whole
from tests.ui.desk import Desk

WHOLE = as_bytes(whole())
MEGABYTE = 1024 * 1024


def holding(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b'{"resourceType": "Bundle", "type": "batch", "x": "')
        file.truncate(200 * MEGABYTE)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.json", b" " * (100 * MEGABYTE))


def pipe(path: Path) -> None:
    os.mkfifo(path)


def loop(path: Path) -> None:
    path.symlink_to(path)


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
CASES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (holding(b""), "The file is empty."),
    "picture": (holding(PNG), "The file is not UTF-8 text"),
    "200 MB": (huge, "larger than 64 MB"),
    "deep": (holding(b'{"a":' * 50_000), "nests deeper than 64"),
    "folder": (Path.mkdir, "a folder, not a file"),
    "missing": (lambda _path: None, "no such file"),
    "pipe": (pipe, "no file on a disk"),
    "link to itself": (loop, "no such file"),
    "lines": (holding(as_bytes(patient()) + b"\n" + as_bytes(weight())), "NDJSON"),
    "XML": (holding(b"<?xml version='1.0'?><Bundle/>"), "XML or HTML"),
    "history": (holding(as_bytes(bundle(kind="history"))), "type of bundle is not taken"),
    "message": (holding(as_bytes(bundle(kind="message"))), "type of bundle is not taken"),
    "key twice": (holding(WHOLE.replace(b'"gender"', b'"gender": "male", "gender"')), "twice"),
    "NaN": (holding(WHOLE.replace(b"75.5", b"NaN")), "NaN or Infinity"),
    "surrogate": (holding(WHOLE.replace(b'"kg"', b'"k\xed\xa0\x80g"')), "not UTF-8"),
    "zip bomb": (bomb, "a zip archive"),
    "gzip": (holding(gzip.compress(WHOLE)), "a gzip archive"),
}


def dialog_of(desk: Desk, path: Path) -> ImportDialog:
    dialog = ImportDialog(desk.window.context, desk.window, lambda _parent: [str(path)])
    dialog.open()
    dialog.choose()
    desk.settle()
    return dialog


@pytest.mark.parametrize(("made", "words"), CASES.values(), ids=CASES.keys())
def test_it_is_refused_in_words_and_the_next_file_comes_in(
    desk: Desk, tmp_path: Path, made: Callable[[Path], object], words: str
) -> None:
    path = tmp_path / "of Adaeze.json"
    made(path)
    dialog = dialog_of(desk, path)
    said = dialog.words.text()
    assert said.startswith("of Adaeze.json: ")
    assert words in said
    assert "Nothing was stored." in said
    assert str(tmp_path) not in said
    assert today.board(desk.clinic).rows == ()
    good = tmp_path / "good.json"
    good.write_bytes(WHOLE)
    dialog.take([good])
    desk.settle()
    assert dialog.words.text().startswith("1 file is taken in.")
    dialog.reject()


def test_a_searchset_is_taken(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "found.json"
    path.write_bytes(as_bytes(bundle(patient(), weight(), kind="searchset")))
    dialog = dialog_of(desk, path)
    assert dialog.words.text() == "1 file is taken in."
    dialog.reject()


def test_half_of_a_character_leaves_out_what_holds_it(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "half.json"
    path.write_bytes(as_bytes(bundle(patient(name=[{"family": "Okafor\ud800"}]))))
    dialog = dialog_of(desk, path)
    assert "Patient: 1 (a text holds control characters)" in dialog.report.toPlainText()
    dialog.reject()


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file that can't be read")
@pytest.mark.parametrize("name", ["/proc/self/mem", "x" * 300])
def test_a_file_that_can_t_be_read_is_said(desk: Desk, tmp_path: Path, name: str) -> None:
    dialog = dialog_of(desk, tmp_path / name)
    assert "A file can't be read. Nothing was stored. Check that you may read it." in (
        dialog.words.text()
    )
    dialog.reject()


@pytest.mark.parametrize("share", [0.25, 0.75])
def test_cancel_in_the_middle_stores_nothing(
    desk: Desk, qtbot: QtBot, tmp_path: Path, share: float
) -> None:
    path = tmp_path / "long.json"
    path.write_bytes(as_bytes(bundle(patient(), *(weight(f"w{n}") for n in range(6000)))))
    dialog = ImportDialog(desk.window.context, desk.window, lambda _parent: [str(path)])
    dialog.open()

    def stop_at(value: int) -> None:
        if value >= share * dialog.bar.maximum():
            dialog.stop.click()

    dialog.bar.valueChanged.connect(stop_at)
    dialog.choose()
    qtbot.waitUntil(lambda: dialog.start.isEnabled(), timeout=30_000)
    assert dialog.words.text().startswith("The import was cancelled. Nothing was stored.")
    assert find_patients(desk.clinic, "okafor") == ()
    dialog.reject()
