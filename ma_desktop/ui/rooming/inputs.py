"""Inputs that belong to a draft field: typing goes to the draft, undo keys to its history."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from ma_desktop.ui.rooming.draft_keeper import DraftKeeper


class UndoKeys(QObject):
    """Sends the undo and redo keys of a widget to the draft, not to the widget's own history."""

    def __init__(self, keeper: DraftKeeper, widget: QWidget) -> None:
        super().__init__(widget)
        self._keeper = keeper
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo):
                self._keeper.stack.undo()
                return True
            if event.matches(QKeySequence.StandardKey.Redo):
                self._keeper.stack.redo()
                return True
        if event.type() is QEvent.Type.FocusOut:
            self._keeper.seal()
        return super().eventFilter(watched, event)


class DraftLine(QLineEdit):
    """One line of the draft; `load` shows what the draft holds, `otherwise` if never touched."""

    def __init__(
        self, keeper: DraftKeeper, field: str, name: str, placeholder: str = "", most: int = 200
    ) -> None:
        super().__init__()
        self.field = field
        self._keeper = keeper
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setMaxLength(most)
        self.textEdited.connect(lambda text: keeper.put_text(field, text))
        UndoKeys(keeper, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """`-` in an empty field says why it is not asked: that is the step's."""
        if event.text() == "-" and not self.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def load(self, otherwise: str = "") -> None:
        self.setText(self._keeper.text(self.field, otherwise))


class DraftText(QPlainTextEdit):
    """Several lines of the draft; Tab leaves the field."""

    def __init__(self, keeper: DraftKeeper, field: str, name: str, placeholder: str = "") -> None:
        super().__init__()
        self.field = field
        self._keeper = keeper
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.textChanged.connect(lambda: keeper.put_text(field, self.toPlainText()))
        UndoKeys(keeper, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "-" and not self.toPlainText():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def load(self, otherwise: str = "") -> None:
        text = self._keeper.text(self.field, otherwise)
        if text != self.toPlainText():
            with QSignalBlocker(self):
                self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)
