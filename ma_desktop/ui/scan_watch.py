"""A scanner that types like a keyboard, told from a person by its speed, anywhere in the program.

Each key is held back for a blink. What comes faster than fingers can is a scan: none of its keys
reaches a field, a button or a shortcut, whatever characters the code holds. All else is typed on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

GAP = 0.033
"""Seconds: wedge scanners send a key every 1-30 ms, fast typists every 35 or more."""
QUIET_MS = 40
"""Without another key for so long, what came is complete."""
LEAST = 6
"""Keys in a row at that speed that no person types; with Enter or Tab at the end half as many."""

_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_BARE = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_ASCII = 128
Moment = Callable[[QKeyEvent], float]


def event_seconds(event: QKeyEvent) -> float:
    """When the key was pressed: by the system's stamp, which a busy window does not delay."""
    stamp = event.timestamp()
    return stamp / 1000 if stamp else time.monotonic()


@dataclass(frozen=True)
class _Key:
    """A key event that is held back, whom it was for, and how often Alt had moved before it."""

    event: QKeyEvent
    target: QObject
    alts: int = 0

    @property
    def is_press(self) -> bool:
        return self.event.type() is QEvent.Type.KeyPress


class ScanWatch(QObject):
    """Filters the keys of the whole application; `scanned` carries the printable characters."""

    scanned = Signal(str)

    def __init__(
        self,
        app: QApplication,
        moment: Moment = event_seconds,
        parent: QObject | None = None,
        prefix: str = "",
    ) -> None:
        super().__init__(parent or app)
        self._app, self._moment, self._prefix = app, moment, prefix
        self._alts = 0
        self._held: list[_Key] = []
        self._last = 0.0
        self._swallowed: set[int] = set()
        self._passing = False
        self._timer = QTimer(self, interval=QUIET_MS, singleShot=True)
        self._timer.timeout.connect(self._on_quiet)
        app.installEventFilter(self)

    @property
    def is_holding(self) -> bool:
        """True while keys wait for what comes after them."""
        return bool(self._held)

    def stop(self) -> None:
        self._timer.stop()
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._passing or not isinstance(event, QKeyEvent):
            return False
        if event.isAutoRepeat():
            return self._is_scan() or event.key() in self._swallowed
        match event.type():
            case QEvent.Type.ShortcutOverride:
                event.accept()  # comes again as a press, so that no shortcut acts before we know
                return True
            case QEvent.Type.KeyPress:
                return self._on_press(watched, event)
            case QEvent.Type.KeyRelease:
                return self._on_release(watched, event)
        return False

    def _on_press(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() in _BARE:
            self._alts += event.key() == Qt.Key.Key_Alt
            return self._is_scan()
        now = self._moment(event)
        if self._held and now - self._last > GAP:
            self._finish()
        self._last = now
        self._hold(watched, event)
        return True

    def _on_release(self, watched: QObject, event: QKeyEvent) -> bool:
        self._alts += event.key() == Qt.Key.Key_Alt
        if event.key() in self._swallowed:
            self._swallowed.discard(event.key())
            return True
        if any(key.event.key() == event.key() for key in self._held):
            self._hold(watched, event)
            return True
        return False

    def _hold(self, watched: QObject, event: QKeyEvent) -> None:
        self._held.append(_Key(event.clone(), watched, self._alts))
        self._timer.start()

    def _presses(self) -> list[QKeyEvent]:
        return [key.event for key in self._held if key.is_press]

    def _is_scan(self) -> bool:
        presses = self._presses()
        ended = bool(presses) and presses[-1].key() in _ENDS
        if len(presses) >= (LEAST // 2 if ended else LEAST):
            return True
        text = _typed(self._held) if self._prefix and len(presses) > len(self._prefix) else ""
        return text.startswith(self._prefix) and len(text) > len(self._prefix)

    def _on_quiet(self) -> None:
        """Only after what already waits in the queue: a busy window must not cut a scan in two."""
        count = len(self._held)
        QTimer.singleShot(0, self, lambda: self._finish() if len(self._held) == count else None)

    def _finish(self) -> None:
        self._timer.stop()
        is_scan, held = self._is_scan(), self._held
        self._held = []
        if not is_scan:
            for key in held:
                self._pass_on(key)
            return
        down = {key.event.key() for key in held if key.is_press}
        self._swallowed |= down - {key.event.key() for key in held if not key.is_press}
        self.scanned.emit(_typed(held).removeprefix(self._prefix))

    def _pass_on(self, key: _Key) -> None:
        """Deliver a key that a person pressed: as a shortcut, else to whom it was for."""
        self._passing = True
        try:
            if key.is_press and self._run_shortcut(key.event):
                return
            if shiboken6.isValid(key.target):
                QCoreApplication.sendEvent(key.target, key.event)
        finally:
            self._passing = False

    def _run_shortcut(self, event: QKeyEvent) -> bool:
        """What Qt does before it delivers a press: the focus may claim it, else shortcuts act."""
        focus = QApplication.focusWidget() or QApplication.activeWindow()
        if focus is None or QApplication.activePopupWidget() is not None:
            return False
        claim = QKeyEvent(
            QEvent.Type.ShortcutOverride, event.key(), event.modifiers(), event.text()
        )
        claim.ignore()
        QCoreApplication.sendEvent(focus, claim)
        if claim.isAccepted():
            return False
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        found = _shortcut(focus, QKeySequence(QKeyCombination(plain, Qt.Key(event.key()))))
        if found is not None:
            found()
        return found is not None


def _typed(held: Sequence[_Key]) -> str:
    """The printable characters of a scan; Alt with digits of the number pad is one of ASCII."""
    text, code, alts = "", "", 0
    for key in held:
        if not key.is_press:
            continue
        is_digit = bool(key.event.modifiers() & Qt.KeyboardModifier.AltModifier)
        is_digit = is_digit and bool(key.event.modifiers() & Qt.KeyboardModifier.KeypadModifier)
        if code and (not is_digit or key.alts != alts):
            text, code = text + _of_code(code), ""
        alts = key.alts
        if is_digit:
            code += _digit(key.event)
        elif not key.event.modifiers() & _COMMANDS:
            text += key.event.text()
    text += _of_code(code)
    return "".join(char for char in text if char.isprintable())


def _digit(event: QKeyEvent) -> str:
    """The digit of a key; none for other keys."""
    number = event.key() - Qt.Key.Key_0
    return str(number) if 0 <= number <= 9 else ""


def _of_code(code: str) -> str:
    """The ASCII character that Alt and these digits stand for; nothing beyond."""
    return chr(int(code)) if code and int(code) < _ASCII else ""


def _shortcut(focus: QWidget, keys: QKeySequence) -> Callable[[], None] | None:
    """What these keys do in the window of `focus`, or None."""
    window = focus.window()
    for action in window.findChildren(QAction):
        if keys in action.shortcuts() and action.isEnabled() and _reaches(action, focus):
            return action.trigger
    for shortcut in window.findChildren(QShortcut):
        if shortcut.key() == keys and shortcut.isEnabled() and _reaches(shortcut, focus):
            return shortcut.activated.emit
    for button in window.findChildren(QAbstractButton):
        if button.shortcut() == keys and button.isEnabled() and button.isVisible():
            return button.click
    return None


def _reaches(source: QAction | QShortcut, focus: QWidget) -> bool:
    """Whether the place of a shortcut is shown and, where its context asks it, has the focus."""
    owner = source.parent()
    context = source.shortcutContext() if isinstance(source, QAction) else source.context()
    if not isinstance(owner, QWidget) or not owner.isVisible():
        return False
    if context is Qt.ShortcutContext.WidgetWithChildrenShortcut:
        return owner is focus or owner.isAncestorOf(focus)
    return context is not Qt.ShortcutContext.WidgetShortcut or owner is focus
