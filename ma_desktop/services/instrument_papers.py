"""The way of a tray, and of all packs of a set: states, loads, patients, count sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ma_desktop.documents.report_pdf import Report
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import Load, Pack, PackEvent
from ma_desktop.domain.summary import RecordRow, RecordTable
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.paper_desk import PaperDesk
from ma_desktop.storage.store import UnitOfWork

NameOf = Callable[[Patient], str]
"""How a patient may be named where the report is shown."""
_MOST_PACKS = 500
_EVENTS = {"packed": "packed", "loaded": "into the load", "released": "sterile",
           "used": "used", "opened": "opened or damaged", "recalled": "recalled",
           "recovered": "found and set aside", "failed": "load failed"}  # fmt: skip


def tray_history(clinic: Clinic, instrument_id: str, name_of: NameOf) -> Report:
    """Every step of a tray or instrument, newest first. The look goes into the audit, for each
    patient too. Raises Refused for an unknown one."""
    with clinic.work(Right.STERILIZE) as uow:
        item = uow.instruments.get(instrument_id)
        if item is None:
            raise Refused("This tray is not known.", do="Look at the list again.")
        steps = uow.instruments.events(instrument_id)
        events = uow.instruments.pack_events({step.pack_id for step in steps if step.pack_id})
        known = {one.id: one for one in uow.sterilization.sets()}[item.set_id]
        desk = _Desk.of(clinic, uow, events, name_of)
        desk.note(uow, instrument_id)
    lines: list[tuple[datetime, tuple[str, ...]]] = [
        (step.at, (step.state.words.capitalize(), desk.number(step.pack_id), "", "",
                   desk.who(step.by), step.reason))
        for step in steps
    ]  # fmt: skip
    lines += [(event.at, desk.line(event)) for event in events if event.event != "packed"]
    newest = sorted(lines, key=lambda line: line[0])[::-1]
    rows = tuple(RecordRow((desk.paper.time(at), *cells)) for at, cells in newest)
    heads = ("When", "What", "Pack", "Load", "Patient", "By", "Details")
    section = RecordTable("Its way", heads, (4, 4, 4, 4, 4, 3, 6), rows)
    sheet = ", ".join(f"{count} {part}" for part, count in known.contents)
    return desk.report(item.name, (f"{known.name}: {sheet}",), section)


def set_history(clinic: Clinic, set_id: str, name_of: NameOf) -> Report:
    """The newest packs of a set with their count sheet, load and patient; audited alike."""
    with clinic.work(Right.STERILIZE) as uow:
        known = {one.id: one for one in uow.sterilization.sets()}.get(set_id)
        if known is None:
            raise Refused("This set is not known.", do="Look at the list again.")
        packs = uow.sterilization.packs_of_set(set_id)
        shown = packs[:_MOST_PACKS]
        events = uow.instruments.pack_events([pack.id for pack in shown])
        trays = [one.name for one in uow.instruments.all() if one.set_id == set_id]
        desk = _Desk.of(clinic, uow, events, name_of, shown)
        desk.note(uow, set_id)
    rows = tuple(RecordRow(desk.pack_line(pack, events)) for pack in shown)
    heads = ("Pack", "Packed", "By", "Count sheet", "Load", "State", "Patient")
    sheet = ", ".join(f"{count} {part}" for part, count in known.contents)
    lines = [sheet, f"Trays: {', '.join(trays)}" if trays else ""]
    if len(packs) > len(shown):
        lines.append(f"The newest {len(shown)} of {len(packs)} packs.")
    section = RecordTable("Packs", heads, (4, 4, 3, 6, 4, 4, 4), rows)
    return desk.report(known.name, tuple(line for line in lines if line), section)


@dataclass(frozen=True)
class _Desk:
    """Names and times of what a history speaks of."""

    paper: PaperDesk
    loads: Mapping[str, Load]
    packs: Mapping[str, Pack]
    patients: Mapping[str, Patient]
    name_of: NameOf

    @classmethod
    def of(
        cls,
        clinic: Clinic,
        uow: UnitOfWork,
        events: Sequence[PackEvent],
        name_of: NameOf,
        packs: Sequence[Pack] = (),
    ) -> _Desk:
        known = {pack.id: pack for pack in packs} or uow.sterilization.pack_by_id(
            {event.pack_id for event in events}
        )
        ids = {event.load_id for event in events} | {pack.load_id for pack in known.values()}
        paper = PaperDesk(clinic, uow.staff.all())
        patients = uow.patients.many({e.patient_id for e in events if e.patient_id})
        return cls(paper, uow.sterilization.loads(ids - {""}), known, patients, name_of)

    def note(self, uow: UnitOfWork, record: str) -> None:
        """The look at an instrument, and at each patient it was used on."""
        uow.audit.write("instrument history viewed", record=record)
        for patient_id in sorted(self.patients):
            uow.audit.write("instrument history viewed", patient_id=patient_id, record=record)

    def line(self, event: PackEvent) -> tuple[str, ...]:
        what = _EVENTS.get(event.event, event.event).capitalize()
        return (what, self.number(event.pack_id), self.load(event.load_id),
                self.patient(event.patient_id), self.who(event.by), event.reason)  # fmt: skip

    def pack_line(self, pack: Pack, events: Sequence[PackEvent]) -> tuple[str, ...]:
        own = [event for event in events if event.pack_id == pack.id]
        sheet = next((event.reason for event in own if event.event == "packed"), "")
        used = next((event.patient_id for event in own if event.event == "used"), "")
        return (pack.number, self.paper.time(pack.packed_at), self.who(pack.packed_by), sheet,
                self.load(pack.load_id), pack.state.words.capitalize(),
                self.patient(used))  # fmt: skip

    def patient(self, patient_id: str) -> str:
        found = self.patients.get(patient_id)
        return self.name_of(found) if found is not None else ""

    def load(self, load_id: str) -> str:
        return self.loads[load_id].number if load_id in self.loads else ""

    def number(self, pack_id: str) -> str:
        return self.packs[pack_id].number if pack_id in self.packs else ""

    def who(self, user: str) -> str:
        return self.paper.initials(user)

    def report(self, title: str, lines: tuple[str, ...], section: RecordTable) -> Report:
        """The history as a report; its legend comes last, when all initials are written."""
        foot, legend = self.paper.foot(), self.paper.legend()
        return Report(title, lines, (section,), foot, legend=legend)
