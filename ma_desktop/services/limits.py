"""The clinic's own limits: kept in versions, checked before they are stored, in force at once."""

from __future__ import annotations

from collections.abc import Sequence

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.clinic_limits import LimitRow, limit_faults, read_rows, written
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.staff import Right
from ma_desktop.domain.vital_lint import Vocabulary
from ma_desktop.services.clinic import LIMITS, Clinic
from ma_desktop.storage.desk import ContentVersion


def own_limits(clinic: Clinic) -> tuple[LimitRow, ...]:
    """The clinic's rows that are in force."""
    with clinic.look() as uow:
        return tuple(row for kept in uow.contents.in_force(LIMITS) for row in read_rows(kept.body))


def change_limits(clinic: Clinic, rows: Sequence[LimitRow], note: str = "") -> Changes:
    """Put all rows of the clinic in the place of the ones before.

    They hold at once on this workstation, on others from the next sign-in. Raises Refused with the
    first fault when the rows or the tables that they make are wrong, and NotAllowed without the
    right to manage; then nothing is stored.
    """
    shipped = clinic.shipped
    words = Vocabulary(tuple(band.id for band in shipped.bands), frozenset(shipped.sources))
    fault = next(limit_faults(shipped.vitals, rows, words), None)
    if fault is not None:
        raise Refused(
            f"{fault.where}: {fault.what}.",
            safe="The limits in force are the ones before.",
            do="Correct this row.",
        )
    with clinic.work(Right.MANAGE_STAFF) as uow:
        before = uow.contents.versions(LIMITS, LIMITS)
        version = before[-1].version + 1 if before else 1
        who, why = clinic.actor.user_name, note.strip()
        made = ContentVersion(LIMITS, LIMITS, version, written(rows), clinic.now(), who, why)
        uow.contents.add(made)
        uow.audit.write("limits changed", record=f"{LIMITS} {version}", reason=why)
    clinic.lay_limits(rows)
    return Changes.of(board=True)
