"""Check characters of ISO/IEC 7064 beside MOD 11,10 of the accession number."""

from __future__ import annotations

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def mod_37_36(text: str) -> str:
    """The check character of digits and capital letters (hybrid system MOD 37,36).

    Raises ValueError for anything else and for nothing.
    """
    if not text or any(letter not in _LETTERS for letter in text):
        raise ValueError("digits and capital letters only")
    product = 36
    for letter in text:
        total = (product + _LETTERS.index(letter)) % 36 or 36
        product = total * 2 % 37
    return _LETTERS[(37 - product) % 36]


def mod_97_10(digits: str) -> str:
    """The two check digits of a string of digits (pure system MOD 97-10).

    Raises ValueError for anything else and for nothing.
    """
    if not digits.isascii() or not digits.isdigit():
        raise ValueError("digits only")
    return f"{98 - int(digits) * 100 % 97:02d}"
