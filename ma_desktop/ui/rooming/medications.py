"""The medication list: what the patient takes, does not take, or takes differently."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.domain.intake import DIFFERS, Taken
from ma_desktop.domain.patient import Medication
from ma_desktop.domain.rooming import (
    MEDICINE_ANSWER,
    MEDICINE_DETAIL,
    DraftField,
    OpenVisit,
    taken_fields,
)
from ma_desktop.services import intake
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.draft_keeper import DraftKeeper
from ma_desktop.ui.rooming.inputs import DraftLine
from ma_desktop.ui.rooming.parts import Choice
from ma_desktop.ui.rooming.reviewed_list import ReviewedList
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.form import combo
from ma_desktop.ui.widgets.text import label

_SOURCE = "medicine.source"
ANSWERS = {"taking": "Taking", "not-taking": "Not taking", "different": "Different"}


class MedicationRow(QWidget):
    """One medication and its three answers; keys 1, 2 and 3 answer, arrows move."""

    answered = Signal(str)
    moved = Signal(int)

    def __init__(
        self, keeper: DraftKeeper, item: Medication, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.item = item
        self.answer = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(item.name, "strong", wrap=True))
        if item.dosage:
            words.addWidget(label(item.dosage, "small", wrap=True))
        field, name = f"{MEDICINE_DETAIL}{item.id}", item.name
        self.dose = DraftLine(keeper, f"{field}.dose", f"{name}: how it is taken")
        self.last = DraftLine(keeper, f"{field}.last", f"{name}: last taken", "Last taken")
        more = QHBoxLayout()
        more.setSpacing(theme.px(8))
        more.addWidget(self.dose, 2)
        more.addWidget(self.last, 1)
        line = QHBoxLayout()
        line.setSpacing(theme.px(6))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(side) for side in (16, 8, 16, 8)))
        column.setSpacing(theme.px(6))
        column.addLayout(line)
        column.addLayout(more)
        line.addLayout(words, 1)
        self.chips = {}
        for number, (key, text) in enumerate(ANSWERS.items(), start=1):
            made = Choice(number, text)
            made.clicked.connect(partial(self._on_clicked, key))
            self.chips[key] = made
            line.addWidget(made)
        self.last.installEventFilter(self)
        self.set_answer("")

    @property
    def lines(self) -> tuple[DraftLine, DraftLine]:
        return self.dose, self.last

    def details(self) -> tuple[str, str]:
        """How it is taken and when last; what the answer hides says nothing."""
        dose, last = (line.text().strip() for line in self.lines)
        return (dose if self.answer in DIFFERS else "", last if self.answer else "")

    def set_answer(self, answer: str) -> None:
        self.answer = answer
        for key, made in self.chips.items():
            made.setChecked(key == answer)
        self._show_lines()
        self.dose.setPlaceholderText(
            "How it is really taken" if answer == "different" else "Since when, and why"
        )
        words = ANSWERS.get(answer, "not answered; 1 taking, 2 not taking, 3 different")
        self.setAccessibleName(f"{self.item.name} {self.item.dosage}: {words}")

    def _show_lines(self) -> None:
        """Of what is taken as listed, when last: while the row has the keyboard, or it is said."""
        here = self.hasFocus() or self.last.hasFocus() or bool(self.last.text())
        self.dose.setVisible(self.answer in DIFFERS)
        self.last.setVisible(self.answer in DIFFERS or (self.answer == "taking" and here))

    def _on_clicked(self, key: str, _checked: bool = False) -> None:
        self.answered.emit(key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut:
            self._show_lines()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = dict(zip("123", ANSWERS, strict=True))
        if not self.hasFocus():
            super().keyPressEvent(event)  # typed in one of its lines
        elif event.text() in keys:
            self.answered.emit(keys[event.text()])
            self.moved.emit(1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.moved.emit(1)
        elif event.key() == Qt.Key.Key_Up:
            self.moved.emit(-1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_lines()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_lines()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("brand"), 2))
            radius = theme.px(8)
            painter.drawRoundedRect(self.rect().adjusted(4, 3, -4, -3), radius, radius)
            painter.end()


class MedicationsStep(ReviewedList):
    """Each listed medication answered, those taken besides added."""

    key = "medications"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.hint.setText(
            "Read each one out, and ask how it is taken and when last. Keys 1, 2 and 3 answer."
        )
        self.rows: dict[str, MedicationRow] = {}
        self.all_taken = button("All taken as listed", self._on_all_taken, "secondary", hint="A")
        self.name = DraftLine(desk.keeper, "medicine.name", "Name", "Name, as the patient says it")
        self.dosage = DraftLine(desk.keeper, "medicine.dosage", "How taken", "How much, how often")
        heading = "The patient takes another one: vitamins and herbs count too"
        adding = self.adding_line(heading, (self.name, self.dosage), self.add)
        self.source = combo(list(desk.clinic.catalog.phrases.sources), name="Where this is from")
        self.source.activated.connect(self._on_source)
        asked = QHBoxLayout()
        asked.addWidget(self.all_taken)
        asked.addStretch(1)
        asked.addWidget(label("From", "small"))
        asked.addWidget(self.source)
        self.column.addWidget(self.card)
        self.column.addLayout(asked)
        for part in (adding, self.note):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def show_visit(self, opened: OpenVisit, *, fresh: bool) -> None:
        listed = opened.chart.medications
        if fresh or [item.id for item in listed] != list(self.rows):
            self.rows = {item.id: self._row(item) for item in listed}
            self.show_rows(list(self.rows.values()), "No medications are listed.")
        self.all_taken.setVisible(bool(listed))
        self._load_answers()
        if fresh:
            self.say("")
            self.load_lines()
            self._load_source()

    def owns(self, name: str) -> bool:
        mine = name.startswith((MEDICINE_ANSWER, MEDICINE_DETAIL)) or name == _SOURCE
        return mine or super().owns(name)

    def show_field(self, name: str) -> None:
        self._load_answers()
        self._load_source()
        for row in self.rows.values():
            for line in row.lines:
                line.load()
        super().show_field(name)

    def detail(self, opened: OpenVisit) -> str:
        count = len(opened.chart.medications)
        if self.key not in opened.done_steps:
            return f"{count} listed" if count else ""
        listed = {item.id for item in opened.chart.medications}
        found = taken_fields(self.desk.keeper.fields())
        differs = sum(answer != "taking" for key, answer in found.items() if key in listed)
        reviewed = f"{count} reviewed" if count else "none taken"
        return f"{reviewed}, {differs} differ{'s' if differs == 1 else ''}" if differs else reviewed

    def take_focus(self, name: str = "") -> None:
        named = self._named().get(name.removeprefix(MEDICINE_ANSWER))
        row = next(
            (row for row in self.rows.values() if not row.answer),
            next(iter(self.rows.values()), None),
        )
        shown = named if named is not None and named.isVisibleTo(self) else None
        (shown or row or self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_name(self) -> str:
        return next((name for name, part in self._named().items() if part.hasFocus()), "")

    def _named(self) -> dict[str, QWidget]:
        """What takes the cursor, by name: rows by the id of their medication."""
        detail = [line for row in self.rows.values() for line in row.lines]
        lines: dict[str, QWidget] = {line.field: line for line in [*self.lines, *detail]}
        return lines | {_SOURCE: self.source} | self.rows

    def add(self) -> None:
        """Put the typed medication on the list."""
        opened, name = self.desk.visit, self.name.text().strip()
        if opened is None:
            return
        if not name:
            self.say("Type the name as the patient says it.")
            self.name.setFocus()
            return
        clinic, visit_id, dosage = self.desk.clinic, opened.visit.id, self.dosage.text().strip()
        self.desk.act(lambda: intake.add_medication(clinic, visit_id, name, dosage), self._on_added)

    def proceed(self) -> None:
        opened, found = self.desk.visit, self.taken()
        if opened is None or self.refuse_unadded():
            return
        missing = [key for key in self.rows if key not in found]
        if missing:
            left = "One is" if len(missing) == 1 else f"{len(missing)} are"
            self.say(f"{left} not answered yet. Answer with 1, 2 or 3, or skip the step.")
            self.rows[missing[0]].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        clinic, visit_id = self.desk.clinic, opened.visit.id
        self.desk.act(
            lambda: intake.review_medications(clinic, visit_id, found), self.finished.emit
        )

    def taken(self) -> dict[str, Taken]:
        """What the patient says of each listed medication."""
        source = self.source.currentText()
        return {
            key: Taken(answer, *self.rows[key].details(), source)
            for key, answer in self._answers().items()
        }

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().lower() == "a" and self.rows:
            self._on_all_taken()
        else:
            super().keyPressEvent(event)

    def _answers(self) -> dict[str, str]:
        found = taken_fields(self.desk.keeper.fields())
        return {key: answer for key, answer in found.items() if key in self.rows}

    def _row(self, item: Medication) -> MedicationRow:
        row = MedicationRow(self.desk.keeper, item)
        for line in row.lines:
            line.load()
        row.dose.returnPressed.connect(row.last.setFocus)
        row.last.returnPressed.connect(lambda: self._move(item.id, 1))
        row.answered.connect(lambda answer: self._on_answered(item.id, answer))
        row.moved.connect(lambda by: self._move(item.id, by))
        return row

    def _on_answered(self, key: str, answer: str) -> None:
        self.desk.keeper.seal()
        self.desk.keeper.put(f"{MEDICINE_ANSWER}{key}", DraftField(answer))
        self.say("")
        self._load_answers()

    def _on_all_taken(self) -> None:
        for key, row in self.rows.items():
            if not row.answer:
                self._on_answered(key, "taking")

    def _move(self, key: str, by: int) -> None:
        order = list(self.rows)
        target = order.index(key) + by
        if target >= len(order):
            self.name.setFocus(Qt.FocusReason.TabFocusReason)
        elif target >= 0:
            self.rows[order[target]].setFocus(Qt.FocusReason.TabFocusReason)

    def _on_source(self, index: int) -> None:
        self.desk.keeper.put(_SOURCE, DraftField(self.source.itemText(index)))

    def _load_source(self) -> None:
        chosen = self.desk.keeper.field(_SOURCE).text
        self.source.setCurrentIndex(max(0, self.source.findText(chosen)))

    def _load_answers(self) -> None:
        found = self._answers()
        for key, row in self.rows.items():
            row.set_answer(found.get(key, ""))

    def _on_added(self) -> None:
        for line in self.lines:
            line.clear()
        self.desk.keeper.drop(line.field for line in self.lines)
        self.say("")
        self.name.setFocus()
