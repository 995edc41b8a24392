"""Fills a fresh store with the made-up clinic of resources/demo; nobody in it exists."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from ma_desktop.domain.ids import new_id, stable_id
from ma_desktop.domain.patient import Allergy, Medication, Name, Patient, age_on
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import Visit, VisitState
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import Observation
from ma_desktop.runtime.paths import resource
from ma_desktop.services.charts import demand_visit
from ma_desktop.services.clinic import Clinic, NewClinic
from ma_desktop.services.demo_rooms import fill_rooms
from ma_desktop.services.demo_sterilization import fill_sterilization
from ma_desktop.services.observing import demand_patient
from ma_desktop.services.specimens import add_tube
from ma_desktop.storage.store import UnitOfWork

_OF_ADULTS = (("sst", ("cmp", "lipid")), ("edta", ("cbc",)))
_OF_CHILDREN = (("cap_edta", ("cbc",)),)
_IN_ROOM = frozenset({VisitState.WITH_PROVIDER, VisitState.ROOMING, VisitState.READY})


@dataclass(frozen=True)
class DemoClinic:
    """The clinic of the demonstration: what to make it with, and its user and room."""

    new: NewClinic
    room: str
    content: dict[str, Any]


def read_demo() -> DemoClinic:
    """The made-up clinic of `resources/demo/clinic.toml`."""
    content = tomllib.loads(resource("demo/clinic.toml").read_text(encoding="utf-8"))
    about, person = content["clinic"], content["staff"][0]
    new = NewClinic(
        about["name"],
        person["user_name"],
        person["display_name"],
        tuple(about["rooms"]),
        about["address"],
        about["phone"],
        about["zone"],
        person["credential"],
    )
    return DemoClinic(new, about["room"], content)


def fill(clinic: Clinic, demo: DemoClinic) -> None:
    """Patients, two years of readings, today's schedule, and the first patient's orders."""
    patients = demo.content["patients"]
    ids = {entry["mrn"]: stable_id("demo", entry["mrn"]) for entry in patients}
    with clinic.work(Right.IMPORT) as uow:
        for entry in patients:
            _add_patient(uow, clinic, ids[entry["mrn"]], entry)
        uow.observations.add(_readings(clinic, ids))
        uow.audit.write("made-up clinic filled in")
    for order in demo.content["orders"]:
        provider = next(p["provider"] for p in patients if p["mrn"] == order["mrn"])
        add_tube(clinic, _visit_id(order["mrn"]), order["tube"], tuple(order["tests"]), provider)
    fill_rooms(clinic)
    fill_sterilization(clinic, ids)


def _visit_id(mrn: str) -> str:
    return stable_id("demo visit", mrn)


def _add_patient(uow: UnitOfWork, clinic: Clinic, patient_id: str, entry: dict[str, Any]) -> None:
    uow.patients.add(
        Patient(
            patient_id,
            entry["mrn"],
            Name(entry["family"], entry["given"]),
            date.fromisoformat(entry["birth_date"]),
            entry["sex"],
            entry["language"],
            entry["phone"],
        )
    )
    uow.patients.add_allergies(
        [Allergy(new_id(), patient_id, **allergy) for allergy in entry["allergies"]]
    )
    uow.patients.add_medications(
        [Medication(new_id(), patient_id, **item) for item in entry["medications"]]
    )
    uow.visits.add(_visit(uow, clinic, patient_id, entry))


def _visit(uow: UnitOfWork, clinic: Clinic, patient_id: str, entry: dict[str, Any]) -> Visit:
    """Today's visit; those that came in did so some minutes ago."""
    now = clinic.now()
    at = datetime.combine(clinic.local(now).date(), time.fromisoformat(entry["time"]), clinic.zone)
    state = VisitState(entry["state"])
    room = uow.clinic.room_by_number(entry["room"]) if entry["room"] else None
    if room is not None and state in _IN_ROOM:
        uow.clinic.set_room_state(room.id, "occupied", now)
    minutes = 3 + len(entry["reason"]) % 12
    return Visit(
        _visit_id(entry["mrn"]),
        patient_id,
        at,
        entry["visit_type"],
        entry["provider"],
        state,
        now - timedelta(minutes=minutes),
        room.id if room is not None else None,
        now - timedelta(minutes=2 * minutes) if state.is_open else None,
        entry["reason"],
    )


def _readings(clinic: Clinic, ids: dict[str, str]) -> list[Observation]:
    today = clinic.local(clinic.now()).date()
    found = []
    with resource("demo/readings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            day = today - timedelta(days=int(row["days_ago"]))
            taken = datetime.combine(day, time.fromisoformat(row["time"]), clinic.zone)
            reading = parse(clinic.catalog.vitals[row["vital"]], row["text"])
            found.append(
                Observation(
                    new_id(), ids[row["mrn"]], reading, taken, clinic.actor.user_name, source="demo"
                )
            )
    return found


def order_tubes(clinic: Clinic, visit_id: str, provider: str) -> None:
    """Orders for a visit that came without any, so that there is something to label.

    A child's blood is bounded by weight: of a child a capillary is taken, which stays within.
    """
    with clinic.look() as uow:
        patient = demand_patient(uow, demand_visit(uow, visit_id).patient_id)
    years = age_on(patient.birth_date, clinic.local(clinic.now()).date()).years
    is_child = years < clinic.catalog.blood.under_years
    for tube_id, tests in _OF_CHILDREN if is_child else _OF_ADULTS:
        add_tube(clinic, visit_id, tube_id, tests, provider)
