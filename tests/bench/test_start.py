"""Start-up: to the sign-in window, to the first list, and the key derivation."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from ma_desktop.services.clinic import NewClinic, create_clinic, open_clinic
from ma_desktop.storage.keys import KdfCost
from tests.bench.measure import Seconds, compare, timed
from tests.clinics import CHEAP, PASSPHRASE, USER

ROOT = Path(__file__).resolve().parents[2]


def process(module: str, *arguments: str) -> Callable[[], object]:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # The entry (ma_desktop.app) turns the collector off before it loads the window.
    off = "import gc; gc.disable(); " if module == "own_window" else ""
    code = f"{off}import runpy; runpy.run_module('tests.bench.{module}', run_name='__main__')"
    words = [sys.executable, "-c", code, *arguments]
    return lambda: subprocess.run(
        words, cwd=ROOT, env=environ, check=True, stderr=subprocess.DEVNULL, timeout=60
    )


def derivation(cost: KdfCost) -> Callable[[], object]:
    return lambda: hash_secret_raw(
        PASSPHRASE.encode(), b"s" * 16, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID
    )


def without(work: Seconds, part: Seconds) -> Seconds:
    return lambda: work() - part()


def test_to_the_sign_in_window(store: str) -> None:
    compare(
        "1 process start to sign-in window / bare window",
        timed(process("own_window", store, "picture")),
        timed(process("bare_window")),
        goal=1.3,
        ceiling=2.2,
        repeats=9,
    )


def test_to_the_first_list(store: str) -> None:
    compare(
        "2 start, sign-in and first list, without the KDF / bare window",
        without(timed(process("own_window", store, "board", PASSPHRASE)), timed(derivation(CHEAP))),
        timed(process("bare_window")),
        goal=3.0,
        ceiling=9.0,
        repeats=5,
    )


def test_unlock_is_one_key_derivation(tmp_path: Path) -> None:
    place = str(tmp_path / "store")
    create_clinic(place, NewClinic("Maple Street", USER, "J. Rivera"), PASSPHRASE)

    compare(
        "3 unlock / one Argon2id 256 MiB, 3, 2",
        timed(lambda: open_clinic(place, USER, PASSPHRASE).close()),
        timed(derivation(KdfCost())),
        goal=1.15,
        ceiling=1.3,
        repeats=5,
    )
