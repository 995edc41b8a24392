"""The summary of a visit: choose the copy, see it at once, print it or save it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ma_desktop.documents.raster import Image, pages
from ma_desktop.domain.errors import MaError
from ma_desktop.services import summaries
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.summaries import Form, Offer
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.page_view import PageView
from ma_desktop.ui.papers.steps_panel import StepsPanel
from ma_desktop.ui.papers.summary_choices import SummaryChoices
from ma_desktop.ui.pdf_preview import AskPrinter, ask_printer, send
from ma_desktop.ui.saving import AskFile, ask_pdf_name, save_private
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import ElidedLabel, label

_PAUSE_MS = 120
_SIDE, _WIDEST = 330, 0.45


class SummaryWindow(QDialog):
    """Ctrl+P prints, Ctrl+S saves, page keys turn pages, Esc closes; nothing is kept in a file."""

    def __init__(self, context: Context, visit_id: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Visit summary")
        self._context, self._visit_id = context, visit_id
        self._drawing: tasks.Task | None = None
        self.ask_file: AskFile = ask_pdf_name
        self.ask_printer: AskPrinter = ask_printer
        self.choices, self.steps = SummaryChoices(), StepsPanel(context, visit_id)
        self.pages = PageView()
        self.message = ElidedLabel("", "small")
        self.saving = button("Save as…", self.save, hint="Ctrl S")
        self.printing = primary("Print…", self.print_out, hint="Ctrl P")
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._build(parent.window().size())
        self._join()
        self._enable(False)
        clinic = context.clinic
        tasks.run(
            lambda: summaries.offer(clinic, visit_id), self._on_offer, self._on_failed, parent=self
        )

    def _build(self, room: QSize) -> None:
        self.resize(min(theme.px(1240), room.width() - 32), min(theme.px(900), room.height() - 32))
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(12), 0)
        column.setSpacing(theme.px(16))
        column.addWidget(label("Visit summary", "title"))
        column.addWidget(self.choices)
        column.addWidget(self.steps)
        column.addStretch(1)
        side = QScrollArea()
        side.setFrameShape(QFrame.Shape.NoFrame)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setWidgetResizable(True)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side.setWidget(inner)
        side.setFixedWidth(min(theme.px(_SIDE), int(self.width() * _WIDEST)))
        body = QHBoxLayout()
        body.setSpacing(theme.px(12))
        body.addWidget(side)
        body.addWidget(self.pages, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addLayout(self.pages.tools)
        foot.addStretch(1)
        foot.addWidget(button("Close", self.reject, hint="Esc"))
        foot.addWidget(self.saving)
        foot.addWidget(self.printing)
        page = QVBoxLayout(self)
        page.addLayout(body, 1)
        page.addWidget(self.message)
        page.addLayout(foot)
        self.message.hide()

    def _join(self) -> None:
        self.choices.changed.connect(self._pause.start)
        self.steps.changed.connect(self._pause.start)
        self._pause.timeout.connect(self.draw)
        self.pages.bind(self)
        self.pages.failed.connect(self._on_failed)
        for keys, run in (("Ctrl+S", self.save), ("Ctrl+P", self.print_out)):
            QShortcut(QKeySequence(keys), self).activated.connect(run)

    def _on_offer(self, offer: Offer) -> None:
        self.choices.show_offer(offer)
        self.steps.load(offer.steps, offer.visit.provider)
        self.choices.copy.setFocus()
        self.draw()

    def draw(self) -> None:
        """Make the chosen copy anew and show it; an older one that is still made is dropped."""
        if self._drawing is not None:
            self._drawing.cancel()
        clinic, visit_id = self._context.clinic, self._visit_id
        form, scale = self.choices.form(), self.pages.scale

        def make() -> tuple[bytes, list[Image]]:
            data = summaries.preview_pdf(clinic, visit_id, form)
            return data, pages(data, scale)

        self._drawing = tasks.run(make, self._on_drawn, self._on_failed, parent=self)

    def _on_drawn(self, result: tuple[bytes, list[Image]]) -> None:
        self.pages.set_document(*result)
        self._enable(True)

    def save(self) -> None:
        """Write the copy where a person points, readable by this user only."""
        if not self.saving.isEnabled() or not self.choices.is_good():
            return
        form = self.choices.form()
        name = self.ask_file(self, f"visit-{form.kind}.pdf")
        if name:
            clinic, visit_id = self._context.clinic, self._visit_id
            self._say("Saving…")
            self._enable(False)
            tasks.run(
                lambda: save_private(Path(name), summaries.summary_pdf(clinic, visit_id, form)),
                lambda _done: self._on_left("Saved."),
                self._on_failed,
                parent=self,
            )

    def print_out(self) -> None:
        """Send all pages to a printer that the system's dialogue names."""
        if not self.printing.isEnabled() or not self.choices.terms.has_reason():
            return
        printer = self.ask_printer(self)
        if printer is not None:
            clinic, visit_id, form = self._context.clinic, self._visit_id, self.choices.form()
            self._say("Sending…")
            self._enable(False)
            tasks.run(
                lambda: _printed(clinic, visit_id, form, printer),
                lambda name: self._on_left(f"Sent{name}. Check that every page came out."),
                self._on_failed,
                parent=self,
            )

    def _on_left(self, words: str) -> None:
        self._enable(True)
        self._say(words)

    def _on_failed(self, error: MaError) -> None:
        self._enable(True)
        self._say(f"{error.what} {error.do}".strip(), "critical")

    def _enable(self, on: bool) -> None:
        self.saving.setEnabled(on)
        self.printing.setEnabled(on)

    def _say(self, words: str, state: str = "") -> None:
        theme.restyle(self.message, state=state)
        self.message.setText(words)
        self.message.show()
        self.message.setToolTip(words)
        speak(self, words, urgent=state == "critical")


def _printed(clinic: Clinic, visit_id: str, form: Form, printer: QPrinter) -> str:
    """Where it went, as the end of a sentence; paper has no passphrase."""
    plain = Form(form.clinical, form.language, form.large, "", form.reason, form.chart)
    name = send(summaries.summary_pdf(clinic, visit_id, plain, "printer"), printer)
    return f" to {name}" if name else ""
