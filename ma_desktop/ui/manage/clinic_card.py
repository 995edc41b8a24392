"""The clinic, what it decided for itself, and the state of its store."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from ma_desktop.domain.backup import BackupState
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.staff import Role
from ma_desktop.services import backups, clinic_settings
from ma_desktop.services import clinic as clinics
from ma_desktop.services.clinic import Verdict
from ma_desktop.ui import tasks
from ma_desktop.ui.backup_watch import made_words
from ma_desktop.ui.context import Context
from ma_desktop.ui.saving import AskFolder, ask_folder
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.text import label

_WITNESS = "Nothing outside this store witnesses the audit: keep this code elsewhere."
_ELSEWHERE = "Keep backups on another disk, away from this computer."
_SWITCHES = {"export_needs_reason": "An export needs a reason, which goes into the audit"}
"""Settings that are on or off, and what they mean."""


class ClinicCard(Card):
    """Switches take effect on all workstations as soon as they are pressed."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        ask_folder: AskFolder = ask_folder,
    ) -> None:
        super().__init__(parent=parent)
        self._ask_folder = ask_folder
        self._context = context
        self._settings = ClinicSettings()
        self.switches = {key: QCheckBox(words) for key, words in _SWITCHES.items()}
        self.verdict = label("Not checked since sign-in.", "", wrap=True)
        self.verify = button("Check the store now", self.check)
        self.backed_up = label("", "", wrap=True)
        self.back_up = button("Back up now…", self.back_up_now)
        profile = context.clinic.profile
        about = " · ".join(part for part in (profile.name, profile.address, profile.phone) if part)
        self.add(label("Clinic and store", "heading"))
        self.add(label(f"{about} · {profile.zone}", "", wrap=True))
        for key, box in self.switches.items():
            box.setEnabled(context.clinic.actor.role is Role.ADMINISTRATOR)
            box.clicked.connect(lambda on, name=key: self._change(name, on))
            self.add(box)
        row = QHBoxLayout()
        row.addWidget(self.verdict, 1)
        row.addWidget(self.verify)
        self.add(row)
        self.add(self._backup_row())

    def _backup_row(self) -> QHBoxLayout:
        """Nothing of it for a store on a server, which has programs of its own for that."""
        row = QHBoxLayout()
        row.addWidget(self.backed_up, 1)
        row.addWidget(self.back_up)
        if self._context.clinic.store.on_server:
            self.backed_up.hide()
            self.back_up.hide()
        return row

    def load(self) -> None:
        clinic = self._context.clinic
        tasks.run(
            lambda: clinic_settings.settings(clinic), self._show, self._on_failed, parent=self
        )
        tasks.run(lambda: backups.state(clinic), self._show_backup, self._on_failed, parent=self)

    def _show_backup(self, found: BackupState) -> None:
        clinic = self._context.clinic
        today = clinic.local(clinic.now()).date()
        self.backed_up.setText(f"{made_words(found, clinic.zone, today)}. {_ELSEWHERE}")

    def back_up_now(self) -> None:
        """Ask for a folder and put an encrypted, checked copy into it, in the background."""
        chosen = self._ask_folder(self)
        if not chosen:
            return
        self.back_up.setEnabled(False)
        self.backed_up.setText("Backing up…")
        clinic = self._context.clinic
        tasks.run(
            lambda: backups.back_up(clinic, Path(chosen)),
            self._on_backed_up,
            self._on_not_backed_up,
            parent=self,
        )

    def _on_backed_up(self, made: backups.Copied) -> None:
        self.back_up.setEnabled(True)
        self._context.signals.changed.emit(Changes(backup=True))
        self.load()
        self._context.say(f"Backed up and checked. Head of the audit: {made.head}.")

    def _on_not_backed_up(self, error: MaError) -> None:
        self.back_up.setEnabled(True)
        self.load()
        self._context.say(str(error), "critical")

    def _show(self, found: ClinicSettings) -> None:
        self._settings = found
        for key, box in self.switches.items():
            box.setChecked(bool(getattr(found, key)))

    def _change(self, key: str, on: bool) -> None:
        clinic = self._context.clinic
        before = asdict(self._settings)
        changed = ClinicSettings(**(before | {key: on}))

        def done(changes: Changes) -> None:
            self._settings = changed
            self._context.signals.changed.emit(changes)
            self._context.say("Saved for all workstations.")

        def failed(error: MaError) -> None:
            self._show(self._settings)
            self._on_failed(error)

        tasks.run(lambda: clinic_settings.change(clinic, changed), done, failed, parent=self)

    def check(self) -> None:
        """Check every page and every link of the audit chain, in the background."""
        self.verify.setEnabled(False)
        self.verdict.setText("Checking…")
        clinic = self._context.clinic
        tasks.run(lambda: clinics.verify(clinic), self._on_verdict, self._on_failed, parent=self)

    def _on_verdict(self, found: Verdict) -> None:
        self.verify.setEnabled(True)
        words = (
            "The store is sound." if found.is_sound else "The store is damaged: restore a backup."
        )
        self.verdict.setText(
            f"{words} {found.audit_entries} audit entries, head {found.audit_head}. {_WITNESS}"
        )

    def _on_failed(self, error: MaError) -> None:
        self.verify.setEnabled(True)
        self._context.say(str(error), "critical")
