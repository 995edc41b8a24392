"""The row of one vital sign: name, field, how it was taken, verdict and earlier value, message."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ma_desktop.domain.vitals import VitalSign
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.vital_menus import Aside, absent_menu
from ma_desktop.ui.rooming.words import Spoken
from ma_desktop.ui.widgets.speech import speak
from ma_desktop.ui.widgets.text import ElidedLabel, label
from ma_desktop.ui.widgets.vital_field import Verdict, VitalField

_NAME_WIDTH, _NAME_SLIM, _ROOMY, _TARGET = 138, 104, 55, 44


class VitalRow(VitalField):
    """A field with everything around it. Who listens judges the text and calls `tell`.

    `entered` means Enter: confirm, or judge and move on. `committed` means the field was left.
    """

    entered = Signal()
    suggestion_taken = Signal()
    absence_cleared = Signal()
    moved_up = Signal()
    moved_down = Signal()

    def __init__(self, vital: VitalSign, parent: QWidget | None = None) -> None:
        super().__init__(vital.name, vital.label, parent)
        self.vital = vital
        self.asked = ""
        self.menu: QMenu | None = None
        self._absent = False
        self.aside = Aside(f"How {vital.name} was taken")
        self.set_aside(self.aside)
        self.aside.setVisible(bool(vital.qualifiers))
        self.edit.installEventFilter(self)

    def _build(self) -> None:
        """Name and field stand in columns; verdict over earlier value at the right."""
        title = self._title = label(self.name, "strong", wrap=True)
        title.setBuddy(self.edit)
        self._aside = QHBoxLayout()
        self.message = label("", "small", wrap=True)
        self.message.hide()
        self.control = Verdict()
        self.control.hide()
        self.usual = ElidedLabel("", "small")
        self.usual.hide()
        self.right = QWidget()
        right = QVBoxLayout(self.right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(1)
        right.addStretch(1)
        right.addWidget(self.verdict)
        right.addWidget(self.usual)
        right.addWidget(self.last)
        right.addStretch(1)
        self.grid = QGridLayout(self)
        inset = theme.px(16)
        self.grid.setContentsMargins(inset, theme.px(3), inset, theme.px(3))
        self.grid.setHorizontalSpacing(theme.px(14))
        self.grid.setVerticalSpacing(theme.px(3))
        self.grid.addWidget(title, 0, 0)
        self.grid.addWidget(self.edit, 0, 1)
        self.grid.addWidget(self.control, 3, 1, 1, 3)
        self._is_narrow: bool | None = None
        self.set_narrow(False)
        self.set_slim(False)

    @property
    def is_typing(self) -> bool:
        """The cursor is in a text that was not entered yet."""
        return self._committed is None and self.edit.hasFocus()

    def call(self, name: str) -> None:
        """A length is measured lying, a height standing: the row says which."""
        self.name = name
        self._title.setText(name)
        unit = self.vital.label
        self.edit.setAccessibleName(f"{name}, {unit}" if unit else name)

    def set_slim(self, slim: bool) -> None:
        """Very large text: the name wraps, and what stands at the right is elided sooner."""
        self._title.setFixedWidth(theme.px(_NAME_SLIM if slim else _NAME_WIDTH))
        self.right.setMinimumWidth(theme.px(96 if slim else 150))

    def set_narrow(self, narrow: bool) -> None:
        """Without room beside the field, how it was taken stands beneath."""
        if narrow is self._is_narrow:
            return
        self._is_narrow = narrow
        for item in (self._aside, self.right, self.message):
            if isinstance(item, QWidget):
                self.grid.removeWidget(item)
            else:
                self.grid.removeItem(item)
        if narrow:
            self.grid.addWidget(self.right, 0, 2, 1, 2)
            self.grid.addLayout(self._aside, 1, 1, 1, 3)
        else:
            self.grid.addLayout(self._aside, 0, 2)
            self.grid.addWidget(self.right, 0, 3)
        self.grid.addWidget(self.message, 2, 1, 1, 3)
        self.grid.setColumnStretch(2, 4)
        self.grid.setColumnStretch(3, 5)

    def set_roomy(self, roomy: bool) -> None:
        """A taller row, where the window is high enough for all of them."""
        self.grid.setRowMinimumHeight(0, theme.px(_ROOMY if roomy else _TARGET))

    def tell(self, spoken: Spoken, *, asked: str = "", aloud: bool = False) -> None:
        """Show what the text means; `asked` is a question that Enter would answer with yes."""
        self.asked = asked
        self.set_verdict(spoken.state, spoken.words)
        self.verdict.setVisible(bool(spoken.words))
        self.message.setText(spoken.message)
        self.message.setVisible(bool(spoken.message))
        theme.restyle(self.message, state=spoken.state)
        record = "On record" if spoken.state == "ok" else ""
        self.last.setVisible(bool(self.last.text()))
        room = not spoken.words or not self.last.text()
        self.usual.setVisible(bool(self.usual.text()) and room)
        parts = (
            record,
            self.control.words,
            spoken.words,
            spoken.message,
            self.usual.text(),
            self.last.text(),
        )
        self.edit.setAccessibleDescription(". ".join(part for part in parts if part))
        if aloud and spoken.words:
            speak(self.edit, f"{self.name}: {spoken.words}. {spoken.message}", urgent=True)

    def set_absent(self, words: str) -> None:
        """Show why the value was not taken; empty words bring the field back."""
        self._absent = bool(words)
        if words:
            self.set_text("")
        self.edit.setPlaceholderText(words)

    def set_control(self, words: str) -> None:
        """The meter's control failed or is overdue: a fact beside the field, no refusal."""
        self.control.set("warn" if words else "", words)
        self.control.setVisible(bool(words))

    def set_usual(self, text: str) -> None:
        """The reference range for this age and sex; it gives way to a verdict."""
        self.usual.setText(text)
        self.usual.setToolTip(text)

    def set_last(self, text: str) -> None:
        super().set_last(text)
        self.last.setToolTip(text)

    def ask_why_absent(self, menu_chosen: QMenu | None = None) -> None:
        """Open the menu of reasons beneath the field."""
        self.menu = menu_chosen or absent_menu(self, self.absence_chosen.emit)
        self.menu.popup(self.edit.mapToGlobal(QPoint(0, self.edit.height())))

    absence_chosen = Signal(str)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and self._took_key(event):
            return True
        return super().eventFilter(watched, event)

    def _took_key(self, event: QKeyEvent) -> bool:
        """The keys that belong to the row rather than to the text."""
        key = event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Down and plain:
            self.moved_down.emit()
        elif key == Qt.Key.Key_Up and plain:
            self.moved_up.emit()
        elif event.text() == "=":
            self.suggestion_taken.emit()
        elif self._absent and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.absence_cleared.emit()
        else:
            return False
        return True

    def _on_enter(self) -> None:
        self.set_text(self.edit.text())
        self.entered.emit()

    def _on_edited(self, text: str) -> None:
        # What was said of the text is gone: it is judged anew, also when it ends as it began.
        self._committed = None
        self.asked = ""
        self.message.hide()
        self.edit.setPlaceholderText("")
        self._absent = False
        self.set_verdict("")
        self.verdict.hide()
        super()._on_edited(text)
