"""The one window: rail, top bar, patient banner, the screens, and the keys that work everywhere."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.timer import Timer
from ma_desktop.ui import theme
from ma_desktop.ui.actions import Command, bind
from ma_desktop.ui.backup_watch import BackupWatch
from ma_desktop.ui.command_palette import CommandPalette
from ma_desktop.ui.context import Context
from ma_desktop.ui.keys_dialog import KeysDialog
from ma_desktop.ui.lock_watch import IdleWatch
from ma_desktop.ui.notices import Notices
from ma_desktop.ui.open_patient import Doors, OpenPatient
from ma_desktop.ui.screen import Screen, ScreenSpec
from ma_desktop.ui.screen_shelf import ScreenShelf
from ma_desktop.ui.sterilize.use_dialog import UsePackDialog
from ma_desktop.ui.timer_keeper import TimerKeeper
from ma_desktop.ui.widgets.empty_page import EmptyPage
from ma_desktop.ui.widgets.patient_banner import PatientBanner
from ma_desktop.ui.widgets.rail import Rail
from ma_desktop.ui.widgets.timer_dock import TimerDock
from ma_desktop.ui.widgets.top_bar import TopBar

__all__ = ["SCREENS", "Doors", "MainWindow", "ScreenSpec"]
TITLE = "MA Desktop"


SCREENS = (
    ScreenSpec("today", "Today", "calendar", "ma_desktop.ui.today.screen", "TodayScreen"),
    ScreenSpec(
        "rooming", "Rooming", "pulse", "ma_desktop.ui.rooming.screen", "RoomingScreen", True
    ),
    ScreenSpec(
        "specimens",
        "Specimens",
        "tube",
        "ma_desktop.ui.specimens.screen",
        "SpecimensScreen",
        shows_patient=True,
    ),
    ScreenSpec("rooms", "Rooms", "checklist", "ma_desktop.ui.rooms.screen", "RoomsScreen"),
    ScreenSpec(
        "sterilize",
        "Sterilize",
        "sterilizer",
        "ma_desktop.ui.sterilize.screen",
        "SterilizeScreen",
    ),
    ScreenSpec("trends", "Trends", "trend", "ma_desktop.ui.trends.screen", "TrendsScreen", True),
    ScreenSpec(
        "manage", "Manage", "settings", "ma_desktop.ui.manage.screen", "ManageScreen", foot=True
    ),
)

PAPERS_MODULE = "ma_desktop.ui.papers.opening"
PAPERS = (
    ("Visit summary", "summary_here", "Alt+S", "document"),
    ("Patient label", "patient_label", "", "printer"),
    ("Summaries of a day or more", "day_summaries", "", "document"),
    ("Export this patient's record", "export_here", "", "export"),
    ("Export a day", "export_day", "", "export"),
    ("Downtime pack", "downtime_pack", "", "printer"),
    ("Closing sheet", "closing_sheet", "", "printer"),
)
"""What leaves the program: words, function of the module (loaded when first asked), keys, icon."""


class MainWindow(QMainWindow):
    """Shows one screen at a time.

    `locking` is emitted with `where()` once the open screen has saved its draft; who listens ends
    the process. `ended` is emitted when the window was closed by the person, `moved` when another
    screen or visit is come to.
    """

    locking = Signal(object)
    ended = Signal()
    moved = Signal()

    def __init__(
        self,
        context: Context,
        doors: Doors,
        idle: IdleWatch | None = None,
        screens: Sequence[ScreenSpec] = SCREENS,
    ) -> None:
        super().__init__()
        self.context = context
        self._specs = {spec.key: spec for spec in screens}
        self.key = ""
        self.setWindowTitle(TITLE)
        room = context.clinic.room.name if context.clinic.room else ""
        self.rail, self.banner = Rail(), PatientBanner()
        self.patient = OpenPatient(context, doors, self.banner, self)
        self.top = TopBar(room, context.clinic.actor.title)
        self.backup = BackupWatch(context, self.top, self)
        self.stack = QStackedWidget()
        self.shelf = ScreenShelf(self._made, screens, self.stack)
        self.screens = self.shelf.screens
        self.dock = TimerDock()
        self.timers = TimerKeeper(context, doors.timers, self.dock, self._go_to_timer, self)
        self._build()
        self.notices = Notices(self, self.stack)
        self._empty = self._make_empty_page()
        self._commands = self._make_commands()
        self.palette_box = CommandPalette(context, doors.find_patients, self._commands, self)
        self._join(idle)
        self.timers.start()

    # Building

    def _build(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        row.addLayout(column, 1)
        for part in (self.top, self.banner):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        column.addWidget(self.dock)
        self.setCentralWidget(page)
        self._fill_rail()
        self.resize(theme.px(1440), theme.px(900))
        self.setMinimumSize(960, 600)

    def _fill_rail(self) -> None:
        screens = [spec for spec in self._specs.values() if not spec.foot]
        for number, spec in enumerate(screens, 1):
            self.rail.add(spec.key, spec.title, spec.icon, f"Alt+{number}", checkable=True)
        self.rail.add_stretch()
        for spec in self._specs.values():
            if spec.foot:
                self.rail.add(spec.key, spec.title, spec.icon, "", checkable=True)
        self.rail.add("lock", "Lock", "lock", "Ctrl+L", checkable=False)

    def _make_empty_page(self) -> EmptyPage:
        page = EmptyPage(
            "person", "No patient is open", "Choose a visit on Today, or find a patient by name."
        )
        page.add_button("Go to Today", lambda: self.show_screen("today"), hint="Alt 1")
        page.add_button("Find a patient", self.search, "secondary", hint="Ctrl K")
        self.stack.addWidget(page)
        return page

    def _make_commands(self) -> list[Command]:
        made = []
        number = 0
        for spec in self._specs.values():
            number += not spec.foot
            keys = "" if spec.foot else f"Alt+{number}"
            made.append(Command(spec.title, self._shower(spec.key), keys, spec.icon))
        made += [
            *(Command(words, self._opener(name), keys, icon) for words, name, keys, icon in PAPERS),
            Command("Find anything", self.search, "Ctrl+K", "search"),
            Command("Undo the last move", self.undo, "Ctrl+Z", "undo"),
            Command("Timers", self.show_timers, "Alt+T", "clock"),
            Command("Sterile packs of this visit", self.show_packs, "Alt+P", "sterilizer"),
            Command("Lock", self.lock, "Ctrl+L", "lock"),
            Command("Keys of this screen", self.show_keys, "F1", "keyboard"),
        ]
        for command in made:
            bind(self, command)
        return [command for command in made if command.keys != "Ctrl+K"]

    def _shower(self, key: str) -> Callable[[], None]:
        return lambda: self.show_screen(key)

    def _opener(self, name: str) -> Callable[[], None]:
        def open_papers() -> None:
            getattr(importlib.import_module(PAPERS_MODULE), name)(self.context, self)

        return open_papers

    def _join(self, idle: IdleWatch | None) -> None:
        signals = self.context.signals
        signals.changed.connect(self._on_changed)
        signals.notice.connect(self.notices.show)
        signals.visit_opened.connect(self.open_visit)
        signals.view_opened.connect(self._on_view_opened)
        signals.screen_requested.connect(self._on_screen_requested)
        signals.room_opened.connect(self._on_room_opened)
        signals.lock_requested.connect(self.lock)
        signals.papers_asked.connect(lambda name: self._opener(name)())
        self.rail.chosen.connect(self._on_rail)
        self.top.search_requested.connect(self.search)
        self.palette_box.patient_chosen.connect(self.open_patient)
        self.palette_box.walk_in_asked.connect(self._on_walk_in)
        if idle is not None:
            idle.ticked.connect(self.top.set_remaining)
            self.top.set_remaining(idle.remaining())

    # Screens

    @property
    def screen_now(self) -> Screen | None:
        """The screen that is shown, or None on the page that says no patient is open."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def show_screen(self, key: str) -> None:
        """Show a screen, loading its module the first time. Raises KeyError for an unknown key."""
        spec = self._specs[key]
        if self.screen_now is not None:
            self.screen_now.deactivate()
        self.key = key
        self.moved.emit()
        self.rail.set_current(key)
        self.top.set_title(spec.title)
        visit_id = self.context.session.visit_id
        takes_patient = spec.needs_patient or spec.shows_patient
        self.banner.setVisible(takes_patient and visit_id is not None)
        if spec.needs_patient and visit_id is None:
            self.stack.setCurrentWidget(self._empty)
            self._focus_inside(self._empty)
            return
        screen = self.shelf.whole(spec)
        self.stack.setCurrentWidget(screen)
        if takes_patient and visit_id is not None:
            screen.set_visit(visit_id)
        screen.activate()
        self._focus_inside(screen)

    def _focus_inside(self, page: QWidget) -> None:
        """Put the focus on the first input of a page that did not choose one itself."""
        focused: QWidget | None = self.focusWidget()  # also while another window is the active one
        if focused is not None and page.isAncestorOf(focused):
            return
        inner = page.nextInFocusChain()
        while inner is not None and page.isAncestorOf(inner):
            if inner.isVisibleTo(page) and inner.focusPolicy() & Qt.FocusPolicy.TabFocus:
                inner.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            inner = inner.nextInFocusChain()

    def _made(self, spec: ScreenSpec) -> Screen:
        made: type[Screen] = getattr(importlib.import_module(spec.module), spec.class_name)
        return made(self.context, self.stack)

    def open_visit(self, visit_id: str, key: str = "") -> None:
        """Load a visit, show its patient in the banner, then the screen `key`."""
        self.patient.open(visit_id, lambda: self.show_screen(key or self.key))

    def _on_changed(self, changes: Changes) -> None:
        self.patient.refresh(changes)
        self.timers.refresh(changes)
        if self.screen_now is not None:
            self.screen_now.refresh(changes)

    # Everywhere

    def _on_rail(self, key: str) -> None:
        if key == "lock":
            self.lock()
        else:
            self.show_screen(key)

    def _on_room_opened(self, room_id: str) -> None:
        self.show_screen("rooms")
        if self.screen_now is not None:
            self.screen_now.restore({"room": room_id})

    def _on_view_opened(self, visit_id: str, key: str, view: str) -> None:
        self.go_to({"screen": key, "visit": visit_id, "at.view": view})

    def _on_screen_requested(self, key: str) -> None:
        if key in self._specs:
            self.show_screen(key)

    def search(self) -> None:
        """Open the search over patients and commands."""
        corner = QPoint(0, self.top.search.height() + theme.px(4))
        self.palette_box.open_at(self.top.search.mapTo(self, corner))

    def open_patient(self, patient: Patient) -> None:
        """Open this patient's visit of today, or say that there is none."""
        self.patient.find_visit(patient.id, self._on_visit_found)

    def _on_visit_found(self, visit_id: str | None) -> None:
        if visit_id is None:
            self.context.say("This patient has no visit yet. Ctrl+K, Ctrl+Enter adds one.", "info")
        else:
            self.open_visit(visit_id, self.key if self._needs_patient() else "rooming")

    def _on_walk_in(self, patient: Patient) -> None:
        self.show_screen(next(iter(self._specs)))
        self.context.signals.walk_in_asked.emit(patient)

    def _needs_patient(self) -> bool:
        spec = self._specs.get(self.key)
        return spec is not None and (spec.needs_patient or spec.shows_patient)

    def undo(self) -> None:
        if not self.notices.undo_last():
            self.context.say("Nothing to undo.", "info")

    def show_timers(self) -> None:
        """Put the focus on the timer that is due next."""
        if self.dock.isVisible():
            self.dock.take_focus()
        else:
            self.context.say("No timer is running.", "info")

    def show_packs(self) -> None:
        """The sterile packs that were used in the open visit, and a field for the next one."""
        visit_id = self.visit_shown
        if visit_id is None:
            self.context.say("Open the visit of the patient first.", "info")
        else:
            UsePackDialog(self.context, visit_id, self).open()

    @property
    def visit_shown(self) -> str | None:
        """The open visit while its patient stands in the banner; None on other screens."""
        return self.context.session.visit_id if self._needs_patient() else None

    def _go_to_timer(self, timer: Timer) -> None:
        key = timer.screen if timer.screen in self._specs else next(iter(self._specs))

        def arrived() -> None:
            self.show_screen(key)
            if self.screen_now is not None:
                self.screen_now.come_for(timer)

        if timer.visit_id:
            self.patient.open(timer.visit_id, arrived)
        else:
            arrived()

    def show_keys(self) -> None:
        """Show the keys of this screen and of the window."""
        screen = self.screen_now
        common = [(command.keys, command.text) for command in self._commands if command.keys]
        keys = screen.keys() if screen else []
        KeysDialog(screen.title if screen else TITLE, keys, common, self).open()

    def where(self) -> dict[str, str]:
        """Where the person is, to come back to after a lock; ids and names of fields only."""
        location = {"screen": self.key, "visit": self.context.session.visit_id or ""}
        if self.screen_now is not None:
            location |= {f"at.{k}": v for k, v in self.screen_now.location().items()}
        return location

    def go_to(self, where: dict[str, str]) -> None:
        """Go back to what `where` gave; an empty one shows the first screen."""
        key = where.get("screen", "")
        key = key if key in self._specs else next(iter(self._specs))
        inner = {k.removeprefix("at."): v for k, v in where.items() if k.startswith("at.")}
        visit_id = where.get("visit", "")
        if not visit_id:
            self.arrive(key, inner)
            return
        self.patient.open(visit_id, lambda: self.arrive(key, inner), lambda: self.show_screen(key))

    def arrive(self, key: str, inner: dict[str, str]) -> None:
        """Show a screen at the place in it that `inner` gives."""
        self.show_screen(key)
        if inner and self.screen_now is not None:
            self.screen_now.restore(inner)

    def lock(self) -> None:
        """Save the draft, then ask to be replaced by the lock screen."""
        where = self.where()
        self.timers.stop()
        if self.screen_now is not None:
            self.screen_now.deactivate()
        self.locking.emit(where)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Large text in a low window: what stands above the screens takes one row each."""
        super().resizeEvent(event)
        for bar in (self.top, self.banner):
            bar.set_compact(theme.is_low(event.size().height()))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.timers.stop()
        if self.screen_now is not None:
            self.screen_now.deactivate()
        self.ended.emit()
        super().closeEvent(event)
