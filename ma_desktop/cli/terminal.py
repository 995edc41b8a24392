"""How the command line speaks and asks: one place for output, and for secrets."""

from __future__ import annotations

import argparse
import getpass
import io
import json
import os
import sys
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ma_desktop.domain.errors import MachineFailure, MaError, NotAllowed
from ma_desktop.domain.units import tidy
from ma_desktop.domain.vital_parse import InvalidReading

ENVIRONMENT = "MA_DESKTOP_PASSPHRASE"
NEW_ENVIRONMENT = "MA_DESKTOP_NEW_PASSPHRASE"
_LONGEST = 4096


def mend_streams() -> None:
    """Closed streams lead nowhere; letters that a stream can't write go out as their codes."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def drop_output() -> None:
    """Nobody takes the answer any more: what is left of it must not fail again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """One answer, out at once. Raises BrokenPipeError or MachineFailure."""
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError:
        drop_output()
        raise MachineFailure(
            "The answer can't be written.",
            safe="What was saved before is safe.",
            do="Check where the output goes.",
        ) from None


def say_json(value: object) -> None:
    say(json.dumps(value, default=_plain, ensure_ascii=False))


def _plain(value: object) -> object:
    """Numbers stay numbers in JSON: whole ones without a point, others as the shortest float."""
    if isinstance(value, Decimal):
        tidied = tidy(value)
        return int(tidied) if tidied == tidied.to_integral_value() else float(tidied)
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def answer(arguments: argparse.Namespace, value: Mapping[str, Any], text: str) -> None:
    """The result of a command: `value` with --json, else `text`."""
    if arguments.json:
        say_json(value)
    else:
        say(text)


def words(error: MaError) -> str:
    """What happened, what is safe, what to do, and the value that was probably meant."""
    meant = error.suggestion if isinstance(error, InvalidReading) else ""
    return f"{error} Is it {meant}?" if meant else str(error)


def complain(error: MaError, as_json: bool) -> None:
    """The error in words on standard error."""
    if as_json:
        fields = {"error": error.what, "safe": error.safe, "do": error.do}
        if isinstance(error, InvalidReading) and error.suggestion:
            fields["suggestion"] = error.suggestion
        sys.stderr.write(json.dumps(fields, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"{words(error)}\n")


def progress(done: int, total: int) -> None:
    """One line that moves on a terminal; silent in a pipe."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{100 * done // total} %" + ("\n" if done == total else ""))


def passphrase(arguments: argparse.Namespace) -> str:
    """From --passphrase-fd, MA_DESKTOP_PASSPHRASE or a prompt. Raises NotAllowed without any."""
    return _secret(arguments.passphrase_fd, ENVIRONMENT, "Passphrase: ")


def new_passphrase(arguments: argparse.Namespace, environment: str) -> str:
    """A passphrase to be set; a prompt asks twice."""
    descriptor = arguments.new_passphrase_fd
    if descriptor is None and environment not in os.environ:
        if not sys.stdin.isatty():
            raise NotAllowed(
                "A new passphrase is needed.", do=f"Set {environment}, or give --new-passphrase-fd."
            )
        first = _secret(None, "", "New passphrase: ")
        if _secret(None, "", "Once more: ") != first:
            raise NotAllowed("The two passphrases differ.", do="Start again.")
        return first
    return _secret(descriptor, environment, "")


def _secret(descriptor: int | None, environment: str, prompt: str) -> str:
    if descriptor is not None:
        try:
            with os.fdopen(descriptor, closefd=False) as file:
                return file.readline(_LONGEST).rstrip("\r\n")
        except (OSError, OverflowError, ValueError):
            raise NotAllowed(
                "The passphrase can't be read from this descriptor.", do="Check --passphrase-fd."
            ) from None
    if environment in os.environ:
        return os.environ[environment]
    if not sys.stdin.isatty():
        raise NotAllowed(
            "A passphrase is needed.", do=f"Set {ENVIRONMENT}, or give --passphrase-fd."
        )
    return getpass.getpass(prompt)
