"""How arguments are read: nothing abbreviated, and a wrong one is never repeated on the screen."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

_QUOTE = re.compile(r"['\"]")


class Parser(argparse.ArgumentParser):
    """An argparse parser whose complaints hold no value that was typed.

    A value can be a passphrase in the wrong place, or a patient's record number. Abbreviated
    options are refused: `--passphrase` must not become `--passphrase-fd`.
    """

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **{**options, "allow_abbrev": False})  # type: ignore[arg-type]  # argparse's own arguments

    def error(self, message: str) -> NoReturn:
        """Say what is wrong without the value and end with status 2 (wrong usage)."""
        super().error(without_values(message))


def without_values(message: str) -> str:
    """A complaint of argparse up to the value it quotes, and after it the choices there are."""
    if message.startswith("unrecognized arguments"):
        return "an argument here is not known"
    told, mark, choices = message.partition("(choose from")
    quoted = _QUOTE.search(told)
    kept = told[: quoted.start()].rstrip(": ") if quoted else told.rstrip()
    return f"{kept} {mark}{choices}".rstrip()
