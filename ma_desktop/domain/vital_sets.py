"""Which vital signs rooming asks, in which order: by age, sex and type of visit, as data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ma_desktop.domain.patient import Age
from ma_desktop.domain.vital_lint import Fault, repeated, source_faults
from ma_desktop.domain.vitals import Reading, VitalSign


@dataclass(frozen=True)
class VitalSet:
    """What is asked where the type of visit holds one of the words of `visits` (none: any visit)
    and the age lies from `from_months` on to below `to_months`."""

    name: str
    asked: tuple[str, ...]
    source: str
    visits: tuple[str, ...] = ()
    from_months: int = 0
    to_months: int | None = None

    def fits(self, age: Age, visit_type: str) -> bool:
        """Whether this set is for the age and for the words of the visit's type."""
        kind = visit_type.casefold()
        in_age = age.months >= self.from_months and (
            self.to_months is None or age.months < self.to_months
        )
        return in_age and (not self.visits or any(word in kind for word in self.visits))


def asked_vitals(
    vitals: Mapping[str, VitalSign],
    sets: Sequence[VitalSet],
    age: Age,
    sex: str,
    visit_type: str,
) -> tuple[VitalSign, ...]:
    """The vital signs of a rooming in their order: the first set that fits, else the usual ones.

    Each vital sign's own bounds of age and sex hold as well.
    """
    fitting = next((item for item in sets if item.fits(age, visit_type)), None)
    if fitting is not None:
        wanted = [vitals[key] for key in fitting.asked]
    else:
        wanted = [vital for vital in vitals.values() if vital.asked]
    return tuple(vital for vital in wanted if _is_for(vital, age, sex))


def _is_for(vital: VitalSign, age: Age, sex: str) -> bool:
    old = age.months >= vital.asked_from_months
    young = vital.asked_to_months is None or age.months < vital.asked_to_months
    return not vital.derived and old and young and (not vital.asked_sex or sex in vital.asked_sex)


def asked_besides(
    vitals: Mapping[str, VitalSign], qualifiers: Mapping[str, Mapping[str, str]]
) -> tuple[str, ...]:
    """The vital signs that chosen qualifiers ask for: oxygen by cannula its flow.

    `qualifiers` holds the chosen ones by vital sign.
    """
    return tuple(
        key
        for vital_id, chosen in qualifiers.items()
        if vital_id in vitals
        for qualifier in vitals[vital_id].qualifiers
        for choice in qualifier.choices
        if chosen.get(qualifier.id) == choice.id
        for key in choice.asks
    )


def asked_by(vitals: Mapping[str, VitalSign], readings: Sequence[Reading]) -> tuple[str, ...]:
    """As `asked_besides`, for readings that are on record."""
    return asked_besides(vitals, {item.vital: item.qualifiers for item in readings})


def set_faults(
    sets: Sequence[VitalSet], vitals: Mapping[str, VitalSign], sources: Collection[str]
) -> Iterator[Fault]:
    """Sets name vital signs that can be typed, once each, and one can be reached."""
    for index, item in enumerate(sets):
        where = f"sets[{index}]"
        for key in item.asked:
            if key not in vitals or vitals[key].derived:
                yield Fault(f"{where}.asked", f"{key} is not a vital sign that can be typed")
        if any(word != word.casefold() for word in item.visits):
            yield Fault(f"{where}.visits", "words stand in small letters")
        if item.to_months is not None and item.to_months <= item.from_months:
            yield Fault(f"{where}.to_months", "the ages end before they begin")
        yield from repeated(f"{where}.asked", item.asked)
        yield from source_faults(f"{where}.source", [item.source], sources)
    yield from _asks_faults(vitals)


def _asks_faults(vitals: Mapping[str, VitalSign]) -> Iterator[Fault]:
    for vital in vitals.values():
        for qualifier in vital.qualifiers:
            for choice in qualifier.choices:
                for key in choice.asks:
                    if key not in vitals:
                        yield Fault("qualifiers", f"{choice.id} asks for {key}, not a vital sign")
