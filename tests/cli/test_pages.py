"""Every command that a page shows is one: its words are understood as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from ma_desktop.cli import main as cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^ {4,}(ma-desktop .+)$|`(ma-desktop [^`|]+ --[^`|]+)`", re.MULTILINE)


def commands(page: Path) -> list[str]:
    """Whole commands of a page, without those that open the window."""
    found = [block or inline for block, inline in COMMAND.findall(page.read_text("utf-8"))]
    return [line for line in found if not shlex.split(line)[1].startswith("-")]


@pytest.mark.parametrize("line", [line for page in PAGES for line in commands(page)])
def test_a_command_of_a_page_is_understood(line: str) -> None:
    assert vars(cli._parser().parse_args(shlex.split(line)[1:]))


def test_a_command_that_is_none_is_noticed() -> None:
    with pytest.raises(SystemExit):
        cli._parser().parse_args(["backup", "--store", "DIR", "--into", "usb"])


def test_the_pages_show_commands() -> None:
    assert len([line for page in PAGES for line in commands(page)]) > 20
