"""What tests of sterilization do over and over: a sterilizer, trays, packs, a load that passed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ma_desktop.domain.sterilization import CycleValues, Indicator, Pack
from ma_desktop.services import indicators, loads, packs, releases, sterilizers
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.packs import Packing
from tests.clinics import PASSPHRASE, USER
from tests.clock import FixedClock

GOOD = CycleValues(Decimal("132.4"), Decimal("4.1"), Decimal(25))


def add_vacuum(clinic: Clinic) -> str:
    """A vacuum sterilizer A1; returns its id."""
    sterilizers.add_sterilizer(clinic, "Autoclave 1", "a1", "dynamic air removal", serial="77")
    return sterilizers.sterilizers(clinic)[0].id


def add_tray(clinic: Clinic, name: str = "Suture tray") -> str:
    """A set with two lines on its count sheet; returns its id."""
    packs.save_set(clinic, name, [("Needle holder", 1), ("Scissors", 2)])
    return next(item.id for item in packs.sets(clinic) if item.name == name)


def pack_once(clinic: Clinic, set_id: str, expires: date | None = None) -> Pack:
    """One pack, its count sheet ticked whole."""
    known = next(item for item in packs.sets(clinic) if item.id == set_id)
    counted = [name for name, _count in known.contents]
    return packs.make_packs(clinic, set_id, Packing(counted, expires_on=expires))[0][0]


def packed(clinic: Clinic, set_id: str, count: int = 2) -> list[Pack]:
    return [pack_once(clinic, set_id) for _ in range(count)]


def bowie_dick(clinic: Clinic, vacuum: str, *, passed: bool = True) -> str:
    load_id, _ = loads.start(clinic, vacuum, "bd132", [])
    loads.finish_cycle(clinic, load_id, CycleValues(Decimal(134), Decimal("3.5"), Decimal(0)))
    indicators.record(clinic, load_id, Indicator.BOWIE_DICK, passed)
    return load_id


def run(clinic: Clinic, vacuum: str, inside: Sequence[Pack]) -> str:
    """A load whose cycle and chemical indicators passed."""
    load_id, _ = loads.start(clinic, vacuum, "prev132w", [item.number for item in inside])
    loads.finish_cycle(clinic, load_id, GOOD)
    for kind in (Indicator.EXTERNAL, Indicator.INTERNAL):
        indicators.record(clinic, load_id, kind, True)
    return load_id


def biological(clinic: Clinic, clock: FixedClock, load_id: str, *, negative: bool) -> None:
    indicators.incubate(clinic, load_id, "24h", "L77", "L77")
    clock.advance(hours=24)
    indicators.read_biological(clinic, load_id, negative=negative, control_grew=True)


def release(clinic: Clinic, load_id: str, **exception: str) -> None:
    releases.release(clinic, load_id, USER, PASSPHRASE, **exception)
