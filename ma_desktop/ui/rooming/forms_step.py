"""The steps that ask questionnaires: history before the vital signs, screenings after them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.domain.moments import day_words
from ma_desktop.domain.rooming import OpenVisit, ToldProvider, answer_field
from ma_desktop.domain.screening import NOT_ASKED, Status
from ma_desktop.services import rooming, screenings
from ma_desktop.services.asking import HISTORY, SCREENINGS, Listed
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.form_run import FormRun
from ma_desktop.ui.rooming.parts import rule_line
from ma_desktop.ui.rooming.patient_view import PatientView
from ma_desktop.ui.rooming.question_pane import QuestionPane
from ma_desktop.ui.rooming.step import Step
from ma_desktop.ui.rooming.tell_panel import TellPanel
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

_KEYS = "Digits answer, Enter goes on, Backspace goes back, - says why not."


class FormsStep(Step):
    """The question at the top, the list of forms beneath it, what to tell at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.hint.setText(_KEYS)
        self.run = FormRun(desk, self.key)
        self.pane = QuestionPane(self.run)
        self.note = label("", "", wrap=True)
        self.note.hide()
        self.list = Card(margin=0, spacing=0)
        self.panel = TellPanel()
        self.panel.told.connect(self._on_told)
        asking = Card(margin=12)
        asking.add(self.pane)
        self.column.addWidget(asking)
        self.column.addWidget(self.note)
        self.column.addWidget(self.list)
        self.column.addStretch(1)
        self._aside = QWidget()
        aside = QVBoxLayout(self._aside)
        aside.setContentsMargins(0, 0, 0, 0)
        aside.setSpacing(theme.px(12))
        more = QWidget()
        self.extra = QVBoxLayout(more)
        self.extra.setContentsMargins(0, 0, 0, 0)
        aside.addWidget(self.panel)
        aside.addWidget(more)
        aside.addStretch(1)
        self.run.moved.connect(self._on_moved)
        self._warned: tuple[str, ...] = ()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.timeout.connect(self._warn)

    def show_visit(self, opened: OpenVisit, *, fresh: bool) -> None:
        self.run.show(opened, fresh=fresh)
        self.panel.ask(self.run.alarms(), opened.visit.provider)
        self._look.start(0)

    def owns(self, name: str) -> bool:
        forms = self.desk.clinic.catalog.forms
        own = forms.history if self.key == HISTORY else forms.screenings
        return any(name.startswith(answer_field(form_id, "")) for form_id in own)

    def show_field(self, name: str) -> None:
        self.take_focus(name)

    def detail(self, opened: OpenVisit) -> str:
        words = [_rail_words(self.desk, opened, item) for item in self.run.listed()]
        return " · ".join(word for word in words if word) or "none due"

    def can_skip(self) -> bool:
        return any(item.is_open for item in self.run.listed())

    def take_focus(self, name: str = "") -> None:
        if name == "told" and self.panel.isVisibleTo(self._aside):
            self.panel.take_focus()
            return
        form_id, _, item_id = name.removeprefix(answer_field("", "")[:-1]).partition(".")
        if form_id:
            self.run.begin(form_id, item_id)
        self.pane.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_name(self) -> str:
        place = self.run.place
        if place.form is None:
            return ""
        return answer_field(place.form.id, place.item.id if place.item else "")

    def has_to_tell(self) -> bool:
        return bool(self.run.alarms())

    def side(self) -> QWidget:
        return self._aside

    def proceed(self) -> None:
        place = self.run.place
        if place.form is not None and place.item is None and not place.is_why:
            self.run.finish()
        left = [item.form.short for item in self.run.listed() if item.is_open]
        if left:
            self.say(f"{', '.join(left)}: not answered yet. Answer, press -, or skip the step.")
            self.pane.setFocus()
        else:
            self.finished.emit()

    def say(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))
        theme.restyle(self.note, state="critical" if words else "")
        if words:
            speak(self, words, urgent=True)

    def _warn(self) -> None:
        """With large text the panel stands far beneath the question: say it over the window."""
        alarms, shown = self.run.alarms(), self.panel.isVisible()
        if shown and alarms != self._warned and self.panel.visibleRegion().isEmpty():
            words = f"{' '.join(alarms)} Ctrl+T leads to where that is written down."
            self.desk.context.say(words, "critical")
        self._warned = alarms if shown else ()

    def _on_moved(self) -> None:
        self.say("")
        self._show_list()
        self.restated.emit()

    def _show_list(self) -> None:
        while (taken := self.list.body.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        listed = self.run.listed()
        for index, item in enumerate(listed):
            if index:
                self.list.add(rule_line())
            self.list.add(self._row(item))
        self.list.setVisible(bool(listed))

    def _row(self, item: Listed) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(*(theme.px(side) for side in (12, 4, 16, 4)))
        line.setSpacing(theme.px(12))
        made = button(item.form.name, partial(self._on_row, item.form.id), "quiet")
        made.setAccessibleName(f"{item.form.name}: {self._state(item)[0]}")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line.addWidget(made)
        line.addStretch(1)
        if item.last is not None:
            line.addWidget(label(f"last {day_words(item.last)}", "small"))
        words, state, icon = self._state(item)
        line.addWidget(Pill(words, state, icon))
        return row

    def _on_row(self, form_id: str) -> None:
        self.run.begin(form_id)
        self.pane.setFocus()

    def _state(self, item: Listed) -> tuple[str, str, str]:
        """Words, state and icon of a form in the list."""
        place, response, opened = self.run.place, item.response, self.desk.visit
        here = place.form is not None and place.form.id == item.form.id
        if response is not None and response.status is Status.NOT_DONE:
            return NOT_ASKED.get(response.absent, response.absent), "neutral", ""
        if response is not None and response.is_finished and opened is not None:
            return self._result(response.id, opened), "ok", "check"
        if item.is_sent:
            return "Saving", "neutral", ""
        if here:
            return "Now", "brand", ""
        if response is not None or self.run.is_begun(item.form):
            return "Begun", "warn", ""
        return ("Due", "warn", "") if item.is_due else ("Not due", "neutral", "")

    def _result(self, response_id: str, opened: OpenVisit) -> str:
        found = screenings.results(self.desk.clinic, opened.chart.patient, opened.responses)
        one = next(item for item in found if item.id == response_id)
        return one.score_words or "Answered"

    def _on_told(self, provider: str) -> None:
        opened, clinic = self.desk.visit, self.desk.clinic
        if opened is not None:
            told = ToldProvider(provider, True, clinic.now())
            self.desk.act(
                lambda: rooming.tell_provider(clinic, opened.visit.id, told), self.take_focus
            )


class HistoryStep(FormsStep):
    """Tobacco, alcohol, drugs, exercise, pregnancy, travel: what this visit type asks."""

    key = HISTORY

    def detail(self, opened: OpenVisit) -> str:
        due = [item for item in self.run.listed() if item.is_due]
        done = sum(item.is_done for item in due)
        return f"{done} of {len(due)} answered" if due else "none due"


class ScreeningsStep(FormsStep):
    """The instruments, and the way to let the patient answer them alone."""

    key = SCREENINGS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: PatientView | None = None
        self.hand = button("Patient view", self.give, "secondary", icon="person")
        self.extra.addWidget(label("On their own", "heading"))
        self.extra.addWidget(
            label(
                "A large view without names. Your passphrase brings you back.", "small", wrap=True
            )
        )
        self.extra.addWidget(self.hand)

    def give(self) -> None:
        """Show the large view; the window beneath is out of reach until the passphrase."""
        self.run.by_patient = True
        self.run.begin_next()
        if self.run.place.form is None:
            self.run.by_patient = False
            self.desk.context.say("Nothing is due that a patient answers alone.", "info")
            return
        self.view = PatientView(self.run, self.desk.context, self.window())
        self.view.returned.connect(self._on_returned)
        self.view.begin()

    def _on_returned(self) -> None:
        self.view = None
        self.run.by_patient = False
        self.run.begin_next()
        self.take_focus()


def _rail_words(desk: Desk, opened: OpenVisit, item: Listed) -> str:
    """`PHQ-2 2`, `AUDIT-C due`, `Fall risk refused`; empty for what is not due."""
    if item.response is not None and item.is_on_record:
        found = screenings.results(desk.clinic, opened.chart.patient, [item.response])
        return found[0].rail
    if item.is_sent:
        return f"{item.form.short} done"
    return f"{item.form.short} due" if item.is_due else ""
