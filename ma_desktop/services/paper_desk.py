"""What papers for an inspector say alike: who by initials, when by the clinic's clock, the foot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from ma_desktop.domain.staff import Staff
from ma_desktop.services.clinic import Clinic

SIGNATURES = ("Reviewed by, date",)
"""The line that closes a log on paper."""


class PaperDesk:
    """Names and times of one paper. It keeps in mind whose initials it wrote, for the legend."""

    def __init__(self, clinic: Clinic, staff: Sequence[Staff]) -> None:
        self._clinic = clinic
        self._staff = {person.user_name: person for person in staff}
        self._count = Counter(person.initials for person in staff)
        self._written: dict[str, str] = {}

    def name(self, user: str) -> str:
        """J. Rivera, CMA; what is known of the user where the person is not."""
        person = self._staff.get(user)
        return person.title if person is not None else user

    def initials(self, user: str) -> str:
        """JR, told in the legend; the whole name where two people share their initials."""
        person = self._staff.get(user)
        if person is None or self._count[person.initials] > 1:
            return self.name(user)
        self._written[person.initials] = person.title
        return person.initials

    def time(self, moment: datetime | None) -> str:
        """2026-03-10 08:30, empty for none; with the zone in the hour that comes twice."""
        if moment is None:
            return ""
        local = self._clinic.local(moment)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f"{local:%Y-%m-%d %H:%M}" + (f" {local:%Z}" if twice else "")

    def clock(self, moment: datetime, day: date) -> str:
        """08:30 within `day`, else with its own date."""
        words = self.time(moment)
        return words.removeprefix(f"{day.isoformat()} ")

    def legend(self, *words: str) -> tuple[str, ...]:
        """`words`, then whose initials were written up to now, and whose clock it is."""
        people = " · ".join(f"{short}: {title}" for short, title in sorted(self._written.items()))
        zone = f"Times are local: {self._clinic.profile.zone}."
        return tuple(line for line in (*words, people, zone) if line)

    def foot(self) -> str:
        """The clinic, when it is printed and by whom."""
        made = f"printed {self.time(self._clinic.now())} by {self._clinic.actor.title}"
        return f"{self._clinic.profile.name} · {made}"
