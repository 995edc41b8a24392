"""The ring of safety: identity, draw, label at the patient's side, scan back: then collected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ma_desktop.devices.scanner import what
from ma_desktop.domain.blood_volume import SIZE, SMALLEST
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.custody import REJECTIONS, CustodyEvent
from ma_desktop.domain.errors import Refused, Stop
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.specimen import Specimen
from ma_desktop.domain.specimen_lint import EXTRA
from ma_desktop.domain.specimen_words import clock_of, is_timed_draw, timed_problem
from ma_desktop.domain.staff import Right
from ma_desktop.services.blood_volume import demand_within, smallest
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.identity import demand_checked
from ma_desktop.services.orders import fit
from ma_desktop.services.printing import seen
from ma_desktop.services.rooming import demand_visit
from ma_desktop.services.timers import Where, begin, end_timers
from ma_desktop.services.wrong_scans import note_wrong
from ma_desktop.storage.store import UnitOfWork

SCREEN = "specimens"
_AFTER_DRAW = frozenset({"drawn", "labelled", "collected", "processed", "bagged", "picked-up"})


@dataclass(frozen=True)
class Draw:
    """How it was collected; `details` answers what containers ask for beside the patient.

    `above` says why more blood is drawn than the limit of a child.
    """

    site: str = ""
    device: str = ""
    fasting: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    above: str = ""


def record_draw(clinic: Clinic, visit_id: str, items: Sequence[Specimen], draw: Draw) -> Changes:
    """These containers are filled now, by the person who is signed in; clotting starts to count.

    `items` are as the window read them. Raises Refused without an identity check in this visit or
    for a container that is not waiting, or above the blood limit of a child without `above`;
    Conflict when somebody else was faster.
    """
    unknown = set(draw.details) - EXTRA.keys()
    if not items or unknown:
        raise Refused("Nothing is chosen to collect.", do="Choose a container.")
    with clinic.work(Right.LABEL) as uow:
        visit = demand_visit(uow, visit_id)
        demand_checked(uow, clinic, visit_id)
        demand_within(uow, clinic, visit, items, draw.above)
        for item in items:
            _draw_one(uow, clinic, visit_id, item, draw)
    return Changes.of(
        patient=visit.patient_id, visit=visit_id, board=True, specimens=True, timers=True
    )


def start_timed(clinic: Clinic, visit_id: str, item: Specimen) -> Changes:
    """A timed urine begins now: the start stands on its label, and its hours count down.

    Raises Refused for a container that is not timed or not waiting, or without an identity check
    in this visit; Conflict when somebody else was faster.
    """
    hours = clinic.catalog.tubes[item.tube].collection_hours
    if hours is None or item.state != "ordered" or item.visit_id != visit_id:
        raise Refused("This container has no timed collection to start.", do="Choose another.")
    if item.details.get("start"):
        raise Refused("Its collection began already.", do="Press D when it is over.")
    with clinic.work(Right.LABEL) as uow:
        demand_checked(uow, clinic, visit_id)
        start = f"{clinic.local(clinic.now()):%m/%d %H:%M}"
        begun = replace(item, details={**item.details, "start": start})
        uow.specimens.update(begun)
        note(uow, clinic, begun, "collection started", f"{hours} h")
        where = Where(item.id, item.patient_id, visit_id, screen=SCREEN)
        begin(clinic, uow, "timed", f"{hours} h collection", timedelta(hours=hours), where)
    return _changed(item)


def set_due(clinic: Clinic, visit_id: str, item: Specimen, text: str) -> Changes:
    """A timed draw is due at a local time of today, like 14:30: on its label, and counted down.

    Raises Refused for a tube that is not timed or not waiting, for no time or one that is over;
    Conflict when somebody else was faster.
    """
    if not is_timed_draw(item, clinic.catalog.tubes[item.tube], clinic.catalog.tests):
        raise Refused("This container has no time that it is due at.", do="Choose another.")
    if item.visit_id != visit_id:
        raise Refused("This container is not of the open visit.", do="Open its visit.")
    now, clock = clinic.now(), clock_of(text)
    due = datetime.combine(clinic.local(now).date(), clock, clinic.zone)
    if due <= now:
        raise Refused("This time is over.", do="Type a time of today that is still to come.")
    with clinic.work(Right.LABEL) as uow:
        set_to = replace(item, details={**item.details, "due": f"{clock:%H:%M}"})
        uow.specimens.update(set_to)
        note(uow, clinic, set_to, "due", f"{clock:%H:%M}")
        end_timers(uow, clinic, item.id, "set again")
        where = Where(item.id, item.patient_id, visit_id, screen=SCREEN)
        cap = clinic.catalog.tubes[item.tube].cap
        begin(clinic, uow, "due", f"Draw {cap}", due - now, where)
    return _changed(item)


def _draw_one(uow: UnitOfWork, clinic: Clinic, visit_id: str, item: Specimen, draw: Draw) -> None:
    if item.visit_id != visit_id:
        raise Refused("This container is not of the open visit.", do="Open its visit.")
    if item.state != "ordered":
        raise Refused("This container is not waiting to be collected.", do="Choose another.")
    now = clinic.now()
    tube = clinic.catalog.tubes[item.tube]
    asked = {key: draw.details[key] for key in tube.extra if draw.details.get(key)}
    problem = timed_problem(tube, {**item.details, **asked})
    if problem:
        raise Refused(problem, do="Ask the patient, then press D again.")
    words = {"device": draw.device, "fasting": draw.fasting} if tube.is_blood else {}
    if tube.is_blood and draw.above == SMALLEST:
        words |= {SIZE: str(smallest(clinic, item))}
    drawn = replace(
        item,
        state="labelled" if item.prints else "drawn",
        site=draw.site if tube.is_blood else asked.get("body_site", ""),
        collected_at=now,
        collected_by=clinic.actor.user_name,
        details={**item.details, **{k: v for k, v in words.items() if v}, **asked},
    )
    uow.specimens.update(drawn)
    note(uow, clinic, drawn, "drawn", drawn.site)
    end_timers(uow, clinic, item.id, "collected")
    if tube.clot_minutes is not None:
        begin(
            clinic,
            uow,
            "clot",
            f"Clot {tube.cap}",
            timedelta(minutes=tube.clot_minutes),
            Where(item.id, item.patient_id, visit_id, screen=SCREEN),
        )


def scan_back(clinic: Clinic, visit_id: str, text: str, *, typed: bool = False) -> Changes:
    """The label on the container was scanned beside the patient: now it is collected.

    Raises Stop, audited, for a label of another patient or visit, a void, rejected or unknown
    number; Refused for one of this patient that is not ready to be confirmed.
    """
    scan = what(text)
    with clinic.work(Right.LABEL) as uow:
        visit = demand_visit(uow, visit_id)
        found = uow.specimens.by_accession(scan.text) if scan.kind == "specimen" else None
        problem = _stop_words(found, visit_id, visit.patient_id)
        if found is None or problem:
            note_wrong(uow, visit, problem, found.id if found else "")
        else:
            _confirm(uow, clinic, found, typed=typed)
    if found is None or problem:
        raise Stop(
            problem,
            safe="Nothing was confirmed.",
            do="Put it down. Check the label, and ask the patient for two identifiers.",
        )
    return Changes.of(patient=visit.patient_id, visit=visit_id, board=True, specimens=True)


def _stop_words(found: Specimen | None, visit_id: str, patient_id: str) -> str:
    if found is None:
        return "This number is not known here."
    if found.patient_id != patient_id:
        return "This label belongs to another patient."
    if found.visit_id != visit_id:
        return "This label belongs to another visit of this patient."
    if found.state == "void":
        return "This number is void."
    if found.state == "rejected":
        return "This specimen was rejected."
    return ""


def _confirm(uow: UnitOfWork, clinic: Clinic, item: Specimen, *, typed: bool) -> None:
    if item.confirmed_at is not None:
        raise Refused("This one is confirmed already.", do="Scan the next one.")
    if not item.prints:
        raise Refused("No label was printed for this one yet.", do="Print its label first.")
    if item.collected_at is None and not item.early:
        raise Refused("It is not marked as drawn yet.", do="Press D when it is filled.")
    demand_checked(uow, clinic, item.visit_id)
    now = clinic.now()
    done = replace(
        item,
        state="collected",
        confirmed_at=now,
        collected_at=item.collected_at or now,
        collected_by=item.collected_by or clinic.actor.user_name,
    )
    uow.specimens.update(done)
    seen(clinic, uow, item.id)
    note(uow, clinic, done, "collected", "number typed" if typed else "label scanned")


def void(clinic: Clinic, item: Specimen, reason: str) -> Changes:
    """This number must not be used any more; what was ordered gets a container with a new one.

    Raises Refused without a reason or after collection, Conflict when somebody else was faster.
    """
    if not reason.strip():
        raise Refused("Say why the number is void.", do="Type a reason.")
    if item.state not in ("ordered", "drawn", "labelled"):
        raise Refused("A collected specimen can't be void.", do="Reject it instead.")
    with clinic.work(Right.LABEL) as uow:
        uow.specimens.update(replace(item, state="void", reason=reason.strip()))
        note(uow, clinic, item, "void", reason.strip())
        end_timers(uow, clinic, item.id, "void")
        route = "finger" if clinic.catalog.tubes[item.tube].kind == "capillary" else "vein"
        fit(uow, clinic, demand_visit(uow, item.visit_id), route)
    return _changed(item)


def reject(
    clinic: Clinic, item: Specimen, code: str, words: str = "", *, recollect_in: str = ""
) -> Changes:
    """The specimen can't be used; `recollect_in` is the visit that collects it again at once.

    `code` is one of REJECTIONS. Raises Refused for another code or before the draw, Conflict.
    """
    if code not in REJECTIONS:
        raise Refused("Choose why it is rejected.", do="Choose one of the list.")
    if item.state not in _AFTER_DRAW and item.state != "received":
        raise Refused("It was not collected yet.", do="Void its number instead.")
    with clinic.work(Right.LABEL) as uow:
        said = f"{REJECTIONS[code]}. {words.strip()}".strip() if words.strip() else REJECTIONS[code]
        gone = replace(item, state="rejected", reason=code)
        uow.specimens.update(gone)
        note(uow, clinic, gone, "rejected", said)
        end_timers(uow, clinic, item.id, "rejected")
        if recollect_in:
            _again(uow, clinic, replace(gone, version=item.version + 1), recollect_in)
    return _changed(item) | Changes.of(visit=recollect_in or item.visit_id)


def recollect(clinic: Clinic, item: Specimen, visit_id: str) -> tuple[str, Changes]:
    """A new container with a new number for a rejected one, linked both ways; returns its id.

    Raises Refused unless it was rejected and not replaced yet; Conflict when somebody was faster.
    """
    with clinic.work(Right.LABEL) as uow:
        made = _again(uow, clinic, item, visit_id)
    return made.id, _changed(item) | Changes.of(visit=visit_id)


def _again(uow: UnitOfWork, clinic: Clinic, old: Specimen, visit_id: str) -> Specimen:
    visit = demand_visit(uow, visit_id)
    if old.state != "rejected" or old.replaced_by:
        raise Refused("It is not waiting to be collected again.", do="Look at its history.")
    if visit.patient_id != old.patient_id:
        raise Refused("The open visit is another patient's.", do="Open the right patient.")
    new = Specimen(
        new_id(),
        uow.specimens.next_accession(clinic.local(clinic.now()).date()),
        visit_id,
        old.patient_id,
        old.tube,
        old.tests,
        old.ordered_by,
        part=old.part,
        details={key: old.details[key] for key in ("priority",) if key in old.details},
        replaces=old.id,
    )
    uow.specimens.add(new)
    uow.specimens.update(replace(old, replaced_by=new.id))
    note(uow, clinic, old, "recollection", new.accession)
    note(uow, clinic, new, "recollects", old.accession)
    return new


def note(uow: UnitOfWork, clinic: Clinic, item: Specimen, kind: str, detail: str = "") -> None:
    """One line in the custody log and one in the audit, in the transaction that changes it."""
    event = CustodyEvent(new_id(), item.id, kind, clinic.now(), clinic.actor.user_name, detail)
    uow.custody.add([event])
    uow.audit.write(
        f"specimen {kind}",
        patient_id=item.patient_id,
        visit_id=item.visit_id,
        record=item.id,
        reason=detail,
    )


def _changed(item: Specimen) -> Changes:
    return Changes.of(
        patient=item.patient_id, visit=item.visit_id, board=True, specimens=True, timers=True
    )
