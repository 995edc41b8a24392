"""Specimens: tubes in the order of draw, accession numbers that notice a slip, label contents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ma_desktop.domain.errors import Refused


@dataclass(frozen=True)
class Tube:
    """What `resources/specimens/tubes.toml` and `containers.toml` say of one container.

    `order` is the order of draw (CLSI GP41), and for finger sticks that of CLSI GP42. `capillary`
    is the microtube that takes the place of a tube. Times are minutes from the collection on;
    `extra` names what the label says beside the patient, such as body_site; `label` is the kind
    of label that it gets once its site is known.
    """

    id: str
    name: str
    order: int
    cap: str
    cap_color: str
    additive: str
    kind: str = "blood"
    closure: str = "stopper"
    inversions: tuple[int, int] | None = None
    volumes_ml: tuple[Decimal, ...] = ()
    min_volume_ml: int | None = None
    min_fill_percent: int | None = None
    discard_first: bool = False
    clot_minutes: int | None = None
    spin_minutes: int | None = None
    spin_within_minutes: int | None = None
    to_lab_minutes: int | None = None
    collection_hours: int | None = None
    capillary: str = ""
    snomed: str = ""
    who: str = ""
    extra: tuple[str, ...] = ()
    label_first: bool = False
    label: str = "specimen"
    collection: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    source: tuple[str, ...] = ()

    @property
    def is_blood(self) -> bool:
        """Drawn by needle or lancet, so that the order of draw matters."""
        return self.kind in ("blood", "capillary")

    @property
    def capacity_ml(self) -> Decimal | None:
        """What its largest size holds; None where it does not matter."""
        return max(self.volumes_ml, default=None)


@dataclass(frozen=True)
class LabTest:
    """What `resources/specimens/tests.toml` says of one test: its container, and its label.

    `also` are containers that do as well, the preferred ones first. `volume_ml` is what the
    laboratory asks for, None when any filled container is enough. `pieces` gives each its label.
    Times are minutes from the collection on.
    """

    id: str
    name: str
    short: str
    tube: str
    also: tuple[str, ...] = ()
    share: bool = True
    volume_ml: Decimal | None = None
    pieces: tuple[str, ...] = ()
    pieces_syringe: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    spin_within_minutes: int | None = None
    to_lab_minutes: int | None = None
    loinc: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    source: tuple[str, ...] = ()


@dataclass(frozen=True)
class DrawRule:
    """What `resources/specimens/draw.toml` says of every draw of blood."""

    id: str
    text: str
    source: tuple[str, ...]


@dataclass(frozen=True)
class Specimen:
    """One container of one visit. `prints` counts its labels, voided ones too.

    `state` is one of `domain.custody.STATES`. `part` names one of several pieces, `details` holds
    what the container's `extra` asks for. `replaces` and `replaced_by` link a recollection both
    ways; `reason` is the code of a rejection or the words of a void. `early` marks a label that
    was printed before the draw.
    """

    id: str
    accession: str
    visit_id: str
    patient_id: str
    tube: str
    tests: tuple[str, ...]
    ordered_by: str
    state: str = "ordered"
    prints: int = 0
    site: str = ""
    collected_at: datetime | None = None
    collected_by: str = ""
    confirmed_at: datetime | None = None
    part: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    replaces: str = ""
    replaced_by: str = ""
    reason: str = ""
    early: bool = False
    version: int = 1


@dataclass(frozen=True)
class LabelContent:
    """What stands on a specimen label, already in its printed form.

    Required elements after CLSI AUTO12-A: name, unique id, birth date, collection time, collector,
    accession with bar code. Never a social security number, diagnosis, address or phone.
    """

    patient_name: str
    mrn: str
    birth_date: str
    age_sex: str
    accession: str
    accession_shown: str
    container: str
    tests: str
    collected: str
    collector: str
    site: str = ""
    part: str = ""
    priority: str = ""
    handling: str = ""
    details: str = ""
    reprint: str = ""


def mod_11_10(digits: str) -> int:
    """Check digit of a string of digits (ISO 7064 MOD 11,10).

    Raises ValueError when `digits` holds anything else or nothing.
    """
    if not digits.isascii() or not digits.isdigit():
        raise ValueError("an accession number has digits only")
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10


def accession_number(day: date, sequence: int) -> str:
    """YYDDDNNNNNN and its check digit: 2-digit year, day of year, sequence of the day.

    Raises Refused from the millionth number of a day on.
    """
    if not 0 < sequence < 1_000_000:
        raise Refused("No accession number is left for today.", do="Tell your administrator.")
    body = f"{day:%y}{day:%j}{sequence:06d}"
    return f"{body}{mod_11_10(body)}"


def is_accession(text: str) -> bool:
    """True for 12 digits whose last one checks."""
    if len(text) != 12 or not text.isascii() or not text.isdigit():
        return False
    return str(mod_11_10(text[:-1])) == text[-1]


def shown_accession(accession: str) -> str:
    """26327-000421-3: groups that people can read aloud."""
    return f"{accession[:5]}-{accession[5:11]}-{accession[11:]}"


def in_order_of_draw(tubes: list[Tube]) -> list[Tube]:
    """Sorted by the order of draw of their content (CLSI GP41)."""
    return sorted(tubes, key=lambda tube: tube.order)
