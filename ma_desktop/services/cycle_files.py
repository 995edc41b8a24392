"""Files of the sterilizer's printer, kept with their load in the store alone."""

from __future__ import annotations

from dataclasses import astuple
from decimal import Decimal

from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import CycleValues, Load, Printout
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.sterilizers import demand_load
from ma_desktop.storage.store import UnitOfWork

_PRINTOUT_MOST = 5 * 1024 * 1024
_NAME_MOST = 80
_HOTTEST, _LONGEST = Decimal(150), Decimal(600)


def attach(clinic: Clinic, load_id: str, printout: tuple[str, bytes]) -> Changes:
    """Keep a file, name and contents, with a load. Raises Refused above 5 MB or when empty."""
    with clinic.work(Right.STERILIZE) as uow:
        keep_printout(clinic, uow, demand_load(uow, load_id), printout)
    return Changes.of(sterilization=True)


def keep_printout(clinic: Clinic, uow: UnitOfWork, load: Load, printout: tuple[str, bytes]) -> None:
    """`attach` inside the transaction of another use case."""
    name, body = printout
    if not body:
        raise Refused("The printout is empty.", do="Attach another file.")
    if len(body) > _PRINTOUT_MOST:
        raise Refused("The printout is larger than 5 MB.", do="Attach a smaller file.")
    by = clinic.actor.user_name
    made = Printout(new_id(), load.id, name[-_NAME_MOST:], len(body), clinic.now(), by)
    uow.cycles.add_printout(made, body)
    uow.audit.write("printout attached", record=load.id, digest=digest_of(body.hex()))


def read_printout(clinic: Clinic, printout: Printout) -> bytes:
    """The file, for somebody who looks at it; audited. Raises Refused when it is not there."""
    with clinic.work(Right.READ) as uow:
        body = uow.cycles.printout_body(printout.id)
        if body is None:
            raise Refused("This printout is not known.", do="Look at the load again.")
        uow.audit.write("printout viewed", record=printout.load_id)
    return body


def printout_left(clinic: Clinic, printout: Printout, how: str) -> None:
    """Note that a person saved or printed it."""
    with clinic.work(Right.READ) as uow:
        uow.audit.write(f"printout {how}", record=printout.load_id)


def demand_possible(values: CycleValues) -> None:
    """Raise Refused for what no sterilizer reaches."""
    for value, most in zip(astuple(values), (_HOTTEST, _LONGEST, _LONGEST), strict=True):
        if value is not None and not (value.is_finite() and 0 <= value <= most):
            raise Refused("A value is not possible.", do=f"Type a number from 0 to {most}.")
