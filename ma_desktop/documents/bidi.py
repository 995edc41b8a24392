"""The order in which a line of left-to-right and right-to-left letters stands on paper.

Unicode Standard Annex 9 without its explicit marks, which `style.clean` takes out, and without
paired brackets, which no name needs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

_STRONG_RIGHT = frozenset({"R", "AL"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "BN"})


def is_turned(text: str) -> bool:
    """Whether a paragraph reads from right to left: its first letter says so (rules P2 and P3)."""
    if text.isascii():
        return False
    kinds = map(unicodedata.bidirectional, text)
    return next((kind for kind in kinds if kind == "L" or kind in _STRONG_RIGHT), "L") != "L"


def visual_runs(text: str, turned: bool | None = None) -> list[tuple[int, int, bool]]:
    """(start, end, right-to-left) of runs of `text`, in the order from left to right on paper.

    `turned` is the direction of the paragraph that a line is of; without it the line's own.
    """
    levels = _levels(text, is_turned(text) if turned is None else turned)
    runs: list[tuple[int, int, int]] = []
    start = 0
    for level, group in groupby(levels):
        end = start + len(list(group))
        runs.append((start, end, level))
        start = end
    return [(first, last, level % 2 == 1) for first, last, level in _reordered(runs)]


def _reordered(runs: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Rule L2: from the highest level down to 1, each stretch of at least that level turns."""
    for level in range(max((run[2] for run in runs), default=0), 0, -1):
        turned: list[tuple[int, int, int]] = []
        stretch: list[tuple[int, int, int]] = []
        for run in runs:
            if run[2] >= level:
                stretch.append(run)
                continue
            turned += [*reversed(stretch), run]
            stretch = []
        turned += reversed(stretch)
        runs = turned
    return runs


def _levels(text: str, turned: bool) -> list[int]:
    classes = [unicodedata.bidirectional(char) or "L" for char in text]
    base = int(turned)
    kinds = _neutrals(_weak(classes, "R" if base else "L"), base)
    levels = [_level(kind, base) for kind in kinds]
    for at in range(len(text) - 1, -1, -1):  # L1: blanks at the end
        if classes[at] not in ("WS", "S", "B"):
            break
        levels[at] = base
    return levels


def _level(kind: str, base: int) -> int:
    """Rules I1 and I2."""
    if base:
        return 1 if kind == "R" else 2
    return {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)


def _weak(classes: Sequence[str], outside: str) -> list[str]:
    """Rules W1 to W7: marks, digits and the signs between digits."""
    kinds = list(classes)
    strong = previous = outside
    for at, kind in enumerate(kinds):
        kind = previous if kind == "NSM" else kind
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        kinds[at] = previous = kind
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        before, after = kinds[at - 1], kinds[at + 1]
        joins = (kinds[at] == "ES" and before == "EN") or kinds[at] == "CS"
        if joins and before == after and before in ("EN", "AN"):
            kinds[at] = before
    kinds = _terminators(kinds)
    strong = outside
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _terminators(kinds: list[str]) -> list[str]:
    """W5 and W6: signs beside a European number belong to it; all others are neutral."""
    done: list[str] = []
    groups = [(kind, list(group)) for kind, group in groupby(kinds)]
    for number, (kind, group) in enumerate(groups):
        beside = {groups[n][0] for n in (number - 1, number + 1) if 0 <= n < len(groups)}
        if kind == "ET" and "EN" in beside:
            kind = "EN"
        done += ["ON" if kind in ("ES", "ET", "CS") else kind] * len(group)
    return done


def _neutrals(kinds: list[str], base: int) -> list[str]:
    """N1 and N2: neutral signs take the direction of both sides, or that of the line."""
    own = "R" if base else "L"
    done: list[str] = []
    groups = [(neutral, list(group)) for neutral, group in groupby(kinds, _NEUTRAL.__contains__)]
    for number, (neutral, group) in enumerate(groups):
        if not neutral:
            done += group
            continue
        before = _side(groups[number - 1][1][-1]) if number else own
        after = _side(groups[number + 1][1][0]) if number + 1 < len(groups) else own
        done += [before if before == after else own] * len(group)
    return done


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"
