"""What may stand on each kind of label, and what must.

Specimen labels after CLSI AUTO12-A (name, unique id, birth date, collection time, collector,
accession number with bar code) and Joint Commission NPSG.01.01.01 (two identifiers). Never a social
security number, diagnosis, address, phone or insurance number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Patient, age_on


@dataclass(frozen=True)
class Field:
    """One text of a label: how errors and the designer call it, and a usual example."""

    words: str
    sample: str
    required: bool = False


@dataclass(frozen=True)
class LabelKind:
    """What is labelled. `code` is the field that the bars hold; `whole` are never cut."""

    id: str
    name: str
    code: str
    fields: Mapping[str, Field]

    @cached_property
    def whole(self) -> frozenset[str]:
        """The fields that are printed whole or not at all."""
        return frozenset(name for name, field in self.fields.items() if field.required)

    @property
    def samples(self) -> dict[str, str]:
        """A made-up value for each field."""
        return {name: field.sample for name, field in self.fields.items()}


def in_words(kind: LabelKind, text: str) -> str:
    """The text of a format with its fields as people call them: DOB [the birth date]."""
    for name, field in kind.fields.items():
        text = text.replace(f"{{{name}}}", f"[{field.words}]")
    return text


def from_words(kind: LabelKind, words: str) -> str:
    """The opposite of `in_words`. Raises Refused for brackets that name no field."""
    for name, field in kind.fields.items():
        words = words.replace(f"[{field.words}]", f"{{{name}}}")
    if "[" in words or "]" in words:
        raise Refused(
            "Brackets name a field of the label.",
            safe="Nothing was stored.",
            do="Insert a field from the list.",
        )
    return words


_PATIENT = {
    "patient_name": Field("the patient's name", "OKAFOR, GRACE A", required=True),
    "mrn": Field("the record number", "004-118-27", required=True),
    "birth_date": Field("the birth date", "03/14/1979", required=True),
    "age_sex": Field("age and sex", "47Y F"),
}
_SEX_LETTERS: Mapping[str, str] = {"female": "F", "male": "M", "other": "X", "unknown": "U"}


def of_patient(patient: Patient, day: date) -> dict[str, str]:
    """What each label of a patient says of the person, with the age on `day`."""
    age = age_on(patient.birth_date, day)
    return {
        "patient_name": patient.name.label,
        "mrn": patient.mrn,
        "birth_date": f"{patient.birth_date:%m/%d/%Y}",
        "age_sex": f"{age.words.replace(' ', '').upper()} {_SEX_LETTERS[patient.sex]}",
    }


_REPRINT = {"reprint": Field("the mark of a copy", "")}
_SPECIMEN = {
    **_PATIENT,
    "accession": Field("the accession number", "263270004213", required=True),
    "accession_shown": Field("the accession number as shown", "26327-000421-3", required=True),
    "collected": Field("the time of collection", "23NOV26 0938", required=True),
    "collector": Field("the collector", "JR", required=True),
    "container": Field("the container", "GOLD SST"),
    "tests": Field("the tests", "CMP LIPID TSH"),
    "part": Field("which of how many", "2 OF 4"),
    "priority": Field("the priority", "ROUTINE"),
    "handling": Field("the handling", "ON ICE, PROTECT FROM LIGHT"),
    "details": Field("the details of its container", "FORMALIN 0942"),
    **_REPRINT,
}
_SITED = {**_SPECIMEN, "site": Field("the site", "LEFT FOREARM", required=True)}

KINDS: Mapping[str, LabelKind] = {
    kind.id: kind
    for kind in (
        LabelKind(
            "specimen",
            "Specimen",
            "accession",
            {**_SPECIMEN, "site": Field("the site", "LEFT ARM")},
        ),
        LabelKind("slide", "Slide", "accession", _SITED),
        LabelKind("biopsy", "Biopsy jar", "accession", _SITED),
        LabelKind(
            "patient",
            "Patient",
            "mrn",
            {**_PATIENT, "visit": Field("the visit", "23NOV26 0900"), **_REPRINT},
        ),
        LabelKind(
            "pack",
            "Sterile pack",
            "pack",
            {
                "pack": Field("the pack number", "SP000004211", required=True),
                "pack_shown": Field("the pack number as shown", "SP000004211", required=True),
                "contents": Field("the contents", "Minor procedure tray", required=True),
                "sterilizer": Field("the sterilizer", "A1", required=True),
                "load": Field("the load", "A1-1123-02", required=True),
                "cycle": Field("the cycle", "132 C / 4 min"),
                "sterilized": Field("the date of the cycle", "23NOV26", required=True),
                "expires": Field("the expiry", "EVENT-RELATED"),
                "packed_by": Field("who packed it", "JR", required=True),
                **_REPRINT,
            },
        ),
        LabelKind(
            "bag",
            "Bag manifest",
            "bag",
            {
                "bag": Field("the bag number", "BG26327000042", required=True),
                "bag_shown": Field("the bag number as shown", "BG-26327-000042", required=True),
                "lab": Field("the laboratory", "North Valley Reference Laboratory", required=True),
                "count": Field("the number of specimens", "12 SPECIMENS", required=True),
                "handling": Field("the handling", "REFRIGERATED"),
                "packed": Field("when it was packed", "23NOV26 1540", required=True),
                "packed_by": Field("who packed it", "JR", required=True),
                "courier": Field("the courier", "Route 7"),
                **_REPRINT,
            },
        ),
    )
}
"""The kinds of labels by id."""
