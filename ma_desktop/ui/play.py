"""One visit played through the real window by keys: for the demonstration and the pictures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ma_desktop.documents.label_pdf import to_pdf
from ma_desktop.domain.errors import MachineFailure
from ma_desktop.domain.limits import band_of, range_for
from ma_desktop.domain.specimen import Specimen
from ma_desktop.domain.units import convert, half_up
from ma_desktop.domain.vitals import VitalSign, shown_reading
from ma_desktop.runtime.settings import Workstation
from ma_desktop.services import rooming, specimens, today
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.observing import subject_of
from ma_desktop.ui.context import Context
from ma_desktop.ui.lock.sign_in import SignInWindow
from ma_desktop.ui.main_window import SCREENS, MainWindow
from ma_desktop.ui.rooming.forms_step import FormsStep
from ma_desktop.ui.rooming.screen import RoomingScreen
from ma_desktop.ui.stage import picture, press, settle, type_keys, wait_for
from ma_desktop.ui.start import Given, Session
from ma_desktop.ui.today.board_table import BoardTable
from ma_desktop.ui.today.screen import TodayScreen

_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_SCREEN_KEYS = {
    key: Qt.Key(Qt.Key.Key_1.value + number)
    for number, key in enumerate(spec.key for spec in SCREENS if not spec.foot)
}
_STEPS_BEFORE_VITALS = ("reason", "allergies", "medications", "history", "vitals")
_CALM = ("never", "not-pregnant", "no", "0")
"""Answers of the made-up patient, where a question has one of these; else without points."""

_REASON = "Check-up"
"""Typed for a visit that came without one."""


class Play:
    """The window and its keys. Pictures go to `out`; `pictures` says what each file shows."""

    def __init__(
        self, app: QApplication, workstation: Workstation, user: str, passphrase: str, out: Path
    ) -> None:
        self._app = app
        self._workstation = workstation
        self._user, self._passphrase = user, passphrase
        self._out = out
        self._replaced: list[list[str]] = []
        self.pictures: dict[str, str] = {}
        self.visit_id = ""
        self._session = self._new_session(locked=False)

    def _new_session(self, *, locked: bool) -> Session:
        return Session(
            self._app,
            self._workstation,
            self._out / "workstation.toml",
            Given(locked=locked, user=self._user),
            replaced_by=self._replaced.append,
            scanner=False,
        )

    @property
    def window(self) -> MainWindow:
        window = self._session.window
        if not isinstance(window, MainWindow):
            raise MachineFailure("Nobody is signed in.", do="Start again.")
        return window

    @property
    def context(self) -> Context:
        return self.window.context

    @property
    def clinic(self) -> Clinic:
        return self.context.clinic

    def sign_in(self) -> None:
        """Type the passphrase into the sign-in window and wait for Today."""
        self._session.begin()
        window = self._session.window
        if not isinstance(window, SignInWindow):
            raise MachineFailure("The store is not there.", do="Start again.")
        settle()
        window.passphrase.setFocus()
        type_keys(window, self._passphrase)
        press(window, Qt.Key.Key_Return)
        wait_for(lambda: isinstance(self._session.window, MainWindow))
        wait_for(lambda: isinstance(self.window.screen_now, TodayScreen))
        settle()
        self.window.activateWindow()
        wait_for(self.window.isActiveWindow)

    def picture(self, name: str, words: str, *, screen: str = "") -> None:
        """Go to a screen by its key, then save what it shows, without a notice over it."""
        if screen:
            press(self.window, _SCREEN_KEYS[screen], _ALT)
            wait_for(lambda: self.window.key == screen)
        self.window.notices.bar.clear()
        picture(self.window, self._out / name)
        self.pictures[name] = words

    def room(self, mrn: str, number: str) -> None:
        """Choose a patient's row by arrow keys, then R and the room's number."""
        self.choose(mrn)
        self.take_to(number)

    def choose(self, mrn: str) -> None:
        """Come to a patient's row by arrow keys."""
        board = today.board(self.clinic)
        row = next(row for row in board.rows if row.patient.mrn == mrn)
        self.visit_id = row.visit.id
        table = self.window.findChild(BoardTable)
        if table is None:
            raise MachineFailure("Today is not open.", do="Start again.")
        table.setFocus()
        press(self.window, Qt.Key.Key_Home, _CONTROL)
        for _line in board.rows:
            if table.visit_id == self.visit_id:
                break
            press(self.window, Qt.Key.Key_Down)

    def take_to(self, number: str) -> None:
        """R and the room's number, for the row that is chosen."""
        type_keys(self.window, f"r{number}")
        settle()
        if self.window.key != "rooming":
            press(self.window, Qt.Key.Key_Return)
        wait_for(lambda: isinstance(self.window.screen_now, RoomingScreen))
        settle()

    def rooming(self, typed: dict[str, str] | None) -> int:
        """Walk all steps to the hand-off; returns how many keys that took.

        Without `typed` the values are usual ones for the patient's age.
        """
        screen = self.window.screen_now
        if not isinstance(screen, RoomingScreen):
            raise MachineFailure("Rooming is not open.", do="Start again.")
        keys = 2
        type_keys(self.window, "12")
        opened = rooming.open_visit(self.clinic, self.visit_id)
        listed = opened.chart.medications
        for step in _STEPS_BEFORE_VITALS:
            if screen.step_key == "reason" and not opened.visit.reason:
                type_keys(self.window, _REASON)
                keys += len(_REASON)
            if screen.step_key == "allergies" and not opened.chart.allergies:
                press(self.window, Qt.Key.Key_Space)  # none known
                keys += 1
            if step == "history":
                type_keys(self.window, "1" * len(listed))
                keys += len(listed)
            if step == "vitals":
                keys += self._answer(screen)
            keys += self._main_action(screen, step)
        keys += self._type_vitals(typed if typed is not None else self._usual_values())
        self.picture("rooming.png", "vital signs as they are typed")
        keys += self._main_action(screen, "screenings")
        keys += self._answer(screen)
        keys += self._main_action(screen, "handoff")
        keys += self._main_action(screen, "")
        return keys

    def _main_action(self, screen: RoomingScreen, step: str) -> int:
        press(self.window, Qt.Key.Key_Return, _CONTROL)
        settle()
        if step:
            wait_for(lambda: screen.step_key == step)
        settle()
        return 1

    def _answer(self, screen: RoomingScreen) -> int:
        """Answer all questionnaires of the step by digits and Enter; returns how many keys."""
        step, keys = screen.steps[screen.step_key], 0
        if not isinstance(step, FormsStep):
            raise MachineFailure("No questions are open.", do="Start again.")
        while step.run.place.form is not None:
            choices = step.run.choices()
            calm = [n for n, c in enumerate(choices, start=1) if c.id in _CALM and not c.points]
            free = [n for n, c in enumerate(choices, start=1) if not c.points]
            if choices:
                type_keys(self.window, str((calm or free)[0]))
            else:
                press(self.window, Qt.Key.Key_Return)
            keys += 1
            settle()
        return keys

    def _type_vitals(self, typed: dict[str, str]) -> int:
        keys = 0
        opened = rooming.open_visit(self.clinic, self.visit_id)
        for vital in rooming.asked(self.clinic, opened):
            text = typed.get(vital.id, "")
            type_keys(self.window, text)
            field = QApplication.focusWidget()
            press(self.window, Qt.Key.Key_Return)
            keys += len(text) + 1
            if QApplication.focusWidget() is field:  # the value is unusual: is it right
                press(self.window, Qt.Key.Key_Return)
                keys += 1
        settle()
        return keys

    def _usual_values(self) -> dict[str, str]:
        """The middle of each reference range; weight and height as they were last time."""
        opened = rooming.open_visit(self.clinic, self.visit_id)
        patient = opened.chart.patient
        subject = subject_of(self.clinic, patient)
        band = band_of(subject.age, self.clinic.catalog.bands)
        values = {}
        for vital in self.clinic.catalog.vitals.values():
            last = opened.last.get(vital.id)
            if last is not None and vital.id in ("weight", "height"):
                metric = vital.unit(vital.parts[0].ucum)
                values[vital.id] = f"{shown_reading(vital, last.reading, metric)}{metric.ucum}"
            else:
                values[vital.id] = _middle(vital, band, subject.sex)
        return values

    def print_label(self) -> int:
        """D: the tubes are drawn; P prints the next label. Returns how many keys that took."""
        press(self.window, Qt.Key.Key_D)
        settle()
        wait_for(lambda: all(i.collected_at for i in specimens.tubes(self.clinic, self.visit_id)))
        settle()
        press(self.window, Qt.Key.Key_P)
        settle()
        wait_for(lambda: any(item.prints for item in specimens.tubes(self.clinic, self.visit_id)))
        return 2

    def labelled(self) -> tuple[Specimen, bytes]:
        """The tube that was labelled, and its label as a PDF."""
        found = next(i for i in specimens.tubes(self.clinic, self.visit_id) if i.prints)
        return found, to_pdf([specimens.label(self.clinic, found.id, self.visit_id)])

    def lock(self) -> str:
        """Ctrl+L, and a picture of the lock screen that replaces the window."""
        press(self.window, Qt.Key.Key_L, _CONTROL)
        wait_for(lambda: bool(self._replaced))
        self._session = self._new_session(locked=True)
        self._session.begin()
        settle()
        if self._session.window is None:
            raise MachineFailure("The lock screen did not come.", do="Start again.")
        picture(self._session.window, self._out / "lock.png")
        return "the lock screen"


def _middle(vital: VitalSign, band: str, sex: str) -> str:
    """A usual value of each part in the canonical unit, or in the middle of what is likely."""
    numbers = []
    for part in vital.parts:
        usual = range_for(part.reference, band, sex) or range_for(part.confirm, band, sex)
        if usual is None or usual.low is None or usual.high is None:
            return ""
        unit = vital.units[0]
        middle = convert((usual.low + usual.high) / 2, part.ucum, unit.ucum)
        numbers.append(f"{half_up(middle, min(unit.decimals, 1)):f}")
    return "/".join(numbers)
