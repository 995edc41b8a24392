"""Labels of sterile packs, through the print queue that all labels share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.print_job import LabelJob, PrintJob
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import Pack
from ma_desktop.services import printing
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.packs import demand_pack
from ma_desktop.services.sterilizers import demand_load, demand_sterilizer, next_load_number
from ma_desktop.storage.store import UnitOfWork

_FORMAT = "pack-2x1"
_EVENT = "EVENT-RELATED"


@dataclass(frozen=True)
class _Run:
    """The load that labels speak of: code of its sterilizer, number, cycle, when it was started."""

    code: str
    number: str
    cycle_id: str
    at: datetime


def queue_for_next(
    clinic: Clinic, sterilizer_id: str, cycle_id: str, numbers: Sequence[str], reason: str = ""
) -> tuple[str, ...]:
    """Queue labels of packs that go into the next load, to be stuck on before they are scanned in.

    Returns the print jobs. Raises Refused for no packs, or for second labels without a reason.
    """
    with clinic.work(Right.STERILIZE) as uow:
        sterilizer = demand_sterilizer(uow, sterilizer_id)
        packs = [demand_pack(uow, number) for number in numbers]
        load = next_load_number(clinic, uow, sterilizer)
        run = _Run(sterilizer.code, load, cycle_id, clinic.now())
        return _queue(clinic, uow, packs, run, reason)


def queue_for_load(clinic: Clinic, load_id: str, reason: str = "") -> tuple[str, ...]:
    """Queue a label for each pack of a load; returns the print jobs, those that wait first.

    While some are not printed, it is about those only. Raises Refused for a load without packs, or
    for second labels without a reason.
    """
    with clinic.work(Right.STERILIZE) as uow:
        load = demand_load(uow, load_id)
        sterilizer = demand_sterilizer(uow, load.sterilizer_id)
        packs = uow.sterilization.packs_of([load_id])
        run = _Run(sterilizer.code, load.number, load.cycle_id, load.started_at)
        return _queue(clinic, uow, packs, run, reason)


def taken_of(clinic: Clinic, numbers: Sequence[str]) -> tuple[PrintJob, ...]:
    """Newest labels of these packs of which it is only known that the printer took them.

    Raises Refused for a number that no pack has.
    """
    with clinic.look() as uow:
        return _taken(uow, [demand_pack(uow, number) for number in numbers])


def taken_of_load(clinic: Clinic, load_id: str) -> tuple[PrintJob, ...]:
    """`taken_of` the packs of a load."""
    with clinic.look() as uow:
        return _taken(uow, uow.sterilization.packs_of([load_id]))


def _taken(uow: UnitOfWork, packs: Sequence[Pack]) -> tuple[PrintJob, ...]:
    newest = [jobs[-1] for item in packs if (jobs := uow.print_jobs.of_subject(item.id))]
    return tuple(job for job in newest if job.state == "sent")


def _queue(
    clinic: Clinic,
    uow: UnitOfWork,
    packs: Sequence[Pack],
    run: _Run,
    reason: str,
) -> tuple[str, ...]:
    if not packs:
        raise Refused("There is no pack to label.", do="Put packs into the load.")
    cycle = sterilization_content().cycles[run.cycle_id]
    names = {item.id: item.name for item in uow.sterilization.sets()}
    initials = {person.user_name: person.initials for person in uow.staff.all()}
    sterilized = f"{clinic.local(run.at):%d%b%y}".upper()
    new: list[LabelJob] = []
    again: list[LabelJob] = []
    waiting = []
    for item in packs:
        before = uow.print_jobs.of_subject(item.id)
        is_this = bool(before) and before[-1].values["load"] == run.number
        if is_this and (before[-1].may_be_sent or before[-1].state == "unknown"):
            waiting.append(before[-1].id)
            continue
        values = {
            "pack": item.number,
            "pack_shown": item.number,
            "contents": names[item.set_id],
            "sterilizer": run.code,
            "load": run.number,
            "cycle": f"{cycle.temp_c} C / {cycle.exposure_min} min",
            "sterilized": sterilized,
            "expires": f"{item.expires_on:%d%b%y}".upper() if item.expires_on else _EVENT,
            "packed_by": initials.get(item.packed_by, item.packed_by),
        }
        job = LabelJob("pack", item.id, values, _FORMAT, reason=reason)
        (again if is_this else new).append(job)
    return (*waiting, *printing.enqueue(clinic, uow, new if waiting or new else again))
