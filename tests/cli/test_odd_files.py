"""Every odd bundle that the tests of the readers make goes through the command as well."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import argon2.low_level
import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.exchange.fhir import read_bundle
from ma_desktop.runtime.log import FILE_NAME
from ma_desktop.runtime.paths import log_dir
from ma_desktop.storage import keys
from tests.cli.conftest import Run
from tests.domain.content import CATALOG
from tests.exchange import (
    bundles,
    test_fhir_lists,
    test_fhir_orders,
    test_fhir_patient,
    test_fhir_references,
    test_fhir_visits,
    test_fhir_vitals,
    test_hostile_bundles,
)

MODULES = (
    *(test_fhir_lists, test_fhir_orders, test_fhir_patient, test_fhir_references),
    *(test_fhir_visits, test_fhir_vitals, test_hostile_bundles),
)
MOST_BYTES = 500_000
CANARIES = ("Okafor", "Adaeze", "555 0142", "Penicillin", "Lisinopril", "999-12-3456", "Villanueva")


def calls(module: ModuleType) -> Iterator[tuple[Callable[..., None], dict[str, Any]]]:
    """The tests of a module with each set of their values; those that need fixtures are left."""
    for name, test in vars(module).items():
        if not name.startswith("test_") or not inspect.isfunction(test):
            continue
        marks = [m for m in getattr(test, "pytestmark", []) if m.name == "parametrize"]
        sets = [[named(mark.args[0], values) for values in mark.args[1]] for mark in marks]
        for chosen in product(*sets):
            values = {key: value for one in chosen for key, value in one.items()}
            if values.keys() == inspect.signature(test).parameters.keys():
                yield test, values


def named(names: str | tuple[str, ...], values: Any) -> dict[str, Any]:
    keys = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    if hasattr(values, "values") and hasattr(values, "marks"):
        values = values.values
        return dict(zip(keys, values, strict=True))
    return dict(zip(keys, values if len(keys) > 1 else (values,), strict=True))


def files_of(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What the tests of `module` hand to the reader, each once."""
    seen: dict[bytes, None] = {}

    def recorded(data: bytes, *arguments: Any, **more: Any) -> Any:
        seen[data] = None
        return read_bundle(data, *arguments, **more)

    for place in (bundles, module):
        if hasattr(place, "read_bundle"):
            monkeypatch.setattr(place, "read_bundle", recorded)
    for test, values in calls(module):
        test(**values)
    return [data for data in seen if len(data) <= MOST_BYTES]


def is_taken(data: bytes) -> bool:
    try:
        read_bundle(data, CATALOG)
    except Refused:
        return False
    return True


@pytest.fixture
def derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same passphrase is stretched once: each call of the command signs in."""
    monkeypatch.setattr(keys, "hash_secret_raw", cache(argon2.low_level.hash_secret_raw))


@pytest.mark.usefixtures("derived_once")
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_each_is_taken_in_or_refused_in_words(
    module: ModuleType, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = files_of(module, monkeypatch)
    path = tmp_path / "odd.json"
    for data in files:
        path.write_bytes(data)
        answer = run("import", path)
        assert answer.status in ((0, 3) if is_taken(data) else (3,))
        assert ("Nothing was stored." in answer.err) == (answer.status == 3)
        said = answer.out + answer.err + (log_dir() / FILE_NAME).read_text(encoding="utf-8")
        assert [word for word in CANARIES if word in said] == []
    assert len(files) > 3
    assert run("verify").status == 0
