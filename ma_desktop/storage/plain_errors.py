"""Turns database errors into words for people; the driver's text may hold values and stays out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)

from ma_desktop.domain.errors import Conflict, IntegrityFailure, MachineFailure, Refused
from ma_desktop.storage.rows import conflict

_CLASHES = ("40001", "40P01")  # PostgreSQL: serialization failure, deadlock


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn database errors into words; the driver's text may hold values and stays out."""
    try:
        yield
    except IntegrityError:
        raise Conflict(
            "A record of this kind exists already.",
            safe="Nothing was stored.",
            do="Look at it again and repeat the change if it still fits.",
        ) from None
    except DataError:
        raise Refused("A value does not fit into the store.", do="Enter it again.") from None
    except (InterfaceError, OperationalError) as error:
        if getattr(error.orig, "sqlstate", "") in _CLASHES:
            raise conflict() from None
        raise _machine(str(error.orig)) from None
    except DBAPIError:
        raise IntegrityFailure(
            "The database can't be read.", safe="It was not changed.", do="Restore a backup."
        ) from None


def _machine(driver_text: str) -> MachineFailure:
    if "full" in driver_text:
        return MachineFailure(
            "The disk is full.", safe="What was saved before is safe.", do="Free some space."
        )
    if "readonly" in driver_text or "read-only" in driver_text:
        return MachineFailure("The store is read-only.", do="Check the folder's rights.")
    if "locked" in driver_text:
        return MachineFailure("Another program holds the store.", do="Close it and try again.")
    return MachineFailure(
        "The database does not answer.",
        safe="What was saved before is safe.",
        do="Check the disk or the network and try again.",
    )
