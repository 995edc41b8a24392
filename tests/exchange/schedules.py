"""Lines of a schedule file."""

from __future__ import annotations

from ma_desktop.exchange.schedule_csv import COLUMNS

HEADER = ",".join(COLUMNS)
_VISIT = {
    "date": "2026-03-10",
    "time": "08:30",
    "mrn": "10042",
    "family": "Okafor",
    "given": "Adaeze Joy",
    "suffix": "",
    "birth_date": "1984-05-17",
    "sex": "female",
    "phone": "555 0142",
    "visit_type": "Follow-up",
    "provider": "Dr. Tomás Villanueva",
    "reason": "Blood pressure check",
}


def line(**cells: str) -> str:
    """One line of a good visit with some cells changed (written as they are)."""
    return ",".join((_VISIT | cells).values())


def schedule(*lines: str, end: str = "\r\n") -> bytes:
    return (end.join([HEADER, *lines]) + end).encode()
