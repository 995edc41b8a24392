"""Wrong passphrases: five are free, then the wait doubles from 30 s to 15 min, per key slot.

Kept outside the database, which is closed at that time; holds slot ids and clock readings only.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from pathlib import Path

from ma_desktop.domain.errors import MachineFailure, NotAllowed
from ma_desktop.storage.durable import replace_file

FREE = 5
_FIRST_WAIT = 30
_LONGEST_WAIT = 15 * 60


def boot_seconds() -> float:
    """Seconds since this machine started, sleep included where the system tells."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class Attempts:
    """Failed tries since the last good one, by slot."""

    def __init__(self, path: Path | None, clock: Callable[[], float] = boot_seconds) -> None:
        self._path = path
        self._clock = clock
        self._memory: list[str] = []

    def demand(self, slot_id: str) -> None:
        """Raise NotAllowed while this slot has to wait."""
        wait = self.wait(slot_id)
        if wait > 0:
            raise NotAllowed(
                f"Too many wrong passphrases. Wait {wait} s.",
                safe="Nothing is lost.",
                do="Then try again, or use the recovery code.",
            )

    def wait(self, slot_id: str) -> int:
        """Whole seconds until the next try is allowed; zero when it is."""
        times = self._failures(slot_id)
        if len(times) < FREE:
            return 0
        due = min(_FIRST_WAIT * 2 ** (len(times) - FREE), _LONGEST_WAIT)
        now = self._clock()
        # After a restart the boot clock is behind: only the time since then counts.
        passed = now - times[-1] if now >= times[-1] else now
        return max(0, int(due - passed + 0.999))

    def failed(self, slot_id: str) -> None:
        self._write([*self._lines(), {"slot": slot_id, "boot": self._clock()}])

    def succeeded(self, slot_id: str) -> int:
        """Forget the failed tries of this slot and say how many there were."""
        failures = len(self._failures(slot_id))
        if failures:
            self._write([line for line in self._lines() if line["slot"] != slot_id])
        return failures

    def _failures(self, slot_id: str) -> list[float]:
        return [float(line["boot"]) for line in self._lines() if line["slot"] == slot_id]

    def _lines(self) -> list[dict[str, str | float]]:
        found: list[dict[str, str | float]] = []
        for text in self._memory if self._path is None else self._read(self._path):
            try:
                line = json.loads(text)
                boot = float(line["boot"])
                if math.isfinite(boot):
                    found.append({"slot": str(line["slot"]), "boot": boot})
            except (ValueError, KeyError, TypeError):
                continue  # a line cut short by a power cut
        return found

    def _read(self, path: Path) -> list[str]:
        try:
            return path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []
        except OSError:
            raise MachineFailure(
                "The list of wrong passphrases can't be read.", do="Check the folder's rights."
            ) from None

    def _write(self, lines: list[dict[str, str | float]]) -> None:
        texts = [json.dumps(line) for line in lines]
        if self._path is None:
            self._memory = texts
            return
        replace_file(self._path, "".join(text + "\n" for text in texts).encode())
