"""What a draft field of a vital sign amounts to: nothing, a reading, a question, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ma_desktop.domain.limits import Assessment
from ma_desktop.domain.rooming import DraftField, OpenVisit
from ma_desktop.domain.vital_parse import InvalidReading
from ma_desktop.domain.vitals import ABSENT_REASONS, Reading, VitalSign
from ma_desktop.services import rooming
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui.rooming.words import Spoken, must_tell, refusal, verdict


@dataclass(frozen=True)
class Entry:
    """A judged field. `reading` is ready to record only when `is_settled`."""

    reading: Reading | None = None
    assessment: Assessment | None = None
    suggestion: str = ""
    spoken: Spoken = field(default_factory=Spoken)
    is_settled: bool = True

    @property
    def question(self) -> str:
        """The questions that the text raises, as they are stored once confirmed."""
        return "" if self.assessment is None else " ".join(self.assessment.questions)

    @property
    def must_tell(self) -> bool:
        return self.is_settled and self.assessment is not None and must_tell(self.assessment)

    @property
    def whys(self) -> tuple[str, ...]:
        """Why the provider has to be told; empty when nothing has to be."""
        if self.assessment is None or not self.must_tell:
            return ()
        return tuple(notice.why for notice in self.assessment.notices)


def judge(clinic: Clinic, opened: OpenVisit, vital: VitalSign, typed: DraftField) -> Entry:
    """Judge what stands in the field of `vital`; pure and fast."""
    if typed.absent:
        words = Spoken("", ABSENT_REASONS.get(typed.absent, typed.absent))
        reading = Reading(
            vital.id, vital.loinc, "", (), dict(typed.qualifiers), absent=typed.absent
        )
        return Entry(reading, spoken=words)
    if not typed.text.strip():
        return Entry()
    try:
        checked = rooming.check(clinic, opened, vital.id, typed.text, typed.qualifiers)
    except InvalidReading as error:
        spoken = refusal(error.what, error.do, error.suggestion)
        return Entry(suggestion=error.suggestion, spoken=spoken, is_settled=False)
    question = " ".join(checked.assessment.questions)
    confirmed = bool(question) and typed.confirmed == question
    return Entry(
        replace(checked.reading, confirmed=question if confirmed else ""),
        checked.assessment,
        checked.assessment.suggestion,
        verdict(checked.assessment, confirmed),
        is_settled=confirmed or not question,
    )
