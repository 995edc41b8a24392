"""The declared schema. Rows never leave this folder; migrations must end in exactly this."""

from __future__ import annotations

from ma_desktop.storage.tables.answers import questionnaire_response as questionnaire_response
from ma_desktop.storage.tables.checklists import (
    checklist_answer as checklist_answer,
)
from ma_desktop.storage.tables.checklists import (
    checklist_form as checklist_form,
)
from ma_desktop.storage.tables.checklists import (
    checklist_run as checklist_run,
)
from ma_desktop.storage.tables.checklists import (
    equipment as equipment,
)
from ma_desktop.storage.tables.columns import metadata as metadata
from ma_desktop.storage.tables.desk import (
    content as content,
)
from ma_desktop.storage.tables.desk import (
    setting as setting,
)
from ma_desktop.storage.tables.desk import (
    timer as timer,
)
from ma_desktop.storage.tables.disclosures import disclosure as disclosure
from ma_desktop.storage.tables.disclosures import next_step as next_step
from ma_desktop.storage.tables.disclosures import vital_target as vital_target
from ma_desktop.storage.tables.facts import patient_fact as patient_fact
from ma_desktop.storage.tables.file_states import file_state as file_state
from ma_desktop.storage.tables.printing import (
    print_job as print_job,
)
from ma_desktop.storage.tables.records import (
    OPEN_SPECIMEN as OPEN_SPECIMEN,
)
from ma_desktop.storage.tables.records import (
    TO_TELL as TO_TELL,
)
from ma_desktop.storage.tables.records import (
    allergy as allergy,
)
from ma_desktop.storage.tables.records import (
    audit as audit,
)
from ma_desktop.storage.tables.records import (
    clinic as clinic,
)
from ma_desktop.storage.tables.records import (
    counter as counter,
)
from ma_desktop.storage.tables.records import (
    draft as draft,
)
from ma_desktop.storage.tables.records import (
    identity_check as identity_check,
)
from ma_desktop.storage.tables.records import (
    immunization as immunization,
)
from ma_desktop.storage.tables.records import (
    medication as medication,
)
from ma_desktop.storage.tables.records import (
    meta as meta,
)
from ma_desktop.storage.tables.records import (
    observation as observation,
)
from ma_desktop.storage.tables.records import (
    patient as patient,
)
from ma_desktop.storage.tables.records import (
    place as place,
)
from ma_desktop.storage.tables.records import (
    review as review,
)
from ma_desktop.storage.tables.records import (
    room as room,
)
from ma_desktop.storage.tables.records import (
    specimen as specimen,
)
from ma_desktop.storage.tables.records import (
    staff as staff,
)
from ma_desktop.storage.tables.records import (
    told_provider as told_provider,
)
from ma_desktop.storage.tables.records import (
    vault_header as vault_header,
)
from ma_desktop.storage.tables.records import (
    visit as visit,
)
from ma_desktop.storage.tables.records import (
    visit_move as visit_move,
)
from ma_desktop.storage.tables.rooming import (
    correction as correction,
)
from ma_desktop.storage.tables.specimens import (
    custody_event as custody_event,
)
from ma_desktop.storage.tables.specimens import (
    lab_order as lab_order,
)
from ma_desktop.storage.tables.specimens import (
    pickup as pickup,
)
from ma_desktop.storage.tables.sterilization import (
    cycle_correction as cycle_correction,
)
from ma_desktop.storage.tables.sterilization import (
    indicator_result as indicator_result,
)
from ma_desktop.storage.tables.sterilization import (
    instrument as instrument,
)
from ma_desktop.storage.tables.sterilization import (
    instrument_event as instrument_event,
)
from ma_desktop.storage.tables.sterilization import (
    instrument_set as instrument_set,
)
from ma_desktop.storage.tables.sterilization import (
    pack as pack,
)
from ma_desktop.storage.tables.sterilization import (
    pack_event as pack_event,
)
from ma_desktop.storage.tables.sterilization import (
    printout as printout,
)
from ma_desktop.storage.tables.sterilization import (
    recall as recall,
)
from ma_desktop.storage.tables.sterilization import (
    recall_step as recall_step,
)
from ma_desktop.storage.tables.sterilization import (
    sterilizer as sterilizer,
)
from ma_desktop.storage.tables.sterilization import (
    sterilizer_load as sterilizer_load,
)

SCHEMA = "0006"
"""The Alembic revision that ends in these tables."""
