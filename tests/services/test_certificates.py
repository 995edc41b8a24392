"""The clinic's certificate: put in by an administrator, asked for its passphrase each time."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from ma_desktop.domain.errors import Refused
from ma_desktop.services import certificates, summaries
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.summaries import Form
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.documents.certificates import KEY_SECRET, pkcs12


def actions(clinic: Clinic) -> list[str]:
    with clinic.look() as uow:
        return [entry.action for entry, _mac in uow.audit.entries()]


def test_a_summary_is_signed_where_it_is_asked_for(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    assert summaries.offer(clinic, visit_id).certificate == ""
    certificates.put_in(clinic, pkcs12(clinic.now()), KEY_SECRET)
    assert "Maple Street" in summaries.offer(clinic, visit_id).certificate
    plain = summaries.summary_pdf(clinic, visit_id)
    assert PdfFileReader(io.BytesIO(plain)).embedded_signatures == []
    made = summaries.summary_pdf(clinic, visit_id, Form(clinical=True, signing=KEY_SECRET))
    (found,) = PdfFileReader(io.BytesIO(made)).embedded_signatures
    assert validate_pdf_signature(found, ValidationContext(trust_roots=[])).intact
    assert actions(clinic)[-1] == "visit record signed"


def test_a_wrong_passphrase_lets_nothing_out(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    certificates.put_in(clinic, pkcs12(clinic.now()), KEY_SECRET)
    before = actions(clinic)
    with pytest.raises(Refused, match="does not open"):
        summaries.summary_pdf(clinic, visit_id, Form(signing="something else"))
    assert actions(clinic) == before


def test_without_a_certificate_nothing_can_be_signed(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    certificates.put_in(clinic, pkcs12(clinic.now()), KEY_SECRET)
    certificates.take_out(clinic)
    assert certificates.certificate(clinic) is None
    with pytest.raises(Refused, match="no certificate"):
        summaries.summary_pdf(clinic, visit_id, Form(signing=KEY_SECRET))
    assert actions(clinic)[-1] == "certificate taken out"


def test_what_can_not_sign_is_not_kept(clinic: Clinic, clock: FixedClock) -> None:
    old = pkcs12(clinic.now() - timedelta(days=400))
    for file, secret, words in (
        (old, KEY_SECRET, "expired"),
        (b"junk", KEY_SECRET, "does not open"),
        (pkcs12(clinic.now()), "wrong", "does not open"),
        (b"0" * 200_000, KEY_SECRET, "too large"),
    ):
        with pytest.raises(Refused, match=words):
            certificates.put_in(clinic, file, secret)
    assert certificates.certificate(clinic) is None


def test_one_that_expired_since_signs_no_more(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    certificates.put_in(clinic, pkcs12(clinic.now(), days=3), KEY_SECRET)
    clock.advance(days=4)
    with pytest.raises(Refused, match="not valid today"):
        summaries.summary_pdf(clinic, visit_id, Form(signing=KEY_SECRET))
