"""Words of staff for a body mass index: classes of adults, and of children by percentile."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ma_desktop.domain.growth import GrowthReference, Spot, on_chart, percent_of_p95


@dataclass(frozen=True)
class AdultClass:
    """A class of adults from a BMI on, in kg/m2; the first one has no lower bound."""

    id: str
    name: str
    source: str
    from_bmi: Decimal | None = None


@dataclass(frozen=True)
class ChildClass:
    """A class of children; it holds from any of its bounds on, the first one has none."""

    id: str
    name: str
    source: str
    from_percentile: float | None = None
    from_percent_of_p95: float | None = None
    from_bmi: float | None = None


@dataclass(frozen=True)
class BodyMassClasses:
    """Both lists, from the lowest class to the highest."""

    adult: tuple[AdultClass, ...]
    child: tuple[ChildClass, ...]


def adult_class(bmi: Decimal, classes: tuple[AdultClass, ...]) -> AdultClass:
    """The class of an unrounded adult BMI (CDC, WHO)."""
    return next(row for row in reversed(classes) if row.from_bmi is None or bmi >= row.from_bmi)


def child_class(
    reference: GrowthReference, spot: Spot, bmi: float, classes: tuple[ChildClass, ...]
) -> ChildClass | None:
    """The class of a child's BMI (CDC 2022, AAP 2023); None where no chart covers the age."""
    point, percent = on_chart(reference, spot, bmi), percent_of_p95(reference, spot, bmi)
    if point is None or percent is None:
        return None
    found = (point.percentile, percent, bmi)
    return next((row for row in reversed(classes) if _reaches(row, found)), classes[0])


def _reaches(row: ChildClass, found: tuple[float, float, float]) -> bool:
    bounds = (row.from_percentile, row.from_percent_of_p95, row.from_bmi)
    return any(
        bound is not None and value >= bound for value, bound in zip(found, bounds, strict=True)
    )
