"""Made-up records that leave the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from ma_desktop.domain.audit import AuditEntry
from ma_desktop.domain.custody import CustodyEvent
from ma_desktop.domain.ids import stable_id
from ma_desktop.domain.patient import Allergy, Immunization, Medication, Patient
from ma_desktop.domain.screening import Answer, Response, Status
from ma_desktop.domain.specimen import Specimen
from ma_desktop.domain.sterilization import PackUse
from ma_desktop.domain.summary import ClinicProfile
from ma_desktop.domain.visit import VisitState
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import ABSENT_REASONS, Observation, Reading
from ma_desktop.exchange.outgoing import Outgoing, OutgoingObservation, OutgoingResponse
from tests.domain.content import CATALOG
from tests.factories import MORNING, patient, specimen, visit

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


def words() -> tuple[Reading, ...]:
    """Values that are no quantities: a date, lines of an eye chart, words, LO and HI of a meter."""
    typed = {
        "lmp": ("2026-02-20",),
        "acuity_left": ("20/40",),
        "acuity_right": ("20/20",),
        "acvpu": (CATALOG.vitals["acvpu"].words[0].typed[0],),
        "glucose_poc": ("LO", "HI"),
    }
    return tuple(
        parse(CATALOG.vitals[vital], text, today=MORNING.date())
        for vital, texts in typed.items()
        for text in texts
    )


def responses(person: str, seen: str) -> tuple[OutgoingResponse, ...]:
    """A PHQ-2 with answers and total, and a form that was declined."""
    form = CATALOG.forms.all["phq2"]
    items = tuple(
        Answer(
            item.id,
            item.text,
            choice.id,
            choice.text,
            choice.points,
            item.loinc,
            choice.code,
        )
        for item in form.items
        for choice in (item.choices or form.choices)[1:2]
    )
    first = Response(
        stable_id(person, "r1"), person, seen, form.id, Status.FINISHED, items, MORNING, "rivera",
        form.loinc, 2,
    )  # fmt: skip
    declined = replace(
        first, id=stable_id(person, "r2"), form="falls", status=Status.NOT_DONE, answers=(),
        total=None, absent="declined", by_patient=True,
    )  # fmt: skip
    return tuple(OutgoingResponse(one.id, one) for one in (first, declined))


def tubes_of(out: Outgoing) -> list[Specimen]:
    """One tube in each of STATES_OUT, and one that nobody says anything of."""
    person = out.patient.id
    tubes = [
        replace(
            specimen(out.visits[0], f"26069000{number}0017"),
            id=stable_id(person, f"s{number}"),
            state=state,
            reason=reason,
            collected_at=MORNING,
            collected_by="rivera",
        )
        for number, (state, reason) in enumerate(STATES_OUT)
    ]
    tubes.append(replace(tubes[0], id=stable_id(person, "bare"), tests=(), collected_by=""))
    return tubes


def acts(out: Outgoing) -> Outgoing:
    """The same record with questionnaires, a sterile pack, tubes in several states, and audit."""
    person, seen = out.patient.id, out.visits[0].id
    tubes = tubes_of(out)
    return replace(
        out,
        visits=(replace(out.visits[0], state=VisitState.ROOMING),),
        specimens=tuple(tubes),
        custody=(
            CustodyEvent("c1", tubes[0].id, "processed", MORNING, "rivera"),
            CustodyEvent("c2", tubes[0].id, "received", MORNING, "rivera"),
        ),
        responses=responses(person, seen),
        packs=(
            PackUse("p1", "P-0001", "Suture set", "A1-0310-01", seen, person, MORNING, "rivera"),
        ),
        audit=(
            AuditEntry(
                7, MORNING, "UTC", Decimal("1.5"), "rivera", "exam-3", "chart viewed",
                patient_id=person, reason="Visit",
            ),
        ),
    )  # fmt: skip


STATES_OUT = (
    ("received", ""),
    ("collected", ""),
    ("rejected", "hemolyzed"),
    ("rejected", "lost"),
    ("void", "Wrong patient"),
)
