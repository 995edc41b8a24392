"""Manage: this workstation, the people who sign in, and the state of the store."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from ma_desktop.domain.errors import MaError
from ma_desktop.domain.staff import Staff
from ma_desktop.runtime import settings
from ma_desktop.runtime.paths import config_dir
from ma_desktop.runtime.settings import FILE_NAME, IDLE_MINUTES, PORTS, TEXT_PERCENT, THEMES
from ma_desktop.services import clinic as clinics
from ma_desktop.services.clinic import Verdict
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_STAFF: tuple[Column[Staff], ...] = (
    Column("Name", lambda person: person.title, look="strong", stretch=True),
    Column("User name", lambda person: person.user_name, width=160),
    Column("Role", lambda person: person.role.replace("-", " "), look="muted", width=180),
)


class ManageScreen(Screen):
    """Settings that need no training: each card says what it is for."""

    key = "manage"
    title = "Manage"
    icon = "settings"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        workstation = context.workstation
        self.room: QComboBox = combo([r.name for r in context.clinic.rooms], name="Room")
        self.theme: QComboBox = combo(THEMES, name="Colours")
        self.text = _spin(TEXT_PERCENT.start, TEXT_PERCENT.stop - 1, workstation.text_percent, 10)
        self.idle = _spin(1, int(IDLE_MINUTES[1]), max(1, round(workstation.idle_minutes)), 1)
        self.host = line_edit("10.0.0.9")
        self.port = _spin(PORTS.start, PORTS.stop - 1, workstation.printer_port, 1)
        self.people: RecordTable[Staff] = RecordTable(_STAFF, "People", row_height=44)
        self.user, self.display, self.credential = line_edit(), line_edit(), line_edit()
        self.secret, self.again = line_edit(secret=True), line_edit(secret=True)
        self.message = label("", "small", wrap=True)
        self.message.setProperty("state", "critical")
        self.verdict = label("Not checked since sign-in.", "", wrap=True)
        self.verify = button("Check the store now", self.check)
        self.room.setCurrentText(context.clinic.room.name if context.clinic.room else "")
        self.theme.setCurrentText(workstation.theme)
        self.host.setText(workstation.printer_host)
        self._build()

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        edge = theme.px(24)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.px(16))
        for card in (self._workstation_card(), self._people_card(), self._store_card()):
            column.addWidget(card)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(area)

    def _workstation_card(self) -> Card:
        card = Card()
        card.add(label("This workstation", "heading"))
        rows = (
            (
                Field("Room", self.room),
                Field("Colours", self.theme),
                Field("Text size, %", self.text),
            ),
            (
                Field("Locks after minutes", self.idle),
                Field("Label printer", self.host, "Address of a ZPL printer on the network"),
                Field("Port", self.port),
            ),
        )
        for fields in rows:
            card.add(_row(*fields))
        saving = QHBoxLayout()
        saving.addWidget(label("Taken over at the next sign-in.", "muted"), 1)
        saving.addWidget(primary("Save", self.save))
        card.add(saving)
        return card

    def _people_card(self) -> Card:
        card = Card()
        card.add(label("People who sign in", "heading"))
        self.people.setFixedHeight(theme.px(190))
        card.add(self.people)
        card.add(
            _row(
                Field("User name", self.user, "Short, without blanks"),
                Field("Name as shown", self.display),
                Field("Credential", self.credential, "For example CMA (AAMA)"),
            )
        )
        card.add(_row(Field("Passphrase", self.secret), Field("Once more", self.again)))
        card.add(self.message)
        adding = QHBoxLayout()
        adding.addWidget(label("The person types the passphrase themselves.", "muted"), 1)
        self.add = primary("Add person", self.add_person)
        adding.addWidget(self.add)
        card.add(adding)
        self.message.hide()
        return card

    def _store_card(self) -> Card:
        profile = self.context.clinic.profile
        card = Card()
        card.add(label("Clinic and store", "heading"))
        about = " · ".join(part for part in (profile.name, profile.address, profile.phone) if part)
        card.add(label(f"{about} · {profile.zone}", "", wrap=True))
        row = QHBoxLayout()
        row.addWidget(self.verdict, 1)
        row.addWidget(self.verify)
        card.add(row)
        return card

    def activate(self) -> None:
        self._load_people()
        self.room.setFocus()

    def _load_people(self) -> None:
        clinic = self.context.clinic
        tasks.run(lambda: clinics.staff(clinic), self.people.set_rows, self._on_failed, parent=self)

    def save(self) -> None:
        """Write the workstation's settings; they hold no patient data."""
        changed = replace(
            self.context.workstation,
            room=self.room.currentText(),
            theme=self.theme.currentText(),
            text_percent=self.text.value(),
            idle_minutes=float(self.idle.value()),
            printer_host=self.host.text().strip(),
            printer_port=self.port.value(),
        )
        try:
            settings.save(config_dir() / FILE_NAME, changed)
        except OSError:
            self.context.say("The settings can't be written. Check the disk.", "critical")
            return
        self.context.workstation = changed
        self.context.say("Saved. Lock and sign in to see all of it.")

    def add_person(self) -> None:
        """Give a person a passphrase of their own."""
        if self.secret.text() != self.again.text():
            self._refuse("The two passphrases differ. Type them again.")
            return
        clinic, secret = self.context.clinic, self.secret.text()
        user, display = self.user.text(), self.display.text()
        credential = self.credential.text().strip()
        self.add.setEnabled(False)
        tasks.run(
            lambda: clinics.add_user(clinic, user, display, secret, credential=credential),
            self._on_added,
            self._on_refused,
            parent=self,
        )

    def _on_added(self, _result: None) -> None:
        self.add.setEnabled(True)
        self.message.hide()
        for edit in (self.user, self.display, self.credential, self.secret, self.again):
            edit.clear()
        self.context.say("The person can sign in now.")
        self._load_people()

    def _on_refused(self, error: MaError) -> None:
        self.add.setEnabled(True)
        self._refuse(f"{error.what} {error.do}".strip())

    def _refuse(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()

    def check(self) -> None:
        """Check every page and every link of the audit chain, in the background."""
        self.verify.setEnabled(False)
        self.verdict.setText("Checking…")
        clinic = self.context.clinic
        tasks.run(lambda: clinics.verify(clinic), self._on_verdict, self._on_failed, parent=self)

    def _on_verdict(self, found: Verdict) -> None:
        self.verify.setEnabled(True)
        words = (
            "The store is sound." if found.is_sound else "The store is damaged: restore a backup."
        )
        self.verdict.setText(
            f"{words} {found.audit_entries} audit entries, head {found.audit_head}."
        )

    def _on_failed(self, error: MaError) -> None:
        self.verify.setEnabled(True)
        self.context.say(str(error), "critical")


def _row(*fields: Field) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(12))
    for field in fields:
        row.addWidget(field, 1)
    return row


def _spin(low: int, high: int, value: int, step: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(low, high)
    made.setSingleStep(step)
    made.setValue(value)
    return made
