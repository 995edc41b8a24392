"""Reads `resources/vitals`: age bands, sources, qualifiers, and a file for each vital sign."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ma_desktop.catalog.folder import Folder
from ma_desktop.domain.vital_lint import (
    Vocabulary,
    clash_faults,
    qualifier_faults,
    vital_faults,
)
from ma_desktop.domain.vital_sets import VitalSet, set_faults
from ma_desktop.domain.vitals import Qualifier, VitalSign

_BESIDE_VITALS = frozenset({"bands", "qualifiers", "sets", "sources"})


def read_vitals(folder: Folder, words: Vocabulary) -> dict[str, VitalSign]:
    """Each file of `vitals/` that is a vital sign, checked by itself and against the others."""
    qualifiers = folder.rows("vitals/qualifiers.toml", "qualifiers", Qualifier)
    folder.demand("vitals/qualifiers.toml", qualifier_faults(qualifiers))
    shared = {row["id"]: row for row in folder.read("vitals/qualifiers.toml")["qualifiers"]}
    read: list[VitalSign] = []
    for name in folder.names("vitals"):
        if Path(name).stem in _BESIDE_VITALS:
            continue
        raw = folder.read(name)
        raw["qualifiers"] = _named(folder, name, raw.get("qualifiers", []), shared)
        vital = folder.structure(name, raw, VitalSign)
        folder.demand(name, vital_faults(vital, words))
        folder.demand(name, clash_faults(vital, read))
        read.append(vital)
    return {vital.id: vital for vital in sorted(read, key=lambda vital: vital.order)}


def read_sets(
    folder: Folder, vitals: Mapping[str, VitalSign], words: Vocabulary
) -> tuple[VitalSet, ...]:
    """`vitals/sets.toml`: what is asked at which visit."""
    sets = folder.rows("vitals/sets.toml", "sets", VitalSet)
    folder.demand("vitals/sets.toml", set_faults(sets, vitals, words.sources))
    return sets


def _named(
    folder: Folder, name: str, keys: object, shared: Mapping[str, dict[str, object]]
) -> list[dict[str, object]]:
    """The tables of qualifiers.toml that a vital sign names."""
    if not isinstance(keys, list):
        raise folder.failure(name, "qualifiers", "is not a list of names")
    for index, key in enumerate(keys):
        if not isinstance(key, str) or key not in shared:
            raise folder.failure(name, f"qualifiers[{index}]", f"{key} is not in qualifiers.toml")
    return [shared[key] for key in keys]
