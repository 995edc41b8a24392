"""Made-up summaries; needs nothing but the program, so that a bench can measure it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ma_desktop.catalog.phrases import phrases
from ma_desktop.domain.patient import Allergy, Medication, Name, Patient
from ma_desktop.domain.summary import (
    ClinicProfile,
    Series,
    SeriesPoint,
    SummaryLine,
    VisitSummary,
)
from ma_desktop.domain.visit import Visit, VisitState

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
ENGLISH, SPANISH = phrases("en"), phrases("es")


def patient(family: str = "Okafor", given: str = "Grace", mrn: str = "004-118-27") -> Patient:
    return Patient("p", mrn, Name(family, given), date(1979, 3, 14), "female")


def series(count: int = 9) -> Series:
    """Blood pressure every ninety days, with its reference band."""
    first = datetime(2024, 11, 20, 15, tzinfo=UTC)
    points = tuple(
        SeriesPoint(first + timedelta(days=90 * n), Decimal(128 + n), Decimal(79 + n))
        for n in range(count)
    )
    return Series("BP", "mmHg", points, Decimal(90), Decimal(130), "bp")


def summary(**changes: Any) -> VisitSummary:
    """A summary with something in each section."""
    visit = Visit("v", "p", NOW, "Annual physical", "Dr. Lindqvist", VisitState.CHECKOUT, NOW)
    full = VisitSummary(
        ClinicProfile(
            "Maple Street Family Medicine",
            "120 Maple Street, Springfield",
            "(555) 010-0142",
            "America/New_York",
        ),
        patient(),
        visit,
        "J. Rivera, CMA",
        NOW + timedelta(hours=1, minutes=5),
        None,
        "Yearly check-up",
        (
            SummaryLine(
                "bp", "BP", "148/92", "mmHg", "mm[Hg]", "138/86", "mmHg", "mm[Hg]", date(2026, 5, 5)
            ),
            SummaryLine("hr", "Heart rate", "78", "bpm", "/min", "74", "bpm", "/min"),
        ),
        (Allergy("a", "p", "Penicillin", "anaphylaxis", "severe"), Allergy("b", "p", "Latex")),
        False,
        (
            Medication("m", "p", "Lisinopril 10 mg", "every other day", "different"),
            Medication("n", "p", "Vitamin D 1000 IU", "daily"),
        ),
        frozenset({"allergies"}),
        4,
        ("blood count", "glucose"),
        chart=series(),
        draft=False,
    )
    return replace(full, **changes)
