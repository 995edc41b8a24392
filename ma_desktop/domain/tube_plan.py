"""From ordered tests to the fewest containers, in the order of draw (CLSI GP41 and GP42)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.specimen import LabTest, Tube

ROUTES = {"vein": "Vein", "finger": "Finger or heel stick"}
DEVICES = {"straight": "Straight needle", "butterfly": "Butterfly", "syringe": "Syringe"}


@dataclass(frozen=True)
class Planned:
    """One container to fill, with the tests that share it."""

    tube: Tube
    tests: tuple[LabTest, ...]
    part: str = ""

    @property
    def care(self) -> tuple[str, ...]:
        """Codes of `specimen_lint.CARE`, each once."""
        return tuple(dict.fromkeys(code for test in self.tests for code in test.care))


@dataclass(frozen=True)
class _Bin:
    tube: str
    room: Decimal | None
    tests: tuple[int, ...]


def plan(
    tests: Sequence[LabTest],
    tubes: Mapping[str, Tube],
    *,
    route: str = "vein",
    device: str = "straight",
) -> tuple[Planned, ...]:
    """The fewest containers for `tests`, sorted by the order of draw.

    Of plans with equally many, the one that uses preferred containers. Tests that don't share, and
    pieces of a set, have their own. Raises Refused when a test can't be done from `route`, or asks
    for more than its largest container holds.
    """
    alone = [test for test in tests if not test.share or test.pieces]
    shared = list({test.id: test for test in tests if test.share and not test.pieces}.values())
    choices = [_choices(test, tubes, route) for test in shared]
    bins = _fewest(shared, choices)
    made = [_filled(item, shared, tubes) for item in bins]
    for test in alone:
        tube = _choices(test, tubes, route)[0]
        parts = test.pieces_syringe if device == "syringe" and test.pieces_syringe else test.pieces
        made += [Planned(tube, (test,), part) for part in parts or ("",)]
    rank = {test.id: number for number, test in enumerate(tests)}
    return tuple(
        sorted(made, key=lambda one: (one.tube.order, rank[one.tests[0].id] if one.tests else 0))
    )


def discard_first(planned: Sequence[Planned], device: str) -> bool:
    """Whether a discard tube comes before: with a butterfly, when a citrate tube is drawn first.

    Source: CLSI GP41; the air of the tubing would leave the citrate tube short.
    """
    blood = [one for one in planned if one.tube.kind == "blood"]
    return device == "butterfly" and bool(blood) and blood[0].tube.discard_first


def _choices(test: LabTest, tubes: Mapping[str, Tube], route: str) -> tuple[Tube, ...]:
    """Containers that do for a test, the preferred one first."""
    found = [tubes[key] for key in (test.tube, *test.also)]
    if route == "finger":
        found = [tubes[t.capillary] if t.kind == "blood" and t.capillary else t for t in found]
        found = [tube for tube in found if tube.kind != "blood"]
    if not found:
        raise Refused(
            f"{test.name} can't be taken from a finger or heel.",
            do="Draw it from a vein, or ask the provider.",
        )
    return tuple(dict.fromkeys(found))


def _fewest(tests: Sequence[LabTest], choices: Sequence[tuple[Tube, ...]]) -> tuple[_Bin, ...]:
    """Exact: one more container is allowed until all tests fit; then the least second choices."""
    order = sorted(range(len(tests)), key=lambda i: (-(tests[i].volume_ml or 0), len(choices[i])))
    for limit in range(len(tests) + 1):
        search = _Search(tests, choices, order, limit)
        search.go(0, (), 0)
        if search.best is not None:
            return search.best
    biggest = max(tests, key=lambda test: test.volume_ml or 0)
    raise Refused(
        f"{biggest.name} asks for more than its largest container holds.",
        do="Correct its volume, or give it another container.",
    )


class _Search:
    """Every way to put tests into at most `limit` containers, without looking at one twice."""

    def __init__(
        self,
        tests: Sequence[LabTest],
        choices: Sequence[tuple[Tube, ...]],
        order: Sequence[int],
        limit: int,
    ) -> None:
        self._tests, self._choices, self._order, self._limit = tests, choices, order, limit
        self._seen: dict[tuple[int, tuple[tuple[str, Decimal | None], ...]], int] = {}
        self.best: tuple[_Bin, ...] | None = None
        self._least = 0

    def go(self, step: int, bins: tuple[_Bin, ...], second: int) -> None:
        if self.best is not None and second >= self._least:
            return
        state = (step, tuple(sorted(((b.tube, b.room) for b in bins), key=str)))
        if self._seen.get(state, second + 1) <= second:
            return
        self._seen[state] = second
        if step == len(self._order):
            self.best, self._least = bins, second
            return
        self._place(step, bins, second)

    def _place(self, step: int, bins: tuple[_Bin, ...], second: int) -> None:
        test = self._order[step]
        need = self._tests[test].volume_ml or Decimal(0)
        for rank, tube in enumerate(self._choices[test]):
            for at, old in enumerate(bins):
                if old.tube == tube.id and (old.room is None or old.room >= need):
                    room = None if old.room is None else old.room - need
                    fuller = _Bin(old.tube, room, (*old.tests, test))
                    self.go(step + 1, (*bins[:at], fuller, *bins[at + 1 :]), second + rank)
            size = tube.capacity_ml
            if len(bins) < self._limit and (size is None or size >= need):
                room = None if size is None else size - need
                self.go(step + 1, (*bins, _Bin(tube.id, room, (test,))), second + rank)


def _filled(item: _Bin, tests: Sequence[LabTest], tubes: Mapping[str, Tube]) -> Planned:
    return Planned(tubes[item.tube], tuple(tests[i] for i in sorted(item.tests)))
