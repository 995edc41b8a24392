"""The page of a dialog: no larger than the window it belongs to, scrolled where it must be."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.scroll import scrolling


def dialog_page(dialog: QDialog, width: int, height: int) -> tuple[QVBoxLayout, QVBoxLayout]:
    """A column for the contents of `dialog`, which is `width` by `height` design pixels at most.

    The second one stands beneath it and is always in sight.
    """
    inner = QWidget()
    inner.setProperty("role", "page")
    page = QVBoxLayout(dialog)
    page.setContentsMargins(0, 0, 0, 0)
    page.addWidget(scrolling(inner), 1)
    column, foot = QVBoxLayout(inner), QVBoxLayout()
    edge = theme.px(20)
    foot.setContentsMargins(edge, theme.px(10), edge, theme.px(14))
    page.addLayout(foot)
    column.setContentsMargins(edge, edge, edge, edge)
    column.setSpacing(theme.px(10))
    parent = dialog.parentWidget()
    window = parent.window().size() if parent is not None else dialog.size()
    dialog.resize(
        min(theme.px(width), window.width() - 40), min(theme.px(height), window.height() - 40)
    )
    return column, foot


def stacked(*parts: QWidget) -> QWidget:
    """Parts one beneath the other, in one cell of a grid."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part)
    return made
