"""A signature is a passphrase typed for one act, by whoever signs it."""

from __future__ import annotations

from ma_desktop.domain.errors import NotAllowed
from ma_desktop.domain.staff import Right, Staff
from ma_desktop.services.clinic import Clinic


def signed_by(clinic: Clinic, user_name: str, passphrase: str, right: Right) -> Staff:
    """The person whose passphrase this is, if they have `right`; costs one Argon2id.

    Raises NotAllowed for a wrong passphrase, too many tries, or a missing right.
    """
    clinic.store.demand_passphrase(user_name, passphrase)
    with clinic.look() as uow:
        person = uow.staff.by_user_name(user_name)
    if person is None:
        raise NotAllowed("This person can't sign here.", do="Ask your administrator.")
    person.demand(right)
    return person
