"""A signed document holds for a validator of somebody else, and a changed byte is found."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from ma_desktop.documents.signed_pdf import Signer, open_signer, signed
from ma_desktop.documents.summary_pdf import render
from ma_desktop.domain.errors import Refused
from tests.documents.certificates import KEY_SECRET, pkcs12
from tests.documents.papers import page_texts
from tests.documents.visits import ENGLISH, summary

NOW = datetime.now(UTC)  # the signature itself carries the machine's time
SECRET = "willow copper nine"


def signer(*, curve: bool = False) -> Signer:
    return open_signer(pkcs12(NOW, curve=curve), KEY_SECRET)


def verdict(data: bytes, who: Signer, passphrase: str = "") -> Any:
    reader = PdfFileReader(io.BytesIO(data))
    if passphrase:
        reader.decrypt(passphrase.encode())
    (found,) = reader.embedded_signatures
    (root,) = load_certs_from_pemder_data(who.certificate.public_bytes(Encoding.DER))
    return validate_pdf_signature(found, ValidationContext(trust_roots=[root], moment=NOW))


@pytest.mark.parametrize("curve", [False, True])
@pytest.mark.parametrize("passphrase", ["", SECRET])
def test_an_independent_validator_takes_it(curve: bool, passphrase: str) -> None:
    who = signer(curve=curve)
    found = verdict(signed(render(summary(), ENGLISH), who, NOW, passphrase), who, passphrase)
    assert found.intact
    assert found.valid
    assert found.trusted
    assert found.coverage.name == "ENTIRE_FILE"
    assert found.bottom_line


def test_a_changed_byte_is_found() -> None:
    who = signer()
    data = bytearray(signed(render(summary(), ENGLISH), who, NOW))
    at = data.index(b"/Title")
    data[at + 8] ^= 1
    assert not verdict(bytes(data), who).intact


def test_the_document_stays_what_it_was() -> None:
    plain = render(summary(), ENGLISH)
    made = signed(plain, signer(), NOW)
    assert page_texts(made) == page_texts(plain)
    reader = PdfReader(io.BytesIO(made))
    assert str(reader.root_object["/Lang"]) == "en-US"
    assert len(reader.outline) == len(PdfReader(io.BytesIO(plain)).outline)


def test_a_locked_one_stays_locked() -> None:
    made = signed(render(summary(), ENGLISH), signer(), NOW, SECRET)
    reader = PdfReader(io.BytesIO(made))
    assert reader.is_encrypted
    assert not reader.decrypt("something else")


@pytest.mark.parametrize(("file", "secret"), [(b"no certificate", KEY_SECRET), (None, "wrong")])
def test_what_does_not_open_is_refused(file: bytes | None, secret: str) -> None:
    with pytest.raises(Refused, match="does not open"):
        open_signer(pkcs12(NOW) if file is None else file, secret)


def test_an_expired_certificate_signs_nothing() -> None:
    who = signer()
    with pytest.raises(Refused, match="not valid today"):
        signed(render(summary(), ENGLISH), who, NOW + timedelta(days=400))
