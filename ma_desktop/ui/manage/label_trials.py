"""The designer's right side: the label on a hard name, and the verdict on all of them."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ma_desktop.documents.label_trial import NAMES, Trial, trial
from ma_desktop.domain.label import RESOLUTIONS, LabelFormat
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.specimens.preview import LabelPreview
from ma_desktop.ui.widgets.form import Field, combo, side_by_side
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.text import label

_PAUSE_MS = 200
_Case = tuple[str, int]


class LabelTrials(QWidget):
    """`show_format` tries a format: first what is shown, then every name at every resolution."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._format: LabelFormat | None = None
        self._round = 0
        self.done: dict[_Case, Trial] = {}
        self.preview = LabelPreview()
        self.hard = combo(list(NAMES), name="Name")
        self.dpi = combo([str(dpi) for dpi in RESOLUTIONS], name="Dots an inch")
        self.verdict = label("", "", wrap=True)
        self.pills: dict[_Case, Pill] = {}
        self._wait = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._wait.timeout.connect(self._start)
        self._build()
        self.hard.currentIndexChanged.connect(lambda _index: self._start())
        self.dpi.currentIndexChanged.connect(lambda _index: self._start())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(self.preview)
        column.addLayout(side_by_side(Field("Name", self.hard), Field("Dots an inch", self.dpi)))
        column.addWidget(self.verdict)
        column.addWidget(label("All names", "field-label"))
        grid = QGridLayout()
        grid.setSpacing(theme.px(6))
        for across, dpi in enumerate(RESOLUTIONS, 1):
            grid.addWidget(label(str(dpi), "muted"), 0, across)
        for down, hard in enumerate(NAMES, 1):
            grid.addWidget(label(hard, "small"), down, 0)
            for across, dpi in enumerate(RESOLUTIONS, 1):
                pill = self.pills[hard, dpi] = Pill()
                grid.addWidget(pill, down, across)
        column.addLayout(grid)
        column.addStretch(1)

    @property
    def all_done(self) -> bool:
        """Whether every name was tried at every resolution."""
        return len(self.done) == len(self.pills)

    def show_format(self, fmt: LabelFormat) -> None:
        """Try this format, once no other has come for a moment."""
        if fmt != self._format:
            self._format, self.done = fmt, {}
            self._wait.start()

    def show_words(self, words: str) -> None:
        """No format can be made of the form: say why."""
        self._round += 1
        self._format, self.done = None, {}
        self._wait.stop()
        self.preview.show_words(words)
        self.verdict.setText(words)
        for pill in self.pills.values():
            pill.set("-", "neutral")

    def _start(self) -> None:
        if self._format is None:
            return
        self._round += 1
        if not self.done:
            for pill in self.pills.values():
                pill.set("...", "neutral")
        self._next((self.hard.currentText(), int(self.dpi.currentText())), self._round, True)

    def _next(self, case: _Case, number: int, shown: bool) -> None:
        fmt = self._format
        if fmt is None or number != self._round:
            return

        def done(found: Trial) -> None:
            self._on_tried(found, number, shown)

        tasks.run(lambda: trial(fmt, *case), done, parent=self)

    def _on_tried(self, found: Trial, number: int, shown: bool) -> None:
        if number != self._round:
            return
        case = found.hard, found.dpi
        self.done[case] = found
        said = ("good", "ok") if found.is_good else ("no", "critical")
        self.pills[case].set(*said)
        self.pills[case].setToolTip(" ".join(found.words))
        if shown:
            self._show(found)
        waiting = sorted(self.pills.keys() - self.done.keys(), key=lambda case: case[1])
        if waiting:
            self._next(waiting[0], number, False)

    def _show(self, found: Trial) -> None:
        self.verdict.setText("\n".join(found.words))
        if found.image is None:
            self.preview.show_words(found.words[0])
        else:
            self.preview.show_image(found.image, f"Label, {found.hard}, {found.dpi} dots an inch")
