"""Above the chart: which vital sign, which span, what is shown, compared and handed out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from ma_desktop.services.trends import Followed
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import Button, button, chip
from ma_desktop.ui.widgets.flow import FlowLayout

SPANS = {
    "1m": ("1m", "1 month", 30),
    "6m": ("6m", "6 months", 182),
    "1y": ("1y", "1 year", 365),
    "2y": ("2y", "2 years", 731),
    "5y": ("5y", "5 years", 1826),
    "all": ("All", "All readings", 0),
}
"""Short words, spoken words, days; 0 is everything."""
LAYERS = {
    "struck": "Amended and in error",
    "notify": "Lines where the provider is told",
    "medications": "Medications, start to stop",
    "visits": "Visits",
    "pulse": "Heart rate beneath blood pressure",
}
OUT = {
    "copy": "Copy chart and table",
    "png": "Save as picture…",
    "pdf": "Page as PDF",
    "csv": "Save as table (CSV)…",
}


class Controls(QWidget):
    """`followed` and `spanned` carry a key, `compared` a key or nothing, `handed` a key of OUT."""

    followed = Signal(str)
    spanned = Signal(str)
    compared = Signal(str)
    layered = Signal()
    handed = Signal(str)
    targets_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._followed: tuple[Followed, ...] = ()
        self.key, self.span, self.other = "bp", "2y", ""
        self.layers = {name: name != "medications" for name in LAYERS}
        self.keys: dict[str, Button] = {}
        self.menu: QMenu | None = None
        self.spans: dict[str, Button] = {}
        self._chips = FlowLayout(spacing=8)
        row = FlowLayout(spacing=4)
        for key, (words, spoken, _days) in SPANS.items():
            self.spans[key] = chip(words, partial(self.choose_span, key))
            self.spans[key].setAccessibleName(spoken)
            row.addWidget(self.spans[key])
        self.show_button = button("Show…", self.open_layers)
        self.compare_button = button("Compare…", self.open_compare)
        self.target_button = button("Target…", self.targets_asked.emit)
        self.out_button = button("Export…", self.open_out)
        for made in (
            self.show_button,
            self.compare_button,
            self.target_button,
            self.out_button,
        ):
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(self._chips)
        column.addLayout(row)
        self.choose_span(self.span, aloud=False)

    def offer(self, followed: tuple[Followed, ...]) -> None:
        """Show these to choose from."""
        if followed == self._followed:
            return
        self._followed = followed
        self._chips.clear()
        self.keys = {}
        for item in followed:
            made = chip(item.name, partial(self.choose, item.key))
            self.keys[item.key] = made
            self._chips.addWidget(made)

    def choose(self, key: str) -> None:
        """Follow another vital sign or score."""
        self.key = key
        self.other = "" if self.other == key else self.other
        for name, made in self.keys.items():
            made.setChecked(name == key)
        self.followed.emit(key)

    def choose_span(self, key: str, *, aloud: bool = True) -> None:
        self.span = key
        for name, made in self.spans.items():
            made.setChecked(name == key)
        if aloud:
            self.spanned.emit(key)

    def free_span(self) -> None:
        """The person zoomed or panned: no span is chosen any more."""
        for made in self.spans.values():
            made.setChecked(False)

    def open_layers(self) -> None:
        menu = self._menu("Show in the chart")
        for name, words in LAYERS.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(self.layers[name])
            action.toggled.connect(partial(self._set_layer, name))
        self._pop(menu, self.show_button)

    def _set_layer(self, name: str, shown: bool) -> None:
        self.layers[name] = shown
        self.layered.emit()

    def open_compare(self) -> None:
        menu = self._menu("Compare with")
        choices = [("", "Nothing")]
        choices += [(item.key, item.name) for item in self._followed if item.key != self.key]
        self._fill(menu, choices, self._compare, self.other)
        self._pop(menu, self.compare_button)

    def _compare(self, key: str) -> None:
        self.other = key
        self.compared.emit(key)

    def open_out(self) -> None:
        menu = self._menu("Hand out")
        self._fill(menu, list(OUT.items()), self.handed.emit)
        self._pop(menu, self.out_button)

    def _menu(self, title: str) -> QMenu:
        menu = QMenu(title, self)
        menu.setAccessibleName(title)
        return menu

    @staticmethod
    def _fill(
        menu: QMenu,
        choices: Sequence[tuple[str, str]],
        act: Callable[[str], object],
        chosen: str | None = None,
    ) -> None:
        for number, (key, words) in enumerate(choices, start=1):
            action = menu.addAction(f"&{number}   {words}" if number < 10 else words)
            if chosen is not None:
                action.setCheckable(True)
                action.setChecked(key == chosen)
            action.triggered.connect(lambda _checked=False, key=key: act(key))

    def _pop(self, menu: QMenu, under: Button) -> None:
        self.menu = menu
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
