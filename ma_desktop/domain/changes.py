"""What a use case touched, so that each screen can decide whether to refresh."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Changes:
    """Ids of touched patients and visits, and whether a shared list moved."""

    patients: frozenset[str] = frozenset()
    visits: frozenset[str] = frozenset()
    board: bool = False
    specimens: bool = False
    rooms: bool = False
    sterilization: bool = False
    timers: bool = False
    backup: bool = False

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.patients | other.patients,
            self.visits | other.visits,
            self.board or other.board,
            self.specimens or other.specimens,
            self.rooms or other.rooms,
            self.sterilization or other.sterilization,
            self.timers or other.timers,
            self.backup or other.backup,
        )

    @classmethod
    def of(
        cls,
        *,
        patient: str | None = None,
        visit: str | None = None,
        board: bool = False,
        specimens: bool = False,
        rooms: bool = False,
        sterilization: bool = False,
        timers: bool = False,
        backup: bool = False,
    ) -> Changes:
        """Changes of at most one patient and one visit, by ids, and of the lists that are named."""
        return cls(
            frozenset(() if patient is None else (patient,)),
            frozenset(() if visit is None else (visit,)),
            board,
            specimens,
            rooms,
            sterilization,
            timers,
            backup,
        )
