"""Manage: the certificate that the clinic may sign summaries with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MachineFailure, MaError
from ma_desktop.domain.moments import day_words
from ma_desktop.domain.staff import Role
from ma_desktop.services import certificates
from ma_desktop.services.certificates import Held
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import Field, line_edit
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import label

_ABOUT = (
    "A signed summary shows whoever opens it if it was changed. The certificate stays under its "
    "own passphrase, which is asked for each signature."
)


def ask_certificate(parent: QWidget) -> str:
    """The chosen PKCS#12 file; empty when the person gives up."""
    kinds = "Certificate (*.p12 *.pfx)"
    return QFileDialog.getOpenFileName(parent, "Certificate of the clinic", "", kinds)[0]


class SignatureCard(Card):
    """Without a certificate nothing is signed and nobody is asked."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self.ask_file: Callable[[QWidget], str] = ask_certificate
        self.secret = Field("Passphrase of the certificate", line_edit(secret=True))
        self.state = label("", "muted", wrap=True)
        self.choose = primary("Put in a certificate…", self.put_in)
        self.remove = button("Take out", self.take_out)
        self.remove.setAccessibleName("Take out the certificate")
        self.add(label("Signature on summaries", "heading"))
        self.add(label(_ABOUT, "muted", wrap=True))
        self.add(self.secret)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.state, 1)
        row.addWidget(self.remove)
        row.addWidget(self.choose)
        self.add(row)
        self._may = context.clinic.actor.role is Role.ADMINISTRATOR
        for part in (self.secret, self.choose):
            part.setEnabled(self._may)
        self.remove.hide()

    def load(self) -> None:
        clinic = self._context.clinic
        tasks.run(
            lambda: certificates.certificate(clinic), self._show, self._on_failed, parent=self
        )

    def _show(self, found: Held | None) -> None:
        theme.restyle(self.state, state="")
        self.remove.setVisible(found is not None and self._may)
        if found is None:
            self.state.setText("No certificate: summaries are not signed.")
        else:
            day = self._context.clinic.local(found.until)
            self.state.setText(f"{found.name}, valid until {day_words(day)}.")

    def put_in(self) -> None:
        """Ask for the file; the typed passphrase shows whether it can sign."""
        name = self.ask_file(self)
        if not name:
            return
        clinic, secret = self._context.clinic, str(self.secret.control.property("text"))
        self._do(lambda: certificates.put_in(clinic, _read(Path(name)), secret))

    def take_out(self) -> None:
        clinic = self._context.clinic
        self._do(lambda: certificates.take_out(clinic))

    def _do(self, act: Callable[[], Changes]) -> None:
        clinic = self._context.clinic

        def work() -> Held | None:
            act()
            return certificates.certificate(clinic)

        tasks.run(work, self._on_done, self._on_failed, parent=self)

    def _on_done(self, found: Held | None) -> None:
        self.secret.control.setProperty("text", "")
        self._show(found)
        speak(self, self.state.text())

    def _on_failed(self, error: MaError) -> None:
        theme.restyle(self.state, state="critical")
        self.state.setText(f"{error.what} {error.do}".strip())
        speak(self, self.state.text(), urgent=True)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise MachineFailure(
            "The file can't be read.", safe="Nothing was changed.", do="Choose another file."
        ) from None
