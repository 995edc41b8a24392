"""Sterilizer loads: filled by scan, run, measured against the minimums of their cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime, timedelta

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.clock import CLOCK_SKEW
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.load_rules import mechanical_faults, release_faults
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import (
    AIR_REMOVAL,
    Cycle,
    CycleCorrection,
    CycleValues,
    IndicatorResult,
    Load,
    LoadState,
    Pack,
    PackState,
    Printout,
    Sterilizer,
)
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.cycle_files import demand_possible, keep_printout
from ma_desktop.services.indicators import fail_load
from ma_desktop.services.packs import demand_pack
from ma_desktop.services.schedule import day_bounds
from ma_desktop.services.sterilizers import demand_load, next_load_number, tests_of_day
from ma_desktop.storage.store import UnitOfWork


@dataclass(frozen=True)
class LoadView:
    """A load with all that proves it; `faults` say why it can't be released."""

    load: Load
    sterilizer: Sterilizer
    cycle: Cycle
    packs: tuple[Pack, ...]
    results: tuple[IndicatorResult, ...]
    mechanical: tuple[str, ...]
    faults: tuple[str, ...]
    corrections: tuple[CycleCorrection, ...] = ()
    printouts: tuple[Printout, ...] = ()


@dataclass(frozen=True)
class LoadLine:
    """A load in a list of many."""

    load: Load
    sterilizer: str


def start(
    clinic: Clinic,
    sterilizer_id: str,
    cycle_id: str,
    numbers: Sequence[str],
    *,
    cycle_number: str = "",
    notes: str = "",
    test: bool = False,
) -> tuple[str, Changes]:
    """Start a load with the packs of these scanned numbers; returns its id.

    A `test` has no packs and may run out of service. Raises Refused when the cycle is not one of
    this sterilizer, it is out of service (but for a test), the daily air-removal test has not
    passed, a pack may not go in, or another load of today has this cycle number. A clock that is
    behind the load before, and labels that name another load, are noted.
    """
    with clinic.work(Right.STERILIZE) as uow:
        sterilizer, cycle = _demand_cycle(uow, sterilizer_id, cycle_id)
        packs = [_demand_loadable(uow, number) for number in dict.fromkeys(numbers)]
        _demand_ready(clinic, uow, sterilizer, cycle, packs, test=test)
        _demand_new_number(clinic, uow, sterilizer, cycle_number.strip())
        now, number = clinic.now(), next_load_number(clinic, uow, sterilizer)
        told = (notes.strip(), _clock_note(uow, sterilizer, now), _label_note(uow, packs, number))
        made = Load(
            new_id(),
            number,
            sterilizer_id,
            uow.sterilization.next_sequence(sterilizer_id),
            cycle_id,
            clinic.actor.user_name,
            now,
            cycle_number.strip(),
            implant=any(item.implant for item in packs),
            test=test or cycle.test_only,
            notes=" ".join(part for part in told if part),
        )
        uow.sterilization.add_load(made)
        for item in packs:
            loaded = replace(item, load_id=made.id, state=PackState.LOADED)
            uow.sterilization.update_pack(loaded)
            uow.sterilization.note(loaded, "loaded", now, clinic.actor.user_name)
        uow.audit.write("load started", record=made.id, reason=f"{len(packs)} packs")
    return made.id, Changes.of(sterilization=True, board=True)


def finish_cycle(
    clinic: Clinic,
    load_id: str,
    values: CycleValues,
    printout: tuple[str, bytes] | None = None,
) -> Changes:
    """The cycle ended: what the display or printout says. Values below the minimums fail the load.

    One that was recalled while it ran stays recalled. Raises Refused for impossible values, a load
    that ended already, or a printout above 5 MB.
    """
    demand_possible(values)
    with clinic.work(Right.STERILIZE) as uow:
        load = demand_load(uow, load_id)
        if load.ended_at is not None:
            raise Refused("This load has ended already.", do="Correct its values with a reason.")
        ended = replace(
            load,
            ended_at=max(clinic.now(), load.started_at),
            temp_c=values.temp_c,
            exposure_min=values.exposure_min,
            dry_min=values.dry_min,
            state=LoadState.WAITING if load.state is LoadState.RUNNING else load.state,
        )
        uow.sterilization.update_load(ended)
        if printout is not None:
            keep_printout(clinic, uow, load, printout)
        uow.audit.write("load ended", record=load_id)
        cycle = sterilization_content().cycles[load.cycle_id]
        missing = None in astuple(values)
        if mechanical_faults(cycle, ended) and not missing:
            fail_load(clinic, uow, replace(ended, version=ended.version + 1), "mechanical")
    return Changes.of(sterilization=True, board=True)


def view(clinic: Clinic, load_id: str) -> LoadView:
    """A load with all that proves it; raises Refused for an unknown one."""
    with clinic.look() as uow:
        return read_view(uow, demand_load(uow, load_id))


def recent(clinic: Clinic, days: int = 14) -> tuple[LoadView, ...]:
    """Loads of the last days and all that are not closed, newest first."""
    end = clinic.now() + timedelta(days=1)
    with clinic.look() as uow:
        found = {
            item.id: item
            for item in uow.sterilization.loads_between(clinic.now() - timedelta(days=days), end)
        }
        waiting = (LoadState.RUNNING, LoadState.WAITING, LoadState.QUARANTINE)
        found |= {item.id: item for item in uow.sterilization.loads_in(waiting)}
        ordered = sorted(found.values(), key=lambda it: (it.started_at, it.sequence), reverse=True)
        return read_views(uow, ordered)


def search(
    clinic: Clinic, number: str, first: date | None, last: date | None
) -> tuple[LoadLine, ...]:
    """Loads whose number holds this text, of these local days (all without), newest first."""
    if first is not None and last is not None and last < first:
        raise Refused("The last day is before the first.", do="Check both days.")
    start = day_bounds(clinic, first)[0] if first else datetime.min.replace(tzinfo=UTC)
    end = day_bounds(clinic, last)[1] if last else datetime.max.replace(tzinfo=UTC)
    with clinic.look() as uow:
        names = {item.id: item.name for item in uow.sterilization.sterilizers()}
        found = uow.sterilization.find_loads(number.strip().upper(), start, end)
    return tuple(LoadLine(item, names[item.sterilizer_id]) for item in found)


def read_view(uow: UnitOfWork, load: Load) -> LoadView:
    """`view` within a transaction that somebody else began."""
    return read_views(uow, [load])[0]


def read_views(uow: UnitOfWork, loads: Sequence[Load]) -> tuple[LoadView, ...]:
    """Loads with all that proves them, in the order given, read in a few statements."""
    sterilizers = {item.id: item for item in uow.sterilization.sterilizers()}
    ids = [load.id for load in loads]
    results = uow.sterilization.results(ids)
    packs: dict[str, list[Pack]] = {}
    for item in uow.sterilization.packs_of(ids):
        packs.setdefault(item.load_id, []).append(item)
    corrections, printouts = uow.cycles.corrections(ids), uow.cycles.printouts(ids)
    made = (
        _view(sterilizers[load.sterilizer_id], load, packs.get(load.id, ()), results[load.id])
        for load in loads
    )
    return tuple(
        replace(
            one,
            corrections=corrections.get(one.load.id, ()),
            printouts=printouts.get(one.load.id, ()),
        )
        for one in made
    )


def _view(
    sterilizer: Sterilizer,
    load: Load,
    packs: Sequence[Pack],
    results: tuple[IndicatorResult, ...],
) -> LoadView:
    cycle = sterilization_content().cycles[load.cycle_id]
    faults = release_faults(cycle, sterilizer, load, results, packs=len(packs))
    mechanical = mechanical_faults(cycle, load)
    return LoadView(load, sterilizer, cycle, tuple(packs), results, mechanical, faults)


def _demand_cycle(uow: UnitOfWork, sterilizer_id: str, cycle_id: str) -> tuple[Sterilizer, Cycle]:
    known = {item.id: item for item in uow.sterilization.sterilizers()}
    sterilizer = known.get(sterilizer_id)
    if sterilizer is None or cycle_id not in sterilizer.cycles:
        raise Refused("This sterilizer has no such cycle.", do="Choose one of its cycles.")
    return sterilizer, sterilization_content().cycles[cycle_id]


def _demand_loadable(uow: UnitOfWork, number: str) -> Pack:
    found = demand_pack(uow, number)
    if found.state is not PackState.PACKED:
        raise Refused(f"Pack {number} is {found.state.words}.", do="Take it out, or pack it anew.")
    return found


def _demand_ready(
    clinic: Clinic,
    uow: UnitOfWork,
    sterilizer: Sterilizer,
    cycle: Cycle,
    packs: Sequence[Pack],
    *,
    test: bool,
) -> None:
    if cycle.test_only or test:
        if packs:
            raise Refused("A test cycle runs without packs.", do="Take the packs out.")
        return
    if not sterilizer.in_service:
        raise Refused("This sterilizer is out of service.", do="Use another one.")
    if not packs:
        raise Refused("The load holds no pack.", do="Scan the packs into it.")
    if cycle.immediate_use and any(item.implant for item in packs):
        raise Refused("Implants are never sterilized for immediate use.", do="Change the cycle.")
    if sterilizer.kind == AIR_REMOVAL and not _air_removal_passed(clinic, uow, sterilizer):
        raise Refused(
            "The air-removal test of today has not passed.", do="Run the Bowie-Dick test first."
        )


def _demand_new_number(
    clinic: Clinic, uow: UnitOfWork, sterilizer: Sterilizer, cycle_number: str
) -> None:
    """Raise Refused when a load of this day has the number that the sterilizer shows."""
    day = clinic.local(clinic.now()).date()
    for load in uow.sterilization.loads_between(*day_bounds(clinic, day)):
        if cycle_number and (load.sterilizer_id, load.cycle_number) == (
            sterilizer.id,
            cycle_number,
        ):
            raise Refused(
                f"Cycle {cycle_number} of today is load {load.number} already.",
                do="Read the number on the sterilizer again, or leave it empty.",
            )


def _clock_note(uow: UnitOfWork, sterilizer: Sterilizer, now: datetime) -> str:
    """What is noted of a load that seems to start before the one that it follows."""
    runs = uow.sterilization.runs_of(sterilizer.id)
    before = uow.sterilization.load(runs[-1][0]) if runs else None
    if before is None or before.started_at <= now + CLOCK_SKEW:
        return ""
    return f"The computer's clock was behind load {before.number}."


def _label_note(uow: UnitOfWork, packs: Sequence[Pack], number: str) -> str:
    """What is noted of a load whose labels were printed for a number that another load took."""
    newest = (uow.print_jobs.of_subject(item.id)[-1:] for item in packs)
    printed = (job for jobs in newest for job in jobs if job.state != "failed")
    other = [job for job in printed if job.values["load"] != number]
    if not other:
        return ""
    first, count = other[0].values["load"], len(other)
    labels = "1 label names" if count == 1 else f"{count} labels name"
    return f"{labels} load {first}: print them again."


def _air_removal_passed(clinic: Clinic, uow: UnitOfWork, sterilizer: Sterilizer) -> bool:
    """Whether the last Bowie-Dick test of this day passed."""
    tests = tests_of_day(clinic, uow, sterilizer.id)
    return bool(tests) and tests[0] is not None and tests[0].passed is True
