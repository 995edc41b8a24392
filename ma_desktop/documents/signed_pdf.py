"""Signs a PDF with a PKCS#12 certificate: whoever opens it sees if a byte was changed since.

A detached CMS signature over all but its own place (ISO 32000-1, 12.8; adbe.pkcs7.detached). It may
be locked with a passphrase as well; then it is locked first, so that the signature is over the
file as it leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7Options,
    PKCS7SignatureBuilder,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509 import Certificate
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from ma_desktop.documents.locked_pdf import lock
from ma_desktop.domain.errors import Refused

_ROOM = 16384
"""Bytes kept for the signature with its chain of certificates."""
_DIGITS = 10
_HIDDEN_LOCKED = 132
"""Annotation flags print and locked: the signature has no picture on the page."""
_SIGNED_AND_APPENDED = 3


@dataclass(frozen=True)
class Signer:
    """An opened certificate: its key, itself and the chain above it."""

    key: RSAPrivateKey | EllipticCurvePrivateKey
    certificate: Certificate
    chain: tuple[Certificate, ...]

    @property
    def name(self) -> str:
        return self.certificate.subject.rfc4514_string()

    @property
    def until(self) -> datetime:
        """When it expires, UTC."""
        return self.certificate.not_valid_after_utc


def open_signer(data: bytes, passphrase: str) -> Signer:
    """Open a PKCS#12 file. Raises Refused for a wrong passphrase or a file that can't sign."""
    try:
        found = load_pkcs12(data, passphrase.encode())
    except ValueError:
        raise Refused(
            "The certificate does not open with this passphrase.",
            safe="Nothing was signed.",
            do="Type it again, or choose another .p12 file.",
        ) from None
    if found.cert is None or not isinstance(found.key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise Refused(
            "This file has no certificate with an RSA or EC key.",
            safe="Nothing was signed.",
            do="Choose a .p12 file that holds both.",
        )
    chain = tuple(item.certificate for item in found.additional_certs)
    return Signer(found.key, found.cert.certificate, chain)


class _Place(NullObject):
    """Room in the file that is filled in afterwards; no encryption touches it."""

    def __init__(self, words: bytes) -> None:
        super().__init__()
        self._words = words

    def write_to_stream(self, stream: IO[Any], encryption_key: str | bytes | None = None) -> None:
        stream.write(self._words)


def signed(data: bytes, signer: Signer, at: datetime, passphrase: str = "") -> bytes:
    """The same document with a signature. Raises Refused when the certificate is not valid `at`."""
    if not signer.certificate.not_valid_before_utc <= at <= signer.until:
        raise Refused(
            "The clinic's certificate is not valid today.",
            safe="Nothing was signed.",
            do="Put a new one in, in Manage, or leave the signature out.",
        )
    hole = b"<" + b"0" * (2 * _ROOM) + b">"
    span = b"[0 " + b" ".join([b"0" * _DIGITS] * 3) + b"]"
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    _put_field(writer, _Place(span), _Place(hole))
    if passphrase:
        lock(writer, passphrase)
    target = BytesIO()
    writer.write(target)
    whole = target.getvalue()
    start = whole.index(hole)
    end = start + len(hole)
    real = b"[0 %010d %010d %010d]" % (start, end, len(whole) - end)
    whole = whole.replace(span, real, 1)
    made = _cms(whole[:start] + whole[end:], signer).hex().encode()
    return whole[:start] + b"<" + made.ljust(2 * _ROOM, b"0") + b">" + whole[end:]


def _put_field(writer: PdfWriter, span: _Place, hole: _Place) -> None:
    """A signature field without a picture on the first page."""
    signature = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Sig"),
            NameObject("/Filter"): NameObject("/Adobe.PPKLite"),
            NameObject("/SubFilter"): NameObject("/adbe.pkcs7.detached"),
            NameObject("/ByteRange"): span,
            NameObject("/Contents"): hole,
        }
    )
    page = writer.pages[0]
    field = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Sig"),
            NameObject("/T"): TextStringObject("Signature"),
            NameObject("/Rect"): ArrayObject([NumberObject(0)] * 4),
            NameObject("/F"): NumberObject(_HIDDEN_LOCKED),
            NameObject("/V"): writer._add_object(signature),
            NameObject("/P"): page.indirect_reference or NullObject(),
        }
    )
    kept = writer._add_object(field)
    page[NameObject("/Annots")] = ArrayObject([kept])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {
            NameObject("/Fields"): ArrayObject([kept]),
            NameObject("/SigFlags"): NumberObject(_SIGNED_AND_APPENDED),
        }
    )


def _cms(data: bytes, signer: Signer) -> bytes:
    builder = PKCS7SignatureBuilder().set_data(data)
    builder = builder.add_signer(signer.certificate, signer.key, SHA256())
    for certificate in signer.chain:
        builder = builder.add_certificate(certificate)
    options = [PKCS7Options.DetachedSignature, PKCS7Options.Binary]
    return builder.sign(Encoding.DER, options)
