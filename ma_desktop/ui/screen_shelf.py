"""The screens of the window: made when they are first shown, or before that piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtWidgets import QStackedWidget

from ma_desktop.ui.screen import Screen, ScreenSpec


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

    def whole(self, spec: ScreenSpec) -> Screen:
        """The screen with all its parts; its module is loaded the first time."""
        if spec.key not in self.screens:
            self._begin(spec)
        for _piece in self._unbuilt.pop(spec.key, ()):
            pass
        return self.screens[spec.key]

    def build_next(self) -> bool:
        """One more piece of the screens that nobody opened yet; False when all of them stand."""
        for spec in self._specs:
            if spec.key not in self.screens:
                self._begin(spec)
                return True
            if spec.key in self._unbuilt:
                done = object()
                if next(self._unbuilt[spec.key], done) is done:
                    del self._unbuilt[spec.key]
                return True
        return False

    @property
    def is_whole(self) -> bool:
        """All screens stand."""
        return len(self.screens) == len(self._specs) and not self._unbuilt

    def _begin(self, spec: ScreenSpec) -> None:
        made = self._make(spec)
        self.screens[spec.key] = made
        self._unbuilt[spec.key] = made.parts()
        self._stack.addWidget(made)
