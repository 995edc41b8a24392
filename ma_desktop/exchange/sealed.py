"""An encrypted archive that common programs open: ZIP with AES-256 (WinZip AE-2)."""

from __future__ import annotations

import io

import pyzipper

from ma_desktop.domain.errors import Refused

_SHORTEST = 10


def seal(data: bytes, name: str, passphrase: str) -> bytes:
    """One file in an archive. Raises Refused for a passphrase of under ten characters."""
    if len(passphrase) < _SHORTEST:
        raise Refused(
            "The passphrase of the file needs ten characters or more.",
            safe="No file was written.",
            do="Use four or five words.",
        )
    target = io.BytesIO()
    with pyzipper.AESZipFile(
        target, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(passphrase.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.writestr(name, data)
    return target.getvalue()
