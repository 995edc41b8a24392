"""The screens of the window: made when they are first shown, or before that piece by piece."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence

from PySide6.QtWidgets import QStackedWidget

from ma_desktop.ui.context import Context
from ma_desktop.ui.screen import Screen, ScreenSpec


class ScreenShelf:
    """Makes the screens of `specs` in `stack`; those that are begun stand in `screens` by key."""

    def __init__(
        self, context: Context, specs: Sequence[ScreenSpec], stack: QStackedWidget
    ) -> None:
        self._context, self._specs, self._stack = context, specs, stack
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
        """In its place from the first: what moves to another parent is dressed again."""
        made: Screen = getattr(importlib.import_module(spec.module), spec.class_name)(
            self._context, self._stack
        )
        self.screens[spec.key] = made
        self._unbuilt[spec.key] = made.parts()
        self._stack.addWidget(made)
