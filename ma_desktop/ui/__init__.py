"""The window: the only floor where Qt may stand.

PySide6 puts a function of its own in the place of `__import__`, for `from __feature__ import ...`.
It reads the source of every module that is loaded from then on, and keeps it: about a seventh of
the time and of the memory of all that stands behind the sign-in. The program uses no such feature.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  # comes with that function

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
