"""Every row of every growth table against what CDC and WHO published.

`cdc2000_percentiles.csv` holds the percentile columns of the CDC 2000 data files (US Government),
row by row. `who_survey.csv` holds children of WHO's sample survey with the z-scores that WHO Anthro
gave them. The digest is that of WHO's tables by day as other software carries them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from ma_desktop.catalog.growth import growth_content
from ma_desktop.domain.growth import Measure, Spot, on_chart
from ma_desktop.domain.lms import z_at
from ma_desktop.runtime.paths import resource

VALUES = Path(__file__).parent / "growth_values"
CHARTS = growth_content().charts
WITHOUT_PERCENTILES = {"wfs"}
"""Weight for stature: the program draws no such chart."""
WHO_DIGEST = "8afc5184d103afbf6ee2712fd3dcba49ea3fbaa0186b8c3c3d1d211443b5af2d"
SURVEY: dict[Measure, str] = {
    "height": "length",
    "weight": "weight",
    "weight_for_length": "weight",
    "bmi": "",
    "head": "head",
}


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_every_row_of_the_cdc_tables_gives_the_published_percentiles() -> None:
    seen = set()
    for row in rows(VALUES / "cdc2000_percentiles.csv"):
        key, x = ("CDC", row["indicator"], row["sex"]), float(row["x"])
        lms = CHARTS.tables[key].row(x)
        assert lms
        seen.add((*key, x))
        for name, published in row.items():
            if name.startswith("P") and published:
                value = lms.value(z_at(float(name[1:])))
                assert value == pytest.approx(float(published), abs=2e-5), (key, x, name)
    shipped = {
        (*key, x)
        for key, table in CHARTS.tables.items()
        for x in table.at
        if key[0] == "CDC" and key[1] not in WITHOUT_PERCENTILES
    }
    assert seen == shipped
    assert len(seen) == 1656


def test_every_row_of_the_who_tables_is_the_published_one() -> None:
    lines = sorted(
        ",".join([row["indicator"], row["sex"], *(_plain(row[name]) for name in "xLMS")])
        for row in rows(resource("growth/who2006_lms.csv"))
    )
    assert len(lines) == sum(len(t.at) for key, t in CHARTS.tables.items() if key[0] == "WHO")
    assert sha256("\n".join(lines).encode()).hexdigest() == WHO_DIGEST


def _plain(text: str) -> str:
    return f"{Decimal(text).normalize():f}"


@pytest.mark.parametrize("measure", SURVEY)
def test_children_of_the_who_survey_have_the_scores_that_who_gave_them(measure: Measure) -> None:
    proved = 0
    for child in rows(VALUES / "who_survey.csv"):
        score = child["z_length" if measure == "height" else f"z_{measure}"]
        if not score:
            continue
        length = float(child["length"] or 0)
        value = (
            float(child[SURVEY[measure]])
            if SURVEY[measure]
            else float(child["weight"]) / (length / 100) ** 2
        )
        spot = Spot("WHO", measure, child["sex"], int(child["days"]), length)
        point = on_chart(CHARTS, spot, value)
        assert point
        assert point.z == pytest.approx(float(score), abs=0.0101), child
        proved += 1
    assert proved >= 80
