"""The log keeps ids, counts and places, and nobody's words."""

from __future__ import annotations

import errno
import json
import logging
import stat
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from ma_desktop.runtime.log import (
    FILE_NAME,
    PrivateFileHandler,
    event,
    failure,
    start_log,
    stop_log,
)

VISIT = "01932f6e-7c1a-7b3c-9f2e-5d1c0a4b8e77"
SECRET = "Siobhán Nwachukwu-O'Brien"
logger = logging.getLogger("ma_desktop.test")


class Shade(StrEnum):
    """Stands for a domain enumeration."""

    READY = "ready"


class FullDisk(TextIOWrapper):
    """A file on which nothing more finds room."""

    def __init__(self) -> None:
        super().__init__(BytesIO())

    def write(self, _text: str, /) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "log"


@pytest.fixture
def handler(folder: Path) -> Iterator[PrivateFileHandler]:
    handler = start_log(folder)
    yield handler
    stop_log(handler)


def lines(folder: Path) -> list[dict[str, Any]]:
    text = (folder / FILE_NAME).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def fall(name: str) -> None:
    try:
        raise KeyError(name)
    except KeyError as error:
        raise ValueError(f"no patient {name}") from error


@pytest.mark.usefixtures("handler")
def test_an_event_is_one_json_line_with_ids_counts_and_states(folder: Path) -> None:
    event(logger, "label.printed", visit=VISIT, copies=2, state=Shade.READY)

    (line,) = lines(folder)
    assert line["event"] == "label.printed"
    assert line["ids"] == {"visit": VISIT, "copies": 2, "state": "ready"}
    assert (line["level"], line["logger"]) == ("INFO", "ma_desktop.test")
    assert line["time"].endswith("+00:00")


@pytest.mark.usefixtures("handler")
@pytest.mark.parametrize(
    "value", [SECRET, "maria", "1984-02-29", "A00412", VISIT + "\n", VISIT.upper(), "", 2125550143]
)
def test_a_value_that_could_be_somebody_s_is_withheld(folder: Path, value: int | str) -> None:
    event(logger, "label.printed", visit=value)

    assert lines(folder)[0]["ids"] == {"visit": "withheld"}


@pytest.mark.usefixtures("handler")
def test_a_name_that_is_no_constant_is_withheld(folder: Path) -> None:
    event(logger, f"printed for {SECRET}")

    assert lines(folder)[0]["event"] == "withheld"


@pytest.mark.usefixtures("handler")
def test_a_failure_leaves_type_and_place_but_no_message(folder: Path) -> None:
    try:
        fall(SECRET)
    except ValueError as error:
        failure(logger, "import.failed", error, files=3)

    (line,) = lines(folder)
    first, cause = line["errors"]
    assert (first["type"], cause["type"]) == ("builtins.ValueError", "builtins.KeyError")
    assert first["places"][-1].startswith("runtime/test_log.py:")
    assert first["places"][-1].endswith(" fall")
    assert line["ids"] == {"files": 3}
    assert "Nwachukwu" not in json.dumps(line, ensure_ascii=False)


@pytest.mark.usefixtures("handler")
def test_a_library_s_record_keeps_only_its_place(folder: Path) -> None:
    library = logging.getLogger("somewhere.else")
    try:
        fall(SECRET)
    except ValueError:
        library.exception("while reading %s", SECRET, extra={"patient": SECRET})

    (line,) = lines(folder)
    assert line["event"] == "elsewhere"
    assert line["place"].startswith("runtime/test_log.py:")
    assert line["errors"][0]["type"] == "builtins.ValueError"
    assert "Nwachukwu" not in json.dumps(line, ensure_ascii=False)


@pytest.mark.usefixtures("handler")
def test_folder_and_file_are_the_owner_s_alone(folder: Path) -> None:
    event(logger, "started")

    assert mode(folder) == 0o700
    assert mode(folder / FILE_NAME) == 0o600


def test_an_older_open_file_is_closed_to_others(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / FILE_NAME).touch(0o666)

    stop_log(start_log(folder))

    assert mode(folder) == 0o700
    assert mode(folder / FILE_NAME) == 0o600


def test_it_rotates_and_what_is_rotated_stays_private(folder: Path) -> None:
    handler = start_log(folder, max_bytes=400, backups=2)
    for count in range(20):
        event(logger, "saved", count=count)
    stop_log(handler)

    files = sorted(path.name for path in folder.iterdir())
    assert files == [FILE_NAME, FILE_NAME + ".1", FILE_NAME + ".2"]
    assert {mode(folder / name) for name in files} == {0o600}


def test_a_log_that_can_t_be_written_stops_nothing_and_prints_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = start_log(folder)
    usual, handler.stream = handler.stream, FullDisk()
    logging.getLogger("somewhere.else").warning("about %s", SECRET)
    handler.stream = usual
    stop_log(handler)

    assert capsys.readouterr().err == ""
