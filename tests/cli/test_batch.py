"""vitals add --batch: one answer a line, and none is lost that was answered."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import MRN, Answer, Run, environment
from tests.cli.processes import after_the_kill, killed_batch

Words = Callable[..., list[str]]
ROUNDS = 6


def batch(command: Words, text: str | bytes) -> Answer:
    data = text.encode() if isinstance(text, str) else text
    done = subprocess.run(
        command("vitals", "add", "--batch", "-"),
        input=data,
        capture_output=True,
        check=False,
        env=environment(),
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_each_line_has_its_answer(command: Words) -> None:
    lines = [
        {"patient": MRN, "bp": "128/82", "hr": 78},
        {"patient": MRN, "temp": 98.6},
        {"patient": MRN, "vitals": {"hr": "80"}},
        {"patient": MRN, "hr": 210},
        {"patient": MRN, "hr": 210, "confirm": True},
        {"patient": "nobody", "hr": 78},
        {"patient": MRN},
        {"hr": 78},
        [1],
        {"patient": MRN, "hr": [78]},
        {"patient": MRN, "hr": 78, "vitals": {"rr": 12}},
        {"patient": MRN, "hr": 1e300},
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    more = f'\n\n{{"patient": "{MRN}", "hr": 78, "hr": 79}}\nnot JSON\n{"[" * 50_000}\n'

    answer = batch(command, text + more)

    kinds = ["".join(line.keys() - {"ids"}) for line in answer.lines]
    assert kinds == ["saved"] * 3 + ["refused", "saved"] + ["refused"] * 10
    assert answer.status == 3
    assert len(answer.lines[0]["ids"]) == 2
    assert MRN not in answer.out
    assert "confirm" in answer.lines[3]["refused"]


@pytest.mark.parametrize(
    "text",
    [b"\xff\xfe\n", b"\x00\n", b'{"patient": "\xff", "hr": 78}\n', b"{" * 70_000, b'"' * 200_000],
)
def test_a_hostile_line_is_one_refusal(command: Words, text: bytes) -> None:
    good = json.dumps({"patient": MRN, "hr": 78}).encode() + b"\n"

    answer = batch(command, text.rstrip(b"\n") + b"\n" + good)

    assert [next(iter(line)) for line in answer.lines] == ["refused", "saved"]


def test_all_saved_ends_with_zero(command: Words) -> None:
    file_start = "\ufeff" + json.dumps({"patient": MRN, "hr": 78})

    assert batch(command, file_start).status == 0
    assert batch(command, "").status == 0


def test_a_batch_may_be_a_file(command: Words, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps({"patient": MRN, "hr": 78}) + "\n", encoding="utf-8")
    words = command("vitals", "add", "--batch", file)

    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment())

    assert list(json.loads(done.stdout)) == ["saved", "ids"]


@pytest.mark.parametrize("beside", [["hr=66"], ["--patient", MRN], ["--confirm"]])
def test_values_beside_a_batch_are_refused(run: Run, tmp_path: Path, beside: list[str]) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps({"patient": MRN, "rr": 16}) + "\n", encoding="utf-8")

    refused = run("vitals", "add", "--batch", file, *beside)

    assert refused.status == 2
    assert run("vitals", "list", "--patient", MRN, "--json").value == []


def test_killed_at_any_moment_it_loses_nothing_it_answered(command: Words, place: Path) -> None:
    moments = random.Random(7)
    words = command("vitals", "add", "--batch", "-")
    acknowledged: set[str] = set()

    for _round in range(ROUNDS):
        acknowledged |= set(killed_batch(words, moments.uniform(0, 0.3)))
    missing, is_sound = after_the_kill(str(place), acknowledged)

    assert len(acknowledged) > 10 * ROUNDS
    assert missing == set()
    assert is_sound


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_an_answer_that_can_t_be_written_stops_it(command: Words, place: Path) -> None:
    lines = f'{{"patient": "{MRN}", "hr": 78}}\n' * 20
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command("vitals", "add", "--batch", "-"),
            input=lines.encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env=environment(),
        )

    assert done.returncode == 7
    assert b"What was saved before is safe." in done.stderr
    assert after_the_kill(str(place), set()) == (set(), True)


def test_nobody_reads_the_answers(command: Words) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    words = command("vitals", "list", "--patient", MRN)

    done = subprocess.run(
        words, stdout=writer, stderr=subprocess.PIPE, check=False, env=environment()
    )

    os.close(writer)
    assert done.returncode == 7
    assert done.stderr == b""
