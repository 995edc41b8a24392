"""The base of dialogs that change clinical content: why, who approved it, earlier versions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.moments import stamp
from ma_desktop.domain.staff import Role
from ma_desktop.storage.desk import ContentVersion
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.actions import Command, bind
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.dialog import SheetDialog
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo, line_edit, side_by_side
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

_WIDTH = 1240


class ContentDialog(SheetDialog):
    """Subclasses put their parts into `body`, then call `add_keeping`; `saved` is called once the
    store has changed. Everybody reads, an administrator changes."""

    shipped_words = ""

    def __init__(
        self, context: Context, title: str, saved: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(title, _WIDTH, parent)
        self._context, self._saved = context, saved
        self.may_change = context.clinic.actor.role is Role.ADMINISTRATOR
        self._versions: tuple[ContentVersion, ...] = ()
        self.why: QLineEdit = line_edit()
        self.approved: QLineEdit = line_edit()
        self.versions: QComboBox = combo([], name="Earlier versions")
        self.message = label("", "", wrap=True)
        self.message.hide()

    def add_keeping(self) -> None:
        """The lines that every such dialog ends with."""
        self.body.addLayout(
            side_by_side(
                Field("What was changed, and why", self.why),
                Field("Approved by", self.approved, "The provider's name."),
                Field("Earlier versions", self.versions),
            )
        )
        kept = FlowLayout(spacing=8)
        again = button("Take this version again", self.take_again)
        shipped = button(self.shipped_words, self.take_shipped)
        kept.addWidget(again)
        kept.addWidget(shipped)
        self.body.addLayout(kept)
        self.body.addWidget(self.message)
        foot: QHBoxLayout = self.foot
        foot.addWidget(button("Close", self.reject, hint="Esc"))
        foot.addStretch(1)
        save = primary("Save as next version", self.save, hint="Ctrl Enter")
        bind(self, Command("Save as next version", save.click, "Ctrl+Return"))
        foot.addWidget(save)
        for part in (self.why, self.approved, again, shipped, save):
            part.setEnabled(self.may_change)

    # What subclasses say

    def change(self) -> Callable[[], Changes]:
        """The work that stores what is shown. Raises Refused when it can't be stored."""
        raise NotImplementedError

    def bring_back(self, version: ContentVersion) -> Changes:
        raise NotImplementedError

    def withdraw_all(self) -> Changes:
        raise NotImplementedError

    def read_versions(self) -> tuple[ContentVersion, ...]:
        raise NotImplementedError

    def load(self) -> None:
        """Show what is in force."""
        raise NotImplementedError

    # Acts

    def save(self) -> None:
        """Keep what is shown as the next version."""
        if not self._has(self.why, "Say what was changed, and why."):
            return
        if not self._has(self.approved, "Type the name of the provider who approved it."):
            return
        try:
            work = self.change()
        except MaError as error:
            self.fail(error)
        else:
            self._store(work, "Saved. It holds in Rooming from now on.")

    def take_again(self) -> None:
        """Put the chosen earlier version in force again."""
        index = self.versions.currentIndex()
        if not 0 <= index < len(self._versions):
            self.say("The clinic has no version of its own yet.")
        elif self._has(self.why, "Say why this version comes back."):
            version = self._versions[index]
            done = f"Version {version.version} is in force again."
            self._store(lambda: self.bring_back(version), done)

    def take_shipped(self) -> None:
        """Take everything of the clinic out of use."""
        if self._has(self.why, "Say why the shipped content comes back."):
            self._store(self.withdraw_all, "The shipped content is in force again.")

    def reason(self) -> str:
        return self.why.text().strip()

    def load_versions(self) -> None:
        tasks.run(self.read_versions, self._on_versions, self.fail, parent=self)

    def say(self, words: str, *, critical: bool = False) -> None:
        """Words above the foot, spoken too."""
        theme.restyle(self.message, state="critical" if critical else "")
        self.message.setText(words)
        self.message.setVisible(bool(words))
        if words:
            speak(self.message, words, urgent=critical)

    def reach(self, widget: QWidget) -> None:
        """Go to a part, and scroll so that it is seen."""
        widget.setFocus()
        QTimer.singleShot(0, widget, lambda: self._area.ensureWidgetVisible(widget))

    def fail(self, error: MaError) -> None:
        self.say(str(error), critical=True)

    def _has(self, line: QLineEdit, words: str) -> bool:
        if line.text().strip():
            return True
        self.say(words, critical=True)
        self.reach(line)
        return False

    def _store(self, work: Callable[[], Changes], words: str) -> None:
        def done(changes: Changes) -> None:
            self._context.signals.changed.emit(changes)
            self.why.clear()
            self.say(words)
            self.load()
            self.load_versions()
            self._saved()

        tasks.run(work, done, self.fail, parent=self)

    def _on_versions(self, found: tuple[ContentVersion, ...]) -> None:
        local = self._context.clinic.local
        self._versions = found
        self.versions.clear()
        self.versions.addItems(
            [f"{v.version}: {stamp(local(v.at))}, {v.by}, {v.note}".rstrip(", ") for v in found]
            or ["None: everything is as shipped"]
        )
