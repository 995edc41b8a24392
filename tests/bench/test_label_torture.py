"""All worst-case names on every label at every resolution; minutes of work, so not with the tests.

Each label is rendered and read by programs that are not ours. A label may be refused with words
when the name can't stand there whole, which must stay rare.
"""

from __future__ import annotations

import pytest

from ma_desktop.catalog import load_catalog
from ma_desktop.domain.errors import Refused
from tests.documents.proof import prove
from tests.documents.torture import names

COUNT = 1000
MOST_REFUSED = 0.02
"""Sixty wide letters on the smallest slide may be one too many; more would be a bad layout."""


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("format_id", sorted(load_catalog().labels))
def test_every_name_decodes_whole_or_is_refused_with_words(format_id: str, dpi: int) -> None:
    refused = [name for name in names(COUNT) if not _is_proved(format_id, name, dpi)]
    assert len(refused) <= MOST_REFUSED * COUNT, f"{len(refused)} names were refused"


def _is_proved(format_id: str, name: str, dpi: int) -> bool:
    try:
        prove(format_id, name, dpi)
    except Refused:
        return False
    return True
