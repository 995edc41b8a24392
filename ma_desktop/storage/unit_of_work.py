"""What one transaction gives: every repository over the same connection."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from ma_desktop.storage.audit_trail import AuditTrail
from ma_desktop.storage.checklists import ChecklistRuns, EquipmentRows
from ma_desktop.storage.corrections import Corrections
from ma_desktop.storage.cycles import Cycles
from ma_desktop.storage.desk import Contents, Settings, Timers
from ma_desktop.storage.disclosures import Disclosures, NextSteps
from ma_desktop.storage.facts import Facts
from ma_desktop.storage.file_states import FileStates
from ma_desktop.storage.instruments import Instruments
from ma_desktop.storage.observations import Observations
from ma_desktop.storage.orders import Custody, Orders
from ma_desktop.storage.patients import Patients
from ma_desktop.storage.people import ClinicRows, StaffRows
from ma_desktop.storage.print_jobs import PrintJobs
from ma_desktop.storage.recalls import Recalls
from ma_desktop.storage.responses import Responses
from ma_desktop.storage.specimens import Specimens
from ma_desktop.storage.sterilization import Sterilization
from ma_desktop.storage.targets import Targets
from ma_desktop.storage.visits import Drafts, Visits


@dataclass(slots=True)
class UnitOfWork:
    """Repositories that share one transaction: all of it is stored, or nothing."""

    connection: Connection
    audit: AuditTrail
    clinic: ClinicRows
    staff: StaffRows
    patients: Patients
    visits: Visits
    drafts: Drafts
    observations: Observations
    specimens: Specimens
    orders: Orders
    custody: Custody
    timers: Timers
    settings: Settings
    contents: Contents
    facts: Facts
    responses: Responses
    disclosures: Disclosures
    corrections: Corrections
    print_jobs: PrintJobs
    next_steps: NextSteps
    runs: ChecklistRuns
    equipment: EquipmentRows
    sterilization: Sterilization
    cycles: Cycles
    recalls: Recalls
    instruments: Instruments
    targets: Targets
    file_states: FileStates


def unit_of_work(connection: Connection, audit: AuditTrail) -> UnitOfWork:
    """The repositories over `connection`, whose transaction has begun."""
    return UnitOfWork(
        connection,
        audit,
        ClinicRows(connection),
        StaffRows(connection),
        Patients(connection),
        Visits(connection),
        Drafts(connection),
        Observations(connection),
        Specimens(connection),
        Orders(connection),
        Custody(connection),
        Timers(connection),
        Settings(connection),
        Contents(connection),
        Facts(connection),
        Responses(connection),
        Disclosures(connection),
        Corrections(connection),
        PrintJobs(connection),
        NextSteps(connection),
        ChecklistRuns(connection),
        EquipmentRows(connection),
        Sterilization(connection),
        Cycles(connection),
        Recalls(connection),
        Instruments(connection),
        Targets(connection),
        FileStates(connection),
    )
