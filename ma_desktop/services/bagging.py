"""The bag for the courier: what goes in, for which laboratory, and the label on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.custody import bag_number, shown_bag
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.print_job import LabelJob, PrintJob
from ma_desktop.domain.specimen import Specimen
from ma_desktop.domain.specimen_words import handling_words
from ma_desktop.domain.staff import Right
from ma_desktop.services import printing
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.collecting import note
from ma_desktop.services.custody import changes_of, demand_all
from ma_desktop.services.timers import end_timers
from ma_desktop.storage.store import UnitOfWork

_MAY_BE_BAGGED = frozenset({"collected", "processed"})


def bag(
    clinic: Clinic, items: Sequence[Specimen], lab: str, courier: str = ""
) -> tuple[str, Changes]:
    """They are in one bag for `lab`; its label is queued. Returns the print job.

    Raises Refused unless their labels were scanned back, or without a laboratory; Conflict.
    """
    if not lab.strip():
        raise Refused("A bag goes to one laboratory.", do="Choose which.")
    with clinic.work(Right.LABEL) as uow:
        day = clinic.local(clinic.now()).date()
        number = bag_number(day, uow.custody.next_bag(day))
        what = {"bag": number, "lab": lab.strip(), "courier": courier.strip()}
        for item in demand_all(items, _MAY_BE_BAGGED):
            end_timers(uow, clinic, item.id, "bagged")
            uow.specimens.update(replace(item, state="bagged", details={**item.details, **what}))
            note(uow, clinic, item, "bagged", f"{lab.strip()} · {shown_bag(number)}")
        job = LabelJob("bag", number, _values(clinic, items, what))
        (queued,) = printing.enqueue(clinic, uow, [job])
    return queued, changes_of(items)


def label_again(clinic: Clinic, item: Specimen, reason: str) -> str:
    """The label of the bag that holds `item` once more; returns the print job.

    One that did not come out yet is that one. Raises Refused for a specimen in no bag, or
    without a reason.
    """
    with clinic.work(Right.LABEL) as uow:
        last = _newest(uow, item)
        if last.may_be_sent or last.state == "unknown":
            return last.id
        again = LabelJob("bag", last.subject, last.values, last.format, reason=reason)
        return printing.enqueue(clinic, uow, [again])[0]


def label_of(clinic: Clinic, item: Specimen) -> PrintJob:
    """The newest label of the bag that holds `item`. Raises Refused for a specimen in no bag."""
    with clinic.look() as uow:
        return _newest(uow, item)


def _newest(uow: UnitOfWork, item: Specimen) -> PrintJob:
    jobs = uow.print_jobs.of_subject(item.details.get("bag", "")) if item.details else ()
    if not jobs:
        raise Refused("It is in no bag.", do="Press B to bag it first.")
    return jobs[-1]


def destined(items: Sequence[Specimen]) -> dict[str, list[Specimen]]:
    """Bagged specimens by the laboratory of their bag, in the order of `items`."""
    found: dict[str, list[Specimen]] = {}
    for item in items:
        found.setdefault(item.details.get("lab", ""), []).append(item)
    return found


def _values(clinic: Clinic, items: Sequence[Specimen], what: dict[str, str]) -> dict[str, str]:
    tests = clinic.catalog.tests
    inside = [tests[key] for item in items for key in item.tests if key in tests]
    count = f"{len(items)} SPECIMEN" + ("" if len(items) == 1 else "S")
    return {
        "bag": what["bag"],
        "bag_shown": shown_bag(what["bag"]),
        "lab": what["lab"],
        "count": count,
        "handling": handling_words(inside),
        "packed": f"{clinic.local(clinic.now()):%d%b%y %H%M}".upper(),
        "packed_by": clinic.actor.initials,
        "courier": what["courier"],
    }
