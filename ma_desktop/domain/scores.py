"""Scores over several vital signs: NEWS2 and the shock index, each off until a clinic wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ma_desktop.domain.units import half_up
from ma_desktop.domain.vitals import Source

NEWS2_ITEMS = ("rr", "spo2", "o2", "sbp", "hr", "acvpu", "temp")


@dataclass(frozen=True)
class BandRow:
    """Points up to and including `to`; the last row of a band is open."""

    points: int
    to: Decimal | None = None


@dataclass(frozen=True)
class ScoreBand:
    """How a number becomes points, after rounding to `decimals`."""

    item: str
    rows: tuple[BandRow, ...]
    decimals: int = 0

    def points(self, value: Decimal) -> int:
        """Points of a value in the unit of its item, rounded half up to `decimals` first."""
        rounded = half_up(value, self.decimals)
        return next(row.points for row in self.rows if row.to is None or rounded <= row.to)


@dataclass(frozen=True)
class Risk:
    """A risk from a total on, or from a single item with that many points."""

    id: str
    name: str
    action: str
    total: int | None = None
    single: int | None = None


@dataclass(frozen=True)
class News2Rules:
    """`resources/scores/news2.toml`."""

    acknowledgement: str
    from_years: int
    excludes_pregnancy: bool
    source: str
    bands: tuple[ScoreBand, ...]
    oxygen: Mapping[str, int]
    acvpu: Mapping[str, int]
    risks: tuple[Risk, ...]
    sources: Mapping[str, Source]

    def band(self, item: str) -> ScoreBand:
        """The bands of one item; raises StopIteration for an unknown one."""
        return next(band for band in self.bands if band.item == item)


@dataclass(frozen=True)
class News2Values:
    """What NEWS2 asks: canonical units; None where it was not measured. `scale` 2 by order only."""

    rr: Decimal | None = None
    spo2: Decimal | None = None
    on_oxygen: bool | None = None
    sbp: Decimal | None = None
    hr: Decimal | None = None
    acvpu: str | None = None
    temp: Decimal | None = None
    scale: Literal[1, 2] = 1


@dataclass(frozen=True)
class News2:
    """Points by item. With an item missing there is no total; a single 3 still counts."""

    parts: Mapping[str, int]
    missing: tuple[str, ...]
    total: int | None
    risk: Risk | None


def news2_fits(years: int, pregnant: bool, rules: News2Rules) -> bool:
    """True for the people that NEWS2 is made for: from 16 years, not pregnant."""
    return years >= rules.from_years and not (pregnant and rules.excludes_pregnancy)


def news2(values: News2Values, rules: News2Rules) -> News2:
    """The score of the Royal College of Physicians 2017, chart 1."""
    parts = _parts(values, rules)
    missing = tuple(item for item in NEWS2_ITEMS if item not in parts)
    total = None if missing else sum(parts.values())
    return News2(parts, missing, total, _risk(parts, total, rules))


def _parts(values: News2Values, rules: News2Rules) -> dict[str, int]:
    parts: dict[str, int] = {}
    for item, value in (("rr", values.rr), ("sbp", values.sbp), ("hr", values.hr)):
        if value is not None:
            parts[item] = rules.band(item).points(value)
    if values.temp is not None:
        parts["temp"] = rules.band("temp").points(values.temp)
    if values.acvpu is not None and values.acvpu in rules.acvpu:
        parts["acvpu"] = rules.acvpu[values.acvpu]
    if values.on_oxygen is not None:
        parts["o2"] = rules.oxygen["oxygen" if values.on_oxygen else "air"]
    band = _spo2_band(values)
    if values.spo2 is not None and band:
        parts["spo2"] = rules.band(band).points(values.spo2)
    return parts


def _spo2_band(values: News2Values) -> str:
    """Empty where scale 2 is to be used and nobody said whether oxygen was given."""
    if values.scale == 1:
        return "spo2_scale1"
    if values.on_oxygen is None:
        return ""
    return "spo2_scale2_oxygen" if values.on_oxygen else "spo2_scale2_air"


def _risk(parts: Mapping[str, int], total: int | None, rules: News2Rules) -> Risk | None:
    for risk in reversed(rules.risks):
        if risk.total is not None and total is not None and total >= risk.total:
            return risk
        if risk.single is not None and max(parts.values(), default=0) >= risk.single:
            return risk
    return None if total is None else rules.risks[0]


@dataclass(frozen=True)
class ShockBand:
    """A word from a bound on, for completed years; `above` means strictly above."""

    from_years: int
    bound: Decimal
    word: str
    source: str
    to_years: int | None = None
    above: bool = False

    def holds(self, index: Decimal, years: int) -> bool:
        """Whether an index at an age in whole years lies in this band."""
        old = years >= self.from_years and (self.to_years is None or years <= self.to_years)
        return old and (index > self.bound if self.above else index >= self.bound)


@dataclass(frozen=True)
class ShockRules:
    """`resources/scores/shock_index.toml`, from the lowest bound to the highest."""

    bands: tuple[ShockBand, ...]
    sources: Mapping[str, Source]


def shock_index(hr: Decimal, sbp: Decimal) -> Decimal:
    """Heart rate over systolic pressure, unrounded."""
    return hr / sbp


def shock_word(index: Decimal, years: int, rules: ShockRules) -> str:
    """The word of the highest bound that is reached; empty where none is."""
    return next((band.word for band in reversed(rules.bands) if band.holds(index, years)), "")
