"""The machine fails: no space, no right to write. Status 7, words, and nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import MRN, environment
from tests.cli.processes import after_the_kill, line

if sys.platform != "win32":
    import resource

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits as Linux has them")
Words = Callable[..., list[str]]
# Root may write anywhere; without this capability it is like everybody else.
MORTAL = (
    ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override"]
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("setpriv")
    else []
)


def test_a_full_disk_refuses_with_words_and_loses_nothing(command: Words, place: Path) -> None:
    """The system lets no file grow over the limit, as a full disk does."""
    limit = (place / "clinic.db").stat().st_size + 200_000
    done = subprocess.run(
        command("vitals", "add", "--batch", "-"),
        input="".join(line(number) for number in range(2000)).encode(),
        capture_output=True,
        check=False,
        env=environment(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    answers = [json.loads(text) for text in done.stdout.splitlines()]
    acknowledged = {record for answer in answers for record in answer.get("ids", [])}

    assert done.returncode == 7
    assert 0 < len(acknowledged) < 4000
    assert "refused" in answers[-1]
    assert b"What was saved before is safe." in done.stderr
    assert b"Traceback" not in done.stderr
    assert after_the_kill(str(place), acknowledged) == (set(), True)


@pytest.mark.skipif(
    not MORTAL and hasattr(os, "geteuid") and os.geteuid() == 0, reason="root, and no setpriv"
)
def test_a_read_only_database_is_told(command: Words, place: Path) -> None:
    (place / "clinic.db").chmod(0o400)

    done = subprocess.run(
        [*MORTAL, *command("vitals", "add", "--patient", MRN, "hr=78")],
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )

    (place / "clinic.db").chmod(0o600)
    assert done.returncode == 7, done.stderr
    assert "read-only" in done.stderr
    assert "Traceback" not in done.stderr
    assert after_the_kill(str(place), set()) == (set(), True)
