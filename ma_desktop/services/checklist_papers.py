"""Logs for an inspector: one frozen report, on the screen, as PDF and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from ma_desktop.catalog.checklists import shipped_lists
from ma_desktop.documents.log_pdf import render
from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.checklist import (
    SKIPPED,
    Answer,
    Checklist,
    Equipment,
    Item,
    OpenRun,
    Run,
    asked,
    latest,
)
from ma_desktop.domain.checklist_due import Slot, slots
from ma_desktop.domain.checklist_entry import range_words, shown, shown_of
from ma_desktop.domain.log_report import LogLine, LogReport
from ma_desktop.domain.staff import Right
from ma_desktop.exchange.csv_write import table
from ma_desktop.services.checklist_lists import lists_in_force
from ma_desktop.services.checklist_reads import Span, history
from ma_desktop.services.checklists import form_of
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.paper_desk import SIGNATURES, PaperDesk
from ma_desktop.storage.store import UnitOfWork

_MOST_COLUMNS = 3
_LEGEND = ("Late: done after its time. Missed: not done before the next time began.",)


def report(clinic: Clinic, span: Span) -> LogReport:
    """The log of one list over some days, with what was missed; the view goes into the audit."""
    runs = history(clinic, span)
    with clinic.look() as uow:
        item = lists_in_force(uow)[span.checklist_id]
        thing = uow.equipment.get(span.equipment_id) if span.equipment_id else None
        open_days = read_settings(uow.settings.all()).open_days
        desk = PaperDesk(clinic, uow.staff.all())
        told = _told(uow, [child for one in runs for child in one.follow_ups])
    names = _Names(desk, told)
    lines = [names.line(item, one) for one in runs]
    filled = {one.run.slot for one in runs}
    found = slots(item, span.equipment_id, span.first, span.last, clinic.zone, open_days)
    begun = _begun(runs, thing)
    missed = [
        names.missed(item, slot)
        for slot in found
        if slot.key not in filled
        and begun
        and begun <= slot.due_at
        and slot.closes_at <= clinic.now()
    ]
    place = f"{thing.name}, {thing.place}" if thing and thing.place else thing.name if thing else ""
    return LogReport(
        clinic.profile,
        f"{item.name}: {place}" if place else item.name,
        f"{_day(span.first)} to {_day(span.last)}",
        _limits(item),
        "; ".join(_sources(item)),
        ("Due", "Done", *_titles(item), "State", "By"),
        tuple(line for _at, line in sorted([*lines, *missed], key=lambda pair: pair[0])),
        desk.foot(),
        desk.legend(*_LEGEND),
        SIGNATURES,
    )


def log_pdf(clinic: Clinic, span: Span) -> bytes:
    """The report as a PDF; making it goes into the audit."""
    data = render(report(clinic, span))
    _note(clinic, span, "checklist log made", data)
    return data


def log_csv(clinic: Clinic, span: Span) -> bytes:
    """The report as CSV that no spreadsheet takes for formulas; making it goes into the audit.

    What the paper says around its table stands beneath the lines.
    """
    made = report(clinic, span)
    rows = [(*line.cells, "; ".join(line.notes)) for line in made.lines]
    about = (made.title, made.clinic.name, made.span, made.limits, made.source, *made.legend)
    told = [(words,) for words in (*about, made.foot) if words]
    data = table((*made.columns, "Notes"), [*rows, (), *told])
    _note(clinic, span, "checklist log exported", data)
    return data


def log_left(clinic: Clinic, checklist_id: str, how: str) -> None:
    """Note that a person saved or printed a log."""
    with clinic.work(Right.READ) as uow:
        uow.audit.write(f"checklist log {how}", record=checklist_id)


class _Names:
    """Lines with times of the clinic and initials of its people."""

    def __init__(self, desk: PaperDesk, told: Mapping[str, str]) -> None:
        self._who, self._when, self._told = desk.initials, desk.time, told

    def line(self, item: Checklist, one: OpenRun) -> tuple[datetime, LogLine]:
        run, standing = one.run, latest(one.answers)
        by = " and ".join(self._who(name) for name in (run.signed_by, run.second_by) if name)
        words = "out of order" if one.is_out else "in order"
        if run.state != "done":
            words = run.state if run.state == "stopped" else "not finished"
        elif run.due_at and run.finished_at and run.finished_at > run.due_at:
            words += ", late"
        cells = (
            self._when(run.due_at),
            self._when(run.finished_at or run.started_at),
            *_values(item, standing),
            words,
            by or self._who(run.started_by),
        )
        state = "out" if one.is_out else "in-order"
        notes = tuple(self._notes(one, item))
        return run.due_at or run.started_at, LogLine(cells, state, notes, run.id)

    def missed(self, item: Checklist, slot: Slot) -> tuple[datetime, LogLine]:
        cells = (self._when(slot.due_at), "", *("" for _ in _titles(item)), "missed", "")
        return slot.due_at, LogLine(cells, "missed")

    def _notes(self, one: OpenRun, current: Checklist) -> Iterator[str]:
        texts = {item.id: item.text for item in one.checklist.items}
        yield from _beside_columns(one, current)
        before: dict[str, Answer] = {}
        for given in one.answers:
            text = texts.get(given.item_id, given.item_id)
            stamp = f"{self._when(given.at)} {self._who(given.by)}"
            if given.outcome == SKIPPED:
                yield f"{text}: skipped, {given.reason} ({stamp})"
            elif given.reason:
                old = before.get(given.item_id)
                was = f" (before: {shown(old) or old.outcome})" if old else ""
                yield f"{text}: {shown(given)}{was}, {given.reason} ({stamp})"
            elif given.outcome == "out":
                yield f"{text}: {shown(given)} out of order ({stamp})"
            before[given.item_id] = given
        for child in one.follow_ups:
            state = f"signed by {self._who(child.signed_by)}" if child.signed_by else "open"
            told = f"; told: {self._told[child.id]}" if self._told[child.id] else ""
            yield f"Follow-up steps begun {self._when(child.started_at)}, {state}{told}"
        if one.run.note:
            yield f"Stopped: {one.run.note}"
        if one.run.edition != current.version:
            yield f"List version {one.run.edition}"


def _told(uow: UnitOfWork, steps: Sequence[Run]) -> dict[str, str]:
    """Who was told by the follow-up steps, by run."""
    given = uow.runs.answers(run.id for run in steps)
    found = {}
    for run in steps:
        standing = latest(given[run.id])
        asks = [item.id for item in form_of(uow, run).items if item.told]
        found[run.id] = ", ".join(standing[key].value for key in asks if key in standing)
    return found


def _columns(item: Checklist) -> tuple[Item, ...]:
    """What has a column of its own: the first values that are always asked."""
    kinds = ("number", "choice")
    return tuple(one for one in item.items if one.kind in kinds and not one.when)[:_MOST_COLUMNS]


def _titles(item: Checklist) -> tuple[str, ...]:
    return tuple(one.text for one in _columns(item))


def _values(item: Checklist, standing: dict[str, Answer]) -> tuple[str, ...]:
    return tuple(shown(standing[one.id]) if one.id in standing else "" for one in _columns(item))


def _beside_columns(one: OpenRun, current: Checklist) -> Iterator[str]:
    """All else that was typed, chosen or timed, in one line: lot, strip, soak, who was told.

    Columns are those of the list as it reads now; a run may be of an earlier version.
    """
    standing, shared = latest(one.answers), {item.id for item in _columns(current)}
    told = [
        f"{item.text}: {shown_of(item, standing[item.id]) or standing[item.id].outcome}"
        for item in asked(one.checklist, one.answers)
        if item.kind != "tick"
        and item.id not in shared
        and item.id in standing
        and standing[item.id].outcome != SKIPPED
    ]
    if told:
        yield " · ".join(told)


def _limits(item: Checklist) -> str:
    ranges = {range_words(one) for one in item.items if range_words(one)}
    version = f"list version {item.version}"
    return f"In order: {', '.join(sorted(ranges))}; {version}" if ranges else version.capitalize()


def _sources(item: Checklist) -> Iterator[str]:
    known = shipped_lists().sources
    return (known[name].title for name in item.source if name in known)


def _begun(runs: tuple[OpenRun, ...], thing: Equipment | None) -> datetime | None:
    if thing is not None:
        return thing.since
    return min((one.run.started_at for one in runs), default=None)


def _day(day: date) -> str:
    return day.isoformat()


def _note(clinic: Clinic, span: Span, action: str, data: bytes) -> None:
    with clinic.work(Right.READ) as uow:
        uow.audit.write(action, record=span.checklist_id, digest=digest_of(data.hex()))
