"""Settings of this workstation in a TOML file: no patient data, no secrets."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

FILE_NAME = "workstation.toml"
VERSION = 1
THEMES = ("light", "dark", "contrast")
TEXT_PERCENT = range(100, 201)
IDLE_MINUTES = (0.5, 60.0)
PORTS = range(1, 65536)
MOST_PREFIX = 4


class InvalidSettings(ValueError):
    """The file can't be taken: what is wrong with the file and key, and what to do."""

    def __init__(self, path: Path, key: str, why: str) -> None:
        self.what = f"{path}: {key}: {why}" if key else f"{path}: {why}"
        self.safe = "Nothing was changed."
        self.do = "Correct this line, or remove the file to start with the defaults."
        super().__init__(f"{self.what}. {self.safe} {self.do}")


class Workstation(NamedTuple):
    """What one computer of the clinic remembers.

    `store` is a folder or a PostgreSQL address without password; `room` the number of the room the
    computer stands in; `text_percent` 100-200; `idle_minutes` until the screen locks;
    `scanner_prefix` is what this computer's scanner types before each code.
    """

    store: str = ""
    room: str = ""
    theme: str = "light"
    text_percent: int = 100
    idle_minutes: float = 2.0
    printer_host: str = ""
    printer_port: int = 9100
    scanner_prefix: str = ""
    clinic_name: str = ""
    id: str = ""


def load(path: Path) -> Workstation:
    """The settings of `path`; the defaults where there is no file.

    Raises InvalidSettings with file and key for anything that is not understood, and OSError when
    the file can't be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except FileNotFoundError:
        return Workstation()
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSettings(path, "", f"is not TOML ({error})") from error
    version = found.pop("version", None)
    if type(version) is not int or not 1 <= version <= VERSION:
        raise InvalidSettings(path, "version", f"must be {VERSION}; this may be a newer file")
    settings = Workstation(**_typed(path, found))
    _check(path, settings)
    return settings


def save(path: Path, settings: Workstation) -> None:
    """Write all settings at once: readers see the old file or the new one, never half of it.

    The file is for its owner alone (0600), its folder is made (0700). Raises InvalidSettings for
    values that `load` would refuse, and OSError when the disk refuses.
    """
    _check(path, settings)
    lines = [f"version = {VERSION}"]
    lines += [f"{key} = {_toml(value)}" for key, value in settings._asdict().items()]
    try:
        content = ("\n".join(lines) + "\n").encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidSettings(path, "", "holds a character that can't be written") from error
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _replace(path, content)


def _typed(path: Path, found: Mapping[str, object]) -> dict[str, Any]:
    """Only known keys, each with the type of its default; whole numbers pass as decimals."""
    defaults = Workstation._field_defaults
    typed: dict[str, object] = {}
    for key, value in found.items():
        if key not in defaults:
            raise InvalidSettings(path, key, "is not a known setting")
        wanted = type(defaults[key])
        if wanted is float and type(value) is int:
            typed[key] = float(value)
        elif type(value) is wanted:
            typed[key] = value
        else:
            raise InvalidSettings(path, key, f"must be {_KINDS[wanted]}")
    return typed


_KINDS: dict[type, str] = {str: "text in quotes", int: "a whole number", float: "a number"}


def _check(path: Path, settings: Workstation) -> None:
    low, high = IDLE_MINUTES
    if settings.theme not in THEMES:
        raise InvalidSettings(path, "theme", f"must be one of {', '.join(THEMES)}")
    if settings.text_percent not in TEXT_PERCENT:
        raise InvalidSettings(path, "text_percent", "must lie between 100 and 200")
    if not low <= settings.idle_minutes <= high:
        raise InvalidSettings(path, "idle_minutes", f"must lie between {low} and {high}")
    if settings.printer_port not in PORTS:
        raise InvalidSettings(path, "printer_port", "must lie between 1 and 65535")
    if len(settings.scanner_prefix) > MOST_PREFIX or not _is_plain(settings.scanner_prefix):
        raise InvalidSettings(path, "scanner_prefix", f"must be at most {MOST_PREFIX} plain signs")
    if "://" in settings.store and _holds_password(settings.store):
        raise InvalidSettings(path, "store", "must not hold a password")


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _holds_password(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.password is not None or "password" in parts.query.lower()
    except ValueError:
        return True


def _toml(value: str | int | float) -> str:
    """A TOML value; JSON text is a TOML basic string but for the delete character."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file (mkstemp makes it 0600), flush to disk, then rename over it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
