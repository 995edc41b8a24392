"""Sterilization on paper for an inspector: a load's record, a month's log, a recall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.documents.report_pdf import Report, render_report
from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.load_rules import standing_results
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import (
    Indicator,
    IndicatorResult,
    Load,
    LoadState,
    Pack,
    load_words,
    result_words,
    values_words,
)
from ma_desktop.domain.summary import RecordRow, RecordTable
from ma_desktop.exchange.csv_write import table
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.loads import LoadView, read_view, read_views
from ma_desktop.services.recalls import RecallView, read_recall
from ma_desktop.services.schedule import day_bounds
from ma_desktop.services.sterilizers import demand_load, demand_sterilizer
from ma_desktop.storage.store import UnitOfWork

_INDICATORS = (Indicator.EXTERNAL, Indicator.INTERNAL, Indicator.BOWIE_DICK, Indicator.BIOLOGICAL)


def load_record(clinic: Clinic, load_id: str) -> Report:
    """Everything on record of one load; making it goes into the audit."""
    with clinic.work(Right.READ) as uow:
        view = read_view(uow, demand_load(uow, load_id))
        desk = _Desk.of(clinic, uow)
        uow.audit.write("load record made", record=load_id)
    load, sterilizer = view.load, view.sterilizer
    about = [sterilizer.name, sterilizer.model, f"serial {sterilizer.serial}"]
    lines = [
        " · ".join(part for part in about if part and part != "serial "),
        f"{view.cycle.name} · started {desk.time(load.started_at)} by {desk.who(load.operator)}"
        + (f" · ended {desk.time(load.ended_at)}" if load.ended_at else ""),
        _state_line(desk, load),
    ]
    if load.cycle_number:
        lines.append(f"Number of the cycle on the sterilizer: {load.cycle_number}")
    if load.exception:
        lines.append(f"Early release: {load.exception}")
    lines += [f"Note: {load.notes}"] if load.notes else []
    lines += [f"Printout kept: {item.name}" for item in view.printouts]
    sections = (_cycle(desk, view), _results(desk, view.results), _packs(desk, view.packs))
    return Report(f"Load {load.number}", tuple(lines), sections, desk.foot())


def month_log(clinic: Clinic, sterilizer_id: str, month: date) -> Report:
    """Every load of a sterilizer in the month of this day; making it goes into the audit."""
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    start, end = day_bounds(clinic, first)[0], day_bounds(clinic, last)[1]
    with clinic.work(Right.READ) as uow:
        sterilizer = demand_sterilizer(uow, sterilizer_id)
        loads = [
            load
            for load in uow.sterilization.loads_between(start, end)
            if load.sterilizer_id == sterilizer_id
        ]
        views = read_views(uow, sorted(loads, key=lambda load: load.sequence))
        desk = _Desk.of(clinic, uow)
        uow.audit.write("sterilizer log made", record=sterilizer_id, reason=f"{first:%Y-%m}")
    failed = sum(view.load.state in (LoadState.FAILED, LoadState.RECALLED) for view in views)
    lines = (
        f"{sterilizer.name} ({sterilizer.code}) {sterilizer.model} {sterilizer.serial}".strip(),
        f"{len(views)} loads, {failed} failed or recalled",
    )
    heads = ("Load", "Started", "Cycle", "Packs", "Reached", "Mech.", "Chem.", "Biological",
             "State", "Released by")  # fmt: skip
    rows = tuple(RecordRow(_month_row(desk, view)) for view in views)
    section = RecordTable("Loads", heads, (4, 4, 4, 3, 4, 3, 3, 4, 4, 4), rows)
    return Report(f"Sterilizer log {first:%B %Y}", lines, (section,), desk.foot())


def recall_record(clinic: Clinic, recall_id: str) -> Report:
    """A recall with its packs and the patients exposed; an audit entry for each patient."""
    with clinic.work(Right.STERILIZE) as uow:
        view = read_recall(uow, recall_id)
        desk = _Desk.of(clinic, uow)
        numbers = {load.id: load.number for load in view.loads}
        back = uow.sterilization.load(view.recall.back_to) if view.recall.back_to else None
        uow.audit.write("recall report made", record=recall_id)
        for patient_id in sorted(view.patients):
            uow.audit.write("recall report made", patient_id=patient_id, record=recall_id)
    recall = view.recall
    lines = [
        f"{recall.cause} · opened {desk.time(recall.opened_at)} by {desk.who(recall.opened_by)}",
        f"Back to the last negative: {back.number}" if back else "No negative one before it.",
        f"{len(view.packs)} packs in {len(view.loads)} loads · {len(view.recovered)} recovered · "
        f"{len(view.outstanding)} to find · {len(view.patients)} patients exposed",
    ]
    if recall.closed_at:
        by = desk.who(recall.closed_by)
        lines.append(f"Closed {desk.time(recall.closed_at)} by {by}: {recall.finding}")
    title = f"Recall {numbers.get(recall.load_id, '')}"
    return Report(title, tuple(lines), _recall_sections(desk, view), desk.foot())


def pdf(report: Report) -> bytes:
    """The report as a PDF; equal reports give equal bytes."""
    return render_report(report)


def csv(report: Report) -> bytes:
    """All sections as one table that no spreadsheet takes for formulas, each under its heads."""
    rows: list[Sequence[str]] = [("", line) for line in report.lines]
    for section in report.sections:
        rows.append((section.title, *section.heads))
        rows += [(section.title, *row.cells) for row in section.rows]
    return table(("Section", report.title), rows)


def left(clinic: Clinic, title: str, how: str, data: bytes) -> None:
    """Note that a person saved or printed a report."""
    with clinic.work(Right.READ) as uow:
        uow.audit.write(f"report {how}", reason=title, digest=digest_of(data.hex()))


@dataclass(frozen=True)
class _Desk:
    """Times of the clinic, names of its people and sets."""

    clinic: Clinic
    people: Mapping[str, str]
    sets: Mapping[str, str]

    @classmethod
    def of(cls, clinic: Clinic, uow: UnitOfWork) -> _Desk:
        people = {person.user_name: person.title for person in uow.staff.all()}
        return cls(clinic, people, {item.id: item.name for item in uow.sterilization.sets()})

    def time(self, moment: datetime | None) -> str:
        return f"{self.clinic.local(moment):%Y-%m-%d %H:%M}" if moment else ""

    def who(self, user_name: str) -> str:
        return self.people.get(user_name, user_name)

    def foot(self) -> str:
        clinic = self.clinic
        made = f"printed {self.time(clinic.now())} by {clinic.actor.title}"
        return f"{clinic.profile.name} · {made}"


def _state_line(desk: _Desk, load: Load) -> str:
    if load.released_at is None:
        return f"State: {load_words(load.state)}"
    words = f"Released {desk.time(load.released_at)} by {desk.who(load.released_by)}"
    gone = load.state is not LoadState.RELEASED
    return f"{words} · now {load_words(load.state)}" if gone else words


def _cycle(desk: _Desk, view: LoadView) -> RecordTable:
    load, cycle = view.load, view.cycle
    lines = (
        ("Least temperature", f"{cycle.temp_c} °C", load.temp_c, "°C"),
        ("Exposure", f"{cycle.exposure_min} min", load.exposure_min, "min"),
        ("Drying", f"{cycle.dry_min[0]} min", load.dry_min, "min"),
    )
    rows = [
        RecordRow((name, least, f"{reached} {unit}" if reached is not None else "missing"))
        for name, least, reached, unit in lines
    ]
    rows.append(RecordRow(("Mechanical check", "", " ".join(view.mechanical) or "passed")))
    for item in view.corrections:
        note = f"Corrected {desk.time(item.at)} by {desk.who(item.by)}: {item.reason}"
        cells = ("Values before", "", values_words(item.before))
        rows.append(RecordRow(cells, struck=True, note=note))
    return RecordTable("Cycle", ("", "At least", "Reached"), (3, 2, 6), tuple(rows))


def _results(desk: _Desk, results: Sequence[IndicatorResult]) -> RecordTable:
    replaced = {item.supersedes for item in results}
    rows = tuple(
        RecordRow(
            (
                item.kind.words,
                result_words(item),
                " / ".join(part for part in (item.lot, item.control_lot) if part),
                desk.time(item.at),
                desk.who(item.by),
                item.reason,
            ),
            item.id in replaced,
        )
        for item in results
    )
    heads = ("Indicator", "Result", "Lot / control", "When", "By", "Reason")
    return RecordTable("Indicators", heads, (5, 4, 3, 3, 3, 4), rows)


def _packs(desk: _Desk, packs: Sequence[Pack]) -> RecordTable:
    rows = tuple(
        RecordRow(
            (
                item.number,
                desk.sets.get(item.set_id, ""),
                desk.who(item.packed_by),
                f"{item.expires_on:%Y-%m-%d}" if item.expires_on else "event-related",
                item.state.words,
            )
        )
        for item in packs
    )
    heads = ("Pack", "Set", "Packed by", "Expires", "State")
    return RecordTable("Packs", heads, (3, 5, 3, 3, 4), rows)


def _month_row(desk: _Desk, view: LoadView) -> tuple[str, ...]:
    load, found = view.load, standing_results(view.results)
    reached = (load.temp_c, load.exposure_min, load.dry_min)
    chemical = [found[kind] for kind in _INDICATORS[:3] if kind in found]
    passed = "passed" if all(item.passed for item in chemical) else "failed"
    biological = found.get(Indicator.BIOLOGICAL)
    return (
        load.number,
        desk.time(load.started_at),
        view.cycle.name,
        "test" if load.test else str(len(view.packs)),
        " / ".join("?" if value is None else str(value) for value in reached),
        "failed" if view.mechanical else "passed",
        passed if chemical else "none",
        result_words(biological) if biological else "none",
        load_words(load.state),
        desk.who(load.released_by),
    )


def _recall_sections(desk: _Desk, view: RecallView) -> tuple[RecordTable, ...]:
    loads = tuple(
        RecordRow((load.number, desk.time(load.started_at), load_words(load.state)))
        for load in view.loads
    )
    exposed = tuple(
        RecordRow(
            (
                person.name.formal,
                f"{person.birth_date:%Y-%m-%d}",
                person.mrn,
                use.set_name,
                f"{use.pack_number} ({use.load_number})",
                desk.time(use.at),
                desk.who(use.by),
            )
        )
        for use in view.uses
        if (person := view.patients.get(use.patient_id)) is not None
    )
    done = {step.step_id: step for step in view.steps}
    steps = tuple(
        RecordRow((step.text, desk.time(done[step.id].at), desk.who(done[step.id].by)))
        if step.id in done
        else RecordRow((step.text, "open", ""))
        for step in sterilization_content().rules.recall_steps
    )
    heads = ("Patient", "Born", "MRN", "Set", "Pack (load)", "Used", "By")
    return (
        RecordTable("Patients exposed", heads, (4, 3, 3, 4, 4, 3, 3), exposed),
        RecordTable("Loads", ("Load", "Started", "State"), (3, 3, 4), loads),
        RecordTable("Steps", ("Step", "Done", "By"), (7, 3, 3), steps),
        _packs(desk, view.packs),
    )
