"""Which specimens wait too long; without the papers and labels that the rest of custody needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta

from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.custody import Limits, Overdue, overdue
from ma_desktop.domain.specimen import Specimen
from ma_desktop.services.clinic import Clinic


def late_ones(
    clinic: Clinic, items: Sequence[Specimen], chosen: ClinicSettings
) -> tuple[Overdue, ...]:
    """What of `items` waits too long by the clinic's own limits."""
    limits = Limits(
        timedelta(minutes=chosen.scan_back_minutes),
        time(min(23, max(0, chosen.pick_up_hour))),
        timedelta(hours=chosen.receive_within_hours),
    )
    catalog = clinic.catalog
    return overdue(items, catalog.tubes, catalog.tests, clinic.now(), clinic.zone, limits)
