"""Encounters and appointments become visits, each once, with the name of the provider."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ma_desktop.exchange.incoming import Skip
from tests.exchange.bundles import (
    Element,
    appointment,
    encounter,
    only,
    patient,
    practitioner,
    read,
    reasons,
)


def test_an_encounter_brings_times_type_reason_and_provider() -> None:
    (visit,) = read(patient(), practitioner(), encounter()).patients[0].visits
    assert visit.scheduled_at == datetime(2026, 2, 3, 14, 0, tzinfo=UTC)
    assert visit.ended_at == datetime(2026, 2, 3, 14, 40, tzinfo=UTC)
    assert (visit.visit_type, visit.reason) == ("Follow-up", "Blood pressure check")
    assert visit.provider == "Dr. Tomás Villanueva"
    assert visit.status == "finished"


def test_an_appointment_comes_in_with_the_provider_that_it_names() -> None:
    (visit,) = only(appointment()).visits
    assert visit.scheduled_at == datetime(2026, 3, 12, 14, 0, tzinfo=UTC)
    assert (visit.visit_type, visit.reason) == ("Annual physical", "Wants a flu shot")
    assert visit.provider == "Dr. Mina Haddad"
    assert visit.status == "booked"


def test_an_encounter_without_words_says_its_class() -> None:
    bare = encounter(type=[], reasonCode=[], participant=[], period={"start": "2026-02-03"})
    (visit,) = only(bare).visits
    assert (visit.visit_type, visit.reason, visit.provider) == ("ambulatory", "", "")
    assert (visit.scheduled_at.hour, visit.ended_at) == (12, None)
    (classless,) = only(bare | {"class": None}).visits
    assert classless.visit_type == ""


@pytest.mark.parametrize(
    ("individual", "name"),
    [
        ({"reference": "PractitionerRole/r1"}, "Dr. Tomás Villanueva"),
        ({"reference": "Practitioner?identifier=npi|190"}, "Dr. Tomás Villanueva"),
        ({"identifier": {"system": "npi", "value": "190"}, "type": "Practitioner"}, "Dr. Tomás "),
        ({"reference": "Practitioner?identifier=npi|7", "display": "Dr. Ito"}, "Dr. Ito"),
        ({"reference": "https://a.example/Practitioner/7", "display": "Dr. Ito"}, "Dr. Ito"),
        ({"type": "Practitioner", "display": "Dr. Ito"}, "Dr. Ito"),
        ({"reference": "Practitioner/nameless", "display": "Dr. Ito"}, "Dr. Ito"),
        ({"reference": "RelatedPerson/7", "display": "Somebody's aunt"}, ""),
        ({"display": "Somebody's aunt"}, ""),
    ],
)
def test_the_provider_is_a_practitioner_and_nobody_else(individual: Element, name: str) -> None:
    role = {
        "resourceType": "PractitionerRole",
        "id": "r1",
        "practitioner": {"reference": "Practitioner/d1"},
    }
    incoming = read(
        patient(),
        practitioner(identifier=[{"system": "npi", "value": "190"}]),
        practitioner("nameless", name=[]),
        role,
        encounter(participant=[{"individual": individual}]),
    )
    provider = incoming.patients[0].visits[0].provider
    assert provider.startswith(name)
    assert bool(provider) == bool(name)


def test_an_appointment_that_became_an_encounter_is_one_visit() -> None:
    incoming = read(
        patient(),
        appointment(),
        encounter(appointment=[{"reference": f"Appointment/{key}"} for key in ("a1", "gone")]),
    )
    assert [visit.status for visit in incoming.patients[0].visits] == ["finished"]
    assert incoming.skipped == (Skip("Appointment", "it became an encounter of the file", 1),)


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (encounter(status="entered-in-error"), "entered in error"),
        (encounter(status="unknown"), "the status is not known"),
        (encounter(status=None), "the status is not known"),
        (encounter(period=None), "there is no start"),
        (encounter(period={"end": "2026-02-03"}), "there is no start"),
        (
            encounter(period={"start": "2026-02-03T10:00:00Z", "end": "2026-02-03T09:00:00Z"}),
            "it ends before it starts",
        ),
        (encounter(period={"start": "2027-02-03T10:00:00Z"}), "the time is in the future"),
        (appointment(status="proposed"), "it is not booked yet"),
        (appointment(status="waitlist"), "it is not booked yet"),
        (appointment(status="maybe"), "the status is not known"),
        (appointment(start=None), "there is no start"),
        (appointment(participant=[]), "its patient is not among those taken"),
    ],
)
def test_what_is_no_visit_is_counted(resource: Element, reason: str) -> None:
    assert reasons(resource) == (Skip(resource["resourceType"], reason, 1),)


@pytest.mark.parametrize("status", ["planned", "cancelled"])
def test_a_visit_that_is_still_to_come_may_lie_ahead(status: str) -> None:
    ahead: dict[str, Any] = {"status": status, "period": {"start": "2027-02-03T10:00:00Z"}}
    assert only(encounter(**ahead)).visits[0].status == status


def test_an_appointment_of_two_patients_is_nobodys() -> None:
    both = [{"actor": {"reference": f"Patient/p{n}"}} for n in (1, 2)]
    incoming = read(patient(), patient("p2", "10043"), appointment(participant=both))
    assert incoming.skipped == (Skip("Appointment", "it names several patients", 1),)
