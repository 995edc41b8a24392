"""What a clinic decides for itself; each has a default that its provider may change."""

from __future__ import annotations

from dataclasses import dataclass

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
"""Days of the week by their codes in `open_days`."""


@dataclass(frozen=True)
class ClinicSettings:
    """Kept in the store, one row a field, so that all workstations agree.

    A field is a bool, an int, a text, or a tuple of texts.
    """

    identifiers: tuple[str, ...] = ("name", "birth-date")
    identity_minutes: int = 0
    """How long an identity check holds; 0 means to the end of the visit."""
    bp_rest_minutes: int = 0
    """Rest before the next blood pressure; 0 takes the content's."""
    bp_readings: int = 0
    """How many readings a repeated blood pressure takes; 0 takes the content's."""
    child_blood_day: int = 0
    """Most blood of a child in 24 h, in tenths of mL/kg; 0 takes the content's."""
    child_blood_month: int = 0
    """The same within the content's month."""
    young_temp_site: str = ""
    """Where a small child's temperature is taken, a choice of the content; empty takes its own."""
    export_needs_reason: bool = False
    control_refuses: bool = False
    """Values of a meter are refused while no meter of its kind has a control in order."""
    news2: bool = False
    shock_index: bool = False
    corrected_growth: bool = False
    """Percentiles of children born early go by the corrected age, where the provider wants it."""
    open_days: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    """Days with patients: daily checklists are due on them (mon ... sun)."""
    labels_before_draw: bool = False
    scan_back_minutes: int = 10
    pick_up_hour: int = 17
    receive_within_hours: int = 24
    labs: tuple[str, ...] = ("Reference laboratory",)
    release_roles: tuple[str, ...] = ("administrator", "medical-assistant", "provider")
