"""Sterilization on paper for an inspector: a load's record, a month's log, a recall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.documents.report_pdf import Report, render_report
from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.load_rules import standing_results
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import (
    Indicator,
    IndicatorResult,
    LoadState,
    Pack,
    Sterilizer,
    load_words,
    result_words,
    values_words,
)
from ma_desktop.domain.summary import RecordRow, RecordTable
from ma_desktop.exchange.csv_write import table
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.loads import LoadView, read_view, read_views
from ma_desktop.services.paper_desk import SIGNATURES, PaperDesk
from ma_desktop.services.recalls import RecallView, read_recall
from ma_desktop.services.schedule import day_bounds
from ma_desktop.services.sterilizers import demand_load, demand_sterilizer
from ma_desktop.storage.store import UnitOfWork

_MONTH_SHARES = (64, 63, 24, 66, 30, 60, 44, 44, 50, 50, 41)
_MONTH_LEGEND = (
    "Op.: who started the load. Reached: least temperature in °C / exposure / drying in min. "
    "Mech.: these against the least that the cycle needs. Chem.: all chemical indicators. "
    "Biological: none means that the load had none.",
)
_INDICATORS = (Indicator.EXTERNAL, Indicator.INTERNAL, Indicator.BOWIE_DICK, Indicator.BIOLOGICAL)


def load_record(clinic: Clinic, load_id: str) -> Report:
    """Everything on record of one load; making it goes into the audit."""
    with clinic.work(Right.READ) as uow:
        view = read_view(uow, demand_load(uow, load_id))
        desk = _Desk(clinic, uow)
        uow.audit.write("load record made", record=load_id)
    load, sterilizer = view.load, view.sterilizer
    lines = [
        _machine_words(sterilizer),
        f"{view.cycle.name} · started {desk.time(load.started_at)} by {desk.name(load.operator)}"
        + (f" · ended {desk.time(load.ended_at)}" if load.ended_at else ""),
        _state_line(desk, view),
    ]
    if load.implant:
        lines.append("Holds an implant")
    if load.cycle_number:
        lines.append(f"Number of the cycle on the sterilizer: {load.cycle_number}")
    if load.exception:
        lines.append(f"Early release: {load.exception}")
    lines += [f"Note: {load.notes}"] if load.notes else []
    lines += [f"Printout kept: {item.name}" for item in view.printouts]
    sections = (_cycle(desk, view), _results(desk, view.results), _packs(desk, view.packs))
    title = f"Load {load.number}"
    return Report(title, tuple(lines), sections, desk.foot(), SIGNATURES, legend=desk.legend())


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
        desk = _Desk(clinic, uow)
        uow.audit.write("sterilizer log made", record=sterilizer_id, reason=f"{first:%Y-%m}")
    failed = sum(view.load.state in (LoadState.FAILED, LoadState.RECALLED) for view in views)
    lines = (
        f"{_machine_words(sterilizer)} · {first:%Y-%m-%d} to {last:%Y-%m-%d}",
        f"{len(views)} loads, {failed} failed or recalled",
    )
    heads = ("Load", "Started", "Op.", "Cycle", "Packs", "Reached", "Mech.", "Chem.", "Biological",
             "State", "Released")  # fmt: skip
    rows = tuple(RecordRow(_month_row(desk, view)) for view in views)
    section = RecordTable("Loads", heads, _MONTH_SHARES, rows)
    title, legend = f"Sterilizer log {first:%B %Y}: {sterilizer.name}", desk.legend(*_MONTH_LEGEND)
    return Report(title, lines, (section,), desk.foot(), SIGNATURES, "No load was run.", legend)


def recall_record(clinic: Clinic, recall_id: str) -> Report:
    """A recall with its packs and the patients exposed; an audit entry for each patient."""
    with clinic.work(Right.STERILIZE) as uow:
        view = read_recall(uow, recall_id)
        desk = _Desk(clinic, uow)
        numbers = {load.id: load.number for load in view.loads}
        back = uow.sterilization.load(view.recall.back_to) if view.recall.back_to else None
        uow.audit.write("recall report made", record=recall_id)
        for patient_id in sorted(view.patients):
            uow.audit.write("recall report made", patient_id=patient_id, record=recall_id)
    recall = view.recall
    lines = [
        f"{recall.cause} · opened {desk.time(recall.opened_at)} by {desk.name(recall.opened_by)}",
        f"Back to the last negative: {back.number}" if back else "No negative one before it.",
        f"{len(view.packs)} packs in {len(view.loads)} loads · {len(view.recovered)} recovered · "
        f"{len(view.outstanding)} to find · {len(view.patients)} patients exposed",
    ]
    wanted = sterilization_content().rules.retest_cycles
    lines.append(f"Negative test cycles in a row: {view.retests} of {wanted}")
    if view.air_tests is not None:
        lines.append(f"Passed air-removal tests in a row: {view.air_tests} of {wanted}")
    if recall.closed_at:
        by = desk.name(recall.closed_by)
        lines.append(f"Closed and signed {desk.time(recall.closed_at)} by {by}: {recall.finding}")
    title, sections = f"Recall {numbers.get(recall.load_id, '')}", _recall_sections(desk, view)
    signed = ("Closed by, date", "Provider who saw the list of patients, date")
    return Report(title, tuple(lines), sections, desk.foot(), signed, legend=desk.legend())


def pdf(report: Report) -> bytes:
    """The report as a PDF; equal reports give equal bytes."""
    return render_report(report)


def csv(report: Report) -> bytes:
    """All that the paper says as one table that no spreadsheet takes for formulas.

    Each section stands under its heads; the last column says what was replaced, and why.
    """
    rows: list[Sequence[str]] = [("", line) for line in report.lines]
    for section in report.sections:
        rows.append((section.title, *section.heads, "Notes"))
        rows += [(section.title, *row.cells, _notes(row)) for row in section.rows]
        rows += [] if section.rows else [(section.title, report.nothing)]
    rows += [("", line) for line in (*report.legend, report.foot)]
    return table(("Section", report.title), rows)


def _notes(row: RecordRow) -> str:
    parts = ("Replaced" if row.struck else "", *row.note.splitlines())
    return "; ".join(part for part in parts if part)


def left(clinic: Clinic, title: str, how: str, data: bytes) -> None:
    """Note that a person saved or printed a report."""
    with clinic.work(Right.READ) as uow:
        uow.audit.write(f"report {how}", reason=title, digest=digest_of(data.hex()))


class _Desk(PaperDesk):
    """Times of the clinic, names of its people and sets."""

    def __init__(self, clinic: Clinic, uow: UnitOfWork) -> None:
        super().__init__(clinic, uow.staff.all())
        self.sets = {item.id: item.name for item in uow.sterilization.sets()}


def _machine_words(sterilizer: Sterilizer) -> str:
    """Autoclave 1 (A1) · Lara 22 · serial LA-77."""
    serial = f"serial {sterilizer.serial}" if sterilizer.serial else ""
    parts = (f"{sterilizer.name} ({sterilizer.code})", sterilizer.model, serial)
    return " · ".join(part for part in parts if part)


def _state(view: LoadView) -> str:
    """In quarantine while its biological indicator is incubated."""
    found = standing_results(view.results).get(Indicator.BIOLOGICAL)
    waits = view.load.state is LoadState.WAITING and found is not None and found.passed is None
    return load_words(LoadState.QUARANTINE if waits else view.load.state)


def _state_line(desk: _Desk, view: LoadView) -> str:
    load = view.load
    if load.released_at is None:
        return f"State: {_state(view)}"
    words = f"Released and signed {desk.time(load.released_at)} by {desk.name(load.released_by)}"
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
        note = f"Corrected {desk.time(item.at)} by {desk.initials(item.by)}: {item.reason}"
        cells = ("Values before", "", values_words(item.before))
        rows.append(RecordRow(cells, struck=True, note=note))
    return RecordTable("Cycle", ("", "At least", "Reached"), (3, 2, 6), tuple(rows))


def _results(desk: _Desk, results: Sequence[IndicatorResult]) -> RecordTable:
    replaced = {item.supersedes for item in results}
    rows = tuple(
        RecordRow(
            (
                item.kind.words,
                _result(desk, item),
                " / ".join(part for part in (item.lot, item.control_lot) if part),
                desk.time(item.at),
                desk.initials(item.by),
                item.reason,
            ),
            item.id in replaced,
        )
        for item in results
    )
    heads = ("Indicator", "Result", "Lot / control", "When", "By", "Reason")
    return RecordTable("Indicators", heads, (5, 4, 3, 3, 3, 4), rows)


def _result(desk: _Desk, item: IndicatorResult) -> str:
    """Passed; of a biological one what its control did, or when it is to be read."""
    words = result_words(item)
    if item.passed is None:
        return f"{words}, read at {desk.time(item.due_at)}" if item.due_at else words
    if item.kind is Indicator.BIOLOGICAL and item.control_grew:
        return f"{words}, control grew"
    return words


def _packs(desk: _Desk, packs: Sequence[Pack]) -> RecordTable:
    rows = tuple(
        RecordRow(
            (
                item.number,
                desk.sets.get(item.set_id, "") + (" (implant)" if item.implant else ""),
                desk.initials(item.packed_by),
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
        desk.initials(load.operator),
        view.cycle.name,
        "test" if load.test else str(len(view.packs)),
        " / ".join("?" if value is None else str(value) for value in reached),
        "failed" if view.mechanical else "passed",
        passed if chemical else "none",
        result_words(biological) if biological else "none",
        _state(view),
        desk.initials(load.released_by),
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
                desk.initials(use.by),
            )
        )
        for use in view.uses
        if (person := view.patients.get(use.patient_id)) is not None
    )
    done = {step.step_id: step for step in view.steps}
    steps = tuple(
        RecordRow((step.text, desk.time(done[step.id].at), desk.initials(done[step.id].by)))
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
