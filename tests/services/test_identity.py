"""The identity check: what it takes, how long it holds, and what a scan means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Name
from ma_desktop.domain.visit import VisitState
from ma_desktop.services import clinic_settings, identity, rooming, specimens
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.schedule import move
from tests.clinics import handed_off, roomed_visit
from tests.clock import FixedClock


def test_the_check_holds_to_the_end_of_the_visit(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    clock.advance(hours=5)
    specimens.demand_identity(clinic, visit_id)
    handed_off(clinic, visit_id)
    for state in (VisitState.WITH_PROVIDER, VisitState.CHECKOUT, VisitState.DONE):
        version = rooming.open_visit(clinic, visit_id).visit.version
        move(clinic, visit_id, state, version)
    with pytest.raises(Refused, match="ended with the visit"):
        specimens.demand_identity(clinic, visit_id)


def test_a_clinic_may_have_it_run_out_sooner(clinic: Clinic, clock: FixedClock) -> None:
    clinic_settings.change(clinic, replace(ClinicSettings(), identity_minutes=30))
    visit_id = roomed_visit(clinic)
    clock.advance(minutes=29)
    specimens.demand_identity(clinic, visit_id)
    clock.advance(minutes=1)
    assert rooming.open_visit(clinic, visit_id).identity is None
    with pytest.raises(Refused, match="ran out"):
        specimens.demand_identity(clinic, visit_id)
    identity.confirm_identity(clinic, visit_id, ("name", "birth-date"))
    specimens.demand_identity(clinic, visit_id)


def test_a_scan_matches_only_the_open_patient(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, mrn="004-118-27", identified=False)
    roomed_visit(clinic, Name("Okafor", "Gloria"), mrn="004-120-11", number="2")
    identity.scanned(clinic, visit_id, "004-118-27")
    with pytest.raises(Refused, match="not this patient's"):
        identity.scanned(clinic, visit_id, "004-120-11")
    with clinic.look() as uow:
        assert uow.visits.identity(visit_id) is None


def test_names_alike_of_today_with_what_differs(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, Name("Stephens", "Amara"), mrn="M-1")
    roomed_visit(clinic, Name("Stevens", "Amara Joy"), mrn="M-2", number="2")
    roomed_visit(clinic, Name("Tanaka", "Kenji"), mrn="M-3", number="1")
    assert identity.alike_today(clinic, visit_id) == (
        identity.Alike(
            "A.S.",
            (
                ("Family name", "Stephens", "Stevens"),
                ("Middle name", "", "Joy"),
                ("Record number", "M-1", "M-2"),
            ),
        ),
    )
