"""How a name sounds, roughly: two names of one code are easily taken for one another by ear.

A rule of this program, not of a language: it folds what different spellings of a name have in
common (Stephens, Stevens; Muhammad, Mohamed; Meyer, Maier), and would rather warn once too often.
"""

from __future__ import annotations

import re

_SPELLINGS = (
    (r"tsch|tch|sch|sh|cz|sz|ch", "x"),
    (r"ph", "f"),
    (r"gh|h", ""),
    (r"(ai|ay|ei|ey|ee|ie)", "i"),
    (r"ck|qu|q", "k"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"z", "s"),
    (r"[vw]", "f"),
    (r"j", "y"),
    (r"(.)\1+", r"\1"),
)
_RULES = tuple((re.compile(pattern), plain) for pattern, plain in _SPELLINGS)
_VOWELS = str.maketrans("eyu", "iio")
_SHORT = 3


def sound_of(folded_name: str) -> str:
    """The code of a name that was folded to letters (`patient.folded`).

    Consonants in order; names of less than three keep their vowels, or Li and Lo would be one.
    """
    text = folded_name.replace("x", "ks")
    for pattern, plain in _RULES:
        text = pattern.sub(plain, text)
    first, rest = text[:1], text[1:]
    start = "a" if first and first in "aeiouy" else first
    consonants = start + re.sub(r"[aeiouy]", "", rest)
    if len(consonants) >= _SHORT:
        return consonants
    vowels = re.sub(r"[^aeiouy]", "", rest).translate(_VOWELS)
    return consonants + "." + re.sub(r"(.)\1+", r"\1", vowels)
