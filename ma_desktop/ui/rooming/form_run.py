"""The questionnaires of one step as they are asked: which question stands, and what keys do."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.rooming import DraftField, OpenVisit, answer_field, answered_fields
from ma_desktop.domain.screening import NOT_ASKED, Choice, Form, Item, asked, is_complete, to_tell
from ma_desktop.services import screenings
from ma_desktop.services.asking import HISTORY, Listed, first_answers, listed
from ma_desktop.ui import tasks
from ma_desktop.ui.rooming.desk import Desk


@dataclass(frozen=True)
class Place:
    """What is asked now: an item of a form, the end of a form (no item), or nothing (no form)."""

    form: Form | None = None
    item: Item | None = None
    is_why: bool = False


class FormRun(QObject):
    """Walks through the forms of one kind. Answers stand in the draft until a form is finished.

    Two views may show it: the step, and the large one for the patient.
    """

    moved = Signal()
    """Something that is shown has changed."""

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__(desk)
        self.desk, self.kind = desk, kind
        self.place = Place()
        self.by_patient = False
        self._sent: dict[str, Mapping[str, str]] = {}
        self._queue: deque[tuple[Callable[[], Changes], str]] = deque()
        self._must_reload = False
        desk.busy.connect(self._on_busy, Qt.ConnectionType.QueuedConnection)

    # What is shown.

    def listed(self) -> tuple[Listed, ...]:
        opened = self.desk.visit
        if opened is None:
            return ()
        return listed(self.desk.clinic, opened, self.kind, self._sent)

    def answers(self, form: Form) -> dict[str, str]:
        """On record, carried over, and in the draft, which goes before both."""
        opened = self.desk.visit
        if opened is None:
            return {}
        drafted = answered_fields(self.desk.keeper.fields()).get(form.id, {})
        return first_answers(self.desk.clinic, opened, form, self._sent) | drafted

    def is_begun(self, form: Form) -> bool:
        """Whether an answer to this very form stands in the draft; one carried over is none."""
        return bool(answered_fields(self.desk.keeper.fields()).get(form.id))

    def choices(self) -> tuple[Choice, ...]:
        """The answers that digits choose from."""
        form, item = self.place.form, self.place.item
        if self.place.is_why:
            if self.by_patient:
                return (Choice("refused", "I do not want to answer these questions"),)
            return tuple(Choice(key, words) for key, words in NOT_ASKED.items())
        return form.choices_of(item) if form is not None and item is not None else ()

    def chosen(self) -> str:
        """The choice that is in force for the question shown."""
        form, item = self.place.form, self.place.item
        if form is None or item is None or self.place.is_why:
            return ""
        return self.answers(form).get(item.id, "")

    def position(self) -> str:
        """`4 of 9`, counted over what is scored; what follows it is called so."""
        form, item = self.place.form, self.place.item
        if form is None or item is None:
            return ""
        if form.score and not item.scored:
            return "One more question"
        counted = [i for i in asked(form, self.answers(form)) if i.scored or not form.score]
        return f"{counted.index(item) + 1} of {len(counted)}" if item in counted else ""

    def alarms(self) -> tuple[str, ...]:
        """Why the provider has to be told now, of what is on record and of what stands here."""
        opened = self.desk.visit
        if opened is None:
            return ()
        clinic = self.desk.clinic
        return tuple(
            dict.fromkeys(screenings.alarm_words(clinic, item) for item in opened.untold_answers)
        )

    # Going about.

    def show(self, opened: OpenVisit, *, fresh: bool) -> None:
        """The record was read; another visit begins at its first open form."""
        if fresh:
            self._sent.clear()
            self._queue.clear()
            self.place = Place()
        known = {item.form.id for item in self.listed()}
        if self.place.form is None or self.place.form.id not in known:
            self.begin_next()
        self.moved.emit()

    def begin(self, form_id: str, item_id: str = "") -> None:
        """Ask this form, at an item or where it was left; a finished one from its start."""
        form = next((i.form for i in self.listed() if i.form.id == form_id), None)
        if form is None:
            return
        given = self.answers(form)
        items = asked(form, given)
        named = next((item for item in items if item.id == item_id), None)
        blank = next((item for item in items if form.chosen(item, given) is None), None)
        done = any(i.form.id == form_id and i.is_done for i in self.listed())
        self.place = Place(form, named or blank or (items[0] if done else None))
        self.moved.emit()

    def begin_next(self) -> None:
        """The form that the last one opens, else the next that is due; nothing after the last."""
        todo = [item.form.id for item in self.listed() if item.is_open and self._suits(item.form)]
        last = self.place.form
        if last is not None and last.opens is not None and last.opens.form in todo:
            self.begin(last.opens.form)
        elif todo:
            order = list(self.desk.clinic.catalog.forms.all)
            here = order.index(last.id) if last is not None else -1
            later = [form_id for form_id in todo if order.index(form_id) > here]
            self.begin((later or todo)[0])
        else:
            self.place = Place()
            self.moved.emit()

    def step(self, by: int) -> None:
        """The form before or after in the list."""
        ids = [item.form.id for item in self.listed() if item.is_due]
        here = self.place.form.id if self.place.form is not None else ""
        at = ids.index(here) + by if here in ids else (0 if by > 0 else len(ids) - 1)
        if 0 <= at < len(ids):
            self.begin(ids[at])

    def choose(self, number: int) -> None:
        """Answer by the number of a choice, from 1 on; an unknown number does nothing."""
        choices = self.choices()
        form, item = self.place.form, self.place.item
        if form is None or not 1 <= number <= len(choices):
            return
        choice = choices[number - 1]
        if self.place.is_why:
            self._decline(form, choice.id)
        elif item is not None:
            self._answer(form, item, choice)

    def next(self) -> None:
        """The question after this one, if it is answered; at the end of a form, finish it."""
        form, item = self.place.form, self.place.item
        if form is None or self.place.is_why:
            return
        given = self.answers(form)
        if item is None:
            self.finish()
        elif form.chosen(item, given) is not None:
            self._after(form, item)

    def back(self) -> None:
        """The question before this one; from the reasons back to the question."""
        form, item = self.place.form, self.place.item
        if form is None:
            return
        if self.place.is_why:
            self.place = Place(form, item)
        else:
            items = asked(form, self.answers(form))
            at = items.index(item) if item in items else len(items)
            self.place = Place(form, items[max(0, at - 1)])
        self.moved.emit()

    def ask_why(self) -> None:
        """Offer the reasons for leaving the form out."""
        if self.place.form is not None:
            self.place = Place(self.place.form, self.place.item, is_why=True)
            self.moved.emit()

    def finish(self) -> None:
        """Put the form on record, and go on with the next one."""
        form, opened = self.place.form, self.desk.visit
        if form is None or opened is None:
            return
        given = self.answers(form)
        if not is_complete(form, given):
            self.begin(form.id)
            return
        if self._is_recorded(form, given):
            self.begin_next()
            return
        clinic, visit_id, by_patient = self.desk.clinic, opened.visit.id, self.by_patient
        self._sent[form.id] = given
        self._send(
            form,
            lambda: screenings.finish(clinic, visit_id, form.id, given, by_patient=by_patient),
        )
        self.begin_next()

    # Inside.

    def _is_recorded(self, form: Form, given: Mapping[str, str]) -> bool:
        """Looked through again, and nothing changed."""
        found = next((i.response for i in self.listed() if i.form is form), None)
        return found is not None and found.is_finished and found.choices == given

    def _suits(self, form: Form) -> bool:
        return form.by_patient or not self.by_patient

    def _answer(self, form: Form, item: Item, choice: Choice) -> None:
        keeper = self.desk.keeper
        keeper.seal()
        keeper.put(answer_field(form.id, item.id), DraftField(choice.id))
        given = self.answers(form)
        if any(rule.item == item.id for rule in to_tell(form, given)):
            self._raise_alarm(form, given)
        self._after(form, item)

    def _after(self, form: Form, item: Item) -> None:
        items = asked(form, self.answers(form))
        at = items.index(item) + 1 if item in items else len(items)
        if at < len(items):
            self.place = Place(form, items[at])
            self.moved.emit()
            return
        self.place = Place(form)
        if self.kind == HISTORY:
            self.finish()
        else:
            self.moved.emit()

    def _raise_alarm(self, form: Form, given: Mapping[str, str]) -> None:
        """At once, beside whatever else is under way: nothing may keep it waiting."""
        opened, desk = self.desk.visit, self.desk
        if opened is None:
            return
        clinic, visit_id, by_patient = desk.clinic, opened.visit.id, self.by_patient

        def stored(changes: Changes) -> None:
            desk.context.signals.changed.emit(changes)
            self._must_reload = desk.is_busy
            desk.reload()

        tasks.run(
            lambda: screenings.raise_alarm(clinic, visit_id, form.id, given, by_patient=by_patient),
            stored,
            desk.fail,
            parent=desk,
        )

    def _decline(self, form: Form, absent: str) -> None:
        opened = self.desk.visit
        if opened is None:
            return
        clinic, visit_id, by_patient = self.desk.clinic, opened.visit.id, self.by_patient
        given = self.answers(form)
        self._sent[form.id] = given
        self._send(
            form,
            lambda: screenings.decline(
                clinic, visit_id, form.id, absent, given, by_patient=by_patient
            ),
        )
        self.begin_next()

    def _send(self, form: Form, work: Callable[[], Changes]) -> None:
        def sent() -> Changes:
            try:
                return work()
            except MaError:
                self._sent.pop(form.id, None)
                raise

        self._queue.append((sent, form.id))
        self._pump()

    def _pump(self) -> None:
        """One use case after the other: the desk does one at a time."""
        if self._queue and not self.desk.is_busy and self.desk.visit is not None:
            work, form_id = self._queue.popleft()
            self.desk.act(work, lambda: self._arrived(form_id))

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        """The desk is free: send what waits; an alarm that was raised meanwhile is read again."""
        if busy:
            return
        if self._queue:
            self._pump()
        elif self._must_reload:
            self._must_reload = False
            self.desk.reload()
        self.moved.emit()

    def _arrived(self, form_id: str) -> None:
        form = self.desk.clinic.catalog.forms.all[form_id]
        self.desk.keeper.drop([answer_field(form_id, item.id) for item in form.items])
        self._sent.pop(form_id, None)
        self.moved.emit()
