"""Designer of one label: pick fields and places from lists, see the hardest names at once, save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QWidget

from ma_desktop.domain.errors import MaError, Refused
from ma_desktop.domain.label import LabelFormat
from ma_desktop.domain.moments import stamp
from ma_desktop.services import label_designs
from ma_desktop.storage.desk import ContentVersion
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.manage.label_form import LabelForm
from ma_desktop.ui.manage.label_trials import LabelTrials
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.dialog import SheetDialog
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo
from ma_desktop.ui.widgets.text import label

_WIDTH, _BOTH_FROM = 1240, 1000


def ask_toml_name(parent: QWidget, name: str) -> str:
    """Where to save a label format; empty when the person gives up."""
    return QFileDialog.getSaveFileName(parent, "Export label", name, "Label (*.toml)")[0]


class LabelDesigner(SheetDialog):
    """Shows `fmt`; `saved` is called once the store has changed."""

    def __init__(
        self, context: Context, fmt: LabelFormat, saved: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__("Label designer", _WIDTH, parent)
        self._context, self._saved, self._id = context, saved, fmt.id
        self.ask_file: Callable[[QWidget, str], str] = ask_toml_name
        self._versions: tuple[ContentVersion, ...] = ()
        self.message = label("", "small", wrap=True)
        self.trials = LabelTrials()
        self.form = LabelForm(self._on_changed)
        self.versions = combo([], name="Earlier versions")
        self._build()
        self.form.show_format(fmt)
        self._load_versions()

    def _build(self) -> None:
        self._sides = QHBoxLayout()
        self._sides.setSpacing(theme.px(24))
        self._sides.addWidget(self.form, 3)
        self._sides.addWidget(self.trials, 2)
        self.body.addLayout(self._sides)
        self.body.addWidget(Field("Earlier versions", self.versions))
        kept = FlowLayout()
        kept.addWidget(button("Take this version again", self.restore))
        kept.addWidget(button("Back to the shipped label", self.withdraw))
        kept.addWidget(button("Export a file", self.export))
        kept.addWidget(button("Save as another label", self.save_copy))
        self.body.addLayout(kept)
        self.message.hide()
        self.foot.addWidget(button("Close", self.reject, hint="Esc"))
        self.foot.addWidget(self.message, 1)
        self.foot.addStretch()
        save = primary("Save for the clinic", self.save, hint="Ctrl Enter")
        save.setShortcut("Ctrl+Return")
        self.foot.addWidget(save)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where both sides do not fit, the label stands above its form."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(_BOTH_FROM)
        way = QBoxLayout.Direction
        self._sides.setDirection(way.BottomToTop if narrow else way.LeftToRight)

    def _on_changed(self) -> None:
        try:
            self.trials.show_format(self.form.format())
        except Refused as refusal:
            self.trials.show_words(refusal.what)

    # Acts

    def save(self) -> None:
        """Keep the label as the clinic's own; it is in force at once."""
        clinic, fmt = self._context.clinic, self._format()
        if fmt is not None:
            self._run(lambda: label_designs.save_design(clinic, fmt), "Saved, and in force.")

    def save_copy(self) -> None:
        """Keep it beside the one it was made from, under its new name."""
        clinic, fmt = self._context.clinic, self._format()
        if fmt is None:
            return
        taken = clinic.catalog.labels
        if any(fmt.name == other.name for other in taken.values()):
            self._say("Give it another name first.")
            return
        made = label_designs.copy_of(fmt, fmt.name, list(taken))
        self._id = made.id
        self.form.show_format(made)
        self._run(lambda: label_designs.save_design(clinic, made), "Saved as another label.")

    def export(self) -> None:
        """Write what the form says into a file."""
        fmt = self._format()
        name = self.ask_file(self, f"{self._id}.toml") if fmt is not None else ""
        if fmt is not None and name:
            self._run(lambda: label_designs.export_design(fmt, Path(name)), "The file is written.")

    def restore(self) -> None:
        """Put the chosen earlier version in force again."""
        clinic, index = self._context.clinic, self.versions.currentIndex()
        if not 0 <= index < len(self._versions):
            self._say("The clinic has no version of this label yet.")
            return
        version = self._versions[index]
        done = f"Version {version.version} is in force again."
        self._run(lambda: label_designs.restore(clinic, version), done, show=True)

    def withdraw(self) -> None:
        """Take the clinic's version out of use."""
        clinic, label_id = self._context.clinic, self._id
        done = "The clinic's version is out of use."
        self._run(lambda: label_designs.withdraw(clinic, label_id), done, show=True)

    def _format(self) -> LabelFormat | None:
        try:
            return self.form.format()
        except Refused as refusal:
            self._say(f"{refusal.what} {refusal.do}")
            return None

    def _run(self, work: Callable[[], object], words: str, *, show: bool = False) -> None:
        def done(_result: object) -> None:
            self._say(words)
            fmt = self._context.clinic.catalog.labels.get(self._id)
            if show and fmt is not None:
                self.form.show_format(fmt)
            self._load_versions()
            self._saved()

        tasks.run(work, done, self._on_failed, parent=self)

    def _load_versions(self) -> None:
        clinic, label_id = self._context.clinic, self._id
        tasks.run(
            lambda: label_designs.versions(clinic, label_id),
            self._on_versions,
            self._on_failed,
            parent=self,
        )

    def _on_versions(self, found: tuple[ContentVersion, ...]) -> None:
        clinic = self._context.clinic
        self._versions = found
        self.versions.clear()
        self.versions.addItems(
            [f"{item.version}: {stamp(clinic.local(item.at))}, {item.by}" for item in found]
            or ["None: this label is as shipped"]
        )

    def _on_failed(self, error: MaError) -> None:
        self._say(str(error))

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.message.setVisible(bool(words))
