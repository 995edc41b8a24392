"""The command that measures this computer: bench."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from ma_desktop.cli.terminal import answer, progress
from ma_desktop.domain.errors import ExitStatus, MachineFailure
from ma_desktop.services.benches import measure


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    bench = commands.add_parser(
        "bench",
        parents=[common],
        help="how fast this computer is, beside --store; touches no store that is there",
    )
    bench.set_defaults(command=_bench)


def _bench(arguments: argparse.Namespace) -> int:
    try:
        with tempfile.TemporaryDirectory(
            prefix="ma-desktop-bench-", dir=_beside(arguments)
        ) as made:
            found = measure(Path(made), progress)
    except OSError:
        raise MachineFailure(
            "There is no room to measure in.",
            safe="No store was touched.",
            do="Check the folder beside --store.",
        ) from None
    lines = [
        f"{item.name}: {item.times:.2f} times {item.yardstick} "
        f"({item.ours * 1000:.2f} ms against {item.least * 1000:.2f} ms; "
        f"goal {item.goal:g}, {'met' if item.is_met else 'missed'})"
        for item in found
    ]
    value = {
        item.name: {
            "times": round(item.times, 3),
            "goal": item.goal,
            "met": item.is_met,
            "yardstick": item.yardstick,
            "ours_ms": round(item.ours * 1000, 3),
            "yardstick_ms": round(item.least * 1000, 3),
        }
        for item in found
    }
    lines.append("Other work on this computer changes the milliseconds, and less the ratios.")
    answer(arguments, {"measured": value}, "\n".join(lines))
    return ExitStatus.DONE


def _beside(arguments: argparse.Namespace) -> Path | None:
    """The disk that stores are on; for a server, where this computer keeps its own files."""
    if "://" in arguments.store:
        return None
    folder = Path(arguments.store).absolute()
    return next(path for path in folder.parents if path.is_dir())
