"""The wait after wrong passphrases: by slot, on the boot clock, and across restarts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ma_desktop.domain.errors import MachineFailure, NotAllowed
from ma_desktop.storage.attempts import Attempts, boot_seconds


class BootClock:
    """Seconds since the machine started."""

    def __init__(self) -> None:
        self.seconds = 5000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def boot() -> BootClock:
    return BootClock()


@pytest.fixture(params=["file", "memory"])
def attempts(request: pytest.FixtureRequest, tmp_path: Path, boot: BootClock) -> Attempts:
    return Attempts(tmp_path / "sign-in.log" if request.param == "file" else None, boot)


def fail(attempts: Attempts, times: int, slot: str = "slot-1") -> None:
    for _ in range(times):
        attempts.failed(slot)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [
        (0, 0),
        (4, 0),
        (5, 30),
        (6, 60),
        (7, 120),
        (8, 240),
        (9, 480),
        (10, 900),
        (11, 900),
        (40, 900),
    ],
)
def test_five_are_free_then_the_wait_doubles(
    attempts: Attempts, failures: int, seconds: int
) -> None:
    fail(attempts, failures)
    assert attempts.wait("slot-1") == seconds


def test_the_wait_passes(attempts: Attempts, boot: BootClock) -> None:
    fail(attempts, 5)
    boot.seconds += 29.5
    assert attempts.wait("slot-1") == 1
    with pytest.raises(NotAllowed, match="Wait 1 s"):
        attempts.demand("slot-1")
    boot.seconds += 0.5
    assert attempts.wait("slot-1") == 0
    attempts.demand("slot-1")
    attempts.failed("slot-1")
    assert attempts.wait("slot-1") == 60


def test_another_person_does_not_wait(attempts: Attempts) -> None:
    fail(attempts, 6)
    fail(attempts, 2, "slot-2")
    attempts.demand("slot-2")
    assert attempts.succeeded("slot-2") == 2
    assert attempts.wait("slot-1") == 60


def test_a_good_one_forgets_the_wrong_ones(attempts: Attempts, boot: BootClock) -> None:
    fail(attempts, 7)
    boot.seconds += 120
    assert attempts.succeeded("slot-1") == 7
    assert attempts.succeeded("slot-1") == 0
    fail(attempts, 4)
    assert attempts.wait("slot-1") == 0


def test_a_restart_does_not_shorten_the_wait(tmp_path: Path, boot: BootClock) -> None:
    path = tmp_path / "sign-in.log"
    fail(Attempts(path, boot), 8)
    boot.seconds = 20.0
    assert Attempts(path, boot).wait("slot-1") == 220
    boot.seconds = 240.0
    assert Attempts(path, boot).wait("slot-1") == 0


@pytest.mark.parametrize(
    "rubbish",
    [
        b'{"slot": "slot-1", "boot": 49',
        b"\xff\xfe\x00",
        b"[]\nnull\n7",
        b'{"slot": "slot-1"}',
        b'{"slot": "slot-1", "boot": "x"}',
        b'{"slot": "slot-1", "boot": []}',
    ],
)
def test_a_line_cut_short_locks_nobody_out(tmp_path: Path, boot: BootClock, rubbish: bytes) -> None:
    path = tmp_path / "sign-in.log"
    fail(Attempts(path, boot), 5)
    path.write_bytes(path.read_bytes() + rubbish)
    assert Attempts(path, boot).wait("slot-1") == 30
    assert Attempts(path, boot).succeeded("slot-1") == 5


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_reading_of_no_meaning_is_no_crash(tmp_path: Path, boot: BootClock, number: str) -> None:
    path = tmp_path / "sign-in.log"
    path.write_text(f'{{"slot": "slot-1", "boot": {number}}}\n' * 6)
    assert 0 <= Attempts(path, boot).wait("slot-1") <= 900


def test_the_file_holds_no_names_and_is_its_owners(tmp_path: Path, boot: BootClock) -> None:
    path = tmp_path / "sign-in.log"
    fail(Attempts(path, boot), 1)
    assert path.read_text() == '{"slot": "slot-1", "boot": 5000.0}\n'
    assert path.stat().st_mode & 0o777 == 0o600
    assert [item.name for item in tmp_path.iterdir() if item.name != "home"] == ["sign-in.log"]


def test_a_disk_that_takes_nothing_is_said(tmp_path: Path, boot: BootClock) -> None:
    """A try that can't be counted is not free."""
    with pytest.raises(MachineFailure, match="can't be written"):
        Attempts(tmp_path / "nowhere" / "sign-in.log", boot).failed("slot-1")
    with pytest.raises(MachineFailure, match="can't be read"):
        Attempts(tmp_path, boot).wait("slot-1")


def test_the_boot_clock_runs() -> None:
    clock: Callable[[], float] = boot_seconds
    assert 0 < clock() <= clock()
