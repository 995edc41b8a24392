"""A batch of readings in a process of its own, fed and killed by tests."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from typing import Any

from ma_desktop.services.clinic import verify
from ma_desktop.services.trends import history
from tests.cli.conftest import MRN, environment
from tests.clinics import open_made
from tests.clock import FixedClock


def line(value: int, mrn: str = MRN) -> str:
    return json.dumps({"patient": mrn, "hr": 60 + value % 40, "rr": 12 + value % 8}) + "\n"


def killed_batch(words: Sequence[str], seconds: float) -> list[str]:
    """Feed lines until the process is killed; the ids that it acknowledged before.

    `seconds` counts from the first answer, so that every round kills a process at work.
    """
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    )
    assert process.stdin is not None
    assert process.stdout is not None
    feeder = threading.Thread(target=_feed, args=(process.stdin,), daemon=True)
    feeder.start()
    saved = [process.stdout.readline()]
    timer = threading.Timer(seconds, os.kill, (process.pid, signal.SIGKILL))
    timer.start()
    saved += process.stdout.readlines()
    timer.cancel()
    process.wait()
    feeder.join()
    process.stdout.close()
    whole = [json.loads(text) for text in saved if text.endswith(b"\n")]
    return [record for answer in whole for record in answer["ids"]]


def _feed(pipe: Any) -> None:
    with contextlib.suppress(BrokenPipeError):
        for number in range(100_000):
            pipe.write(line(number).encode())
            pipe.flush()
    with contextlib.suppress(BrokenPipeError):
        pipe.close()


def after_the_kill(place: str, acknowledged: set[str]) -> tuple[set[str], bool]:
    """What is missing of what was acknowledged, and whether store and audit chain are sound."""
    clinic = open_made(place, FixedClock())
    try:
        with clinic.look() as uow:
            patient = uow.patients.by_mrn(MRN)
        assert patient is not None
        stored = {item.id for item in history(clinic, patient.id)}
        return acknowledged - stored, verify(clinic).is_sound
    finally:
        clinic.close()
