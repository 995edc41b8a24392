"""The shipped checklists are complete, and a wrong line is told with file and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ma_desktop.catalog.checklists import read_lists, shipped_lists
from ma_desktop.domain.errors import IntegrityFailure
from ma_desktop.runtime.paths import resource


def test_every_kind_of_equipment_has_a_log_or_a_use() -> None:
    shipped = shipped_lists()
    assert {item.equipment for item in shipped.lists.values()} - {""} == set(shipped.kinds)
    assert {"turnover", "turnover_iso", "opening", "closing", "hld"} <= shipped.lists.keys()


def test_follow_ups_are_signed() -> None:
    lists = shipped_lists().lists
    follow_ups = {item.follow_up for item in lists.values()} - {""}
    assert follow_ups
    assert all(lists[name].signature for name in follow_ups)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('frequency = "twice-daily"', 'frequency = "often"', "frequency"),
        ("low = 2", "low = 9", "bounds do not rise"),
        ('follow_up = "excursion"', 'follow_up = "nothing"', "nothing is not a known list"),
        ('due = ["08:30", "16:30"]', 'due = ["08:30"]', "needs 2 times"),
        ('due = ["08:30", "16:30"]', 'due = ["08:30", "25:30"]', "times such as"),
        ('unit = "Cel"', 'unit = "C"', "no words"),
        ('id = "fridge_log"', 'id = "icebox"', "name of the file"),
        ('source = ["vaxkit", "practice"]', 'source = ["me"]', "not a known source"),
        ("critical = true", 'critical = "yes"', "critical"),
    ],
)
def test_a_wrong_line_names_its_file(tmp_path: Path, old: str, new: str, told: str) -> None:
    shutil.copytree(resource("checklists"), tmp_path / "checklists")
    file = tmp_path / "checklists" / "fridge_log.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(IntegrityFailure, match=r"checklists/fridge_log\.toml") as error:
        read_lists(tmp_path)
    assert told in error.value.what
