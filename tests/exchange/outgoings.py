"""Made-up records that leave the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from ma_desktop.domain.ids import stable_id
from ma_desktop.domain.patient import Allergy, Immunization, Medication, Patient
from ma_desktop.domain.summary import ClinicProfile
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import ABSENT_REASONS, Observation, Reading
from ma_desktop.exchange.outgoing import Outgoing, OutgoingObservation
from tests.domain.content import CATALOG
from tests.factories import MORNING, patient, visit

TYPED = {
    "bp": "148/92",
    "hr": "78",
    "rr": "16",
    "temp": "99.0",
    "spo2": "98",
    "weight": "171.4lb",
    "height": "5'6",
    "pain": "0",
    "head": "43.2",
}
PROFILE = ClinicProfile("Maple Street & Söhne | Family^Medicine", zone="America/New_York")


def reading(vital_id: str, text: str) -> Reading:
    """A reading as the field makes it, with every qualifier at its last choice."""
    vital = CATALOG.vitals[vital_id]
    made = parse(vital, text)
    return replace(made, qualifiers={q.id: q.choices[-1].id for q in vital.qualifiers})


def observations(of: Patient, visit_id: str | None) -> tuple[OutgoingObservation, ...]:
    """One of each typed vital sign, and one of each reason for not taking it."""
    made = [reading(vital, text) for vital, text in TYPED.items()]
    made += [Reading("weight", "29463-7", "", absent=reason) for reason in ABSENT_REASONS]
    made.append(Reading("bp", "85354-9", "", absent="refused"))
    items = [
        Observation(stable_id(of.id, str(number)), of.id, item, MORNING, "rivera", visit_id)
        for number, item in enumerate(made)
    ]
    return tuple(OutgoingObservation(item.id, item, "final") for item in items)


def outgoing(of: Patient | None = None, *, found: Sequence[OutgoingObservation] = ()) -> Outgoing:
    """A whole record: visit, lists, readings."""
    person = of or patient("Nguyễn-O'Brien", "Thị Ánh Mary", suffix="Jr.")
    key = partial(stable_id, person.id)
    seen = replace(visit(person), arrived_at=MORNING)
    return Outgoing(
        "store-1",
        PROFILE,
        MORNING,
        "J. Rivera, CMA",
        person,
        {"rivera": "J. Rivera, CMA"},
        (seen,),
        tuple(found) or observations(person, seen.id),
        (
            Allergy(
                key("a1"),
                person.id,
                "Penicillin",
                "Hives; swelling",
                "severe",
                "high",
            ),
            Allergy(key("a2"), person.id, "Latex", severity="mild"),
            Allergy(
                key("a3"),
                person.id,
                "Peanut",
                status="resolved",
                system="s",
                code="1",
            ),
        ),
        (
            Medication(key("m1"), person.id, "Lisinopril 10 mg", "one a day", "active"),
            Medication(
                key("m2"),
                person.id,
                "Ibuprofen",
                "",
                "stopped",
                date(2025, 1, 2),
                date(2025, 3, 1),
            ),
        ),
        (Immunization(key("i1"), person.id, "Influenza", date(2025, 10, 1), cvx="141"),),
    )
