"""This workstation: its room, its look, when it locks, its label printer."""

from __future__ import annotations

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QWidget

from ma_desktop.runtime import settings
from ma_desktop.runtime.paths import config_dir
from ma_desktop.runtime.settings import FILE_NAME, MOST_PREFIX, PORTS, THEMES
from ma_desktop.ui import theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import primary
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.form import Field, combo, line_edit, side_by_side
from ma_desktop.ui.widgets.text import label

_TEXT = (100, 125, 150, 175, 200)
_IDLE = (1, 2, 3, 5, 10, 15, 30, 60)
_WORDS = {"light": "Light", "dark": "Dark", "contrast": "High contrast"}


class WorkstationCard(Card):
    """Saved in a file of this computer; it holds no patient data."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        workstation = context.workstation
        self.room = combo([room.name for room in context.clinic.rooms], name="Room")
        self.theme = combo([_WORDS[name] for name in THEMES], name="Colors")
        self.text = _numbers("Text size, %", _TEXT, workstation.text_percent)
        self.idle = _numbers("Locks after minutes", _IDLE, round(workstation.idle_minutes))
        self.host = line_edit("10.0.0.9")
        self.prefix = line_edit("~")
        self.prefix.setMaxLength(MOST_PREFIX)
        self.prefix.setText(workstation.scanner_prefix)
        self.port = line_edit()
        self.port.setValidator(QIntValidator(PORTS.start, PORTS.stop - 1, self))
        self.port.setText(str(workstation.printer_port))
        self.room.setCurrentText(context.clinic.room.name if context.clinic.room else "")
        self.theme.setCurrentIndex(THEMES.index(workstation.theme))
        self.host.setText(workstation.printer_host)
        self._build()

    def _build(self) -> None:
        self.add(label("This workstation", "heading"))
        self.add(
            side_by_side(
                Field("Room", self.room),
                Field("Colors", self.theme),
                Field("Text size, %", self.text),
            )
        )
        self.add(
            side_by_side(
                Field("Locks after minutes", self.idle, "Without a key or a click"),
                Field("Label printer", self.host, "Address of a ZPL printer on the network"),
                Field("Port", self.port),
            )
        )
        words = "What this computer's scanner types before each code; empty where it types nothing."
        self.add(Field("Scanner prefix", self.prefix, words))
        saving = QHBoxLayout()
        words = "Colors change at once; room, text size and lock at the next sign-in."
        saving.addWidget(label(words, "muted", wrap=True), 1)
        saving.addWidget(primary("Save", self.save))
        self.add(saving)

    def save(self) -> None:
        """Write the settings, and show the colours."""
        before = self._context.workstation
        changed = before._replace(
            room=self.room.currentText(),
            theme=THEMES[self.theme.currentIndex()],
            text_percent=int(self.text.currentText()),
            idle_minutes=float(self.idle.currentText()),
            printer_host=self.host.text().strip(),
            printer_port=int(self.port.text() or before.printer_port),
            scanner_prefix=self.prefix.text().strip(),
        )
        try:
            settings.save(config_dir() / FILE_NAME, changed)
        except OSError:
            self._context.say("The settings can't be written. Check the disk.", "critical")
            return
        self._context.workstation = changed
        app = QApplication.instance()
        if changed.theme != before.theme and isinstance(app, QApplication):
            theme.apply(app, changed.theme, theme.current().text_percent)
        self._context.say("Saved. Lock and sign in to see all of it.")


def _numbers(name: str, offered: tuple[int, ...], now: int) -> QComboBox:
    """A choice of numbers; the present one is among them."""
    made = combo([str(number) for number in sorted({*offered, max(1, now)})], name=name)
    made.setCurrentText(str(max(1, now)))
    return made
