"""Names that break labels: made up anew from a seed, with every trick a registration can hold."""

from __future__ import annotations

import random

_LATIN = """
    Okafor|O'Brien-Smythe|García Márquez|Nguyễn Phước|Müller-Åström|Ẹ̀bùn-Ọ̀ṣun|Þórðarson
    de la Cruz y Fernández-Ñúñez|van 't Hoff|Łukasiewicz|İnönü
"""
_OTHERS = """
    Шевченко|Παπαδόπουλος|الحسن بن سينا|عبد الرحمن|כהן-לוי|אברהמוב|欧阳|山田|たなか
    김|남궁|محمّد|שָׁלוֹם
"""
_GIVENS = """
    Grace|Anne-Marie Josephine Alexandra|José Ñandú|Thị Ánh Tuyết|فاطمة الزهراء|אברהם|美玲|민준|Q̈x
    Юлия|Ελένη|Ann|D'Arcy
"""
_SUFFIXES = ("", "", " Jr.", " III", ", MD", " y Ortega", " (Bob)")
_COMMANDS = (
    "^XZ",
    "~JA",
    "\\",
    "\\&",
    "^FS^XZ^XA^PQ99",
    "_5EXZ",
    "<b>&amp;</b>",
    "^FD",
    "~HS",
    "%",
)
_SIGNS = (
    "\x00",
    "\x1b[2J",
    "\r\n",
    "\x10EOT",
    "\u202e",
    "\u200d",
    "\u2066",
    "\x7f",
    "\ufeff",
    "\u0301",
)
_LONG = "Wolfeschlegelsteinhausenbergerdorffvonhohenzollernsigmaringe"


def _words(text: str) -> tuple[str, ...]:
    return tuple(
        part.strip() for line in text.split("\n") for part in line.split("|") if line.strip()
    )


def names(count: int, seed: int = 20261123) -> list[str]:
    """`count` different names in label form, about a third of them with printer commands."""
    chance = random.Random(seed)
    families, givens = _words(_LATIN + _OTHERS), _words(_GIVENS)
    found: dict[str, None] = {}
    while len(found) < count:
        family = chance.choice((*families, _LONG, _long(chance)))
        given = chance.choice(givens) + chance.choice(_SUFFIXES)
        name = f"{family}, {given}"
        if chance.random() < 0.35:
            at = chance.randrange(len(name) + 1)
            name = name[:at] + chance.choice((*_COMMANDS, *_SIGNS)) + name[at:]
        found[name.upper()] = None
    return list(found)


def _long(chance: random.Random) -> str:
    """Sixty letters, of which some are wide and some carry accents."""
    letters = "".join(chance.choice("abcdefghijklmnopqrstuvwxyzäöåéñçøßWM-") for _ in range(59))
    return f"W{letters}"
