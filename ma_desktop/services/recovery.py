"""A forgotten passphrase: the recovery code of the clinic opens the store once more."""

from __future__ import annotations

from math import ceil

from ma_desktop.domain.errors import NotAllowed
from ma_desktop.services.clinic import sign_in_wait, utc_now, workstation_name
from ma_desktop.storage import store as stores
from ma_desktop.storage.audit_trail import Stamp
from ma_desktop.storage.vault import is_recovery_code


def recover(location: str, code: str, user_name: str, passphrase: str) -> str:
    """Give `user_name` a new passphrase by the recovery code; returns the next recovery code."""
    if not is_recovery_code(code):
        raise NotAllowed(
            "This is not a complete recovery code.", do="Type all nine groups from the paper."
        )
    try:
        store = stores.open_store(location, stores.RECOVERY_USER, code)
    except NotAllowed:
        raise _wrong_code(ceil(sign_in_wait(location, stores.RECOVERY_USER))) from None
    try:
        store.change_passphrase(user_name, passphrase)
        fresh = store.renew_recovery()
        stamp = Stamp(stores.RECOVERY_USER, workstation_name(), "UTC", utc_now)
        with store.begin(stamp) as uow:
            uow.audit.write("recovery code used", reason=f"new passphrase for {user_name}")
    finally:
        store.close()
    return fresh


def _wrong_code(seconds: int) -> NotAllowed:
    if seconds:
        what, do = "Too many wrong codes.", f"Wait {seconds} s, then try again."
    else:
        what, do = "This is not the recovery code in force.", "Compare each group with the paper."
    return NotAllowed(what, safe="Nothing is lost.", do=do)
