"""The look: every pair of ink and ground that the program uses can be read, in all themes."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QFont, QFontInfo
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ma_desktop.runtime.paths import resource
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.pill import STATES

PAGES = ("background", "surface", "sunken")
PAIRS = {
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in PAGES),
    ("ink", "brand-soft"),
    ("on-brand", "brand-faded"),
    *(("ink-2", ground) for ground in ("brand-soft", "critical-soft", "warn-soft")),
    *STATES.values(),
    *((state, "surface") for state in ("brand", "ok", "warn", "critical", "info")),
    *((state, "background") for state in ("brand", "ok", "warn", "critical")),
    *(("on-brand", ground) for ground in ("brand", "brand-hover", "brand-pressed")),
    ("rail-ink", "rail"),
    ("rail-ink", "rail-active"),
    ("rail-ink", "brand-mark"),
    ("rail-ink-2", "rail"),
    ("rail-ink-2", "rail-active"),
    ("on-tip", "tip"),
    ("ok", "brand-soft"),
    ("warn", "brand-soft"),
    ("critical", "brand-soft"),
}


def luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [channel / 255 for channel in (colour.red(), colour.green(), colour.blue())]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize(("ink", "ground"), sorted(PAIRS))
def test_text_can_be_read(name: str, ink: str, ground: str) -> None:
    found = theme.load_theme(name)
    assert contrast(found.colour(ink), found.colour(ground)) >= 4.5


@pytest.mark.parametrize(("ink", "ground"), sorted(PAIRS))
def test_high_contrast_reaches_the_higher_grade(ink: str, ground: str) -> None:
    found = theme.load_theme("contrast")
    assert contrast(found.colour(ink), found.colour(ground)) >= 7


@pytest.mark.parametrize("name", theme.NAMES)
def test_focus_is_visible_beside_its_ground(name: str) -> None:
    found = theme.load_theme(name)
    assert contrast(found.colour("brand"), found.colour("surface")) >= 3
    assert contrast(found.colour("brand"), found.colour("background")) >= 3


def test_all_themes_have_the_same_names() -> None:
    names = {name: set(theme.load_theme(name).colours) for name in theme.NAMES}
    assert names["light"] == names["dark"] == names["contrast"]


def test_unknown_theme_gives_light() -> None:
    assert theme.load_theme("sepia").name == "light"


@pytest.mark.parametrize(
    ("percent", "expected"), [(100, 15), (150, 22), (200, 30), (900, 30), (5, 15)]
)
def test_sizes_follow_the_text_size_within_bounds(percent: int, expected: int) -> None:
    assert theme.load_theme("light", percent).px(15) == expected


@pytest.mark.parametrize("name", theme.NAMES)
def test_style_sheet_leaves_no_placeholder(name: str) -> None:
    template = resource("app.qss").read_text(encoding="utf-8")
    filled = theme.style_sheet(theme.load_theme(name), template)
    assert not re.search(r"\{(px:\d+|[a-z][a-z0-9-]*)\}", filled)
    for file in re.findall(r'url\("([^"]+)"\)', filled):
        assert resource("icons").joinpath(file.rsplit("/", 1)[1]).is_file()


def test_style_sheet_refuses_an_unknown_token() -> None:
    with pytest.raises(KeyError):
        theme.style_sheet(theme.load_theme("light"), "QLabel { color: {inkk}; }")


def test_the_whole_style_sheet_is_understood(qapp: QApplication, qtbot: QtBot) -> None:
    """Qt only warns about a sheet it can't parse, and warnings fail tests."""
    theme.apply(qapp, "light")
    shown = QLabel("A")
    shown.setProperty("role", "title")
    qtbot.addWidget(shown)
    shown.ensurePolished()
    assert shown.font().pixelSize() == 20


def test_fonts_are_ours(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    for weight in (QFont.Weight.Normal, QFont.Weight.DemiBold, QFont.Weight.Bold):
        info = QFontInfo(theme.font(15, weight))
        assert (info.family(), info.weight(), info.exactMatch()) == ("Inter", weight, True)


def test_figures_have_equal_width(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    shown = QLabel()
    shown.setFont(theme.font(18, figures=True))
    metrics = shown.fontMetrics()
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


@pytest.mark.parametrize("file", sorted(path.stem for path in resource("icons").glob("*.svg")))
def test_every_icon_draws_in_its_colour(qapp: QApplication, file: str) -> None:
    theme.apply(qapp, "light")
    image = theme.pixmap(file, "critical", 24, 2).toImage()
    assert image.width() == 48
    drawn = [
        image.pixelColor(x, y)
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert drawn
    if not file.startswith(("sheet-", "app")):
        assert theme.colour("critical") in drawn


def test_restyle_changes_what_is_seen(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light")
    shown = QLabel("!")
    qtbot.addWidget(shown)
    shown.show()
    theme.restyle(shown, state="critical")
    assert shown.palette().color(shown.foregroundRole()) == theme.colour("critical")


def test_theme_changes_while_running(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "dark")
    try:
        assert qapp.palette().window().color() == theme.load_theme("dark").colour("background")
        assert theme.current().dark
    finally:
        theme.apply(qapp, "light")
