"""Readings of a set lying and standing, as the window takes them."""

from __future__ import annotations

from datetime import UTC, datetime

from ma_desktop.domain.pressure_repeat import Stand
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import Observation, Reading
from tests.domain.content import CATALOG, VITALS


def stand(position: str, sbp: object, dbp: object, pulse: object = "") -> Stand:
    """One reading of the set in mmHg, with the pulse where it was taken."""
    name = next(item.name for item in CATALOG.pressure.positions if item.id == position)
    pressure = parse(VITALS["bp"], f"{sbp}/{dbp}", {"bp_position": position})
    beats = observed(parse(VITALS["hr"], str(pulse))) if pulse else None
    return Stand(name, observed(pressure), beats)


def observed(reading: Reading) -> Observation:
    return Observation("", "p", reading, datetime(2026, 11, 27, 9, tzinfo=UTC), "lindqvist")
