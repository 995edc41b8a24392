"""Opens the window: first run or sign-in on Qt alone, the store behind it, and the lock."""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from ma_desktop.domain.errors import ExitStatus
from ma_desktop.runtime import settings
from ma_desktop.runtime.log import event, logging_to
from ma_desktop.runtime.paths import config_dir, data_dir, log_dir
from ma_desktop.runtime.settings import FILE_NAME, InvalidSettings, Workstation
from ma_desktop.services import doorstep
from ma_desktop.ui import tasks
from ma_desktop.ui.application import has_display, make_application, set_icon
from ma_desktop.ui.lock.entrance import Entrance
from ma_desktop.ui.lock.sign_in import SignInWindow

if sys.platform == "win32":
    import subprocess
else:
    import resource

if TYPE_CHECKING:
    from ma_desktop.services.clinic import Clinic
    from ma_desktop.ui import unlocked
    from ma_desktop.ui.lock.first_run import FirstRunWindow
    from ma_desktop.ui.lock.first_run_form import FirstRunForm
    from ma_desktop.ui.lock.recovery import RecoveryDialog
    from ma_desktop.ui.lock_watch import IdleWatch
    from ma_desktop.ui.main_window import MainWindow
    from ma_desktop.ui.scan_watch import ScanWatch

LOG = logging.getLogger("ma_desktop.window")
_UNLOCKED = "ma_desktop.ui.unlocked"
_FIRST_RUN = "ma_desktop.ui.lock.first_run"
_RECOVERY = "ma_desktop.ui.lock.recovery"
_DRAFT_MS = 3000
_LEAVE_MS = 3000
_QUIET_MS = 500
_PIECE_MS = 50
_BREATH_MS = 1  # with none at all, the next piece comes before what else waits
_TITLE_BAR = 32
_NO_DISPLAY = (
    "There is no display here, so the window can't open. Nothing was changed. "
    "Use ma-desktop --help for work without a window, or ma-desktop demo --out DIR to look at it.\n"
)
Replace = Callable[[list[str]], None]


def main(arguments: Sequence[str]) -> int:
    """Show the window; returns when it is closed.

    Returns 3 for settings that are not understood, 7 without a display.
    """
    parsed = _parse(arguments)
    path = config_dir() / FILE_NAME
    if not has_display():
        sys.stderr.write(_NO_DISPLAY)
        return int(ExitStatus.MACHINE)
    try:
        workstation = settings.load(path)
    except InvalidSettings as error:
        sys.stderr.write(f"{error}\n")
        return int(ExitStatus.REFUSED)
    except OSError:
        sys.stderr.write(f"{path} can't be read. Check that you may read it.\n")
        return int(ExitStatus.MACHINE)
    if parsed.store:
        workstation = workstation._replace(store=parsed.store)
    elif not workstation.store:
        workstation = workstation._replace(store=str(data_dir() / "store"))
    _keep_no_cores()
    with logging_to(log_dir()):
        app = make_application(workstation)
        Session(app, workstation, path, parsed).begin()
        event(LOG, "window.opened", locked=int(parsed.locked))
        return app.exec()


class Given(argparse.Namespace):
    """What was asked for, as it is where nothing was."""

    store = ""
    user = ""
    locked = False
    maximized = False
    cut_off = False


def _parse(arguments: Sequence[str]) -> Given:
    given = Given()
    if arguments:  # most start it without any, and a parser takes a fiftieth of the start
        parser = argparse.ArgumentParser(prog="ma-desktop")
        parser.add_argument("--store")
        parser.add_argument("--user")
        parser.add_argument("--locked", action="store_true")
        parser.add_argument("--maximized", action="store_true")
        parser.add_argument("--cut-off", action="store_true")
        parser.parse_args(arguments, given)
    return given


def _keep_no_cores() -> None:
    """A crash must not write the memory, and with it a chart, to the disk."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def replace_process(command: list[str]) -> None:
    """Become a fresh process that never held what this one held."""
    if sys.platform == "win32":  # exec would start a second one and leave the parent waiting
        subprocess.Popen(command)
        os._exit(0)
    os.execv(command[0], command)


def own_command() -> list[str]:
    """How this process was started, without its arguments."""
    given = len(sys.argv) - 1
    return [sys.executable, *sys.orig_argv[1 : len(sys.orig_argv) - given]]


class Session(QObject):
    """From the first picture to the lock, on one workstation."""

    def __init__(
        self,
        app: QApplication,
        workstation: Workstation,
        settings_path: Path,
        given: Given,
        *,
        replaced_by: Replace = replace_process,
        scanner: bool = True,
    ) -> None:
        super().__init__(app)
        self._app = app
        self.workstation = workstation
        self._settings_path = settings_path
        self._given, self._user = given, given.user
        self._replace = replaced_by
        self._scanner = scanner
        self.window: QMainWindow | None = None
        self._idle: IdleWatch | None = None
        self._clinic: Clinic | None = None
        self._door_scans: ScanWatch | None = None
        self._is_loaded = False
        self._is_maximized = given.maximized

    def begin(self) -> None:
        """Show the first run where there is no store yet, else the sign-in."""
        if doorstep.may_have_store(self.workstation.store):
            self._show_sign_in()
        else:
            self._show_first_run()
        if self.window is not None:
            self.window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """With the first picture, what the window did not need for it begins."""
        if event.type() == QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._load_behind)
        return False

    def _load_behind(self) -> None:
        """The store's libraries are loaded while the person types."""
        set_icon(self._app)
        tasks.run(_load, self._on_loaded, parent=self)

    def _on_loaded(self, _module: type[unlocked.Unlocked]) -> None:
        self._is_loaded = True
        if self._scanner and self._clinic is None:
            self._door_scans = _unlocked().watch_door(self._app, self.workstation, self._on_scanned)
        store, window = self.workstation.store, self.window
        if isinstance(window, SignInWindow) and not doorstep.names(store):
            tasks.run(lambda: _unlocked().names(store), window.set_names, parent=window)

    def _on_scanned(self) -> None:
        if isinstance(self.window, SignInWindow):
            self.window.refuse_scan()

    def _wait(self, user: str) -> float:
        """Back-off left; unknown (and then refused with words) on a server, and until the store's
        part is loaded."""
        store = self.workstation.store
        known = self._is_loaded and not doorstep.is_server(store)  # which might not answer
        return _unlocked().wait(store, user) if known else 0.0

    def _show(self, window: QMainWindow) -> None:
        before, self.window = self.window, window
        self._is_maximized = before.isMaximized() if before else self._is_maximized
        if self._is_maximized or not _fits(window):
            window.showMaximized()
        else:
            window.show()
        if before is not None:
            before.close()
            before.deleteLater()
        window.activateWindow()

    def _show_sign_in(self) -> None:
        workstation = self.workstation
        window = SignInWindow(
            Entrance(
                workstation.clinic_name,
                workstation.room,
                doorstep.names(workstation.store),
                self._sign_in,
                wait=self._wait,
                recovery=self._recovery,
                last_user=self._user,
                locked=self._given.locked,
                is_cut_off=self._given.cut_off,
                on_server=doorstep.is_server(workstation.store),
            )
        )
        window.signed_in.connect(self._on_signed_in)
        window.first_run_requested.connect(self._show_first_run)
        self._show(window)

    def _sign_in(self, user: str, secret: str) -> unlocked.Opened:
        """On a pool thread: open the store, and load the screen that is shown first."""
        opened = _unlocked().sign_in(self.workstation, user, secret)
        importlib.import_module(_unlocked().screen_module(opened.place))
        return opened

    def _recovery(self, user: str, window: QWidget) -> RecoveryDialog:
        made: type[RecoveryDialog] = importlib.import_module(_RECOVERY).RecoveryDialog
        store = self.workstation.store
        return made(
            user,
            lambda name, code, secret: _unlocked().recover(store, code, name, secret),
            window,
        )

    def _show_first_run(self) -> None:
        made: type[FirstRunWindow] = importlib.import_module(_FIRST_RUN).FirstRunWindow
        window = made(
            lambda form: _unlocked().create(self.workstation, form),
            check=lambda: doorstep.demand_room(self.workstation.store),
            strength=lambda text: _unlocked().strength(text),
        )
        window.finished.connect(self._on_first_run)
        self._show(window)

    def _on_first_run(self, form: FirstRunForm) -> None:
        self.workstation = self.workstation._replace(clinic_name=form.name, room=form.room)
        settings.save(self._settings_path, self.workstation)
        self._user = form.user_name
        self._show_sign_in()

    def _on_signed_in(self, opened: unlocked.Opened) -> None:
        clinic = self._clinic = opened.clinic
        if self._door_scans is not None:
            self._door_scans.stop()
        name = clinic.profile.name
        if self.workstation.clinic_name != name:
            self.workstation = self.workstation._replace(clinic_name=name)
            settings.save(self._settings_path, self.workstation)
        self._go_on(self._enter(opened))

    def _go_on(self, pieces: Iterator[None]) -> None:
        """One piece after another, with room for what waits in between."""
        if self._clinic is not None and next(pieces, self) is not self:
            QTimer.singleShot(_BREATH_MS, self, lambda: self._go_on(pieces))

    def _enter(self, opened: unlocked.Opened) -> Iterator[None]:
        """The window behind the sign-in, a piece at a time, then in its place."""
        self._idle = _unlocked().idle(self._app, self.workstation)
        yield
        window = _unlocked().window(
            self._app, opened.clinic, self.workstation, self._idle, scanner=self._scanner
        )
        window.locking.connect(self._on_locking)
        window.ended.connect(self._on_ended)
        yield
        yield from window.shelf.pieces(opened.place.get("screen", ""))
        window.go_to(opened.place)  # what it lists is read meanwhile
        yield
        self._show(window)
        later = iter(_unlocked().modules())
        QTimer.singleShot(_QUIET_MS, self, lambda: self._load_later(later, window))

    def _load_later(self, modules: Iterator[str], window: MainWindow) -> None:
        """The other screens, one after another behind the first: none of them then keeps the
        window waiting for its libraries when it is first shown."""
        name = next(modules, None)
        if self._clinic is None:
            return
        if name is None:
            tasks.run(_read_later, lambda _none: self._build_later(window), parent=self)
            return
        tasks.run(
            lambda: importlib.import_module(name),
            lambda _module: self._load_later(modules, window),
            parent=self,
        )

    def _build_later(self, window: MainWindow) -> None:
        """Their widgets too, a piece at a time, with room for keys in between."""
        if self._clinic is not None and window.shelf.build_next():
            QTimer.singleShot(_PIECE_MS, self, lambda: self._build_later(window))

    def _on_locking(self, where: dict[str, str]) -> None:
        """Keep the place and the draft, close the store, and become a fresh lock screen."""
        state = ["--locked"]
        if self.window is not None:
            state += ["--maximized"] if self.window.isMaximized() else []
            self.window.hide()
        state += [] if self._end(json.dumps(where)) else ["--cut-off"]
        user = self._clinic.actor.user_name if self._clinic else self._user
        self._clinic = None
        self._replace([*own_command(), "--store", self.workstation.store, "--user", user, *state])

    def _on_ended(self) -> None:
        self._end("")
        self._clinic = None

    def _end(self, where: str) -> bool:
        """Close what is open; False when the store did not take the last of it."""
        if self._idle is not None:
            self._idle.stop()
        clinic, pool = self._clinic, QThreadPool.globalInstance()
        if clinic is None:
            return True
        # Drafts are written on the pool; they are on disk before the store closes.
        pool.waitForDone(_DRAFT_MS)
        # A store that does not answer keeps nobody from locking.
        kept: list[bool] = []
        pool.start(lambda: kept.append(_unlocked().leave(clinic, where)))
        pool.waitForDone(_LEAVE_MS)
        return kept == [True]


def _fits(window: QMainWindow) -> bool:
    """Whether the screen has room for all of the window; its main button stands at the bottom."""
    if QApplication.platformName() == "offscreen":
        return True  # its screen is made up
    room, frame = window.screen().availableSize(), QSize(0, _TITLE_BAR)
    return (window.size() + frame).boundedTo(room) == window.size() + frame


def _load() -> type[unlocked.Unlocked]:
    """Load that part. What the program is made of is no garbage and is not looked at again."""
    try:
        unlocked = _unlocked()
        importlib.import_module(unlocked.modules()[0])
        unlocked.prepare()
        return unlocked
    finally:
        gc.freeze()
        gc.enable()


def _read_later() -> None:
    _unlocked().read_tables()
    gc.freeze()


def _unlocked() -> type[unlocked.Unlocked]:
    """The part that needs the store, loaded when it is first asked for (a named seam)."""
    found: type[unlocked.Unlocked] = importlib.import_module(_UNLOCKED).Unlocked
    return found
