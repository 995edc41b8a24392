"""The open wizard: its steps, its draft, and what it shows beside the fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.facts import PatientFacts
from ma_desktop.domain.intake import ANSWERS, Intake, Reason, agenda_of
from ma_desktop.domain.limits import Assessment
from ma_desktop.domain.patient import Chart
from ma_desktop.domain.pressure_repeat import Repeat, Stand
from ma_desktop.domain.screening import Response
from ma_desktop.domain.sterilization import PackUse
from ma_desktop.domain.visit import IdentityCheck, Room, Visit
from ma_desktop.domain.vitals import Observation, Reading

STEPS = {
    "identify": "Identify",
    "reason": "Reason for visit",
    "allergies": "Allergies",
    "medications": "Medications",
    "history": "Social and history",
    "vitals": "Vital signs",
    "screenings": "Screenings",
    "handoff": "Hand-off",
}


@dataclass(frozen=True)
class DraftField:
    """What stands in one field: the text as typed, how it was taken, or why it was not.

    `confirmed` holds the question that was answered with yes.
    """

    text: str = ""
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    absent: str = ""
    confirmed: str = ""


@dataclass(frozen=True)
class Draft:
    """The unsaved part of a rooming: fields by name, and where the cursor stood.

    Vital signs stand under their id; free text under `reason`, `note` and the like.
    """

    visit_id: str
    step: str = "identify"
    focus: str = ""
    fields: Mapping[str, DraftField] = field(default_factory=dict)
    saved_at: datetime | None = None
    version: int = 0
    saved_by: str = ""
    is_withheld: bool = False
    """Another person's: who, when and where it stands, but not what was typed."""


@dataclass(frozen=True)
class Checked:
    """A typed text that is a possible value, and what it means for this patient."""

    reading: Reading
    assessment: Assessment


@dataclass(frozen=True)
class ToldProvider:
    """The closed end of the tell-the-provider loop: who was told, and that they read it back."""

    provider: str
    read_back: bool
    at: datetime


@dataclass(frozen=True)
class OpenVisit:
    """All that the wizard shows of one visit, in one read.

    `last` holds the latest earlier observation by vital sign; `today` those of this visit, newest
    last; `blood_pressures` the history that stands at the right, oldest first, `weights` those of
    earlier visits. `remembered` are the ways of measuring that this workstation used last.
    `responses` are the questionnaires of this visit that count; `untold_answers` those the
    provider waits to be told of, superseded ones too; `last_answered` the day that a form was
    last finished before; `controls` says by vital sign which meter is not in order; `packs` are
    the sterile packs used, oldest first; `others` are the colleagues who recorded some of `today`,
    their titles by user name.
    """

    visit: Visit
    chart: Chart
    room: Room | None
    identity: IdentityCheck | None
    draft: Draft
    last: Mapping[str, Observation] = field(default_factory=dict)
    today: tuple[Observation, ...] = ()
    blood_pressures: tuple[Observation, ...] = ()
    untold: tuple[str, ...] = ()
    weights: tuple[Observation, ...] = ()
    facts: PatientFacts = field(default_factory=PatientFacts)
    remembered: Mapping[str, str] = field(default_factory=dict)
    settings: ClinicSettings = field(default_factory=ClinicSettings)
    done_steps: frozenset[str] = frozenset()
    intake: Intake = field(default_factory=Intake)
    note: str = ""
    repeat: Repeat = field(default_factory=Repeat)
    stands: tuple[Stand, ...] = ()
    responses: tuple[Response, ...] = ()
    untold_answers: tuple[Response, ...] = ()
    last_answered: Mapping[str, date] = field(default_factory=dict)
    controls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    packs: tuple[PackUse, ...] = ()
    others: Mapping[str, str] = field(default_factory=dict)

    @property
    def measured(self) -> dict[str, Reading]:
        """The newest value of this visit by vital sign; what was not taken is left out."""
        return {item.reading.vital: item.reading for item in self.today if item.reading.measures}

    @property
    def set_apart(self) -> frozenset[str]:
        """Readings of the set lying, sitting and standing: each says how the body answers, and
        none of them counts as the blood pressure of the visit."""
        items = [item for stand in self.stands for item in (stand.pressure, stand.pulse)]
        return frozenset(item.id for item in items if item is not None)

    @property
    def identity_ends(self) -> datetime | None:
        """When the identity check runs out; None without one, or when it holds for the visit."""
        minutes = self.settings.identity_minutes
        if self.identity is None or not minutes:
            return None
        return self.identity.at + timedelta(minutes=minutes)

    @property
    def must_tell(self) -> bool:
        """A value or an answer waits for the provider to be told."""
        return bool(self.untold or self.untold_answers)


TALLY = "tally"
"""The draft field of the keys and clicks so far: a lock or a crash loses none."""
ANSWER_PREFIX = "answer."
MEDICINE_ANSWER = "medication."
"""Begins the draft field that says whether a listed medication is taken; its id follows."""
MEDICINE_DETAIL = "medicine-detail."
"""Begins those that say how; its id follows, and `.dose` or `.last`."""


def answer_field(form_id: str, item_id: str) -> str:
    """The draft field that holds the answer to one question."""
    return f"{ANSWER_PREFIX}{form_id}.{item_id}"


def answered_fields(fields: Mapping[str, DraftField]) -> dict[str, dict[str, str]]:
    """Choice ids by form and item, from the draft's fields."""
    found: dict[str, dict[str, str]] = {}
    for name, item in fields.items():
        if name.startswith(ANSWER_PREFIX) and item.text:
            form_id, _, item_id = name.removeprefix(ANSWER_PREFIX).partition(".")
            found.setdefault(form_id, {})[item_id] = item.text
    return found


def taken_fields(fields: Mapping[str, DraftField]) -> dict[str, str]:
    """How each listed medication is taken, by its id, from the draft's fields."""
    return {
        name.removeprefix(MEDICINE_ANSWER): item.text
        for name, item in fields.items()
        if name.startswith(MEDICINE_ANSWER) and item.text in ANSWERS
    }


def recorded_reason(opened: OpenVisit) -> Reason:
    """The reason for the visit as it is booked or on record."""
    return replace(opened.intake.reason, text=opened.visit.reason.strip())


def drafted_reason(opened: OpenVisit) -> Reason:
    """The reason for the visit as it stands in the wizard: the draft goes before the record."""
    kept, fields = recorded_reason(opened), opened.draft.fields

    def text(name: str, otherwise: str) -> str:
        return fields[name].text.strip() if name in fields else otherwise

    agenda = text("reason.agenda", "; ".join(kept.agenda))
    return Reason(
        text("reason", kept.text),
        text("reason.given_by", kept.given_by),
        text("reason.interpreter", kept.interpreter),
        text("reason.language", kept.language),
        agenda_of(agenda),
    )
