"""What leaves the program, as one frozen read model: every format is written from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ma_desktop.domain.audit import AuditEntry
from ma_desktop.domain.custody import CustodyEvent
from ma_desktop.domain.patient import Allergy, Immunization, Medication, Patient
from ma_desktop.domain.screening import Response
from ma_desktop.domain.specimen import Specimen
from ma_desktop.domain.sterilization import PackUse
from ma_desktop.domain.summary import ClinicProfile
from ma_desktop.domain.visit import Visit
from ma_desktop.domain.vitals import Observation


@dataclass(frozen=True)
class OutgoingObservation:
    """A reading as it stands now. `id` is that of the first version, so that receivers replace it.

    `status` is final, amended, corrected, or entered-in-error.
    """

    id: str
    item: Observation
    status: str


@dataclass(frozen=True)
class OutgoingResponse:
    """A questionnaire as it stands now, under the id of its first version."""

    id: str
    item: Response


@dataclass(frozen=True)
class Outgoing:
    """One patient's record at one moment. `staff` gives titles by user name."""

    store_id: str
    clinic: ClinicProfile
    made_at: datetime
    made_by: str
    patient: Patient
    staff: Mapping[str, str] = field(default_factory=dict)
    visits: tuple[Visit, ...] = ()
    observations: tuple[OutgoingObservation, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    medications: tuple[Medication, ...] = ()
    immunizations: tuple[Immunization, ...] = ()
    specimens: tuple[Specimen, ...] = ()
    custody: tuple[CustodyEvent, ...] = ()
    responses: tuple[OutgoingResponse, ...] = ()
    packs: tuple[PackUse, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    """Only where it was asked for."""

    @property
    def standing(self) -> tuple[Observation, ...]:
        """Readings that count: neither replaced nor entered in error."""
        return tuple(one.item for one in self.observations if one.status != "entered-in-error")
