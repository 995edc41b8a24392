"""Where a reading on record comes from, when it was not measured here."""

from __future__ import annotations

IMPORTED = "import"
UNCONFIRMED = "import-unlikely"
"""Taken in from a file, and outside the limits at which a person is asked: nobody was."""
UNCONFIRMED_WORDS = "unlikely, from an import, not confirmed"
