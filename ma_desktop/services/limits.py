"""The clinic's own limits: kept in versions, checked before they are stored, in force at once."""

from __future__ import annotations

from collections.abc import Sequence

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.clinic_limits import LimitRow, limit_faults, read_rows, written
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.limit_rows import faults_beside
from ma_desktop.domain.staff import Right
from ma_desktop.domain.vital_lint import Vocabulary
from ma_desktop.services import own_content
from ma_desktop.services.clinic import LIMITS, Clinic
from ma_desktop.services.own_content import keep_version
from ma_desktop.storage.desk import ContentVersion

_KEPT = "The limits in force are the ones before."


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
    fault = next(limit_faults(shipped.vitals, rows, _words(clinic)), None)
    if fault is not None:
        raise Refused(f"{fault.where}: {fault.what}.", safe=_KEPT, do="Correct this row.")
    with clinic.work(Right.MANAGE_STAFF) as uow:
        made = keep_version(uow, clinic, LIMITS, LIMITS, written(rows), note)
        uow.audit.write("limits changed", record=f"{LIMITS} {made.version}", reason=made.note)
    clinic.lay_limits(rows)
    return Changes.of(board=True)


def findings(clinic: Clinic, rows: Sequence[LimitRow]) -> tuple[tuple[LimitRow | None, str], ...]:
    """What the check says of rows that are not stored yet, each with the row it belongs to."""
    return faults_beside(clinic.shipped.vitals, rows, _words(clinic))


def versions(clinic: Clinic) -> tuple[ContentVersion, ...]:
    """All versions of the clinic's limits, newest first."""
    return own_content.versions(clinic, LIMITS, LIMITS)


def restore(clinic: Clinic, version: ContentVersion, note: str) -> Changes:
    """Put an earlier version in force again, as a new one; raises as `change_limits`."""
    return change_limits(clinic, read_rows(version.body), f"version {version.version}: {note}")


def _words(clinic: Clinic) -> Vocabulary:
    shipped = clinic.shipped
    return Vocabulary(tuple(band.id for band in shipped.bands), frozenset(shipped.sources))
