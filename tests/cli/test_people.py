"""init, user add, list, disable; and how the passphrase comes in."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run, environment, finished
from tests.clinics import PASSPHRASE, USER, open_made
from tests.clock import FixedClock

NEW = "orchard kettle seventeen ravens"
Words = Callable[..., list[str]]


def test_a_clinic_is_made_and_opened(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "new"

    made = run("init", "--store", place, "--user", "okonkwo", "--clinic", "Elm Walk", "--json")
    listed = run("user", "list", "--store", place, "--user", "okonkwo", "--json")

    assert made.status == 0
    assert len(made.value["recovery_code"]) == 44
    assert listed.value["users"] == [
        {"user": "okonkwo", "name": "okonkwo", "role": "administrator", "active": True}
    ]
    assert place.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in place.iterdir()} == {0o600}
    assert not any(b"Elm Walk" in path.read_bytes() for path in place.glob("*.db*"))


def test_a_store_is_never_made_twice(run: Run, place: Path) -> None:
    before = {path.name: path.read_bytes() for path in place.iterdir()}

    again = run("init", "--clinic", "Elm Walk")

    assert again.status == 3
    assert "A store already exists here." in again.err
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def test_a_folder_with_other_files_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "letters"
    place.mkdir(mode=0o755)
    (place / "to the county.txt").write_text("Dear all")

    refused = run("init", "--store", place, "--clinic", "Elm Walk")

    assert refused.status == 3
    assert "holds other files" in refused.err
    assert "Nothing in it was changed." in refused.err
    assert "Choose an empty folder" in refused.err
    assert [path.read_text() for path in place.iterdir()] == ["Dear all"]
    assert place.stat().st_mode & 0o777 == 0o755


def test_a_folder_that_is_empty_but_for_the_system_s_own_files_takes_a_store(
    run: Run, tmp_path: Path
) -> None:
    place = tmp_path / "empty"
    place.mkdir()
    (place / ".DS_Store").write_bytes(b"x")

    assert run("init", "--store", place, "--clinic", "Elm Walk").status == 0


@pytest.mark.parametrize(
    ("arguments", "passphrase", "words"),
    [
        (["--clinic", " "], PASSPHRASE, "Clinic, user name"),
        (["--clinic", "Elm"], "short", "ten characters"),
        (["--clinic", "Elm"], "password123", "easily guessed"),
        (["--clinic", "Elm", "--zone", "Mars/Olympus"], PASSPHRASE, "time zone"),
        (["--clinic", "Elm", "--room", "A", "--room", "A"], PASSPHRASE, "same name"),
        (["--clinic", "E\x07lm"], PASSPHRASE, "can't be shown"),
    ],
)
def test_a_clinic_that_can_t_be_leaves_nothing(
    run: Run, tmp_path: Path, arguments: list[str], passphrase: str, words: str
) -> None:
    place = tmp_path / "new"

    refused = run("init", "--store", place, *arguments, MA_DESKTOP_PASSPHRASE=passphrase)

    assert refused.status == 3
    assert words in refused.err
    assert not place.exists()


def test_a_second_person_signs_in_until_disabled(run: Run) -> None:
    added = run("user", "add", "amaka", "--name", "A. Obi", MA_DESKTOP_NEW_PASSPHRASE=NEW)
    first = run("vitals", "list", "--patient", "x", "--user", "amaka", MA_DESKTOP_PASSPHRASE=NEW)
    manages = run("user", "add", "else", "--user", "amaka")
    ended = run("user", "disable", "Amaka", MA_DESKTOP_PASSPHRASE=PASSPHRASE)
    after = run("verify", "--user", "amaka", MA_DESKTOP_PASSPHRASE=NEW)
    listed = run("user", "list", "--json", MA_DESKTOP_PASSPHRASE=PASSPHRASE)

    assert added.status == 0
    assert first.status == 3  # signed in; the record number is unknown
    assert manages.status == 4
    assert ended.status == 0
    assert "key was replaced" in ended.out
    assert after.status == 4
    assert {row["user"]: row["active"] for row in listed.value["users"]} == {
        "amaka": False,
        USER: True,
    }


def test_an_old_copy_of_somebody_who_left_opens_nothing_new(
    run: Run, place: Path, tmp_path: Path
) -> None:
    run("user", "add", "amaka", "--name", "A. Obi", MA_DESKTOP_NEW_PASSPHRASE=NEW)
    taken = shutil.copytree(place, tmp_path / "taken")
    run("user", "disable", "amaka")

    shutil.copy(place / "clinic.db", taken / "clinic.db")
    theirs = run("user", "list", "--store", taken, "--user", "amaka", MA_DESKTOP_PASSPHRASE=NEW)

    assert theirs.status == 6
    assert run("verify", MA_DESKTOP_PASSPHRASE=PASSPHRASE).status == 0


def test_while_the_window_is_open_the_person_goes_and_the_key_stays(run: Run, place: Path) -> None:
    run("user", "add", "amaka", "--name", "A. Obi", MA_DESKTOP_NEW_PASSPHRASE=NEW)
    window = open_made(str(place), FixedClock())

    ended = run("user", "disable", "amaka", "--json")
    window.close()

    assert ended.status == 7
    assert ended.value["key_replaced"] is False
    assert "Close MA Desktop" in ended.value["left"]
    assert run("verify", "--user", "amaka", MA_DESKTOP_PASSPHRASE=NEW).status == 4
    assert run("rekey", MA_DESKTOP_PASSPHRASE=PASSPHRASE).status == 0


def test_the_key_may_be_kept(run: Run) -> None:
    run("user", "add", "amaka", "--name", "A. Obi", MA_DESKTOP_NEW_PASSPHRASE=NEW)
    kept = run("user", "disable", "amaka", "--keep-key")
    assert kept.status == 0
    assert "Run rekey" in kept.out


def test_nobody_disables_themselves_or_a_stranger(run: Run) -> None:
    assert run("user", "disable", USER).status == 3
    assert run("user", "disable", "nobody").status == 3
    assert run("verify").status == 0


def test_names_are_taken_once(run: Run) -> None:
    refused = run("user", "add", USER.upper(), MA_DESKTOP_NEW_PASSPHRASE=NEW)

    assert refused.status == 3
    assert "taken" in refused.err


def test_wrong_passphrases_are_counted_and_told(run: Run) -> None:
    wrong = [run("verify", MA_DESKTOP_PASSPHRASE="wrong") for _ in range(6)]
    right = run("verify", MA_DESKTOP_PASSPHRASE=PASSPHRASE)

    assert [answer.status for answer in [*wrong, right]] == [4] * 7
    assert "Wait" in right.err


def test_the_passphrase_comes_by_descriptor(command: Words) -> None:
    reader, writer = os.pipe()
    os.write(writer, f"{PASSPHRASE}\n".encode())
    os.close(writer)

    answer = finished(command("verify", "--passphrase-fd", str(reader)), pass_fds=(reader,))

    os.close(reader)
    assert answer.status == 0


def test_without_any_passphrase_it_says_how(command: Words) -> None:
    answer = finished(command("verify"), stdin=subprocess.DEVNULL)

    assert answer.status == 4
    assert "MA_DESKTOP_PASSPHRASE" in answer.err


def test_without_a_new_passphrase_it_names_the_right_place(command: Words) -> None:
    answer = finished(command("user", "add", "amaka"), stdin=subprocess.DEVNULL, env=environment())

    assert answer.status == 4
    assert "MA_DESKTOP_NEW_PASSPHRASE" in answer.err
    assert "--new-passphrase-fd" in answer.err


def test_on_a_terminal_it_is_asked_for_and_not_shown(command: Words) -> None:
    """A real terminal: the prompt comes there, what is typed does not."""
    words = command("verify", "--json")
    child, terminal = pty.fork()
    if child == 0:
        os.execv(words[0], words)
    shown = b""
    while b"Passphrase: " not in shown:
        shown += os.read(terminal, 1024)
    os.write(terminal, f"{PASSPHRASE}\n".encode())
    try:
        while block := os.read(terminal, 1024):
            shown += block
    except OSError:  # Linux says the other end is closed by an error
        pass
    _child, status = os.waitpid(child, 0)
    os.close(terminal)

    assert os.waitstatus_to_exitcode(status) == 0
    assert b'"sound": true' in shown
    assert PASSPHRASE.encode() not in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "--passphrase", PASSPHRASE],
        ["verify", f"--passphrase={PASSPHRASE}"],
        ["verify", "--passphrase-fd", PASSPHRASE],
        ["verify", f"--json={PASSPHRASE}"],
        ["user", "add", "x", "--role", PASSPHRASE],
        [PASSPHRASE],
    ],
)
def test_a_passphrase_among_the_arguments_is_refused_and_not_repeated(
    run: Run, arguments: list[str]
) -> None:
    answer = run(*arguments)

    assert answer.status == 2
    assert "violet" not in answer.out + answer.err


def test_who_signs_in_may_be_left_out_while_there_is_one(run: Run) -> None:
    alone = run("user", "list", MA_DESKTOP_USER="")
    run("user", "add", "amaka", MA_DESKTOP_NEW_PASSPHRASE=NEW)
    several = run("user", "list")

    assert alone.status == 0
    assert several.status == 4
    assert "--user" in several.err


def test_the_window_without_a_display_says_so() -> None:
    """Qt by itself would abort the process."""
    environ = environment()
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        environ.pop(name, None)

    answer = finished([sys.executable, str(ROOT / "main.py")], env=environ)

    assert answer.status == 7
    assert "no display" in answer.err
