"""The clinic behind a window."""

from __future__ import annotations

import pytest

from ma_desktop.services.clinic import Clinic


@pytest.fixture
def clinic(clinic: Clinic, dressed: None) -> Clinic:
    """Dressed after it is open, so that the work of its window ends before it closes."""
    return clinic
