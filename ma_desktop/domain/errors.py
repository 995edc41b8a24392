"""Errors that a person can act on: what happened, what is safe, what to do next."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """What the command line answers the shell with."""

    DONE = 0
    USAGE = 2
    REFUSED = 3
    NOT_ALLOWED = 4
    CONFLICT = 5
    INTEGRITY = 6
    MACHINE = 7


class MaError(Exception):
    """Base of all errors with words for people.

    The words must hold no patient data: they may reach a log.
    """

    exit_status = ExitStatus.MACHINE

    def __init__(self, what: str, *, safe: str = "Nothing was changed.", do: str = "") -> None:
        super().__init__(" ".join(part for part in (what, safe, do) if part))
        self.what = what
        self.safe = safe
        self.do = do


class Refused(MaError):
    """The input can't be taken; nothing was stored."""

    exit_status = ExitStatus.REFUSED

    def __init__(self, what: str, *, safe: str = "Nothing was stored.", do: str = "") -> None:
        super().__init__(what, safe=safe, do=do)


class Misused(Refused):
    """A command was given without a part that it needs; nothing was looked at."""

    exit_status = ExitStatus.USAGE


class Stop(Refused):
    """A label or number that does not belong to this patient: a person must look first."""


class NotAllowed(MaError):
    """Nobody is signed in, the passphrase is wrong, or the role may not do this."""

    exit_status = ExitStatus.NOT_ALLOWED


class Conflict(MaError):
    """Somebody else changed the record first; both values are shown to a person."""

    exit_status = ExitStatus.CONFLICT


class IntegrityFailure(MaError):
    """The store, its key file or the audit chain is damaged or not genuine."""

    exit_status = ExitStatus.INTEGRITY


class MachineFailure(MaError):
    """The disk, a printer or the network failed."""

    exit_status = ExitStatus.MACHINE
