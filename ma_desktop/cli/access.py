"""Signing in for a command, and finding whom it is about."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from ma_desktop.cli.terminal import passphrase
from ma_desktop.domain.errors import NotAllowed, Refused
from ma_desktop.domain.patient import Patient
from ma_desktop.services.clinic import Clinic, open_clinic, sign_in_names, store_exists


@contextmanager
def signed_in(arguments: argparse.Namespace) -> Iterator[Clinic]:
    """The clinic of --store, opened by --user (or the only person there)."""
    if not store_exists(arguments.store):
        raise Refused(
            "There is no store here.", safe="Nothing was made.", do="Run ma-desktop init first."
        )
    user = arguments.user
    if not user:
        names = sign_in_names(arguments.store)
        if len(names) != 1:
            raise NotAllowed("Several people can sign in here.", do="Say who with --user.")
        user = names[0].user_name
    clinic = open_clinic(arguments.store, user, passphrase(arguments))
    try:
        yield clinic
    finally:
        clinic.close()


def patient_of(clinic: Clinic, mrn: str) -> Patient:
    """The patient with this record number. Raises Refused when there is none."""
    with clinic.look() as uow:
        found = uow.patients.by_mrn(mrn)
    if found is None:
        raise Refused("No patient has this record number.", do="Check --patient.")
    return found
