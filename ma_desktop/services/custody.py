"""After the draw: spin, bag, pick-up with its manifest, receipt, and what is overdue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from ma_desktop.documents.manifest_pdf import Manifest, ManifestLine, manifest_pdf
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.custody import CustodyEvent, Overdue, Pickup, shown_bag
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.specimen import Specimen, shown_accession
from ma_desktop.domain.specimen_words import care_words
from ma_desktop.domain.staff import Right
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.collecting import SCREEN, note
from ma_desktop.services.specimens_due import late_ones
from ma_desktop.services.timers import Where, begin, end_timers
from ma_desktop.storage.store import UnitOfWork

_RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Held:
    """A specimen that is not finished, whose it is, and what of it is overdue."""

    specimen: Specimen
    patient: Patient
    late: Overdue | None = None


@dataclass(frozen=True)
class Shelf:
    """All specimens that the clinic still answers for, and the latest pick-ups."""

    held: tuple[Held, ...]
    pickups: tuple[Pickup, ...]
    labs: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    """One specimen with its log, and the ones that it is linked with."""

    specimen: Specimen
    patient: Patient
    events: tuple[CustodyEvent, ...]
    before: Specimen | None = None
    after: Specimen | None = None


def shelf(clinic: Clinic) -> Shelf:
    """What is here or on its way; the view is in the audit."""
    with clinic.work(Right.READ) as uow:
        uow.audit.write("specimen shelf viewed")
        items = uow.specimens.open()
        people = uow.patients.many({item.patient_id for item in items})
        pickups = uow.custody.pickups_since(clinic.now() - _RECENT)
        chosen = read_settings(uow.settings.all())
    late = {one.specimen.id: one for one in late_ones(clinic, items, chosen)}
    held = tuple(Held(item, people[item.patient_id], late.get(item.id)) for item in items)
    return Shelf(held, pickups, chosen.labs)


def story(clinic: Clinic, specimen_id: str) -> Story:
    """Everything that happened to one specimen. Raises Refused when it is not known."""
    with clinic.work(Right.READ) as uow:
        item = _demand(uow, specimen_id)
        uow.audit.write(
            "specimen viewed",
            patient_id=item.patient_id,
            visit_id=item.visit_id,
            record=item.id,
        )
        patient = uow.patients.get(item.patient_id)
        before = uow.specimens.get(item.replaces) if item.replaces else None
        after = uow.specimens.get(item.replaced_by) if item.replaced_by else None
        events = uow.custody.of_specimens([item.id])
    if patient is None:
        raise Refused("The patient of this specimen is not known.", do="Tell your administrator.")
    return Story(item, patient, events, before, after)


def by_number(clinic: Clinic, accession: str) -> Specimen | None:
    """The specimen of an accession number, for a scan that comes without an open visit."""
    with clinic.work(Right.READ) as uow:
        found = uow.specimens.by_accession(accession)
        uow.audit.write(
            "specimen looked up",
            patient_id=found.patient_id if found else "",
            record=found.id if found else "",
            outcome="success" if found else "failure",
        )
    return found


def start_spin(clinic: Clinic, items: Sequence[Specimen]) -> Changes:
    """They are in the centrifuge; the time of their tube counts down.

    Raises Refused when one is not to be spun, still clots, or was not scanned back yet.
    """
    with clinic.work(Right.LABEL) as uow:
        for item in demand_all(items, frozenset({"collected"})):
            tube = clinic.catalog.tubes[item.tube]
            if tube.spin_minutes is None:
                raise Refused(f"{tube.name}: no spin time is set.", do="Mark it as spun when done.")
            _demand_clotted(uow, clinic, item)
            end_timers(uow, clinic, item.id, "spin started")
            where = Where(item.id, item.patient_id, item.visit_id, screen=SCREEN)
            length = timedelta(minutes=tube.spin_minutes)
            begin(clinic, uow, "spin", f"Spin {tube.cap}", length, where)
            note(uow, clinic, item, "spin started", f"{tube.spin_minutes} min")
    return changes_of(items)


def _demand_clotted(uow: UnitOfWork, clinic: Clinic, item: Specimen) -> None:
    now = clinic.now()
    for timer in uow.timers.of_subject(item.id):
        if timer.kind == "clot" and timer.ended_at is None and not timer.is_due(now):
            minutes = -(-int(timer.left(now).total_seconds()) // 60)
            raise Refused(f"It clots for {minutes} min more.", do="Spin it when the timer ends.")


def processed(clinic: Clinic, items: Sequence[Specimen]) -> Changes:
    """They were spun. Raises Refused unless collected, Conflict when somebody was faster."""

    def one(uow: UnitOfWork, item: Specimen) -> None:
        end_timers(uow, clinic, item.id, "done")
        _advance(uow, clinic, item, "processed")

    return _each(clinic, items, frozenset({"collected"}), one)


def pick_up(
    clinic: Clinic, items: Sequence[Specimen], lab: str, courier: str
) -> tuple[str, Changes]:
    """A courier took these bagged specimens for `lab`; returns the pick-up's id.

    Raises Refused without laboratory or courier, or when one is not bagged, or in the bag of
    another laboratory; Conflict.
    """
    if not lab.strip() or not courier.strip():
        raise Refused("A pick-up needs laboratory and courier.", do="Fill in both.")
    if any(item.details.get("lab", lab.strip()) != lab.strip() for item in items):
        raise Refused("One of these is in the bag of another laboratory.", do="Choose that one.")
    now, by = clinic.now(), clinic.actor.user_name
    made = Pickup(new_id(), lab.strip(), courier.strip(), now, by, len(items))
    with clinic.work(Right.LABEL) as uow:
        uow.custody.add_pickup(made)
        for item in demand_all(items, frozenset({"bagged"})):
            _advance(uow, clinic, item, "picked-up", made.id)
    return made.id, changes_of(items)


def receive(clinic: Clinic, pickup_id: str) -> Changes:
    """The laboratory says it has them all. Raises Refused when nothing of it is on its way."""
    with clinic.work(Right.LABEL) as uow:
        taken = uow.specimens.many(uow.custody.taken(pickup_id))
        items = [item for item in taken if item.state == "picked-up"]
        if not items:
            raise Refused("Nothing of this pick-up is on its way.", do="Choose another.")
        for item in items:
            _advance(uow, clinic, item, "received")
    return changes_of(items)


def manifest(clinic: Clinic, pickup_id: str) -> bytes:
    """The list that goes with the bag, as a PDF; the making is in the audit. Raises Refused."""
    with clinic.work(Right.LABEL) as uow:
        found = uow.custody.pickup(pickup_id)
        if found is None:
            raise Refused("This pick-up is not known.", do="Choose one of the list.")
        items = uow.specimens.many(uow.custody.taken(pickup_id))
        people = uow.patients.many({item.patient_id for item in items})
        person = uow.staff.by_user_name(found.by)
        for patient_id in people:
            uow.audit.write("manifest made", patient_id=patient_id, record=pickup_id)
    lines = tuple(_line(clinic, item, people[item.patient_id]) for item in items)
    return manifest_pdf(
        Manifest(
            clinic.profile.name,
            clinic.profile.address,
            clinic.profile.phone,
            found.lab,
            found.courier,
            clinic.local(found.at),
            person.title if person else found.by,
            lines,
        )
    )


def manifest_left(clinic: Clinic, pickup_id: str, how: str) -> None:
    """Note that a manifest left the program; `how` is saved or sent to a printer."""
    with clinic.work(Right.LABEL) as uow:
        uow.audit.write("manifest left", record=pickup_id, reason=how)


def _line(clinic: Clinic, item: Specimen, patient: Patient) -> ManifestLine:
    tube = clinic.catalog.tubes[item.tube]
    tests = [clinic.catalog.tests[key] for key in item.tests if key in clinic.catalog.tests]
    care = care_words(item, tests)
    moment = clinic.local(item.collected_at) if item.collected_at else None
    return ManifestLine(
        shown_accession(item.accession),
        item.accession,
        patient.name.formal,
        f"{patient.birth_date:%m/%d/%Y}",
        patient.mrn,
        " · ".join(part for part in (tube.cap, item.part) if part),
        " ".join(test.short for test in tests),
        f"{moment:%m/%d/%Y %H:%M}" if moment else "",
        ", ".join(care),
        shown_bag(item.details["bag"]) if item.details.get("bag") else "",
    )


def _each(
    clinic: Clinic,
    items: Sequence[Specimen],
    states: frozenset[str],
    one: Callable[[UnitOfWork, Specimen], None],
) -> Changes:
    with clinic.work(Right.LABEL) as uow:
        for item in demand_all(items, states):
            one(uow, item)
    return changes_of(items)


def _advance(uow: UnitOfWork, clinic: Clinic, item: Specimen, state: str, detail: str = "") -> None:
    uow.specimens.update(replace(item, state=state))
    note(uow, clinic, item, state, detail)


def demand_all(items: Sequence[Specimen], states: frozenset[str]) -> Sequence[Specimen]:
    """The items as the window read them; refuses states that do not fit the act."""
    if not items:
        raise Refused("No specimen is chosen.", do="Choose one.")
    for item in items:
        if item.state not in states:
            raise Refused(_NOT_READY.get(item.state, "It is past that."), do="Choose another.")
    return items


_NOT_READY = {
    "ordered": "It is not collected yet.",
    "drawn": "Its label was not printed and scanned yet.",
    "labelled": "Its label was not scanned yet.",
    "collected": "It is not bagged yet.",
    "processed": "It is not bagged yet.",
    "rejected": "It was rejected.",
    "void": "Its number is void.",
}


def _demand(uow: UnitOfWork, specimen_id: str) -> Specimen:
    found = uow.specimens.get(specimen_id)
    if found is None:
        raise Refused("This specimen is not known.", do="Search again.")
    return found


def changes_of(items: Sequence[Specimen]) -> Changes:
    """What screens show of these specimens."""
    return Changes(
        frozenset(item.patient_id for item in items),
        frozenset(item.visit_id for item in items),
        board=True,
        specimens=True,
        timers=True,
    )
