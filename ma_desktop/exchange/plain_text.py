"""Text from outside: one rule for what may come in, whatever the format."""

from __future__ import annotations

import re

from ma_desktop.domain.errors import Refused
from ma_desktop.exchange.incoming import Unfit

MAX_BYTES = 64 * 1024 * 1024
NAME_LENGTH = 200
TEXT_LENGTH = 2000
CODE_LENGTH = 64

# Control characters but white space, direction marks that make text read as another, lone
# surrogates (no encoding can write them) and non-characters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def clean(text: str, limit: int = TEXT_LENGTH) -> str:
    """`text` with each run of white space as one blank. Nothing else is changed.

    Raises Unfit when it is longer than `limit` or holds characters that no clinic types.
    """
    if len(text) > limit:
        raise Unfit(f"a text is longer than {limit} characters")
    if _FORBIDDEN.search(text):
        raise Unfit("a text holds control characters")
    return " ".join(text.split())


def decode(data: bytes) -> str:
    """UTF-8 text, with or without a byte order mark. Raises Refused for any other encoding."""
    if len(data) > MAX_BYTES:
        raise Refused("The file is larger than 64 MB.", do="Split the export into smaller files.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("The file is UTF-16 text.", do="Save it as UTF-8 and import it again.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            f"The file is not UTF-8 text (byte {error.start + 1}).",
            do="Save it as UTF-8 and import it again; Excel calls this CSV UTF-8.",
        ) from None
