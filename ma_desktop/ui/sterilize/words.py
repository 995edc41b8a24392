"""Loads in the words of the window: states, checks, and what is to be done next."""

from __future__ import annotations

from datetime import datetime, tzinfo
from decimal import Decimal

from ma_desktop.domain.load_rules import standing_results
from ma_desktop.domain.sterilization import (
    Indicator,
    IndicatorResult,
    LoadState,
    result_words,
)
from ma_desktop.services.loads import LoadView
from ma_desktop.ui.moments import day_clock

_STATES = {
    LoadState.RUNNING: ("Running", "info"),
    LoadState.WAITING: ("To release", "warn"),
    LoadState.QUARANTINE: ("Quarantine", "warn"),
    LoadState.RELEASED: ("Released", "ok"),
    LoadState.FAILED: ("Failed", "critical"),
    LoadState.RECALLED: ("Recalled", "critical"),
}
_CLOSED = (LoadState.RELEASED, LoadState.FAILED, LoadState.RECALLED)
END, RECORD, INCUBATE, READ, RELEASE = "end", "record", "incubate", "read", "release"


def count_words(count: int, one: str, many: str = "") -> str:
    """1 pack, 2 packs."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def minutes(value: Decimal) -> str:
    """4:06 of 4.1 minutes, as sterilizers print it."""
    seconds = int((value * 60).to_integral_value())
    return f"{seconds // 60}:{seconds % 60:02d}"


def standing(view: LoadView, kind: Indicator) -> IndicatorResult | None:
    """The result of a kind that counts."""
    return standing_results(view.results).get(kind)


def is_incubating(view: LoadView) -> bool:
    found = standing(view, Indicator.BIOLOGICAL)
    return found is not None and found.passed is None


def state_words(view: LoadView) -> tuple[str, str]:
    """Word and look of a load; one whose biological indicator is not read is in quarantine."""
    if view.load.state is LoadState.WAITING and is_incubating(view):
        return _STATES[LoadState.QUARANTINE]
    return _STATES[view.load.state]


def mechanical_words(view: LoadView) -> tuple[str, str]:
    """Word and colour of the mechanical check."""
    if view.load.ended_at is None:
        return "", ""
    if not view.mechanical:
        return "Pass", "ok"
    missing = any(text.endswith("is missing.") for text in view.mechanical)
    return ("Missing", "warn") if missing else ("Fail", "critical")


def wanted(view: LoadView) -> tuple[Indicator, ...]:
    """Chemical indicators that this load needs."""
    test = (Indicator.BOWIE_DICK,)
    return test if view.cycle.test_only else (Indicator.EXTERNAL, Indicator.INTERNAL)


def chemical_words(view: LoadView) -> tuple[str, str]:
    """Word and colour of all chemical indicators of a load together."""
    found = [standing(view, kind) for kind in wanted(view)]
    if any(item is not None and not item.passed for item in found):
        return "Fail", "critical"
    if all(item is not None for item in found):
        return ("Pass (BD)" if view.cycle.test_only else "Pass"), "ok"
    return ("Open", "warn") if view.load.ended_at else ("", "")


def biological_words(view: LoadView, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """Word and colour of the biological indicator: when it is due, or what it said."""
    found = standing(view, Indicator.BIOLOGICAL)
    if found is None:
        return ("Needed", "warn") if view.load.implant else ("None", "ink-2")
    if found.passed is None and found.due_at is not None:
        due = day_clock(found.due_at, now, zone)
        return (f"Due {due}", "warn") if found.due_at > now else ("Read now", "critical")
    if not found.passed:
        return "Positive", "critical"
    return ("Negative", "ok") if found.control_grew else ("No proof", "critical")


def one_result(found: IndicatorResult | None) -> tuple[str, str]:
    """Word and look of one indicator."""
    if found is None:
        return "Open", "warn"
    words = result_words(found)
    if found.passed is None:
        return "Pending", "warn"
    good = found.passed and words != "no proof: control did not grow"
    short = "No proof" if words.startswith("no proof") else words.capitalize()
    return short.replace("Passed", "Pass").replace("Failed", "Fail"), "ok" if good else "critical"


def next_step(view: LoadView, *, biological_wanted: bool) -> str:
    """The one main action for a load; empty when nothing is left to do."""
    if view.load.ended_at is None:
        return END
    if view.load.state in _CLOSED:
        return READ if is_incubating(view) else ""
    if any(standing(view, kind) is None for kind in wanted(view)):
        return RECORD
    if is_incubating(view):
        return READ
    needs = view.load.implant or biological_wanted or view.load.test
    spores = not view.cycle.test_only and standing(view, Indicator.BIOLOGICAL) is None
    if needs and spores:
        return INCUBATE
    return RELEASE
