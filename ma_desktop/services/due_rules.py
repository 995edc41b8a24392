"""Which questionnaire is due when, as the clinic decided: in versions, in force at once."""

from __future__ import annotations

from collections.abc import Sequence

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.clinic_due import OwnDue, due_faults, read_due, written
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.staff import Right
from ma_desktop.services import own_content
from ma_desktop.services.clinic import DUE_RULES, Clinic
from ma_desktop.services.own_content import keep_version
from ma_desktop.storage.desk import ContentVersion


def own_rules(clinic: Clinic) -> tuple[OwnDue, ...]:
    """The clinic's rules that are in force."""
    with clinic.look() as uow:
        return tuple(
            item for kept in uow.contents.in_force(DUE_RULES) for item in read_due(kept.body)
        )


def change_rules(clinic: Clinic, rules: Sequence[OwnDue], note: str = "") -> Changes:
    """Put all rules of the clinic in the place of the ones before; forms without one are due as
    shipped.

    They hold at once on this workstation, on others from the next sign-in. Raises Refused with the
    first fault, and NotAllowed without the right to manage; then nothing is stored.
    """
    forms = clinic.shipped.forms.all
    for item in rules:
        fault = next(due_faults(forms, item), None)
        if fault is not None:
            raise Refused(
                fault.what, safe="The rules in force are the ones before.", do="Correct it."
            )
    with clinic.work(Right.MANAGE_STAFF) as uow:
        made = keep_version(uow, clinic, DUE_RULES, DUE_RULES, written(rules), note)
        uow.audit.write(
            "screening rules changed", record=f"{DUE_RULES} {made.version}", reason=made.note
        )
    clinic.lay_due_rules(rules)
    return Changes.of(board=True)


def versions(clinic: Clinic) -> tuple[ContentVersion, ...]:
    """All versions of the clinic's rules, newest first."""
    return own_content.versions(clinic, DUE_RULES, DUE_RULES)


def restore(clinic: Clinic, version: ContentVersion, note: str) -> Changes:
    """Put an earlier version in force again, as a new one; raises as `change_rules`."""
    return change_rules(clinic, read_due(version.body), f"version {version.version}: {note}")
