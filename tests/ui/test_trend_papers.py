"""What leaves the Trends screen: copied, as a picture, as a table, as a page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ma_desktop.services.clinic import Clinic
from tests.ui.desk import Desk
from tests.ui.test_trends import person, put, show


def test_chart_and_table_leave_only_where_a_person_points(
    desk: Desk, clinic: Clinic, tmp_path: Path
) -> None:
    visit = person(clinic, date(1979, 3, 14), "=Okafor")
    put(clinic, visit, "bp", "128/82", "148/92")
    screen = show(desk, visit)
    out = screen.vitals.out
    for kind in ("png", "csv"):
        out.ask_file = lambda _parent, name, _kind: str(tmp_path / name)
        out.hand(kind)
        desk.settle()
        desk.settle()
    assert (tmp_path / "bp.png").read_bytes().startswith(b"\x89PNG")
    table = (tmp_path / "bp.csv").read_text(encoding="utf-8-sig")
    assert table.splitlines()[1].startswith("'=Okafor,")
    assert "148/92" in table
    assert (tmp_path / "bp.csv").stat().st_mode & 0o077 == 0
    screen.vitals.chart.setFocus()
    desk.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QApplication.clipboard().text().splitlines()
    assert text[0].startswith("Taken\tValue")
    assert "148/92\tmmHg" in text[1]
    with clinic.look() as uow:
        actions = [entry.action for entry, _mac in uow.audit.entries()]
    assert {"trend copied", "trend saved as a picture", "trend table exported"} <= set(actions)


def test_a_page_opens_as_pdf(desk: Desk, clinic: Clinic) -> None:
    visit = person(clinic, date(1979, 3, 14))
    put(clinic, visit, "bp", "128/82", "148/92")
    screen = show(desk, visit)
    screen.vitals.out.hand("pdf")
    desk.settle()
    assert desk.dialog.windowTitle() == "Blood pressure over time"
    desk.press(Qt.Key.Key_Escape)
