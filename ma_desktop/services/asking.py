"""Which questionnaires a visit asks, and with which answers each begins. Pure: reads no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ma_desktop.domain.rooming import OpenVisit
from ma_desktop.domain.screening import (
    Form,
    Response,
    Status,
    carried,
    is_due,
    is_for,
    opened_by,
)
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import subject_of

Answered = Mapping[str, Mapping[str, str]]
"""Choice ids by item, by form."""
_NOTHING: Answered = {}
HISTORY, SCREENINGS = "history", "screenings"
_ENDED = (Status.FINISHED, Status.AMENDED, Status.NOT_DONE)


@dataclass(frozen=True)
class Listed:
    """One form that this patient may be asked: whether it is due, what was answered in this visit,
    and the day it was finished before this visit."""

    form: Form
    is_due: bool
    response: Response | None = None
    last: date | None = None
    is_sent: bool = False

    @property
    def is_done(self) -> bool:
        """Answered, or said why not."""
        return self.is_sent or self.is_on_record

    @property
    def is_on_record(self) -> bool:
        """The store has the end of it, also when it is on its way there again."""
        return self.response is not None and self.response.status in _ENDED

    @property
    def is_open(self) -> bool:
        """Whether it is due and not answered yet."""
        return self.is_due and not self.is_done


def listed(
    clinic: Clinic, opened: OpenVisit, kind: str, sent: Answered = _NOTHING
) -> tuple[Listed, ...]:
    """The forms of HISTORY or SCREENINGS for this patient, in the order they are asked.

    `sent` holds complete forms that are on their way to the store. A form is due by age, sex,
    visit type and last date, because another one opens it, or because it was begun in this visit.
    """
    forms = clinic.catalog.forms
    chosen = forms.history if kind == HISTORY else forms.screenings
    subject = subject_of(clinic, opened.chart.patient)
    today = clinic.local(clinic.now()).date()
    here = {item.form: item for item in opened.responses}
    finished: dict[str, Mapping[str, str]] = {
        key: item.choices for key, item in here.items() if item.is_finished
    }
    finished |= sent
    found = []
    for form in chosen.values():
        if not is_for(form, subject.age, subject.sex) and form.id not in here:
            continue
        last = opened.last_answered.get(form.id)
        due = is_due(form, subject.age, subject.sex, opened.visit.visit_type, last, today)
        due = due or form.id in here or opened_by(form, forms.all, finished)
        found.append(Listed(form, due, here.get(form.id), last, form.id in sent))
    return tuple(found)


def open_forms(clinic: Clinic, opened: OpenVisit) -> tuple[Form, ...]:
    """The forms that are due and neither answered nor said why not."""
    return tuple(
        item.form
        for kind in (HISTORY, SCREENINGS)
        for item in listed(clinic, opened, kind)
        if item.is_open
    )


def answered_steps(clinic: Clinic, opened: OpenVisit) -> frozenset[str]:
    """HISTORY and SCREENINGS where nothing that is due is left."""
    kinds = (HISTORY, SCREENINGS)
    return frozenset(
        kind for kind in kinds if not any(item.is_open for item in listed(clinic, opened, kind))
    )


def first_answers(
    clinic: Clinic, opened: OpenVisit, form: Form, sent: Answered = _NOTHING
) -> dict[str, str]:
    """What a form begins with: its answers on record, else those of the form that opened it."""
    here: dict[str, Mapping[str, str]] = {item.form: item.choices for item in opened.responses}
    here |= sent
    if form.id in here:
        return dict(here[form.id])
    for other in clinic.catalog.forms.all.values():
        if other.opens is not None and other.opens.form == form.id and other.id in here:
            return carried(form, other, here[other.id])
    return {}
