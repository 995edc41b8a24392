"""The label of a patient: only for somebody who was identified in this visit."""

from __future__ import annotations

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.label import BarcodeItem
from ma_desktop.services import patient_labels, printing
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.identity import confirm_identity
from tests.clinics import labels_in_hand, roomed_visit
from tests.services.test_printing import MoodyPrinter


def test_it_says_who_and_of_which_visit(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, mrn="004-118-27")
    ids = patient_labels.queue_label(clinic, visit_id)
    (job,) = labels_in_hand(clinic)
    assert (ids, job.kind, job.visit_id) == ((job.id,), "patient", visit_id)
    assert job.values == {
        "patient_name": "OKAFOR, GRACE A.",
        "mrn": "004-118-27",
        "birth_date": "03/14/1979",
        "age_sex": "46Y F",
        "visit": "10MAR26 0830",
    }
    drawing = printing.drawing_of(job, clinic.catalog.labels)
    assert drawing.barcode_text == "004-118-27"
    assert not any(isinstance(item, BarcodeItem) for item in drawing.items)


def test_nobody_has_one_before_the_identity_was_checked(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, identified=False)
    with pytest.raises(Refused, match="identity"):
        patient_labels.queue_label(clinic, visit_id)
    confirm_identity(clinic, visit_id, ("name", "birth-date"))
    assert patient_labels.queue_label(clinic, visit_id)


def test_one_that_waits_goes_on_and_a_second_needs_a_reason(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    ids = patient_labels.queue_label(clinic, visit_id)
    assert patient_labels.queue_label(clinic, visit_id) == ids
    printing.send(clinic, ids, MoodyPrinter(["sent"]))
    assert [job.id for job in patient_labels.taken(clinic, visit_id)] == list(ids)
    with pytest.raises(Refused, match="printed for this already"):
        patient_labels.queue_label(clinic, visit_id)
    patient_labels.queue_label(clinic, visit_id, "One more form")
    (again,) = labels_in_hand(clinic)
    assert (again.values["reprint"], again.reason) == ("COPY 2", "One more form")
