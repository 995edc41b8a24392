"""A recall: what is to be found, who was exposed, what is to be done, and its closing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.devices.scanner import what
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.sterilization import RecallStep
from ma_desktop.services import recalls
from ma_desktop.services.recalls import RecallView
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.moments import day_clock
from ma_desktop.ui.sterilize.dialogs import CloseRecallDialog
from ma_desktop.ui.sterilize.parts import CheckRow
from ma_desktop.ui.sterilize.words import count_words
from ma_desktop.ui.widgets.buttons import Button, button, primary
from ma_desktop.ui.widgets.form import line_edit
from ma_desktop.ui.widgets.side_page import SidePage
from ma_desktop.ui.widgets.text import label


class RecallPanel(SidePage):
    """Scan a pack to recover it; each step is signed off once. `report_wanted` carries the id."""

    report_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("Recall", parent)
        self._context = context
        self.view: RecallView | None = None
        self._number = ""
        self.title, self.cause = label("", "heading", wrap=True), label("", "small", wrap=True)
        self.scan = line_edit("Scan a pack to recover it", name="Pack to recover")
        self.message = label("", "", wrap=True)
        self.message.setProperty("state", "critical")
        self.packs, self.exposed = CheckRow("Packs"), CheckRow("Patients exposed")
        self.tests = CheckRow("Test cycles")
        self.steps: dict[str, Button] = {}
        self.done: dict[str, QLabel] = {}
        self._steps = QVBoxLayout()
        self.closing = primary("Close recall…", self.close_recall, hint="Ctrl Enter")
        self.report = button("Recall report", self.show_report, hint="P")
        self._build()
        self.scan.returnPressed.connect(self._on_scan)

    def _build(self) -> None:
        for part in (self.title, self.cause, self.scan, self.message):
            self.column.addWidget(part)
        for row in (self.packs, self.exposed, self.tests):
            self.column.addWidget(row)
        self.column.addWidget(label("Steps", "heading"))
        self._steps.setSpacing(theme.px(6))
        for step in sterilization_content().rules.recall_steps:
            self._steps.addLayout(self._step_line(step))
        self.column.addLayout(self._steps)
        self.column.addWidget(self.report)
        self.column.addWidget(self.closing)
        self.column.addStretch(1)
        self.message.hide()

    def _step_line(self, step: RecallStep) -> QHBoxLayout:
        """What is to be done, and the button that signs it off."""
        made = button("Done", partial(self.do_step, step.id))
        made.setAccessibleName(f"Done: {step.text}")
        self.steps[step.id], self.done[step.id] = made, label("", "small", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(label(step.text, "", wrap=True))
        words.addWidget(self.done[step.id])
        line = QHBoxLayout()
        line.setSpacing(theme.px(10))
        line.addLayout(words, 1)
        line.addWidget(made)
        return line

    def show_recall(self, view: RecallView, people: dict[str, str], back_to: str) -> None:
        """`back_to` is the number of the last proven load; `people` are names by user name."""
        if self.view is None or self.view.recall.id != view.recall.id:
            self.message.hide()
        self.view = view
        recall, clinic = view.recall, self._context.clinic
        loads = {load.id: load.number for load in view.loads}
        self._number = loads.get(recall.load_id, "")
        self.title.setText(f"Recall {self._number}")
        at = day_clock(recall.opened_at, clinic.now(), clinic.zone)
        back = f"back to last negative {back_to}" if back_to else "no negative one before it"
        self.cause.setText(f"{recall.cause} · {at} · {back}")
        self._show_packs(view)
        self._show_exposed(view)
        wanted = sterilization_content().rules.retest_cycles
        words = f"{view.retests} of {wanted} in a row negative"
        detail, done = "Test loads without packs, each with a biological", view.retests >= wanted
        if view.air_tests is not None:
            detail += f". Air-removal tests: {view.air_tests} of {wanted} in a row passed"
            done = done and view.air_tests >= wanted
        self.tests.show_result(detail, words, "ok" if done else "warn")
        self._show_steps(view, people)
        is_open = recall.closed_at is None
        self.scan.setVisible(is_open)
        self.closing.setVisible(is_open)
        self.closing.setEnabled(not view.left)

    def _show_packs(self, view: RecallView) -> None:
        missing, found = len(view.outstanding), len(view.recovered)
        self.packs.title.setText(
            f"{count_words(len(view.packs), 'pack')} in {count_words(len(view.loads), 'load')}"
        )
        numbers = [item.number for item in view.outstanding]
        first = ", ".join(numbers[:6]) + (" …" if len(numbers) > 6 else "")
        detail = f"{found} recovered, {missing} to find" + (f": {first}" if first else "")
        word = f"{missing} to find" if missing else "All found"
        self.packs.show_result(detail, word, "critical" if missing else "ok")

    def _show_exposed(self, view: RecallView) -> None:
        clinic, lines = self._context.clinic, []
        for use in view.uses:
            person = view.patients.get(use.patient_id)
            if person is not None:
                at = day_clock(use.at, clinic.now(), clinic.zone)
                name = self._context.short_name(person)
                lines.append(f"{name}: {use.set_name} {use.pack_number}, {at}")
        people = len(view.patients)
        self.exposed.show_result(
            "\n".join(lines) or "No pack was used.",
            count_words(people, "patient") if people else "None",
            "critical" if people else "ok",
        )

    def _show_steps(self, view: RecallView, people: dict[str, str]) -> None:
        clinic = self._context.clinic
        done = {step.step_id: step for step in view.steps}
        for key, made in self.steps.items():
            step = done.get(key)
            if step is not None:
                at = day_clock(step.at, clinic.now(), clinic.zone)
                self.done[key].setText(f"Done {at} by {people.get(step.by, step.by)}")
            self.done[key].setVisible(step is not None)
            made.setVisible(step is None and view.recall.closed_at is None)

    def take_focus(self) -> None:
        target = self.scan if self.scan.isVisibleTo(self) else self.report
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_scan(self) -> None:
        text = what(self.scan.text()).text
        self.scan.clear()
        self.take(text)

    def take(self, number: str) -> None:
        """A pack was found: it is set aside for good."""
        if self.view is not None:
            clinic, recall_id = self._context.clinic, self.view.recall.id
            self._do(lambda: recalls.recover(clinic, recall_id, number))

    def do_step(self, step_id: str) -> None:
        """Sign one step off."""
        if self.view is not None:
            clinic, recall_id = self._context.clinic, self.view.recall.id
            self._do(lambda: recalls.do_step(clinic, recall_id, step_id))

    def close_recall(self) -> None:
        """Ask for the finding and a signature, once nothing is left."""
        if self.view is None or self.view.recall.closed_at is not None:
            return
        if self.view.left:
            self._say(" ".join(self.view.left))
            return
        CloseRecallDialog(self._context, self.view.recall.id, self._number, self).open()

    def show_report(self) -> None:
        if self.view is not None:
            self.report_wanted.emit(self.view.recall.id)

    def _do(self, act: Callable[[], Changes]) -> None:
        self.message.hide()
        tasks.run(act, self._context.signals.changed.emit, self._on_failed, parent=self)

    def _on_failed(self, error: MaError) -> None:
        self._say(f"{error.what} {error.do}".strip())

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()
