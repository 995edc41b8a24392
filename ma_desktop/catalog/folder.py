"""Reads content files into domain objects; every failure names its file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from cattrs import BaseValidationError, Converter, transform_error
from cattrs.errors import ForbiddenExtraKeysError

from ma_desktop.domain.errors import IntegrityFailure, Refused
from ma_desktop.domain.vital_lint import Fault

_MOST_FAULTS = 5
T = TypeVar("T")


class Folder:
    """The content below one folder; every failure names its file and key."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._converter = _converter(detailed=False)
        self._read: dict[str, dict[str, Any]] = {}

    def names(self, folder: str) -> list[str]:
        """The TOML files of one folder in order, each as `folder/name.toml`."""
        return sorted(f"{folder}/{path.name}" for path in (self._root / folder).glob("*.toml"))

    def read(self, name: str) -> dict[str, Any]:
        """One file as plain tables, parsed once; raises IntegrityFailure with its name."""
        if name not in self._read:
            self._read[name] = self._parse(name)
        return self._read[name]

    def text(self, name: str) -> str:
        """The whole of a file that is not TOML."""
        try:
            return (self._root / name).read_text(encoding="utf-8")
        except OSError as error:
            raise self.failure(name, "", f"can't be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise self.failure(name, "", "is not UTF-8 text") from error

    def _parse(self, name: str) -> dict[str, Any]:
        try:
            return tomllib.loads(self.text(name), parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise self.failure(name, "", f"is not TOML: {error}") from error

    def structure(self, name: str, raw: object, shape: type[T], at: str = "") -> T:
        """`raw` as a value of `shape`; raises IntegrityFailure with file and key."""
        if not isinstance(raw, dict):
            raise self.failure(name, at, "is not a table")
        try:
            return self._converter.structure(raw, shape)
        except _REFUSALS as error:
            raise self.failure(name, *_first_problem(raw, shape, at)) from error

    def rows(self, name: str, key: str, shape: type[T]) -> tuple[T, ...]:
        """A file that holds one list of tables, `key`."""
        raw = self.read(name)
        if list(raw) != [key] or not isinstance(raw[key], list):
            raise self.failure(name, key, "is the one list that this file holds")
        found = enumerate(raw[key])
        return tuple(self.structure(name, row, shape, f"{key}[{at}]") for at, row in found)

    def table(self, name: str, shape: type[T]) -> dict[str, T]:
        """A file that holds a table for each key."""
        return {key: self.structure(name, raw, shape, key) for key, raw in self.read(name).items()}

    def whole(self, name: str, shape: type[T]) -> T:
        """A file that holds one object."""
        return self.structure(name, self.read(name), shape)

    def demand(self, name: str, faults: Iterable[Fault]) -> None:
        """Raise IntegrityFailure with the first of these faults of a file, if any."""
        found = [f"{fault.where}: {fault.what}" for fault in faults]
        if found:
            more = f"; and {len(found) - _MOST_FAULTS} more" if len(found) > _MOST_FAULTS else ""
            raise self.failure(name, "", "; ".join(found[:_MOST_FAULTS]) + more)

    def failure(self, name: str, key: str, what: str) -> IntegrityFailure:
        """The error of a content file: file and key, what is wrong, what is safe, what to do."""
        where = ": ".join(part for part in (f"resources/{name}", key) if part)
        return IntegrityFailure(
            f"{where}: {what}.",
            safe="No patient data was touched.",
            do="Correct this file, or install the program again.",
        )


def taken(raw: object, shape: type[T]) -> T:
    """`raw` as `shape`, strictly, for content that comes from no shipped file.

    Raises Refused that names the key.
    """
    try:
        return _converter(detailed=False).structure(raw, shape)
    except _REFUSALS as error:
        where, what = _first_problem(raw, shape, "")
        words = f"{where}: {what}." if where else f"{what}."
        raise Refused(words, safe="Nothing was stored.", do="Correct it.") from error


class _WrongType(ValueError):
    """A value of the file has another type than its key wants."""


# What cattrs and the hooks below raise when a value does not fit.
_REFUSALS = (ForbiddenExtraKeysError, LookupError, TypeError, ValueError, AttributeError)

_KINDS: dict[type, tuple[str, Callable[[object], bool]]] = {
    str: ("text", lambda value: isinstance(value, str)),
    bool: ("true or false", lambda value: isinstance(value, bool)),
    int: ("a whole number", lambda value: type(value) is int),
    float: ("a number", lambda value: type(value) in (int, Decimal)),
    Decimal: ("a number", lambda value: type(value) in (int, Decimal)),
}


def _converter(*, detailed: bool) -> Converter:
    """cattrs without its leniency: no unknown keys, no number from text, no letters as a list."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=detailed)
    for kind in _KINDS:
        converter.register_structure_hook(kind, _strict)
    converter.register_structure_hook_func(lambda kind: kind == tuple[str, ...], _texts)
    return converter


def _first_problem(raw: object, shape: type[T], at: str) -> tuple[str, str]:
    """Key path and words of what is wrong: a second, slower pass that keeps track of the place."""
    try:
        _converter(detailed=True).structure(raw, shape)
    except BaseValidationError as error:
        first = transform_error(error, path=at, format_exception=_in_words)[0]
        what, _, where = first.rpartition(" @ ")
        return where.removeprefix("."), what
    return at, "has the wrong shape"


def _strict(value: Any, kind: type) -> object:
    words, accepts = _KINDS[kind]
    endless = isinstance(value, Decimal) and not value.is_finite()
    if not accepts(value) or endless:
        raise _WrongType(f"is not {words}")
    return kind(value)


def _texts(value: object, _: type) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _WrongType("is not a list of texts")
    return tuple(value)


def _in_words(error: BaseException, _: type | None) -> str:
    if isinstance(error, ForbiddenExtraKeysError):
        return f"{', '.join(sorted(error.extra_fields))} is not a known key"
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return str(error) if isinstance(error, _WrongType) else "has the wrong shape"
