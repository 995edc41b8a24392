"""Locks a PDF with a passphrase: AES-256 (PDF 2.0, revision 6), which every reader asks for."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader, PdfWriter

from ma_desktop.domain.errors import Refused

_SHORTEST = 10


def locked(data: bytes, passphrase: str) -> bytes:
    """The same document, readable with the passphrase only. Raises Refused for a short one."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    lock(writer, passphrase)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def lock(writer: PdfWriter, passphrase: str) -> None:
    """Have `writer` lock what it writes. Raises Refused for a short passphrase."""
    if len(passphrase) < _SHORTEST:
        raise Refused(
            "The passphrase of the file needs ten characters or more.",
            safe="No file was written.",
            do="Use four or five words.",
        )
    writer.encrypt(passphrase, algorithm="AES-256")
