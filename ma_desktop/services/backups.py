"""Backup into a folder and back: encrypted as the store is, and checked by opening it."""

from __future__ import annotations

from pathlib import Path

from ma_desktop.domain.backup import BackupState, is_late
from ma_desktop.domain.errors import IntegrityFailure, Refused
from ma_desktop.domain.staff import Right
from ma_desktop.services.clinic import CREATED, Clinic, utc_now, workstation_name
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.storage import backup
from ma_desktop.storage import store as stores
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.backup import Copied as Copied
from ma_desktop.storage.places import is_server

_MADE = "backup made"


def state(clinic: Clinic) -> BackupState:
    """When the store was last backed up; late when a day with patients passed without one."""
    with clinic.look() as uow:
        if clinic.store.on_server:
            return BackupState(None, is_late=False, on_server=True)
        made = uow.audit.last(_MADE)
        since = made or uow.audit.last(CREATED)
        open_days = read_settings(uow.settings.all()).open_days
    if since is None:
        return BackupState(None, is_late=True)
    today = clinic.local(clinic.now()).date()
    return BackupState(made, is_late(clinic.local(since).date(), today, open_days))


def back_up(clinic: Clinic, folder: Path) -> Copied:
    """A checked copy of the open store in a new folder inside `folder`.

    Its head code is a witness of the audit chain as soon as it is kept outside the store's folder.
    Raises Refused for a store on a server, MachineFailure or IntegrityFailure; then there is none.
    """
    clinic.actor.demand(Right.READ)
    name = f"ma-desktop-{clinic.local(clinic.now()):%Y%m%d-%H%M%S}"
    copied = clinic.store.copy_to(folder / name)
    with clinic.work(Right.READ) as uow:
        uow.audit.write(_MADE, reason=f"{copied.entries} entries, head {copied.head}")
    return copied


def restore(copy: Path, location: str, user: str, passphrase: str) -> Copied:
    """Make a new store at `location` out of a backup; nothing there is ever overwritten.

    The backup is opened by a person of its own time and checked whole before it takes its place.
    Raises Refused where something is already, NotAllowed, IntegrityFailure or MachineFailure.
    """
    if is_server(location):
        raise Refused("A backup is restored into a folder.", do="Give a folder with --store.")
    target = Path(location)
    part = backup.put_in_place(copy, target)
    try:
        entries, head = _checked(str(part), user, passphrase)
        backup.take(part, target)
    except IntegrityFailure:
        backup.discard(part)
        raise _unsound() from None
    except BaseException:
        backup.discard(part)
        raise
    return Copied(target, entries, head)


def _checked(location: str, user: str, passphrase: str) -> tuple[int, str]:
    store = stores.open_store(location, user, passphrase)
    try:
        with store.begin(Stamp(user, workstation_name(), "UTC", utc_now)) as uow:
            entries, head = uow.audit.head()
            if uow.audit.first_break() is not None or store.damage():
                raise _unsound()
            uow.audit.write("store restored", reason=f"{entries} entries, head {head}")
    finally:
        store.close()
    return entries, head


def _unsound() -> IntegrityFailure:
    return IntegrityFailure(
        "The backup is not sound.", safe="Nothing was restored.", do="Take an older backup."
    )


def witnessed(clinic: Clinic, code: str) -> int | None:
    """The entry of the audit chain with this head code; None when the chain holds none."""
    with clinic.look() as uow:
        return uow.audit.witnessed(code)
