"""What the fields of a draft are called, and what stands in those that nobody touched."""

from __future__ import annotations

from ma_desktop.domain.rooming import (
    MEDICINE_ANSWER,
    MEDICINE_DETAIL,
    OpenVisit,
    answer_field,
    recorded_reason,
)
from ma_desktop.services.clinic import Clinic

_NAMES = {
    "reason": "Reason for visit",
    "reason.agenda": "What else",
    "reason.given_by": "Who gave the history",
    "reason.language": "Language",
    "reason.interpreter": "Interpreter",
    "allergy.substance": "New allergy",
    "allergy.reaction": "New allergy, reaction",
    "allergy.severity": "New allergy, how severe",
    "allergy.none_known": "No known allergies",
    "medicine.name": "New medication",
    "medicine.dosage": "New medication, how taken",
    "medicine.source": "Medications from",
    "told": "Provider told",
    "note": "Note to provider",
}


def field_names(clinic: Clinic, opened: OpenVisit) -> dict[str, str]:
    """Words by draft field, for all that this visit can hold."""
    names = _NAMES | {key: vital.name for key, vital in clinic.catalog.vitals.items()}
    for item in opened.chart.medications:
        names[f"{MEDICINE_ANSWER}{item.id}"] = item.name
        names[f"{MEDICINE_DETAIL}{item.id}.dose"] = f"{item.name}, how it is taken"
        names[f"{MEDICINE_DETAIL}{item.id}.last"] = f"{item.name}, last taken"
    for form in clinic.catalog.forms.all.values():
        for question in form.items:
            names[answer_field(form.id, question.id)] = f"{form.short}: {question.text}"
    return names


def untouched(opened: OpenVisit) -> dict[str, str]:
    """What a field shows, booked or on record, while the draft does not hold it."""
    kept = recorded_reason(opened)
    return {
        "reason": kept.text,
        "reason.agenda": "; ".join(kept.agenda),
        "reason.given_by": kept.given_by,
        "reason.language": kept.language,
        "reason.interpreter": kept.interpreter,
        "note": opened.note,
    }
