"""The people who sign in: who they are, adding one, and keeping one out."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.domain.staff import Role, Staff
from ma_desktop.services import clinic as clinics
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import Field, combo, line_edit, side_by_side
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

_ROLES = {
    Role.MEDICAL_ASSISTANT: "Medical assistant",
    Role.PROVIDER: "Provider",
    Role.ADMINISTRATOR: "Administrator",
}
_COLUMNS: tuple[Column[Staff], ...] = (
    Column("Name", lambda person: person.title, look="strong", stretch=True),
    Column("User name", lambda person: person.user_name, width=160),
    Column("Role", lambda person: _ROLES[person.role], look="muted", width=180),
    Column(
        "Sign-in",
        lambda person: "Can sign in" if person.active else "Disabled",
        look="pill",
        role=lambda person: "ok" if person.active else "neutral",
        width=140,
    ),
)
_MOST_ROWS = 6


class PeopleCard(Card):
    """The list, a form for one more person, and Disable, which asks with the person's name."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self.people: RecordTable[Staff] = RecordTable(_COLUMNS, "People", row_height=44)
        self.user, self.display, self.credential = line_edit(), line_edit(), line_edit()
        self.role = combo(list(_ROLES.values()), name="Role")
        self.secret, self.again = line_edit(secret=True), line_edit(secret=True)
        self.note = label("", "small", wrap=True)
        self.message = label("", "small", wrap=True)
        self.message.setProperty("state", "critical")
        self.disable = button("Disable this person…", self.ask_disable)
        self.add_button = primary("Add person", self.add_person)
        self._build()
        self.people.chosen.connect(lambda _person: self._follow())
        self.message.hide()

    def _build(self) -> None:
        self.add(label("People who sign in", "heading"))
        self.add(self.note)
        self.add(self.people)
        taking_out = QHBoxLayout()
        taking_out.addStretch(1)
        taking_out.addWidget(self.disable)
        self.add(taking_out)
        self.add(label("One more person", "strong"))
        self.add(
            side_by_side(
                Field("User name", self.user, "Short, without blanks"),
                Field("Name as shown", self.display, "J. Rivera"),
            )
        )
        self.add(
            side_by_side(
                Field("Credential", self.credential, "For example CMA (AAMA)"),
                Field("Role", self.role),
            )
        )
        self.add(side_by_side(Field("Passphrase", self.secret), Field("Once more", self.again)))
        self.add(self.message)
        adding = QHBoxLayout()
        words = "The person types the passphrase themselves."
        adding.addWidget(label(words, "muted", wrap=True), 1)
        adding.addWidget(self.add_button)
        self.add(adding)

    def load(self) -> None:
        clinic = self._context.clinic
        tasks.run(lambda: clinics.staff(clinic), self._show, self._on_failed, parent=self)

    def _show(self, people: tuple[Staff, ...]) -> None:
        self.people.set_rows(people)
        rows = min(len(people), _MOST_ROWS)
        self.people.setFixedHeight(theme.px(34 + 44 * rows) + 6)
        if self.people.current is None and people:
            self.people.select(0)
        able = [p for p in people if p.active and p.role is Role.ADMINISTRATOR]
        self.note.setText(
            "Add a second administrator: if this one is away or forgets, somebody must let the "
            "others in."
            if len(able) == 1
            else ""
        )
        self.note.setVisible(len(able) == 1)
        self._follow()

    def _follow(self) -> None:
        """Only an administrator changes people, and nobody disables themselves."""
        me, chosen = self._context.clinic.actor, self.people.current
        is_administrator = me.role is Role.ADMINISTRATOR
        other = chosen is not None and chosen.active and chosen.id != me.id
        self.disable.setEnabled(is_administrator and other)
        self.add_button.setEnabled(is_administrator)
        if not is_administrator:
            self._refuse("Only an administrator adds or disables people.")

    def add_person(self) -> None:
        """Give a person a passphrase of their own."""
        if self.secret.text() != self.again.text():
            self._refuse("The two passphrases differ. Type them again.")
            return
        clinic, secret = self._context.clinic, self.secret.text()
        user, display = self.user.text(), self.display.text()
        credential = self.credential.text().strip()
        role = list(_ROLES)[self.role.currentIndex()]
        self.add_button.setEnabled(False)
        tasks.run(
            lambda: clinics.add_user(
                clinic, user, display, secret, role=role, credential=credential
            ),
            self._on_added,
            self._on_refused,
            parent=self,
        )

    def _on_added(self, _result: None) -> None:
        self.message.hide()
        for edit in (self.user, self.display, self.credential, self.secret, self.again):
            edit.clear()
        self._context.say("The person can sign in now.")
        self.load()

    def ask_disable(self) -> None:
        """Ask with the person's name before anything is done."""
        person = self.people.current
        if person is None:
            return
        box = QMessageBox(self.window())
        box.setWindowTitle("Disable a person")
        box.setText(f"Disable {person.title}?")
        box.setInformativeText(
            "They can't sign in any more on any workstation. What they recorded stays. "
            "The store gets another key, so that old copies open nothing new."
        )
        doing = box.addButton("Disable", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.buttonClicked.connect(lambda which: self._disable(person) if which is doing else None)
        box.open()

    def _disable(self, person: Staff) -> None:
        clinic = self._context.clinic
        self.disable.setEnabled(False)

        def done(left: str) -> None:
            said = f"{person.title} can't sign in any more. {left}".strip()
            self._context.say(said, "warn" if left else "info")
            self.load()

        tasks.run(
            lambda: clinics.end_access(clinic, person.user_name),
            done,
            self._on_refused,
            parent=self,
        )

    def _on_refused(self, error: MaError) -> None:
        self._follow()
        self._refuse(f"{error.what} {error.do}".strip())

    def _refuse(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()
        speak(self, words, urgent=True)

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "critical")
