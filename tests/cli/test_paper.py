"""label and summary."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from ma_desktop.cli import paper
from ma_desktop.devices.printers import PrintResult
from ma_desktop.domain.printer import Paper, PrinterSetup
from ma_desktop.runtime import settings
from ma_desktop.services import printers, printing
from tests.cli.conftest import MRN, Run
from tests.clinics import labels_in_hand, open_made
from tests.clock import FixedClock


def roomed(run: Run) -> None:
    run("visit", "add", "--patient", MRN, "--provider", "Dr. Lindqvist", "--room", "2")


def test_a_label_needs_a_visit_and_an_identity_check(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "label.zpl"
    words = ("label", "--patient", MRN, "--tube", "edta", "--test", "cbc", "--out", out)
    without_visit = run(*words)
    roomed(run)
    unasked = run(*words)
    one = run(*words, "--asked", "name")
    assert not out.exists()
    asked = run(*words, "--asked", "name,birth-date", "--json")

    assert (without_visit.status, unasked.status, one.status, asked.status) == (3, 3, 3, 0)
    assert asked.value["state"] == "confirmed"
    assert asked.value["copies"] == 1
    assert out.stat().st_mode & 0o777 == 0o600
    assert asked.value["accession"].encode() in out.read_bytes()


def test_a_second_label_needs_a_reason(run: Run, tmp_path: Path) -> None:
    roomed(run)
    words = ("label", "--patient", MRN, "--out", tmp_path / "a.pdf", "--asked", "name,birth-date")
    run(*words)
    again = run(*words)
    reasoned = run(*words, "--reason", "torn", "--json")

    assert again.status == 3
    assert reasoned.value["copies"] == 2


def test_a_dead_printer_is_told_once_and_in_order(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    roomed(run)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    words = ("label", "--patient", MRN, "--asked", "name,birth-date")

    failed = run(*words, "--printer", f"127.0.0.1:{port}")

    assert failed.status == 7
    assert failed.err.count("print again") == 1
    assert failed.err.count("Nothing was printed.") == 1
    assert failed.err.rstrip().endswith("The same command goes on with this label.")
    assert run(*words, "--out", "a.zpl").status == 0
    assert MRN not in failed.err


def test_somebody_else_was_faster(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A colleague answers for a label that is on its way: theirs stands, ours ends with 5."""

    class Slow:
        name = "slow"
        language = "zpl"

        def __init__(self, *_address: object) -> None:
            pass

        def send(self, _data: bytes) -> PrintResult:
            other = open_made(str(place), FixedClock())
            (job,) = labels_in_hand(other)
            printing.resolve(other, job.id, printed=True)
            other.close()
            return PrintResult("sent", "")

    roomed(run)
    monkeypatch.setattr(paper, "NetworkPrinter", Slow)
    words = ("label", "--patient", MRN, "--asked", "name,birth-date", "--printer", "slow")

    late = run(*words, "--json")

    assert late.status == 5
    told = json.loads(late.err)
    assert told["error"] == "Somebody else changed this first."
    assert "Their change stands" in told["safe"]
    clinic = open_made(str(place), FixedClock())
    assert labels_in_hand(clinic) == ()
    clinic.close()


@pytest.mark.parametrize(
    "where",
    [
        [],
        ["--out", "label.txt"],
        ["--printer", ":9100"],
        ["--printer", "host:port"],
        ["--printer", "host:70000000"],
        ["--tube", "barrel", "--out", "a.zpl"],
        ["--test", "alchemy", "--out", "a.zpl"],
    ],
)
def test_a_wrong_wish_prints_nothing(
    run: Run, where: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    roomed(run)

    refused = run("label", "--patient", MRN, "--asked", "name,birth-date", *where)

    assert refused.status in (2, 3, 7)
    assert not list(tmp_path.glob("*.zpl"))


def test_an_unknown_test_is_said_where_the_tube_is_printed_already(
    run: Run, tmp_path: Path
) -> None:
    roomed(run)
    words = ("label", "--patient", MRN, "--out", tmp_path / "a.zpl", "--asked", "name,birth-date")
    assert run(*words).status == 0

    refused = run(*words, "--test", "alchemy")

    assert refused.status == 3
    assert "not in the catalog" in refused.err


def test_a_label_prints_on_the_printer_of_this_workstation(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "config_dir", lambda: tmp_path)
    words = ("label", "--patient", MRN, "--asked", "name,birth-date")
    roomed(run)
    without = run(*words)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.save(
            tmp_path / settings.FILE_NAME,
            settings.Workstation(
                room="2", printer_host="127.0.0.1", printer_port=server.getsockname()[1]
            ),
        )
        sent = run(*words, "--json")
        with server.accept()[0] as connection:
            got = connection.recv(100)

    assert (without.status, sent.status) == (2, 0)
    assert "No printer is set up here." in without.err
    assert sent.value["state"] == "sent"
    assert got.startswith(b"^XA")


def test_the_printer_of_the_room_comes_before_the_workstations(
    run: Run, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "config_dir", lambda: tmp_path)
    roomed(run)
    clinic = open_made(str(place), FixedClock())
    room = next(item for item in clinic.rooms if item.number == "2")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        roll = Paper(300, format="specimen-2x1")
        setup = PrinterSetup("", "Labels", "zpl", "127.0.0.1", port, roll, room.id)
        printers.save(clinic, setup)
        clinic.close()
        words = ("label", "--patient", MRN, "--asked", "name,birth-date")
        elsewhere = run(*words)
        settings.save(tmp_path / settings.FILE_NAME, settings.Workstation(room="2"))
        sent = run(*words)
        with server.accept()[0] as connection:
            got = connection.recv(100)

    assert (elsewhere.status, sent.status) == (2, 0)
    assert got.startswith(b"^XA^CI28^PW600^LL300")


def test_a_summary_is_private_and_whole(run: Run, tmp_path: Path) -> None:
    roomed(run)
    run("vitals", "add", "--patient", MRN, "bp=128/82")
    out = tmp_path / "summary.pdf"

    made = run("summary", "--patient", MRN, "--out", out, "--json")

    assert made.status == 0
    assert out.read_bytes().startswith(b"%PDF-")
    assert out.stat().st_size == made.value["bytes"]
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_summary_that_can_t_be_written_says_so(run: Run, tmp_path: Path) -> None:
    roomed(run)

    nowhere = run("summary", "--patient", MRN, "--out", tmp_path / "none" / "a.pdf", "--json")
    strange = run("summary", "--patient", MRN, "--visit", "x", "--out", tmp_path / "a.pdf")

    assert nowhere.status == 7
    assert json.loads(nowhere.err)["safe"] == "The record is safe."
    assert strange.status == 3
    assert list(tmp_path.glob("*.pdf*")) == []
