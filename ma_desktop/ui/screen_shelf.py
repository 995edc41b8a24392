"""The screens of the window: made when they are first shown, or before that piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QStackedWidget

from ma_desktop.ui.screen import Screen, ScreenSpec

_CORNER = QRect(0, 0, 1, 1)


class ScreenShelf:
    """Keeps the screens of `specs` in `stack`; those that are begun stand in `screens` by key.

    `make` gives a screen with `stack` as its parent: what moves to another one is dressed again.
    """

    def __init__(
        self,
        make: Callable[[ScreenSpec], Screen],
        specs: Sequence[ScreenSpec],
        stack: QStackedWidget,
    ) -> None:
        self._make, self._specs, self._stack = make, specs, stack
        self.screens: dict[str, Screen] = {}
        self._unbuilt: dict[str, Iterator[None]] = {}
        self._loose: list[Screen] = []

    def whole(self, spec: ScreenSpec) -> Screen:
        """The screen with all its parts; its module is loaded the first time."""
        if spec.key not in self.screens:
            self._begin(spec)
        for _piece in self._unbuilt.pop(spec.key, ()):
            pass
        return self.screens[spec.key]

    def pieces(self, key: str) -> Iterator[None]:
        """Builds the screen `key`, or for an unknown one the first, a piece a step."""
        spec = next((spec for spec in self._specs if spec.key == key), self._specs[0])
        if spec.key not in self.screens:
            self._begin(spec)
            yield
        yield from self._unbuilt.get(spec.key, ())

    def build_next(self) -> bool:
        """One more piece of the screens that nobody opened yet; False when all of them stand."""
        if self._loose:
            self._arrange(self._loose.pop())
            return True
        for spec in self._specs:
            if spec.key not in self.screens:
                self._begin(spec)
                return True
            if spec.key in self._unbuilt:
                done = object()
                if next(self._unbuilt[spec.key], done) is done:
                    del self._unbuilt[spec.key]
                    self._loose.append(self.screens[spec.key])
                return True
        return False

    @property
    def is_whole(self) -> bool:
        """All screens stand."""
        return len(self.screens) == len(self._specs) and not (self._unbuilt or self._loose)

    def _arrange(self, made: Screen) -> None:
        """Lay out all that it holds as if it were shown: then less is left when it is."""
        if made.isHidden():
            made.resize(self._stack.size())
            made.grab(_CORNER)

    def _begin(self, spec: ScreenSpec) -> None:
        made = self._make(spec)
        self.screens[spec.key] = made
        self._unbuilt[spec.key] = made.parts()
        self._stack.addWidget(made)
