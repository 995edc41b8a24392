"""What an inspector reads: unique initials, the time of the clinic, what was replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pypdfium2

from ma_desktop.domain.sterilization import Indicator
from ma_desktop.services import cycle_values, indicators, loads
from ma_desktop.services import sterilization_papers as papers
from ma_desktop.services.clinic import Clinic, add_user
from ma_desktop.services.paper_desk import PaperDesk
from tests.clinics import PASSPHRASE
from tests.services.sterilizing import GOOD, add_tray, add_vacuum, bowie_dick, packed, run


def desk_of(clinic: Clinic) -> PaperDesk:
    with clinic.look() as uow:
        return PaperDesk(clinic, uow.staff.all())


def test_initials_are_told_and_shared_ones_are_not_used(clinic: Clinic) -> None:
    desk = desk_of(clinic)
    assert desk.initials("rivera") == "JR"
    assert "JR: J. Rivera, CMA" in desk.legend()
    add_user(clinic, "rahman", "Jamila Rahman", PASSPHRASE)
    desk = desk_of(clinic)
    assert desk.initials("rivera") == "J. Rivera, CMA"
    assert desk.initials("rahman") == "Jamila Rahman"
    assert desk.legend() == ("Times are local: America/New_York.",)
    assert desk.initials("left-long-ago") == "left-long-ago"


def test_the_hour_that_comes_twice_says_which_one(clinic: Clinic) -> None:
    desk = desk_of(clinic)
    hours = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (4, 5, 6, 7))
    assert [desk.time(at) for at in hours] == [
        "2026-11-01 00:30",
        "2026-11-01 01:30 EDT",
        "2026-11-01 01:30 EST",
        "2026-11-01 02:30",
    ]


def test_the_table_says_what_was_replaced(clinic: Clinic) -> None:
    vacuum, tray = add_vacuum(clinic), add_tray(clinic)
    bowie_dick(clinic, vacuum)
    load_id = run(clinic, vacuum, packed(clinic, tray))
    seen = loads.view(clinic, load_id).load.version
    better = replace(GOOD, temp_c=Decimal("132.9"))
    cycle_values.correct(clinic, load_id, better, "Typed the load before", seen=seen)
    indicators.record(clinic, load_id, Indicator.INTERNAL, True, lot="L9", reason="Wrong lot")
    lines = papers.csv(papers.load_record(clinic, load_id)).decode("utf-8-sig").splitlines()
    (before,) = (line for line in lines if "Values before" in line)
    assert before.endswith("Replaced; Corrected 2026-03-10 08:30 by JR: Typed the load before")
    internal = [line for line in lines if line.startswith("Indicators,Internal")]
    assert [line.endswith("Replaced") for line in internal] == [True, False]


def test_every_page_says_of_what_it_is(clinic: Clinic) -> None:
    vacuum, tray = add_vacuum(clinic), add_tray(clinic)
    bowie_dick(clinic, vacuum)
    load_id = run(clinic, vacuum, packed(clinic, tray, 40))
    paper = pypdfium2.PdfDocument(papers.pdf(papers.load_record(clinic, load_id)))
    texts = [page.get_textpage().get_text_range() for page in paper]
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert "Load A1-0310-02" in text
        assert f"page {number} of {len(texts)}" in text
