"""The two pages that are filled in at the first run: the clinic, and its first administrator."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QTimeZone
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.lock.new_passphrase import NewPassphrase, Strength
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.text import label

ROOMS = ("Exam 1", "Exam 2", "Exam 3")
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)


@dataclass(frozen=True)
class FirstRunForm:
    """What the first run asks for. `room` is the name of the room this computer stands in."""

    name: str
    address: str
    phone: str
    zone: str
    rooms: tuple[str, ...]
    room: str
    display_name: str
    user_name: str
    credential: str
    passphrase: str = field(repr=False)


class ClinicPage(QWidget):
    """Name, address, phone, time zone, rooms and this computer's room."""

    def __init__(self) -> None:
        super().__init__()
        here = bytes(QTimeZone.systemTimeZoneId().data()).decode()
        zones = list(ZONES) if here in ZONES else [here, *ZONES]
        self.name, self.address, self.phone = line_edit(), line_edit(), line_edit()
        self.zone = combo(zones, name="Time zone", editable=True)
        self.zone.setCurrentText(here)
        self.rooms = QPlainTextEdit("\n".join(ROOMS))
        self.rooms.setTabChangesFocus(True)
        self.rooms.setFixedHeight(theme.px(104))
        self.room = combo(ROOMS, name="This computer stands in")
        self.fields = {
            "name": Field("Clinic name", self.name, "Stands on labels and summaries."),
            "address": Field("Address", self.address),
            "phone": Field("Phone", self.phone),
            "zone": Field("Time zone", self.zone),
            "rooms": Field("Rooms, one a line", self.rooms),
            "room": Field("This computer stands in", self.room),
        }
        _lay_out(self, "Your clinic", self.fields, (("address",), ("phone", "zone")))
        self.rooms.textChanged.connect(self._on_rooms)

    @property
    def room_names(self) -> tuple[str, ...]:
        """The rooms as typed, each once, without blank lines."""
        lines = (line.strip() for line in self.rooms.toPlainText().splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def show_problem(self) -> bool:
        """Mark what is wrong and go there; True when something is."""
        wrong = {
            "name": "" if self.name.text().strip() else "Type the clinic's name.",
            "zone": "" if is_zone(self.zone.currentText()) else "Choose a zone from the list.",
            "rooms": "" if self.room_names else "Type one room at least.",
        }
        return _mark(self.fields, wrong)

    def _on_rooms(self) -> None:
        chosen = self.room.currentText()
        self.room.clear()
        self.room.addItems(list(self.room_names))
        self.room.setCurrentText(chosen)


class PersonPage(QWidget):
    """The first administrator: name, user name, credential, passphrase."""

    def __init__(self, strength: Strength | None) -> None:
        super().__init__()
        self.display, self.user, self.credential = line_edit(), line_edit(), line_edit()
        self.fields = {
            "display": Field("Your name", self.display, "As colleagues read it: J. Rivera"),
            "user": Field("User name", self.user, "Short, without blanks: jrivera"),
            "credential": Field("Credential", self.credential, "For example CMA (AAMA). Optional."),
        }
        self.new = NewPassphrase(strength)
        _lay_out(self, "You, the first administrator", self.fields, (("user", "credential"),))
        column = self.layout()
        if column is not None:
            column.addWidget(self.new)

    def show_problem(self) -> bool:
        """Mark what is wrong and go there; True when something is."""
        user = self.user.text().strip()
        wrong = {
            "display": "" if self.display.text().strip() else "Type your name.",
            "user": "" if user and not user.split()[1:] else "Type a name without blanks.",
        }
        return _mark(self.fields, wrong) or self.new.show_problem()


def read(clinic: ClinicPage, person: PersonPage) -> FirstRunForm:
    """Both pages as one value."""
    return FirstRunForm(
        clinic.name.text().strip(),
        clinic.address.text().strip(),
        clinic.phone.text().strip(),
        clinic.zone.currentText().strip(),
        clinic.room_names,
        clinic.room.currentText(),
        person.display.text().strip(),
        person.user.text().strip(),
        person.credential.text().strip(),
        person.new.text,
    )


def is_zone(name: str) -> bool:
    """True for the name of an IANA time zone."""
    try:
        ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name.strip())


def _mark(fields: dict[str, Field], wrong: dict[str, str]) -> bool:
    for key, words in wrong.items():
        fields[key].set_error(words)
    first = next((key for key, words in wrong.items() if words), None)
    if first is not None:
        fields[first].control.setFocus()
    return first is not None


def _lay_out(
    page: QWidget, heading: str, fields: dict[str, Field], pairs: tuple[tuple[str, ...], ...]
) -> None:
    """Fields one under the other, those of a pair side by side."""
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(12))
    column.addWidget(label(heading, "heading"))
    beside = {key: pair for pair in pairs for key in pair}
    for key in fields:
        pair = beside.get(key, (key,))
        if key != pair[0]:
            continue
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        for other in pair:
            row.addWidget(fields[other], 1)
        column.addLayout(row)
