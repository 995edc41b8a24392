"""Nothing lies in `resources/` that nobody uses: sources are cited, pictures are shown."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import ma_desktop
from ma_desktop.runtime.paths import resource

OF_CODES = {"loinc"}
"""Where the codes of a whole folder come from; no row cites it by itself."""
PROGRAM = Path(ma_desktop.__file__).parent


def uncited(text: str, files: list[str]) -> list[str]:
    """Keys of a list of sources that no quotation marks of these files hold."""
    return [key for key in tomllib.loads(text) if not any(f'"{key}"' in file for file in files)]


@pytest.mark.parametrize("place", sorted(resource().rglob("sources.toml")), ids=str)
def test_every_source_is_cited_in_its_folder(place: Path) -> None:
    others = [path.read_text("utf-8") for path in place.parent.glob("*.toml") if path != place]
    if place.parent.name == "screenings":  # these two share their sources
        others += [path.read_text("utf-8") for path in resource("history").glob("*.toml")]
    assert set(uncited(place.read_text("utf-8"), others)) <= OF_CODES


def test_a_source_that_nobody_cites_is_found() -> None:
    assert uncited('[a]\ntitle = "A"\n[b]\ntitle = "B"\n', ['source = "b"']) == ["a"]


def unshown(stems: list[str], text: str) -> list[str]:
    """Names of icons that stand in no quotation marks and no path; the style sheet composes a name
    from what it draws and the mode of the theme."""
    names = {re.sub(r"-(light|dark)$", "-", stem) for stem in stems}
    return [name for name in sorted(names) if not re.search(rf'["/]{name}[".{{]', text)]


def test_every_icon_is_shown() -> None:
    readers = [*PROGRAM.rglob("*.py"), *resource().rglob("*.toml"), resource("app.qss")]
    text = "\n".join(path.read_text("utf-8") for path in readers)
    assert unshown([path.stem for path in resource("icons").iterdir()], text) == []


def test_an_icon_that_nobody_shows_is_found() -> None:
    text = 'icon("bell") url("{icons}/arrow-{mode}.svg")'
    assert unshown(["bell", "arrow-light", "arrow-dark", "bar"], text) == ["bar"]
