"""FHIR R4 bundles: bytes in, frozen values out, with everything that was left out counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from ma_desktop.catalog import Catalog
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.origin import FileVersion
from ma_desktop.domain.patient import Allergy, Immunization, Medication
from ma_desktop.exchange.fhir_index import Index, Resource, open_bundle
from ma_desktop.exchange.fhir_lists import read_allergy, read_immunization, read_medication
from ma_desktop.exchange.fhir_node import Node
from ma_desktop.exchange.fhir_orders import read_order
from ma_desktop.exchange.fhir_patient import read_patient
from ma_desktop.exchange.fhir_time import file_version, refuse_future, taken_at
from ma_desktop.exchange.fhir_visits import read_appointment, read_encounter
from ma_desktop.exchange.fhir_vitals import read_vital
from ma_desktop.exchange.fhir_words import OWN
from ma_desktop.exchange.incoming import (
    At,
    Incoming,
    IncomingObservation,
    IncomingOrder,
    IncomingPatient,
    IncomingVisit,
    Retracted,
    Tally,
    Unfit,
    unheard,
)
from ma_desktop.exchange.strict_json import parse

# Visits first: the others refer to them.
_ORDER = (
    "Encounter",
    "Appointment",
    "AllergyIntolerance",
    "MedicationRequest",
    "MedicationStatement",
    "Immunization",
    "Observation",
    "ServiceRequest",
)
_TAKEN = frozenset({"Patient", *_ORDER})
_USED = frozenset({"Practitioner", "PractitionerRole", "Medication"})
_ERROR = "entered-in-error"
_PARSING = 0.25
"""Its share of the time."""
_TOLD_EVERY = 200


@dataclass
class _Folder:
    """What was gathered of one patient so far."""

    person: IncomingPatient
    allergies: list[Allergy] = field(default_factory=list)
    medications: list[Medication] = field(default_factory=list)
    immunizations: list[Immunization] = field(default_factory=list)
    visits: list[IncomingVisit] = field(default_factory=list)
    observations: list[IncomingObservation] = field(default_factory=list)
    orders: list[IncomingOrder] = field(default_factory=list)
    retracted: list[str] = field(default_factory=list)
    versions: dict[str, FileVersion] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def closed(self) -> IncomingPatient:
        return replace(
            self.person,
            allergies=tuple(self.allergies),
            medications=tuple(self.medications),
            immunizations=tuple(self.immunizations),
            visits=tuple(self.visits),
            observations=tuple(self.observations),
            orders=tuple(self.orders),
            retracted=tuple(self.retracted),
            versions=self.versions,
        )


def read_bundle(
    data: bytes, catalog: Catalog, *, now: datetime | None = None, at: At = unheard
) -> Incoming:
    """Everything that this program takes of a FHIR R4 bundle (JSON, UTF-8).

    `now` (aware; the present by default) bounds times that can't be in the future. `at` hears how
    far it is. Raises Refused when the file is broken, hostile or contradicts itself; then nothing
    of it counts.
    """
    bundle = Node.of(parse(data, lambda done: at(done * _PARSING)), "the file")
    open_bundle(bundle)
    reader = _Reader(Node(bundle.value, "Bundle"), catalog, now or datetime.now(UTC))
    found = reader.read(lambda done: at(_PARSING + done * (1 - _PARSING)))
    identifier = bundle.node("identifier")
    if identifier is None or identifier.raw("system") != f"{OWN}store":
        return found
    return replace(found, store=identifier.raw("value"))


class _Reader:
    """One pass over one bundle."""

    def __init__(self, bundle: Node, catalog: Catalog, now: datetime) -> None:
        self._catalog = catalog
        self._now = now
        self._tally = Tally()
        self._index = Index(bundle, self._tally)
        self._folders: dict[Resource, _Folder] = {}
        self._visits: dict[Resource, tuple[_Folder, str]] = {}
        self._fulfilled: set[Resource] = set()

    def read(self, at: At) -> Incoming:
        numbers = count()
        for resource in self._index.of_type("Patient"):
            self._try(self._take_patient, resource)
        self._refuse_shared_numbers()
        for kind in _ORDER:
            for resource in self._index.of_type(kind):
                if (number := next(numbers)) % _TOLD_EVERY == 0:
                    at(number / len(self._index.resources))
                self._try(self._take, resource)
        for resource in self._index.resources:
            if resource.type not in _TAKEN:
                used = resource.type in _USED
                reason = "read for its name only" if used else "not taken by this program"
                self._tally.add(resource.shown, reason)
        people = tuple(folder.closed() for folder in self._folders.values())
        return Incoming(people, self._tally.skips())

    def _try(self, take: Callable[[Resource], None], resource: Resource) -> None:
        try:
            if resource.node.holds_key("modifierExtension") or resource.node.has("implicitRules"):
                raise Unfit("it has a modifier that this program does not know")
            take(resource)
        except Unfit as unfit:
            self._tally.add(resource.shown, unfit.reason)

    def _take_patient(self, resource: Resource) -> None:
        self._folders[resource] = _Folder(read_patient(resource, self._now))

    def _refuse_shared_numbers(self) -> None:
        seen: set[str] = set()
        for resource, folder in self._folders.items():
            if folder.person.mrn in seen:
                raise Refused(
                    f"{resource.node.place} has the record number of another patient of the file.",
                    do="Export the patients again, each with a record number of its own.",
                )
            seen.add(folder.person.mrn)

    def _take(self, resource: Resource) -> None:
        folder = self._owner(resource)
        if (resource.type, resource.key) in folder.seen:
            raise Unfit("stands twice in the file")
        folder.seen.add((resource.type, resource.key))
        key = folder.person.record_id(resource.type, resource.key)
        version = file_version(resource.node, self._now)
        if version != FileVersion():
            folder.versions[key] = version
        try:
            if _is_error(resource.node):
                raise Retracted("entered in error")
            self._file(resource, folder)
        except Retracted:
            folder.retracted.append(key)
            raise

    def _owner(self, resource: Resource) -> _Folder:
        """The patient of a resource. Raises Unfit when it names none of this file, or several."""
        node = resource.node
        if resource.type == "Appointment":
            people = node.nodes("participant")
            references = [actor for one in people if (actor := one.node("actor"))]
        else:
            of = "patient" if resource.type in ("AllergyIntolerance", "Immunization") else "subject"
            references = [subject] if (subject := node.node(of)) else []
        targets = [self._index.resolve(reference, resource) for reference in references]
        patients = {one for one in targets if one is not None and one.type == "Patient"}
        if len(patients) > 1:
            raise Unfit("it names several patients")
        folder = self._folders.get(patients.pop()) if patients else None
        if folder is None:
            raise Unfit("its patient is not among those taken")
        return folder

    def _file(self, resource: Resource, folder: _Folder) -> None:
        person, index = folder.person, self._index
        match resource.type:
            case "Encounter":
                self._file_encounter(resource, folder)
            case "Appointment":
                if resource in self._fulfilled:
                    raise Unfit("it became an encounter of the file")
                folder.visits.append(read_appointment(resource, person, index))
            case "AllergyIntolerance":
                folder.allergies.append(read_allergy(resource, person))
            case "Immunization":
                folder.immunizations.append(read_immunization(resource, person, self._now))
            case "ServiceRequest":
                folder.orders.append(read_order(resource, person, index, self._catalog, self._now))
            case "Observation":
                folder.observations.append(self._observation(resource, folder))
            case _:
                folder.medications.append(read_medication(resource, person, index))

    def _file_encounter(self, resource: Resource, folder: _Folder) -> None:
        visit = read_encounter(resource, folder.person, self._index, self._now)
        folder.visits.append(visit)
        self._visits[resource] = (folder, visit.id)
        for reference in resource.node.nodes("appointment"):
            booked = self._index.resolve(reference, resource)
            if booked is not None:
                self._fulfilled.add(booked)

    def _observation(self, resource: Resource, folder: _Folder) -> IncomingObservation:
        node = resource.node
        reading = read_vital(node, self._catalog, self._tally, self._now.date())
        at = taken_at(node)
        refuse_future(at, self._now)
        _refuse_before_birth(at, folder.person.birth_date)
        return IncomingObservation(
            id=folder.person.record_id(resource.type, resource.key),
            visit_id=self._visit_id(resource, folder),
            reading=reading,
            taken_at=at,
            status=node.text("status"),
        )

    def _visit_id(self, resource: Resource, folder: _Folder) -> str | None:
        target = self._index.resolve(resource.node.node("encounter"), resource)
        if target is None or target not in self._visits:
            return None
        owner, visit_id = self._visits[target]
        if owner is not folder:
            raise Unfit("its encounter is another patient's")
        return visit_id


def _is_error(node: Node) -> bool:
    verified = node.codings("verificationStatus")
    return node.raw("status") == _ERROR or any(item.code == _ERROR for item in verified)


def _refuse_before_birth(at: datetime, birth_date: date) -> None:
    """A day of grace: birth dates are local, times are UTC."""
    if at.date() < birth_date - timedelta(days=1):
        raise Unfit("it was taken before the birth date")
