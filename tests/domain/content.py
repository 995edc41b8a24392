"""The shipped content and a few ages, read once for the tests of the domain."""

from __future__ import annotations

from ma_desktop.catalog import load_catalog
from ma_desktop.domain.patient import Age

CATALOG = load_catalog()
VITALS = CATALOG.vitals
ADULT = Age(45, 540, 16436)
AGES = {
    "newborn": Age(0, 0, 5),
    "infant": Age(0, 6, 183),
    "toddler": Age(2, 24, 731),
    "preschool": Age(4, 48, 1461),
    "school": Age(8, 96, 2922),
    "adolescent": Age(15, 180, 5479),
    "adult": ADULT,
}
