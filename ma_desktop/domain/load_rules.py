"""What a load must show before it counts as sterile."""

from __future__ import annotations

from collections.abc import Iterable

from ma_desktop.domain.sterilization import Cycle, Indicator, IndicatorResult, Load, Sterilizer


def mechanical_faults(cycle: Cycle, load: Load) -> tuple[str, ...]:
    """Why a load does not reach the minimums of its cycle; empty when it does.

    A missing value is a fault (CDC 2008: mechanical monitoring of every cycle).
    """
    faults = []
    checks = (
        ("temperature", load.temp_c, cycle.temp_c, "°C"),
        ("exposure time", load.exposure_min, cycle.exposure_min, "min"),
        ("drying time", load.dry_min, cycle.dry_min[0], "min"),
    )
    for name, reached, least, unit in checks:
        if reached is None:
            faults.append(f"The {name} is missing.")
        elif reached < least:
            faults.append(f"The {name} is {reached} {unit}; {least} {unit} at least are needed.")
    most = cycle.exposure_max_min
    if most is not None and load.exposure_min is not None and load.exposure_min > most:
        faults.append(f"The exposure time is {load.exposure_min} min; {most} min at most.")
    return tuple(faults)


def standing_results(results: Iterable[IndicatorResult]) -> dict[Indicator, IndicatorResult]:
    """The result of each kind that counts: the last one that no correction replaced."""
    results = tuple(results)
    replaced = {item.supersedes for item in results}
    return {item.kind: item for item in results if item.id not in replaced}


def release_faults(
    cycle: Cycle,
    sterilizer: Sterilizer,
    load: Load,
    results: Iterable[IndicatorResult],
    *,
    packs: int,
) -> tuple[str, ...]:
    """Why a load may not be released; empty when nothing is missing.

    Implants wait for the biological indicator (ST79); a pending one holds any load it was put in.
    """
    found = standing_results(results)
    faults = [] if load.ended_at else ["The cycle has not ended."]
    faults += mechanical_faults(cycle, load)
    wanted = (
        (Indicator.BOWIE_DICK,) if cycle.test_only else (Indicator.EXTERNAL, Indicator.INTERNAL)
    )
    for kind in wanted:
        result = found.get(kind)
        if result is None:
            faults.append(f"{kind.words} is not recorded.")
        elif not result.passed:
            faults.append(f"{kind.words} failed.")
    if not packs and not (cycle.test_only or load.test):
        faults.append("The load holds no pack.")
    if not sterilizer.in_service and not (cycle.test_only or load.test):
        faults.append("The sterilizer is out of service.")
    return (*faults, *_biological_faults(load, found.get(Indicator.BIOLOGICAL)))


def _biological_faults(load: Load, result: IndicatorResult | None) -> tuple[str, ...]:
    words = Indicator.BIOLOGICAL.words
    if result is None:
        return (f"{words} is needed: the load holds an implant.",) if load.implant else ()
    if result.passed is None:
        return (f"{words} is not read yet.",)
    if not result.passed:
        return (f"{words} is positive.",)
    return (
        ()
        if result.control_grew
        else (f"{words}: the control did not grow, so it proves nothing.",)
    )


def is_proven(result: IndicatorResult | None) -> bool:
    """A negative biological indicator whose control grew."""
    return result is not None and result.passed is True and result.control_grew is True
