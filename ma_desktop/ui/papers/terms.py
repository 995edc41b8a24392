"""On which terms something leaves: why, and whether the file is locked with a passphrase."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.form import Field, line_edit

_SHORTEST_REASON, _SHORTEST_SECRET = 3, 10


class Secret(QWidget):
    """A new passphrase, typed twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = Field("Passphrase", line_edit(secret=True), "Ten characters or more.")
        self.again = Field("The same again", line_edit(secret=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.first)
        column.addWidget(self.again)

    def text(self) -> str:
        return typed(self.first)

    def is_good(self) -> bool:
        """Whether both are long enough and the same; says at the field what is wrong."""
        short = len(self.text()) < _SHORTEST_SECRET
        differs = self.text() != typed(self.again)
        self.first.set_error("It has fewer than ten characters." if short else "")
        self.again.set_error("The two differ. Type both again." if differs and not short else "")
        if short or differs:
            (self.first if short else self.again).control.setFocus()
        return not short and not differs


class Signing(QWidget):
    """Whether the clinic's certificate signs, and its passphrase; hidden until one is held."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wanted = QCheckBox("Sign with the clinic's certificate")
        self.secret = Field("Passphrase of the certificate", line_edit(secret=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.wanted)
        column.addWidget(self.secret)
        self.secret.hide()
        self.hide()
        self.wanted.toggled.connect(self.secret.setVisible)

    @property
    def passphrase(self) -> str:
        """Empty where nothing is to be signed."""
        return typed(self.secret) if self.wanted.isChecked() else ""

    def is_good(self) -> bool:
        """Whether a passphrase is there where it is needed; says at the field when not."""
        missing = self.wanted.isChecked() and not self.passphrase
        self.secret.set_error("Type the passphrase of the certificate." if missing else "")
        if missing:
            self.secret.control.setFocus()
        return not missing


class Terms(QWidget):
    """`needs_reason` comes from the clinic's settings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.needs_reason = False
        self.why = Field("Why it leaves", line_edit(), "Optional. Stands in the audit.")
        self.lock = QCheckBox("Lock the file with a passphrase")
        self.secret = Secret()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for part in (self.why, self.lock, self.secret):
            column.addWidget(part)
        self.secret.hide()
        self.lock.toggled.connect(self.secret.setVisible)

    def demand_reason(self) -> None:
        """The clinic asks why something goes out."""
        self.needs_reason = True
        self.why.set_hint("The clinic asks for it. Stands in the audit.")

    @property
    def reason(self) -> str:
        return typed(self.why).strip()

    @property
    def passphrase(self) -> str:
        return self.secret.text() if self.lock.isChecked() else ""

    def has_reason(self) -> bool:
        """Whether the clinic would take this reason; says at the field what is missing."""
        missing = self.needs_reason and len(self.reason) < _SHORTEST_REASON
        self.why.set_error("Type why it leaves." if missing else "")
        if missing:
            self.why.control.setFocus()
        return not missing

    def is_good(self) -> bool:
        """Whether a file may be made on these terms."""
        return self.has_reason() and (not self.lock.isChecked() or self.secret.is_good())


def typed(field: Field) -> str:
    """What stands in the one line of `field`."""
    return str(field.control.property("text"))
