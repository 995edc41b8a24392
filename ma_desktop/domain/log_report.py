"""A log of a span of days as an inspector reads it: on paper, on the screen and as a table."""

from __future__ import annotations

from dataclasses import dataclass

from ma_desktop.domain.summary import ClinicProfile


@dataclass(frozen=True)
class LogLine:
    """One time of the calendar, or one run; `state` is in order, out of order or missed."""

    cells: tuple[str, ...]
    state: str = "in-order"
    notes: tuple[str, ...] = ()
    run_id: str = ""


@dataclass(frozen=True)
class LogReport:
    """Columns and lines in the order of time; `limits` says what is in order.

    `legend` explains initials, states and times, `foot` says when it was made and by whom,
    `signatures` are lines to sign on paper.
    """

    clinic: ClinicProfile
    title: str
    span: str
    limits: str
    source: str
    columns: tuple[str, ...]
    lines: tuple[LogLine, ...]
    foot: str
    legend: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
