"""People who sign in, and what their role lets them do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ma_desktop.domain.errors import NotAllowed


class Role(StrEnum):
    """Roles of this program; clinical scope is a matter of delegation, not of role."""

    ADMINISTRATOR = "administrator"
    MEDICAL_ASSISTANT = "medical-assistant"
    PROVIDER = "provider"


class Right(StrEnum):
    """What a use case asks for before it acts."""

    READ = "read"
    ROOM = "room"
    LABEL = "label"
    IMPORT = "import"
    EXPORT = "export"
    STERILIZE = "sterilize"
    RELEASE_LOAD = "release-load"
    MANAGE_STAFF = "manage-staff"
    MANAGE_LISTS = "manage-lists"


_ALL_CARE = frozenset(Right) - {Right.MANAGE_STAFF, Right.MANAGE_LISTS}
_RIGHTS = {
    Role.ADMINISTRATOR: _ALL_CARE | {Right.MANAGE_STAFF, Right.MANAGE_LISTS},
    Role.MEDICAL_ASSISTANT: _ALL_CARE,
    Role.PROVIDER: _ALL_CARE,
}


@dataclass(frozen=True)
class Staff:
    """A person of the clinic; `slot_id` names their key slot."""

    id: str
    user_name: str
    display_name: str
    role: Role
    credential: str = ""
    active: bool = True

    @property
    def title(self) -> str:
        """Name with credential, as the top bar shows it."""
        return f"{self.display_name}, {self.credential}" if self.credential else self.display_name

    @property
    def initials(self) -> str:
        """Collector's initials for labels."""
        words = [word for word in self.display_name.replace(".", " ").split() if word[0].isalpha()]
        return "".join(word[0] for word in words[:3]).upper() or self.user_name[:2].upper()

    def demand(self, right: Right) -> None:
        """Raise NotAllowed unless this person is active and has the right."""
        if not self.active or right not in _RIGHTS[self.role]:
            raise NotAllowed(
                "Your role does not allow this.", do="Ask an administrator of your clinic."
            )
