"""What a set lying and standing tells the provider."""

from __future__ import annotations

import pytest

from ma_desktop.domain.pressure_repeat import notices
from tests.domain.content import CATALOG
from tests.domain.stands import stand

RULES = CATALOG.pressure


@pytest.mark.parametrize(("years", "told"), [(12, False), (19, False), (20, True)])
def test_the_pulse_of_the_young_may_rise_further(years: int, told: bool) -> None:
    stands = (stand("supine", 120, 70, 60), stand("standing", 115, 70, 95))
    assert bool(notices(RULES, stands, years)) is told


def test_a_set_without_a_pulse_is_judged_by_pressure() -> None:
    stands = (stand("supine", 120, 80), stand("standing", 110, 70))
    assert notices(RULES, stands, 40) == ("Diastolic falls by 10 or more on standing.",)
