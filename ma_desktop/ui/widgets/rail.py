"""The dark strip at the left: one button a screen, management and lock at its foot."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.ui import theme
from ma_desktop.ui.widgets.text import label

_WIDTH, _ICON = 92, 22


class Rail(QScrollArea):
    """Buttons by key; `chosen` carries the key of the pressed one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setAccessibleName("Screens")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(theme.px(_WIDTH))
        self.setWidgetResizable(True)
        # Large text on a low screen: the rail scrolls to the button that has the focus.
        for turn_off in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            turn_off(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setFixedWidth(theme.px(_WIDTH))
        inner.setFixedWidth(theme.px(_WIDTH))
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner.setProperty("role", "rail")
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(theme.px(8), theme.px(14), theme.px(8), theme.px(14))
        self._column.setSpacing(theme.px(4))
        mark = label("MA", "mark")
        mark.setFixedSize(theme.px(44), theme.px(44))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(theme.px(14))
        self.setWidget(inner)

    def add(self, key: str, words: str, icon: str, shortcut: str, *, checkable: bool) -> None:
        """A button with its icon above its words; `shortcut` is only spoken and shown here."""
        made = QToolButton()
        made.setText(words)
        made.setIcon(theme.icon(icon, "rail-ink-2", _ICON, active="rail-ink"))
        made.setIconSize(QSize(theme.px(_ICON), theme.px(_ICON)))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setProperty("kind", "rail")
        made.setCheckable(checkable)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setAccessibleName(words)
        made.setAccessibleDescription(shortcut)
        made.setToolTip(f"{words} ({shortcut})" if shortcut else words)
        made.clicked.connect(lambda _checked=False: self.chosen.emit(key))
        if checkable:
            self._group.addButton(made)
        self.buttons[key] = made
        self._column.addWidget(made)

    def add_stretch(self) -> None:
        """What is added after this stands at the foot."""
        self._column.addStretch(1)

    def set_current(self, key: str) -> None:
        if key in self.buttons:
            self.buttons[key].setChecked(True)
            self.ensureWidgetVisible(self.buttons[key])
