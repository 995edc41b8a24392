"""Every screen and dialog: inputs have names, Tab reaches all and leaves, targets are large, texts
are whole at double size, and nothing shows up as a window of its own while it is being made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.lock.entrance import Entrance
from ma_desktop.ui.lock.first_run import FirstRunWindow
from ma_desktop.ui.lock.recovery import RecoveryDialog
from ma_desktop.ui.lock.sign_in import SignInWindow
from ma_desktop.ui.main_window import SCREENS
from ma_desktop.ui.specimens.screen import SpecimensScreen
from ma_desktop.ui.today.import_dialog import ImportDialog
from ma_desktop.ui.today.walk_in import WalkInDialog
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.ui.desk import Desk, opened

LEAST_TARGET = 44
MOST_TABS = 400
INPUTS = (QLineEdit, QComboBox, QAbstractButton, QPlainTextEdit, QAbstractItemView)
KEYS = [spec.key for spec in SCREENS]


@pytest.fixture(params=[100, 200], ids=["100%", "200%"])
def percent(request: pytest.FixtureRequest, dressed: None, qapp: QApplication) -> Iterator[int]:
    theme.apply(qapp, "light", request.param)
    yield request.param
    theme.apply(qapp, "light")


@pytest.fixture
def desk(percent: int, visit_id: str, desk: Desk) -> Desk:
    desk.window.open_visit(visit_id, "today")
    desk.settle()
    return desk


def inputs(page: QWidget) -> list[QWidget]:
    """What a person can press, type into or choose from, as far as it is shown."""
    found: list[QWidget] = []
    for kind in INPUTS:
        found += page.findChildren(kind)
    return [one for one in found if one.isVisibleTo(page) and not is_inside(one)]


def is_inside(widget: QWidget) -> bool:
    """Parts that Qt makes inside an input of ours."""
    parent = widget.parentWidget()
    of_qt = widget.objectName().startswith("qt_")
    return of_qt or isinstance(parent, QComboBox | QAbstractItemView)


def unnamed(page: QWidget) -> list[str]:
    return [repr(one) for one in inputs(page) if not name_of(one)]


def name_of(widget: QWidget) -> str:
    shown = QAccessible.queryAccessibleInterface(widget)
    return (shown.text(QAccessible.Text.Name) or widget.accessibleDescription()).strip()


def small(page: QWidget) -> list[str]:
    """Targets that are lower than the least height."""
    return [
        f"{name_of(one)}: {one.height()}"
        for one in inputs(page)
        if not isinstance(one, QAbstractItemView) and one.height() < LEAST_TARGET
    ]


def cut(page: QWidget) -> list[str]:
    """Labels and buttons that are smaller than their words need."""
    found = []
    texts: list[QLabel | QAbstractButton] = [*page.findChildren(QLabel)]
    texts += page.findChildren(QAbstractButton)
    for one in texts:
        if not one.isVisibleTo(page) or not one.text() or is_inside(one):
            continue
        needed = one.minimumSizeHint()
        if isinstance(one, QLabel) and one.wordWrap():
            needed.setHeight(one.heightForWidth(one.width()) - 2)
        if one.width() < needed.width() or one.height() < needed.height():
            found.append(f"{one.text()}: {one.size()} of {needed}")
    return found


def tabbed(window: QWidget, page: QWidget) -> list[QWidget]:
    """What Tab visits in `page` before it comes round again."""
    seen: list[QWidget] = []
    for _number in range(MOST_TABS):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now in seen:
            break
        seen.append(now)
    return [one for one in seen if page.isAncestorOf(one)]


def assert_reachable(window: QWidget, page: QWidget) -> None:
    reached = tabbed(window, page)
    for one in inputs(page):
        wants = one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled()
        group = isinstance(one, QAbstractButton) and one.group() is not None
        if wants and not group:
            assert one in reached or one.focusProxy() in reached, name_of(one)


@pytest.mark.parametrize("key", KEYS)
def test_screens(desk: Desk, percent: int, key: str) -> None:
    desk.window.show_screen(key)
    desk.settle()
    page = desk.window.screens[key]
    assert unnamed(page) == []
    assert cut(page) == []
    if percent == 100:
        assert small(page) == []
        assert_reachable(desk.window, page)
    assert (desk.window.width(), desk.window.height()) == (1280, 720)


@pytest.mark.parametrize("view", ["collect", "custody", "orders", "history"])
def test_specimens_need_no_sideways_scrolling(desk: Desk, view: str) -> None:
    desk.window.show_screen("specimens")
    page = desk.window.screens["specimens"]
    assert isinstance(page, SpecimensScreen)
    page.show_view(view)
    desk.settle()
    area = page.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    assert cut(page) == []


DIALOGS: dict[str, Callable[[Desk], QDialog]] = {
    "walk-in": lambda desk: WalkInDialog(desk.window.context, desk.window),
    "import": lambda desk: ImportDialog(desk.window.context, desk.window),
    "recovery": lambda desk: RecoveryDialog("rivera", lambda _u, _c, _s: "", desk.window),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_dialogs(desk: Desk, percent: int, name: str) -> None:
    dialog = DIALOGS[name](desk)
    dialog.open()
    desk.settle()
    assert unnamed(dialog) == []
    assert small(dialog) == []
    assert cut(dialog) == []
    assert_reachable(dialog, dialog)
    dialog.reject()


@pytest.mark.parametrize("kind", ["first run", "sign in"])
def test_entrance(qtbot: QtBot, percent: int, kind: str) -> None:
    window: QMainWindow
    if kind == "first run":
        window = FirstRunWindow(lambda _form: "")
    else:
        window = SignInWindow(Entrance("Maple Street", "Exam 3", (), lambda _u, _p: None))
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert unnamed(window) == []
    assert cut(window) == []
    assert_reachable(window, window)
    tasks.drain()


class Shown(QObject):
    """Notes what is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


def test_nothing_is_a_window_for_a_moment(
    qtbot: QtBot, qapp: QApplication, clinic: Clinic, clock: FixedClock
) -> None:
    """A part that is shown before it has a parent flickers, and takes the keyboard away."""
    theme.apply(qapp, "light")
    visit_id = roomed_visit(clinic)
    shown = Shown()
    qapp.installEventFilter(shown)
    try:
        with opened(qtbot, clinic, clock) as desk:
            desk.window.open_visit(visit_id, "today")
            desk.settle()
            for key in KEYS:
                desk.window.show_screen(key)
                desk.settle()
            assert shown.windows == ["MainWindow"]
            assert desk.window.isActiveWindow()
    finally:
        qapp.removeEventFilter(shown)
