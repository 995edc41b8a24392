"""The field of one vital sign: value and unit in one frame, what it means beside it.

`Enter` commits and moves on unless the value was refused; `-` in an empty field asks for the
reason why the value was not taken. An earlier value stands beside the field, never in it.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.text import ElidedLabel, label

STATES = ("", "ok", "warn", "critical", "refused")
_ICONS = {"ok": "check", "warn": "warning", "critical": "warning", "refused": "cross"}
_WIDTH, _UNIT_SIZE = 172, 13


class UnitEdit(QLineEdit):
    """A line edit that shows its unit at the right, inside the frame."""

    absent_requested = Signal()
    left = Signal()

    def __init__(self, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = unit
        self.setProperty("role", "value")
        self.setProperty("state", "")
        self.setFont(theme.font(18, QFont.Weight.DemiBold, figures=True))
        self.setMaxLength(40)
        self.setFixedWidth(theme.px(_WIDTH))
        self.set_unit(unit)

    def set_unit(self, unit: str) -> None:
        self._unit = unit
        width = QFontMetrics(theme.font(_UNIT_SIZE)).horizontalAdvance(unit)
        self.setTextMargins(0, 0, width + theme.px(6), 0)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("-", "−", "–") and not self.text():
            self.absent_requested.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(theme.font(_UNIT_SIZE))
        painter.setPen(theme.colour("ink-3"))
        box: QRect = self.rect().adjusted(0, 0, -theme.px(13), 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box, int(flags), self._unit)
        painter.end()


class Verdict(QWidget):
    """Icon and word of what a value means; empty when there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = label()
        self._words = label(wrap=True)
        self._icon.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        self.set("", "")

    @property
    def words(self) -> str:
        return self._words.text()

    def set(self, state: str, words: str) -> None:
        """`state` is one of STATES."""
        name = _ICONS.get(state)
        if name:
            token = "critical" if state == "refused" else state
            self._icon.setPixmap(theme.pixmap(name, token, 16, self.devicePixelRatioF()))
        self._icon.setVisible(name is not None)
        self._words.setText(words)
        theme.restyle(self._words, state=state)


class VitalField(QWidget):
    """Edit with unit, a place for how it was taken (`set_aside`), verdict, earlier value.

    `committed` carries the text on Enter, or when a changed text is left by Tab or mouse. Who
    listens calls `set_verdict`; a state of `refused` keeps the cursor here.
    """

    committed = Signal(str)
    edited = Signal(str)
    absent_requested = Signal()
    advanced = Signal()

    def __init__(self, name: str, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.edit = UnitEdit(unit)
        self.edit.setAccessibleName(f"{name}, {unit}" if unit else name)
        self.verdict = Verdict()
        self.last = ElidedLabel("", "small")
        self.setFocusProxy(self.edit)
        self._committed: str | None = ""
        self._next: QWidget | None = None
        self._build()
        self.edit.returnPressed.connect(self._on_enter)
        self.edit.left.connect(self._on_left)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.absent_requested.connect(self.absent_requested)

    def _build(self) -> None:
        how = QWidget()
        self._aside = QHBoxLayout(how)
        self._aside.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(14))
        row.addWidget(self.edit)
        # Widths are shares of the row, not of the contents: fields above one another line up.
        for part, share in ((how, 5), (self.last, 4), (self.verdict, 5)):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            row.addWidget(part, share)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(620), theme.px(44))

    @property
    def text(self) -> str:
        return self.edit.text().strip()

    @property
    def state(self) -> str:
        return str(self.edit.property("state") or "")

    def set_text(self, text: str) -> None:
        """Show a text that is already committed (a draft come back); emits nothing."""
        self.edit.setText(text)
        self._committed = text.strip()

    def set_unit(self, unit: str) -> None:
        self.edit.set_unit(unit)
        self.edit.setAccessibleName(f"{self.name}, {unit}" if unit else self.name)

    def set_last(self, text: str) -> None:
        """The earlier value in words (`Last 74`); screen readers hear it with the field."""
        self.last.setText(text)
        self._describe()

    def set_verdict(self, state: str, words: str = "") -> None:
        """What the value means. Raises ValueError for an unknown state."""
        if state not in STATES:
            raise ValueError(state)
        theme.restyle(self.edit, state=state)
        self.verdict.set(state, words)
        self._describe()

    def set_aside(self, widget: QWidget) -> None:
        """Put how the value was taken (site, position) between edit and verdict."""
        self._aside.addWidget(widget)

    def set_next(self, widget: QWidget | None) -> None:
        """Where Enter goes; without it, to the next in the tab order."""
        self._next = widget

    def move_on(self) -> None:
        """Put the cursor into the next field."""
        if self._next is not None:
            self._next.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.focusNextChild()
        self.advanced.emit()

    def _describe(self) -> None:
        parts = (self.verdict.words, self.last.text())
        self.edit.setAccessibleDescription(". ".join(part for part in parts if part))

    def _on_edited(self, text: str) -> None:
        if self.state:
            self.set_verdict("")
        self.edited.emit(text)

    def _on_enter(self) -> None:
        self._commit()
        if self.state != "refused":
            self.move_on()

    def _on_left(self) -> None:
        if self.text != self._committed:
            self._commit()

    def _commit(self) -> None:
        self._committed = self.text
        self.committed.emit(self.text)
