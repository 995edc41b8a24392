"""The look: colour tokens, the palette, the one style sheet, sizes that follow the text size."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from PySide6 import QtCore, QtGui
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from ma_desktop.runtime.paths import resource

FAMILY = "Inter"
NAMES = ("light", "dark", "contrast")
TEXT_PERCENT = (100, 200)
_PLACEHOLDER = re.compile(r"\{(?:(px):(\d+)|([a-z][a-z0-9-]*))\}")
_ROLES = {
    QPalette.ColorRole.Window: "background",
    QPalette.ColorRole.WindowText: "ink",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.PlaceholderText: "ink-3",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "ink",
    QPalette.ColorRole.BrightText: "critical",
    QPalette.ColorRole.Highlight: "brand",
    QPalette.ColorRole.HighlightedText: "on-brand",
    QPalette.ColorRole.Link: "brand",
    QPalette.ColorRole.LinkVisited: "brand",
    QPalette.ColorRole.ToolTipBase: "tip",
    QPalette.ColorRole.ToolTipText: "on-tip",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "line-strong",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Accent: "brand",
}


class Theme(NamedTuple):
    """Colours by token name, and the text size in percent that all sizes follow."""

    name: str
    dark: bool
    colours: Mapping[str, str]
    text_percent: int = 100

    def hex(self, token: str) -> str:
        """The token as #RRGGBB. Raises KeyError for an unknown token."""
        return self.colours[token]

    def colour(self, token: str) -> QColor:
        return QColor(self.colours[token])

    def px(self, size: float) -> int:
        """A length of the design at 100 % in device-independent pixels at this text size."""
        return max(1, round(size * self.text_percent / 100))


@cache
def load_theme(name: str, text_percent: int = 100) -> Theme:
    """The theme `light`, `dark` or `contrast`; an unknown name gives `light`."""
    known = name if name in NAMES else NAMES[0]
    data = tomllib.loads(resource(f"themes/{known}.toml").read_text(encoding="utf-8"))
    low, high = TEXT_PERCENT
    return Theme(data["name"], data["dark"], data["colours"], min(max(text_percent, low), high))


class _Active:
    """The theme in force; painted widgets ask for it each time they paint."""

    theme: Theme | None = None


def current() -> Theme:
    """The theme in force; light before `apply` was called."""
    return _Active.theme or load_theme("light")


_LOW = 560
"""Below this height, in pixels at 100 %, bars give their room to the screen."""


def is_low(height: int) -> bool:
    """Whether a window of this height (real pixels) is low at the text size in force."""
    return height < px(_LOW)


def px(size: float) -> int:
    """`Theme.px` of the theme in force."""
    return current().px(size)


def colour(token: str) -> QColor:
    """`Theme.colour` of the theme in force."""
    return current().colour(token)


def apply(app: QApplication, name: str, text_percent: int = 100) -> Theme:
    """Dress the whole application; colours follow at once, sizes in widgets made from now on."""
    theme = load_theme(name, text_percent)
    _Active.theme = theme
    app.setPalette(palette(theme))
    load_fonts()
    app.setFont(font(15))
    app.setStyleSheet(style_sheet(theme, resource("app.qss").read_text(encoding="utf-8")))
    return theme


def palette(theme: Theme) -> QPalette:
    """Every role of the palette from tokens, so that nothing of the desktop's own shows through."""
    made = QPalette()
    for role, token in _ROLES.items():
        made.setColor(role, theme.colour(token))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.WindowText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("ink-3"))
    return made


def style_sheet(theme: Theme, template: str) -> str:
    """The template with {token} and {px:15} filled in. Raises KeyError for an unknown token."""

    files = {"icons": resource("icons").as_posix(), "mode": "dark" if theme.dark else "light"}

    def fill(match: re.Match[str]) -> str:
        if match[1]:
            return f"{theme.px(int(match[2]))}px"
        return files.get(match[3]) or theme.hex(match[3])

    return _PLACEHOLDER.sub(fill, template)


@cache
def load_fonts() -> tuple[int, ...]:
    """Register the fonts that come with the program (once); ids as Qt gives them."""
    files = sorted(Path(resource("fonts")).glob("Inter-*.ttf"))
    return tuple(QFontDatabase.addApplicationFont(str(file)) for file in files)


def font(
    size: float, weight: QFont.Weight = QFont.Weight.Normal, *, figures: bool = False
) -> QFont:
    """Inter at `size` design pixels; with `figures` all digits are equally wide and line up.

    Equal figures widen hyphens too, so names go without.
    """
    return QFont(_made_font(px(size), weight, figures))  # a copy: fonts can be changed


@lru_cache(maxsize=128)
def _made_font(pixels: int, weight: QFont.Weight, figures: bool) -> QFont:
    made = QFont(FAMILY)
    made.setPixelSize(pixels)
    made.setWeight(weight)
    if figures:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties that the style sheet looks at, and dress the widget anew."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def icon(name: str, token: str = "ink", size: int = 20, active: str = "") -> QtGui.QIcon:
    """The stroke icon `resources/icons/NAME.svg` in a token's colour, `size` design pixels.

    `active` names the token for the checked state.
    """
    made = QtGui.QIcon()
    for ratio in (1, 2, 3):
        made.addPixmap(
            pixmap(name, token, size, ratio), QtGui.QIcon.Mode.Normal, QtGui.QIcon.State.Off
        )
        if active:
            made.addPixmap(
                pixmap(name, active, size, ratio), QtGui.QIcon.Mode.Normal, QtGui.QIcon.State.On
            )
    return made


def pixmap(name: str, token: str, size: int, ratio: float = 1) -> QtGui.QPixmap:
    """The icon as a pixmap for a screen with this many device pixels a pixel."""
    return _drawn(name, current().hex(token), px(size), ratio)


@lru_cache(maxsize=512)
def _drawn(name: str, ink: str, side: int, ratio: float) -> QtGui.QPixmap:
    source = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", ink).encode()))
    drawn = QtGui.QPixmap(round(side * ratio), round(side * ratio))
    drawn.fill(QtCore.Qt.GlobalColor.transparent)
    painter = QtGui.QPainter(drawn)
    renderer.render(painter)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
