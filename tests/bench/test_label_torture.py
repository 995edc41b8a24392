"""All worst-case names on every label at every resolution; an hour of work, so not with the tests.

Each label is rendered and read by programs that are not ours. A label may be refused with words
when the name or number can't stand there whole; names are refused rarely. In slices of a hundred
names: `pytest -v tests/bench/test_label_torture.py -k "slide and 203"`; how many labels of each
slice were refused stands in the file of `-o junit_family=legacy --junitxml FILE`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ma_desktop.catalog import load_catalog
from ma_desktop.domain.errors import Refused
from tests.documents.proof import RECORD_NUMBERS, prove
from tests.documents.torture import names

Note = Callable[[str, object], None]
NAMES = names(1000)
SLICE = 100
MOST_REFUSED = 0.05
"""Sixty wide letters on the smallest slide may be one too many; more would be a bad layout."""

FORMATS = pytest.mark.parametrize("format_id", sorted(load_catalog().labels))
RESOLUTION = pytest.mark.parametrize("dpi", [203, 300, 600])


@pytest.mark.timeout(3600)
@RESOLUTION
@FORMATS
@pytest.mark.parametrize("start", range(0, len(NAMES), SLICE))
def test_every_name_decodes_whole_or_is_refused_with_words(
    format_id: str, dpi: int, start: int, record_property: Note
) -> None:
    chosen = NAMES[start : start + SLICE]
    refused = sum(not _is_proved(format_id, name, dpi) for name in chosen)
    record_property("refused", refused)
    assert refused <= MOST_REFUSED * SLICE, f"{refused} names were refused"


@pytest.mark.timeout(3600)
@RESOLUTION
@FORMATS
@pytest.mark.parametrize("length", RECORD_NUMBERS)
def test_a_record_number_of_any_length_stands_whole_or_is_refused_with_words(
    format_id: str, dpi: int, length: int, record_property: Note
) -> None:
    number = RECORD_NUMBERS[length]
    refused = sum(not _is_proved(format_id, name, dpi, number) for name in NAMES[::SLICE])
    record_property("refused", refused)


def _is_proved(format_id: str, name: str, dpi: int, mrn: str = "") -> bool:
    try:
        prove(format_id, name, dpi, mrn)
    except Refused as refusal:
        if "Nothing was printed." not in str(refusal):
            raise
        return False
    return True
