"""The growth charts and the tables of children's blood pressure, read on first use and kept.

They are large and most visits need none of them, so `load_catalog` leaves them alone.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from ma_desktop.catalog.folder import Folder
from ma_desktop.domain.body_mass import BodyMassClasses
from ma_desktop.domain.growth import GrowthReference, GrowthRules
from ma_desktop.domain.growth_lint import (
    class_faults,
    growth_faults,
    pressure_faults,
    pressure_table_faults,
    table_faults,
)
from ma_desktop.domain.lms import Lms, LmsTable
from ma_desktop.domain.pressure import PressureReference, PressureRules
from ma_desktop.domain.vitals import Source
from ma_desktop.runtime.paths import resource

_RULES = "growth/rules.toml"
_CATEGORIES = "pressure/categories.toml"
_AAP = "pressure/aap2017.csv"
_CHARTS = {"WHO": "growth/who2006_lms.csv", "CDC": "growth/cdc2000_lms.csv"}
_LMS_COLUMNS = ["indicator", "sex", "x", "x_unit", "L", "M", "S"]
_AAP_COLUMNS = ["sex", "age_years", "bp_percentile", "height_percentile", "sbp", "dbp"]


@dataclass(frozen=True)
class GrowthContent:
    """All that the charts and categories of a child need, and the classes of adults."""

    charts: GrowthReference
    classes: BodyMassClasses
    pressure: PressureReference


@cache
def growth_content() -> GrowthContent:
    """The shipped content, read once a run; the first call takes some tens of milliseconds."""
    return load_growth()


def load_growth(root: Path | None = None) -> GrowthContent:
    """Read and check the content below `root` (the shipped resources without one).

    Raises IntegrityFailure that names file and key, or file and line.
    """
    folder = Folder(resource() if root is None else root)
    charts, classes = _growth(folder)
    return GrowthContent(charts, classes, _pressure(folder))


def _growth(folder: Folder) -> tuple[GrowthReference, BodyMassClasses]:
    raw = dict(folder.read(_RULES))
    sources = _sources(folder, _RULES, raw)
    classes = {"adult": raw.pop("adult_bmi", []), "child": raw.pop("child_bmi", [])}
    found = folder.structure(_RULES, classes, BodyMassClasses)
    rules = folder.structure(_RULES, raw, GrowthRules)
    folder.demand(_RULES, growth_faults(rules, sources))
    folder.demand(_RULES, class_faults(found, sources))
    tables = {}
    for chart, name in _CHARTS.items():
        for (indicator, sex), table in _tables(folder, name).items():
            folder.demand(name, table_faults(f"{indicator} {sex}", table))
            tables[chart, indicator, sex] = table
    return GrowthReference(tables, rules, sources), found


def _sources(folder: Folder, name: str, raw: dict[str, object]) -> dict[str, Source]:
    rows = raw.pop("sources", {})
    if not isinstance(rows, dict):
        raise folder.failure(name, "sources", "is not a table")
    return {key: folder.structure(name, row, Source, f"sources.{key}") for key, row in rows.items()}


def _tables(folder: Folder, name: str) -> dict[tuple[str, str], LmsTable]:
    points: dict[tuple[str, str], list[tuple[float, Lms]]] = defaultdict(list)
    for line, row in _lines(folder, name, _LMS_COLUMNS):
        try:
            x, power, median, spread = float(row[2]), float(row[4]), float(row[5]), float(row[6])
        except ValueError as error:
            raise folder.failure(name, f"line {line}", "is not a row of numbers") from error
        points[row[0], row[1]].append((x, Lms(power, median, spread)))
    return {
        key: LmsTable(tuple(x for x, _ in rows), tuple(lms for _, lms in rows))
        for key, rows in points.items()
    }


def _pressure(folder: Folder) -> PressureReference:
    raw = dict(folder.read(_CATEGORIES))
    raw["sources"] = folder.read(_CATEGORIES).get("sources", {})
    rules = folder.structure(_CATEGORIES, raw, PressureRules)
    table: dict[tuple[str, int, int, int], tuple[Decimal, Decimal]] = {}
    for line, row in _lines(folder, _AAP, _AAP_COLUMNS):
        try:
            key = (row[0], int(row[1]), int(row[2]), int(row[3]))
            table[key] = (Decimal(int(row[4])), Decimal(int(row[5])))
        except ValueError as error:
            raise folder.failure(_AAP, f"line {line}", "is not a row of numbers") from error
    columns = tuple(sorted({key[3] for key in table}))
    found = PressureReference(rules, table, columns)
    folder.demand(_CATEGORIES, pressure_faults(found))
    folder.demand(_AAP, pressure_table_faults(found))
    return found


def _lines(folder: Folder, name: str, columns: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file with their line; every row has exactly these columns."""
    reader = csv.reader(folder.text(name).splitlines())
    if next(reader, None) != columns:
        raise folder.failure(name, "line 1", f"must be {','.join(columns)}")
    for line, row in enumerate(reader, start=2):
        if len(row) != len(columns):
            raise folder.failure(name, f"line {line}", f"has not {len(columns)} columns")
        yield line, row
