"""What must hold in the files of tubes and tests."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ma_desktop.domain.label_fields import KINDS
from ma_desktop.domain.specimen import DrawRule, LabTest, Tube
from ma_desktop.domain.vital_lint import Fault, is_loinc, repeated, source_faults

_COLOR = re.compile(r"#[0-9A-F]{6}")
CLOSURES = ("stopper", "bottle", "micro", "cup", "jug", "vial", "swab", "jar", "slide", "card")
"""Pictures that the window can draw."""
CARE = {
    "ice": "on ice",
    "light": "protect from light",
    "warm": "keep at 37 °C",
    "timed": "timed",
    "fasting": "ask: fasting?",
    "custody": "chain of custody",
}
EXTRA = {
    "body_site": "Body site",
    "fixative_time": "In formalin at",
    "start": "Started",
    "end": "Ended",
    "volume_ml": "Total mL",
    "source": "Source",
    "lmp": "Last period",
    "collection_date": "Day collected",
}
"""What a label may say beside the patient, in words."""


def tube_faults(
    tubes: Collection[Tube], sources: Collection[str], key: str = "tubes"
) -> Iterator[Fault]:
    """No tube twice, caps with a color, inversions from fewest to most, sources known."""
    for index, tube in enumerate(tubes):
        where = f"{key}[{index}]"
        if tube.closure not in CLOSURES:
            yield Fault(f"{where}.closure", f"{tube.closure} is not one of {', '.join(CLOSURES)}")
        if tube.label not in KINDS:
            yield Fault(f"{where}.label", f"{tube.label} is not one of {', '.join(KINDS)}")
        for name in set(tube.extra) - EXTRA.keys():
            yield Fault(f"{where}.extra", f"{name} is not one of {', '.join(EXTRA)}")
        if not _COLOR.fullmatch(tube.cap_color):
            yield Fault(f"{where}.cap_color", f"{tube.cap_color} is not like #7EC8E3")
        if tube.inversions and tube.inversions[0] > tube.inversions[1]:
            yield Fault(f"{where}.inversions", "the first number is above the second")
        yield from source_faults(f"{where}.source", tube.source, sources)
    yield from repeated(key, [tube.id for tube in tubes])
    yield from repeated(key, [f"order {tube.order}" for tube in tubes])


def lab_test_faults(
    tests: Collection[LabTest], tubes: Collection[Tube], sources: Collection[str]
) -> Iterator[Fault]:
    """No test and no mnemonic twice, tubes and sources known."""
    known = {tube.id for tube in tubes}
    for index, test in enumerate(tests):
        where = f"tests[{index}]"
        for name in (test.tube, *test.also):
            if name not in known:
                yield Fault(f"{where}.tube", f"{name} is not in tubes.toml or containers.toml")
        for name in set(test.care) - CARE.keys():
            yield Fault(f"{where}.care", f"{name} is not one of {', '.join(CARE)}")
        for code in test.loinc:
            if not is_loinc(code):
                yield Fault(f"{where}.loinc", f"{code} fails its check digit")
        yield from source_faults(f"{where}.source", test.source, sources)
    yield from repeated("tests", [test.id for test in tests])
    yield from repeated("tests", [test.short for test in tests])
    yield from repeated("tests", [code for test in tests for code in test.loinc])


def capillary_faults(tubes: Collection[Tube]) -> Iterator[Fault]:
    """A tube's microtube must be among the containers."""
    known = {tube.id for tube in tubes}
    for index, tube in enumerate(tubes):
        if tube.capillary and tube.capillary not in known:
            yield Fault(f"tubes[{index}].capillary", f"{tube.capillary} is not a container")


def draw_rule_faults(rules: Collection[DrawRule], sources: Collection[str]) -> Iterator[Fault]:
    """No rule twice, each with words and a known source."""
    for index, rule in enumerate(rules):
        if not rule.text.strip():
            yield Fault(f"rules[{index}].text", "is empty")
        yield from source_faults(f"rules[{index}].source", rule.source, sources)
    yield from repeated("rules", [rule.id for rule in rules])
