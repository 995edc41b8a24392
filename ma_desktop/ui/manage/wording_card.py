"""Manage: the clinic's own approved words on the patient's copy, by vital sign and what it is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.phrases import LANGUAGES
from ma_desktop.domain.staff import Role
from ma_desktop.services import wording
from ma_desktop.services.wording import EMERGENCY, FLAGS, Approved
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import Field, combo, line_edit, side_by_side
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

_ABOUT = (
    "The patient's copy says what a value means only in words that a provider approved. "
    "Without any it says nothing."
)
_FRAME = "Whom to call (the frame at the end)"


class WordingCard(Card):
    """Each change is a new version; older papers keep what they said."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self._known: Mapping[str, Approved] = {}
        vitals = [item for item in context.clinic.catalog.vitals.values() if not item.derived]
        self._subjects = [EMERGENCY, *(item.id for item in vitals)]
        self.subject: QComboBox = combo([_FRAME, *(item.name for item in vitals)], name="About")
        self.flag: QComboBox = combo([words.capitalize() for words in FLAGS.values()], name="Is")
        self.words: dict[str, QLineEdit] = {key: line_edit() for key in LANGUAGES}
        self.approved: QLineEdit = line_edit()
        self.state = label("", "muted", wrap=True)
        self.save = primary("Save words", self.change)
        self.when = Field("When the value is", self.flag)
        self._build()
        self.subject.currentIndexChanged.connect(self._show)
        self.flag.currentIndexChanged.connect(self._show)

    def _build(self) -> None:
        self.add(label("Words on the patient's copy", "heading"))
        self.add(label(_ABOUT, "muted", wrap=True))
        self.add(side_by_side(Field("About", self.subject), self.when))
        for key, name in LANGUAGES.items():
            self.add(Field(name, self.words[key]))
        self.add(Field("Approved by", self.approved, "The provider's name."))
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.save)
        self.add(row)
        may = self._context.clinic.actor.role is Role.ADMINISTRATOR
        for part in (*self.words.values(), self.approved, self.save):
            part.setEnabled(may)

    @property
    def key(self) -> str:
        """What the words are for, as `services.wording` keeps them."""
        subject = self._subjects[self.subject.currentIndex()]
        if subject == EMERGENCY:
            return EMERGENCY
        return f"{subject}.{list(FLAGS)[self.flag.currentIndex()]}"

    def load(self) -> None:
        clinic = self._context.clinic
        tasks.run(lambda: wording.approved(clinic), self._on_known, self._on_failed, parent=self)

    def _on_known(self, known: Mapping[str, Approved]) -> None:
        self._known = known
        self._show()

    def _show(self) -> None:
        self.when.setVisible(self.key != EMERGENCY)
        found = self._known.get(self.key)
        for key, line in self.words.items():
            line.setText(found.words.get(key, "") if found else "")
        self.approved.clear()
        theme.restyle(self.state, state="")
        self.state.setText(self._state(found))

    def _state(self, found: Approved | None) -> str:
        if found is None:
            return "The program's own words stand there." if self.key == EMERGENCY else "No words."
        day = self._context.clinic.local(found.at)
        return f"Version {found.version}, {found.note}, {day_words(day)}."

    def change(self) -> None:
        """Keep what is typed as the next version."""
        clinic, key, by = self._context.clinic, self.key, self.approved.text()
        words = {language: line.text() for language, line in self.words.items()}

        def work() -> tuple[Changes, Mapping[str, Approved]]:
            return wording.set_wording(clinic, key, words, by), wording.approved(clinic)

        tasks.run(work, self._on_changed, self._on_failed, parent=self)

    def _on_changed(self, result: tuple[Changes, Mapping[str, Approved]]) -> None:
        self._on_known(result[1])
        self._context.say("The words are saved for all papers from now on.")

    def _on_failed(self, error: MaError) -> None:
        theme.restyle(self.state, state="critical")
        self.state.setText(f"{error.what} {error.do}".strip())
        speak(self, self.state.text(), urgent=True)
