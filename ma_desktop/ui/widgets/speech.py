"""What a screen reader is asked to say."""

from __future__ import annotations

from PySide6 import QtGui
from PySide6.QtWidgets import QWidget


def speak(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say `text`; nothing happens where none is running."""
    event = QtGui.QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        event.setPoliteness(QtGui.QAccessible.AnnouncementPoliteness.Assertive)
    QtGui.QAccessible.updateAccessibility(event)
