"""verify and doctor; what damage looks like from outside."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ma_desktop.cli import bench
from ma_desktop.services import benches
from tests.cli.conftest import MRN, Run
from tests.clinics import CHEAP


def cut(place: Path) -> None:
    os.truncate(place / "clinic.db", 0)


def gone(place: Path) -> None:
    (place / "clinic.db").unlink()


def plain(place: Path) -> None:
    (place / "clinic.db").write_bytes(b"SQLite format 3\0" + b"\0" * 8192)


def no_keys(place: Path) -> None:
    for path in place.glob("clinic.keys*"):
        path.unlink()


def broken_keys(place: Path) -> None:
    for path in place.glob("clinic.keys*"):
        path.write_bytes(path.read_bytes().replace(b"user", b"uses", 1))


def flipped(place: Path) -> None:
    data = bytearray((place / "clinic.db").read_bytes())
    data[-3000] ^= 1
    (place / "clinic.db").write_bytes(data)


def test_a_sound_store_is_said_to_be_sound(run: Run) -> None:
    answer = run("verify", "--json")

    assert answer.status == 0
    assert answer.value["sound"] is True
    assert answer.value["audit_entries"] > 5


@pytest.mark.parametrize("harm", [cut, gone, plain, no_keys, broken_keys, flipped])
def test_damage_ends_with_six_and_is_not_touched(
    run: Run, place: Path, harm: Callable[[Path], None]
) -> None:
    harm(place)
    before = {path.name: path.read_bytes() for path in place.glob("clinic.*")}

    verified = run("verify")

    assert verified.status == 6
    assert verified.out + verified.err
    if harm is not flipped:
        assert {p.name: p.read_bytes() for p in place.glob("clinic.*")} == before
        assert run("vitals", "add", "--patient", MRN, "hr=78").status == 6
        assert run("init", "--clinic", "Elm Walk").status == 3


def test_without_a_store_it_points_to_init(run: Run, tmp_path: Path) -> None:
    answer = run("verify", "--store", tmp_path / "none")

    assert answer.status == 3
    assert "ma-desktop init" in answer.err
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "address", ["", "http://x/", "postgresql://a:secretword@localhost/x", "a\x00b"]
)
def test_what_is_no_place_is_refused(run: Run, address: str) -> None:
    answer = run("verify", "--store", address)

    assert answer.status == 3
    assert "secretword" not in answer.err


def test_doctor_says_what_is_there(run: Run, place: Path) -> None:
    place.chmod(0o755)
    open_to_all = run("doctor", "--json")
    place.chmod(0o700)
    private = run("doctor", "--json")

    assert open_to_all.value["checks"]["store folder"]["ok"] is False
    assert open_to_all.status == 7
    assert private.value["checks"]["store folder"]["ok"] is True
    assert private.value["checks"]["store engine"]["ok"] is True


@pytest.mark.parametrize(
    "words",
    [["vitals"], ["vitals", "add", "--nothing"], ["frobnicate"], ["user", "add"], ["import"]],
)
def test_wrong_usage_ends_with_two(run: Run, words: list[str]) -> None:
    assert run(*words).status == 2


def test_every_command_explains_itself(run: Run) -> None:
    for words in (
        ["init"], ["user", "add"], ["user", "list"], ["user", "disable"], ["import"],
        ["visit", "add"], ["vitals", "add"], ["vitals", "list"], ["label"], ["summary"],
        ["verify"], ["doctor"], ["backup"], ["restore"], ["rekey"],
        ["bench"],
    ):  # fmt: skip
        answer = run(*words, "--help")
        assert answer.status == 0
        for option in ("--store", "--user", "--passphrase-fd", "--json"):
            assert option in answer.out, words


def test_the_bench_measures_beside_the_store_and_leaves_nothing(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in place.iterdir()}
    short = functools.partial(benches.measure, cost=CHEAP, rounds=3)
    monkeypatch.setattr(bench, "measure", short)

    said = run("bench", "--json")

    assert said.status == 0
    measured = said.value["measured"]
    assert list(measured) == ["unlock", "commit", "save", "open patient"]
    for row in measured.values():
        assert row["times"] == pytest.approx(row["ours_ms"] / row["yardstick_ms"], rel=0.1)
        assert row["met"] == (row["times"] <= row["goal"])
    assert {path: path.read_bytes() for path in place.iterdir()} == before
    assert not list(place.parent.glob("ma-desktop-bench-*"))
