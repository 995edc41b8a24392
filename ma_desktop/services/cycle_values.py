"""Correcting the values of a cycle: what stood before stays, and the load is judged anew."""

from __future__ import annotations

from dataclasses import astuple, replace

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.load_rules import mechanical_faults
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import Cycle, CycleCorrection, CycleValues, Load, LoadState
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.cycle_files import demand_possible
from ma_desktop.services.indicators import fail_load
from ma_desktop.services.packs import demand_words
from ma_desktop.services.sterilizers import demand_load
from ma_desktop.storage.store import UnitOfWork


def correct(
    clinic: Clinic, load_id: str, values: CycleValues, reason: str, *, seen: int
) -> Changes:
    """Put other values in the place of those on record, which stay with who, when and why.

    A load that now misses a minimum fails, with its recall, also when it was released; one that
    failed stays failed. `seen` is the version of the load that was shown. Raises Refused for
    impossible values, without a reason, before the end of the cycle or when nothing changes,
    Conflict when somebody was faster.
    """
    demand_possible(values)
    demand_words(reason)
    with clinic.work(Right.STERILIZE) as uow:
        load = demand_load(uow, load_id)
        if load.ended_at is None:
            raise Refused("The cycle has not ended.", do="End it with its values.")
        if load.values == values:
            raise Refused("These values are on record.", do="Change one, or leave.")
        _note(clinic, uow, load, reason.strip())
        temp, exposure, dry = astuple(values)
        corrected = replace(load, temp_c=temp, exposure_min=exposure, dry_min=dry, version=seen)
        uow.sterilization.update_load(corrected)
        uow.audit.write("cycle values corrected", record=load_id, reason=reason.strip())
        cycle = sterilization_content().cycles[load.cycle_id]
        if _fails(cycle, corrected) and not _fails(cycle, load):
            fail_load(clinic, uow, replace(corrected, version=seen + 1), "mechanical")
    return Changes.of(sterilization=True, board=True)


def _note(clinic: Clinic, uow: UnitOfWork, load: Load, reason: str) -> None:
    """Never earlier than what it follows, whatever the clock says."""
    before = uow.cycles.corrections([load.id]).get(load.id, ())
    last = max((load.ended_at or load.started_at, *(item.at for item in before)))
    at, by = max(clinic.now(), last), clinic.actor.user_name
    uow.cycles.add_correction(CycleCorrection(new_id(), load.id, load.values, at, by, reason))


def _fails(cycle: Cycle, load: Load) -> bool:
    """A value below its minimum; once released, a missing one too."""
    missing = None in astuple(load.values)
    released = load.state is LoadState.RELEASED
    return bool(mechanical_faults(cycle, load)) and (released or not missing)
