"""What must hold in the files of tubes and tests."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ma_desktop.domain.specimen import LabTest, Tube
from ma_desktop.domain.vital_lint import Fault, repeated, source_faults

_COLOR = re.compile(r"#[0-9A-F]{6}")


def tube_faults(tubes: Collection[Tube], sources: Collection[str]) -> Iterator[Fault]:
    """No tube twice, caps with a color, inversions from fewest to most, sources known."""
    for index, tube in enumerate(tubes):
        where = f"tubes[{index}]"
        if not _COLOR.fullmatch(tube.cap_color):
            yield Fault(f"{where}.cap_color", f"{tube.cap_color} is not like #7EC8E3")
        if tube.inversions and tube.inversions[0] > tube.inversions[1]:
            yield Fault(f"{where}.inversions", "the first number is above the second")
        yield from source_faults(f"{where}.source", tube.source, sources)
    yield from repeated("tubes", [tube.id for tube in tubes])
    yield from repeated("tubes", [f"order {tube.order}" for tube in tubes])


def lab_test_faults(
    tests: Collection[LabTest], tubes: Collection[Tube], sources: Collection[str]
) -> Iterator[Fault]:
    """No test and no mnemonic twice, tubes and sources known."""
    known = {tube.id for tube in tubes}
    for index, test in enumerate(tests):
        where = f"tests[{index}]"
        if test.tube not in known:
            yield Fault(f"{where}.tube", f"{test.tube} is not in tubes.toml")
        yield from source_faults(f"{where}.source", test.source, sources)
    yield from repeated("tests", [test.id for test in tests])
    yield from repeated("tests", [test.short for test in tests])
