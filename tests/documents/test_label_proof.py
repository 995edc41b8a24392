"""Worst-case names on every label at every resolution, seen by a foreign renderer and reader.

A sample with a fixed seed here; all of them in tests/bench.
"""

from __future__ import annotations

import random

import pytest

from ma_desktop.catalog import load_catalog
from tests.documents.proof import prove
from tests.documents.torture import names

FORMATS = sorted(load_catalog().labels)
SAMPLE = 8


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("format_id", FORMATS)
def test_a_fair_sample_decodes_whole(format_id: str, dpi: int) -> None:
    chance = random.Random(f"{format_id} {dpi}")
    for name in chance.sample(names(1000), SAMPLE):
        prove(format_id, name, dpi)


def test_the_thousand_names_are_different_and_nasty() -> None:
    made = names(1000)
    assert len(set(made)) == 1000
    assert sum("^" in name or "~" in name for name in made) > 60
    assert sum(len(name) > 60 for name in made) > 60
    assert any(not name.isprintable() for name in made)
