"""The clinic's sterilizers: in service or not, and when a biological indicator is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.load_rules import standing_results
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import (
    Indicator,
    IndicatorResult,
    Load,
    Sterilizer,
    load_number,
)
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.packs import demand_words
from ma_desktop.services.schedule import day_bounds
from ma_desktop.storage.store import UnitOfWork

_LONGEST_CODE = 6
_AHEAD = timedelta(days=1)
"""A clock that was set back leaves loads that seem to come later."""


def sterilizers(clinic: Clinic) -> tuple[Sterilizer, ...]:
    """The clinic's sterilizers by code."""
    with clinic.look() as uow:
        return uow.sterilization.sterilizers()


def add_sterilizer(
    clinic: Clinic, name: str, code: str, kind: str, *, model: str = "", serial: str = ""
) -> Changes:
    """A sterilizer with all cycles of its kind. Raises Refused for a taken or impossible code."""
    short = code.strip().upper()
    if not name.strip() or not short.isalnum() or len(short) > _LONGEST_CODE:
        raise Refused(
            "A name and a code of one to six letters or digits are needed.", do="Type both."
        )
    content = sterilization_content()
    cycles = tuple(cycle.id for cycle in content.cycles_for(kind) if cycle.allowed)
    if not cycles:
        raise Refused("This kind of sterilizer is not known.", do="Choose one of the list.")
    with clinic.work(Right.MANAGE_STAFF) as uow:
        if any(item.code == short for item in uow.sterilization.sterilizers()):
            raise Refused("Another sterilizer has this code.", do="Choose another.")
        made = Sterilizer(
            new_id(), name.strip(), short, kind, model.strip(), serial.strip(), cycles
        )
        uow.sterilization.add_sterilizer(made)
        uow.audit.write("sterilizer added", record=made.id)
    return Changes.of(sterilization=True)


def set_service(clinic: Clinic, known: Sterilizer, in_service: bool, reason: str) -> Changes:
    """Take a sterilizer out of service, or back. Raises Refused without a reason.

    After a positive biological indicator it comes back by closing the recall, not here.
    """
    demand_words(reason)
    with clinic.work(Right.STERILIZE) as uow:
        if in_service and _is_recalled(uow, known.id):
            raise Refused(
                "A recall of this sterilizer is open.", do="Close the recall after the test cycles."
            )
        uow.sterilization.update_sterilizer(replace(known, in_service=in_service))
        words = "back in service" if in_service else "out of service"
        uow.audit.write(f"sterilizer {words}", record=known.id, reason=reason.strip())
    return Changes.of(sterilization=True, board=True)


def demand_load(uow: UnitOfWork, load_id: str) -> Load:
    """The load with this id; raises Refused for an unknown one."""
    load = uow.sterilization.load(load_id)
    if load is None:
        raise Refused("This load is not known.", do="Look at the list again.")
    return load


def demand_sterilizer(uow: UnitOfWork, sterilizer_id: str) -> Sterilizer:
    """The sterilizer with this id; raises Refused for an unknown one."""
    found = next((i for i in uow.sterilization.sterilizers() if i.id == sterilizer_id), None)
    if found is None:
        raise Refused("This sterilizer is not known.", do="Choose one of the list.")
    return found


def next_load_number(clinic: Clinic, uow: UnitOfWork, sterilizer: Sterilizer) -> str:
    """The number that the next load of this sterilizer gets if it starts today."""
    day = clinic.local(clinic.now()).date()
    of_day = uow.sterilization.loads_between(*day_bounds(clinic, day))
    run = sum(item.sterilizer_id == sterilizer.id for item in of_day) + 1
    return load_number(sterilizer.code, day, run)


def tests_of_day(
    clinic: Clinic, uow: UnitOfWork, sterilizer_id: str
) -> list[IndicatorResult | None]:
    """Results of the Bowie-Dick tests of this day, newest first."""
    day = clinic.local(clinic.now()).date()
    loads = [
        item
        for item in uow.sterilization.loads_between(*day_bounds(clinic, day))
        if item.sterilizer_id == sterilizer_id
        and sterilization_content().cycles[item.cycle_id].test_only
    ]
    results = uow.sterilization.results([item.id for item in loads])
    return [standing_results(results[item.id]).get(Indicator.BOWIE_DICK) for item in loads]


def is_biological_due(clinic: Clinic, uow: UnitOfWork, sterilizer: Sterilizer) -> bool:
    """Whether the last proven load is longer ago than the rules allow (weekly, CDC 2008)."""
    days = timedelta(days=sterilization_content().rules.biological_days)
    loads = [
        item
        for item in uow.sterilization.loads_between(clinic.now() - days, clinic.now() + _AHEAD)
        if item.sterilizer_id == sterilizer.id and item.started_at > clinic.now() - days
    ]
    results = uow.sterilization.results([item.id for item in loads])
    return not any(Indicator.BIOLOGICAL in standing_results(results[item.id]) for item in loads)


def _is_recalled(uow: UnitOfWork, sterilizer_id: str) -> bool:
    loads = (uow.sterilization.load(item.load_id) for item in uow.recalls.open())
    return any(load is not None and load.sterilizer_id == sterilizer_id for load in loads)
