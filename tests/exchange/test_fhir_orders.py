"""Orders of a FHIR bundle: open, authored, of a known code; everything else is named and left."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exchange.bundles import Element, loinc, patient, read


def request(key: str = "s1", **fields: Any) -> Element:
    return {
        "resourceType": "ServiceRequest",
        "id": key,
        "status": "active",
        "intent": "order",
        "code": loinc("58410-2"),
        "subject": {"reference": "Patient/p1"},
        "authoredOn": "2026-03-09T09:15:00-05:00",
        "requester": {"reference": "Practitioner/x", "display": "Dr. Ahmed Haddad"},
        "priority": "stat",
    } | fields


def test_an_order_comes_in_with_its_provider() -> None:
    (person,) = read(patient(), request()).patients
    (order,) = person.orders
    assert (order.tests, order.provider, order.priority) == (("cbc",), "Dr. Ahmed Haddad", "stat")
    assert order.ordered_at.isoformat() == "2026-03-09T14:15:00+00:00"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "completed"}, "the order is not open"),
        ({"intent": "plan"}, "it is a proposal or a plan, not an order"),
        ({"doNotPerform": True}, "it says what is not to be done"),
        ({"code": loinc("8480-6")}, "its LOINC code is not in the test catalog"),
        ({"authoredOn": None}, "it does not say when it was ordered"),
        ({"requester": None}, "it does not name the provider"),
        ({"priority": "soon"}, "the priority is not known"),
    ],
)
def test_what_is_no_order_is_left_out_and_named(fields: dict[str, Any], reason: str) -> None:
    wanted = {key: value for key, value in request(**fields).items() if value is not None}
    incoming = read(patient(), wanted)
    assert incoming.patients[0].orders == ()
    assert ("ServiceRequest", reason) in {(s.resource, s.reason) for s in incoming.skipped}
