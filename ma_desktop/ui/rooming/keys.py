"""The keys of the rooming screen, as F1 tells them."""

from __future__ import annotations

KEYS = (
    ("Ctrl+Enter", "The main action at the bottom right"),
    ("Alt+Left", "The step before"),
    ("Alt+Right", "The next step, without recording"),
    ("Enter", "Take the value and go to the next field"),
    ("Up, Down", "The field above or below"),
    ("-", "In an empty field: why it was not taken; in the hand-off: why all that is left was not"),
    ("=", "Take the value that was probably meant"),
    ("1 2 3", "Answer a question or a medication; tick an identifier"),
    ("Ctrl+M", "Vital signs: one more measure"),
    ("Ctrl+I", "Small children: pregnancy and weight at birth"),
    ("Ctrl+G", "Children: the growth chart"),
    ("Ctrl+O", "NEWS2: who ordered SpO₂ scale 2"),
    ("Ctrl+T", "Write down who was told"),
    ("Ctrl+B", "Record the blood pressure and rest before the next"),
    ("Ctrl+R", "All that is recorded: amend, or mark as an error"),
    ("Ctrl+Z, Ctrl+Shift+Z", "Undo and redo in the draft"),
)
