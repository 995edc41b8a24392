"""The versions of a list in words, read in the background."""

from __future__ import annotations

from ma_desktop.services import checklist_lists
from ma_desktop.services.clinic import Clinic, staff


def versions_words(clinic: Clinic, list_id: str) -> tuple[str, str]:
    """The list, and: Version 2 on 2026-03-10 by J. Rivera, CMA: earlier. Version 1 as shipped."""
    names = {person.user_name: person.title for person in staff(clinic)}
    told = []
    for one in reversed(checklist_lists.editions(clinic, list_id)):
        version = f"Version {one.checklist.version}"
        if one.at is None:
            told.append(f"{version} as shipped.")
        else:
            day, by = clinic.local(one.at).date(), names.get(one.by, one.by)
            told.append(f"{version} on {day.isoformat()} by {by}: {one.note.rstrip('.')}.")
    return list_id, " ".join(told)
