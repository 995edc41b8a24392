"""Indicators of a load: recorded, incubated, read; a failed one fails the load."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import takewhile

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.load_rules import standing_results
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import Indicator, IndicatorResult, Load, LoadState, PackState
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.packs import demand_words
from ma_desktop.services.recalls import ON_SHELF, open_recall, stop_sterilizer
from ma_desktop.services.sterilizers import demand_load, tests_of_day
from ma_desktop.services.timers import Where, begin, finish
from ma_desktop.storage.sterilization import PackNote
from ma_desktop.storage.store import UnitOfWork

_CAUSES = {
    "biological": "Biological indicator positive",
    "mechanical": "Mechanical check failed",
    "chemical": "Chemical indicator failed",
}


def record(
    clinic: Clinic, load_id: str, kind: Indicator, passed: bool, *, lot: str = "", reason: str = ""
) -> Changes:
    """Record a chemical indicator. A failed one fails the load; a second result needs a reason.

    Raises Refused for a biological indicator, or a correction without its reason.
    """
    if kind is Indicator.BIOLOGICAL:
        raise Refused("A biological indicator is incubated first.", do="Start its incubation.")
    with clinic.work(Right.STERILIZE) as uow:
        load = demand_load(uow, load_id)
        before = standing_results(uow.sterilization.results([load_id])[load_id]).get(kind)
        if before is not None:
            demand_words(reason)
        made = IndicatorResult(
            new_id(),
            load_id,
            kind,
            passed,
            clinic.now(),
            clinic.actor.user_name,
            lot.strip(),
            reason=reason.strip(),
            supersedes=before.id if before else None,
        )
        uow.sterilization.add_result(made)
        words = "passed" if passed else "failed"
        uow.audit.write(f"{kind.value} indicator {words}", record=load_id, reason=reason.strip())
        if not passed:
            fail_load(clinic, uow, load, kind.value if kind is Indicator.BOWIE_DICK else "chemical")
    return Changes.of(sterilization=True, board=True)


def incubate(
    clinic: Clinic, load_id: str, incubation_id: str, lot: str, control_lot: str
) -> Changes:
    """Put a biological indicator and its control into the incubator; a timer says when to read.

    Raises Refused without lot numbers, for a control of another lot (CDC 2008), or twice.
    """
    known = {item.id: item for item in sterilization_content().rules.incubations}
    if incubation_id not in known:
        raise Refused("This incubation is not known.", do="Choose one of the list.")
    if not lot.strip() or lot.strip() != control_lot.strip():
        raise Refused("Indicator and control must be of the same lot.", do="Type the lot of both.")
    length = timedelta(hours=float(known[incubation_id].hours))
    with clinic.work(Right.STERILIZE) as uow:
        load = demand_load(uow, load_id)
        if Indicator.BIOLOGICAL in standing_results(uow.sterilization.results([load_id])[load_id]):
            raise Refused("A biological indicator of this load is on record.", do="Read it.")
        made = IndicatorResult(
            new_id(),
            load_id,
            Indicator.BIOLOGICAL,
            None,
            clinic.now(),
            clinic.actor.user_name,
            lot.strip(),
            control_lot.strip(),
            due_at=clinic.now() + length,
        )
        uow.sterilization.add_result(made)
        where = Where(subject=made.id, screen="sterilize")
        begin(clinic, uow, "bi-read", f"Read biological {load.number}", length, where)
        uow.audit.write("biological indicator incubated", record=load_id)
    return Changes.of(sterilization=True, board=True, timers=True)


def read_biological(
    clinic: Clinic, load_id: str, *, negative: bool, control_grew: bool, reason: str = ""
) -> Changes:
    """Read it: a positive one opens a recall, a second reading needs a reason.

    Raises Refused when none is incubated or the time is not up.
    """
    with clinic.work(Right.STERILIZE) as uow:
        load = demand_load(uow, load_id)
        found = standing_results(uow.sterilization.results([load_id])[load_id])
        pending = found.get(Indicator.BIOLOGICAL)
        if pending is None:
            raise Refused("No biological indicator is incubated.", do="Start its incubation.")
        if pending.passed is None and negative and pending.due_at and clinic.now() < pending.due_at:
            raise Refused("The incubation time is not up.", do="Read it when the timer ends.")
        if pending.passed is not None:
            demand_words(reason)
        made = replace(
            pending,
            id=new_id(),
            passed=negative,
            control_grew=control_grew,
            at=clinic.now(),
            by=clinic.actor.user_name,
            reason=reason.strip(),
            supersedes=pending.id,
        )
        uow.sterilization.add_result(made)
        for timer in uow.timers.of_subject(pending.id):
            if timer.ended_at is None:
                finish(clinic, uow, timer.id, "read")
        words = "negative" if negative else "positive"
        uow.audit.write(f"biological indicator {words}", record=load_id, reason=reason.strip())
        if not negative:
            fail_load(clinic, uow, load, "biological")
    return Changes.of(sterilization=True, board=True, timers=True)


def load_of(clinic: Clinic, result_id: str) -> str:
    """The load that an indicator result belongs to. Raises Refused for an unknown one."""
    with clinic.look() as uow:
        found = uow.sterilization.result(result_id)
    if found is None:
        raise Refused("This indicator is not known.", do="Look at the list again.")
    return found.load_id


def fail_load(clinic: Clinic, uow: UnitOfWork, load: Load, kind: str) -> None:
    """A failed load; where the rules say so, a recall of all that it makes doubtful.

    A failed Bowie-Dick test is repeated, whatever of it failed; the second one of a day in a row
    stops the sterilizer (ST79).
    """
    content = sterilization_content()
    if kind in content.rules.recall_after and not content.cycles[load.cycle_id].test_only:
        open_recall(clinic, uow, load, _CAUSES[kind])
        return
    uow.sterilization.update_load(replace(load, state=LoadState.FAILED))
    event = PackNote("failed", clinic.now(), clinic.actor.user_name)
    uow.sterilization.move_packs([load.id], ON_SHELF, PackState.FAILED, event)
    if kind == Indicator.BOWIE_DICK and _tests_failed(clinic, uow, load) > 1:
        stop_sterilizer(uow, load.sterilizer_id)


def _tests_failed(clinic: Clinic, uow: UnitOfWork, load: Load) -> int:
    """How many of the last air-removal tests of the day failed in a row, this one included."""
    tests = tests_of_day(clinic, uow, load.sterilizer_id)
    return len(list(takewhile(lambda result: result is not None and not result.passed, tests)))
