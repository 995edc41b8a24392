"""The command line: arguments to commands, errors to exit statuses."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from ma_desktop import __version__
from ma_desktop.cli import bench, care, checks, exports, keeping, paper, people
from ma_desktop.cli.terminal import complain, drop_output, mend_streams
from ma_desktop.cli.usage import Parser
from ma_desktop.domain.errors import ExitStatus, MaError
from ma_desktop.runtime.log import event, failure, logging_to
from ma_desktop.runtime.paths import data_dir, log_dir

Command = Callable[[argparse.Namespace], int]
LOG = logging.getLogger("ma_desktop.cli")


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit status. Never shows a traceback."""
    mend_streams()
    parsed = _parser().parse_args(arguments)
    with logging_to(log_dir()):
        status = _run(parsed)
        event(LOG, "command.ended", status=status)
    return status


def _run(parsed: argparse.Namespace) -> int:
    command: Command = parsed.command
    try:
        return int(command(parsed))
    except MaError as error:
        failure(LOG, "command.refused", error, status=int(error.exit_status))
        complain(error, parsed.json)
        return int(error.exit_status)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 130
    except BrokenPipeError:
        drop_output()
        return int(ExitStatus.MACHINE)
    except Exception as error:  # noqa: BLE001  the last line of defence shows no values
        failure(LOG, "command.failed", error)
        place = traceback.extract_tb(error.__traceback__)[-1]
        sys.stderr.write(
            f"MA Desktop met an error of its own ({type(error).__name__} at "
            f"{Path(place.filename).name}:{place.lineno}). What was saved before is safe. "
            "Please report this line.\n"
        )
        return int(ExitStatus.MACHINE)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="ma-desktop",
        description="MA Desktop on the command line. Without a command the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"MA Desktop {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    common = _common()
    people.add_commands(commands, common)
    care.add_commands(commands, common)
    paper.add_commands(commands, common)
    exports.add_commands(commands, common)
    checks.add_commands(commands, common)
    keeping.add_commands(commands, common)
    bench.add_commands(commands, common)
    demo = commands.add_parser("demo", help="show the whole program on a made-up clinic")
    demo.add_argument("--out", metavar="DIR", help="where the pictures and documents go")
    demo.add_argument("--import", nargs="+", metavar="FILE", help="take these bundles instead")
    return parser


def _common() -> argparse.ArgumentParser:
    """Options that every command takes alike."""
    common = Parser(add_help=False)
    common.add_argument(
        "--store",
        default=os.environ.get("MA_DESKTOP_STORE", str(data_dir() / "store")),
        metavar="PLACE",
        help="a folder, or postgresql://user@host/database",
    )
    common.add_argument(
        "--user", default=os.environ.get("MA_DESKTOP_USER", ""), help="who signs in"
    )
    common.add_argument(
        "--passphrase-fd", type=int, metavar="N", help="read the passphrase from this descriptor"
    )
    common.add_argument("--json", action="store_true", help="answer in JSON")
    return common
