"""Reading a visit and its patient's chart: what several use cases begin with."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.intake import Intake, reason_of, taken_of
from ma_desktop.domain.patient import Chart
from ma_desktop.domain.visit import Visit
from ma_desktop.services.observing import demand_patient
from ma_desktop.storage.store import UnitOfWork
from ma_desktop.storage.visits import Review

NOT_ASKED = "-not-asked"
"""Ends the kind of a review that says why a step was not gone through."""


def demand_visit(uow: UnitOfWork, visit_id: str) -> Visit:
    """The visit with this id; raises Refused for an unknown one."""
    visit = uow.visits.get(visit_id)
    if visit is None:
        raise Refused("This visit is not known.", do="Go back to Today.")
    return visit


def read_chart(uow: UnitOfWork, patient_id: str) -> tuple[Chart, tuple[Review, ...]]:
    """A patient with lists, and the reviews of these lists."""
    reviews = uow.visits.reviews(patient_id)
    last = next((r for r in reversed(reviews) if r.kind == "allergies"), None)
    chart = Chart(
        demand_patient(uow, patient_id),
        tuple(a for a in uow.patients.allergies(patient_id) if a.status == "active"),
        tuple(m for m in uow.patients.medications(patient_id) if m.status == "active"),
        uow.patients.immunizations(patient_id),
        last is not None and bool(json.loads(last.detail).get("none_known")),
        {review.kind: review.visit_id for review in reviews},
    )
    return chart, reviews


def intake_of(reviews: Sequence[Review], visit_id: str) -> Intake:
    """What was gone through in this visit; the latest review of each kind counts."""
    details: dict[str, str] = {}
    exceptions: dict[str, str] = {}
    for review in reviews:
        if review.visit_id != visit_id:
            continue
        step = review.kind.removesuffix(NOT_ASKED)
        if step != review.kind:
            exceptions[step] = json.loads(review.detail)["reason"]
        else:
            exceptions.pop(step, None)
            details[step] = review.detail
    allergies = json.loads(details.get("allergies") or "{}")
    return Intake(
        reason_of(details.get("reason", "")),
        bool(allergies.get("none_known")),
        exceptions,
        taken_of(details["medications"]) if details.get("medications") else {},
    )
