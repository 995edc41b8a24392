"""The patient: name, age as people say it, and names that sound alike."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher

from ma_desktop.domain.moments import day_words
from ma_desktop.domain.name_sound import sound_of

SEXES = ("female", "male", "other", "unknown")
"""FHIR R4 AdministrativeGender."""


@dataclass(frozen=True)
class Name:
    """A person's name in parts; `given` holds first and middle names."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def formal(self) -> str:
        """FAMILY, Given Suffix: how boards and banners show it."""
        rest = " ".join(part for part in (self.given, self.suffix) if part)
        return f"{self.family.upper()}, {rest}" if rest else self.family.upper()

    @property
    def short(self) -> str:
        """FAMILY G.A.: for cards with little room."""
        given = "".join(f"{part[0].upper()}." for part in self.given.split() if part)
        return f"{self.family.upper()} {given}".rstrip()

    @property
    def label(self) -> str:
        """FAMILY, GIVEN SUFFIX in capitals, for specimen labels."""
        return self.formal.upper()

    @property
    def spoken(self) -> str:
        """Given Family Suffix: how letters address a person."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)

    @property
    def initials(self) -> str:
        """Initials for screens that another patient may see."""
        letters = [part[0] for part in (*self.given.split()[:1], *self.family.split()[:1]) if part]
        return ".".join(letter.upper() for letter in letters) + "."


@dataclass(frozen=True)
class Patient:
    """A person as the clinic knows them; `mrn` is unique in the clinic."""

    id: str
    mrn: str
    name: Name
    birth_date: date
    sex: str
    language: str = "en"
    phone: str = ""
    version: int = 1


_RANKS = {"severe": 0, "moderate": 1, "mild": 2}


@dataclass(frozen=True)
class Allergy:
    """One entry of the allergy list. `severity` is FHIR mild, moderate or severe, or empty."""

    id: str
    patient_id: str
    substance: str
    reaction: str = ""
    severity: str = ""
    criticality: str = ""
    status: str = "active"
    system: str = ""
    code: str = ""
    visit_id: str = ""
    noted_at: datetime | None = None
    noted_by: str = ""

    @property
    def is_critical(self) -> bool:
        """Whether its severity is severe or its criticality high, as recorded."""
        return self.severity == "severe" or self.criticality == "high"

    @property
    def place(self) -> tuple[bool, int, str, str]:
        """Sorts a list as it is read out: the dangerous first, then by severity and by name."""
        rank = _RANKS.get(self.severity, len(_RANKS))
        return not self.is_critical, rank, folded(self.substance), self.id


@dataclass(frozen=True)
class Medication:
    """One entry of the medication list, as listed or as the patient reports it."""

    id: str
    patient_id: str
    name: str
    dosage: str = ""
    status: str = "active"
    started: date | None = None
    stopped: date | None = None
    system: str = ""
    code: str = ""
    visit_id: str = ""
    noted_at: datetime | None = None
    noted_by: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Sorts a list by name, then by how it is taken."""
        return folded(self.name), folded(self.dosage), self.id


@dataclass(frozen=True)
class Immunization:
    """One dose that was given, or not given (`status` as in FHIR)."""

    id: str
    patient_id: str
    name: str
    given_on: date
    status: str = "completed"
    cvx: str = ""

    @property
    def place(self) -> tuple[date, str, str]:
        """Sorts a list from the oldest to the newest, those of one day by name."""
        return self.given_on, folded(self.name), self.id


@dataclass(frozen=True)
class Chart:
    """What stands beside an open patient: lists, and when each was last reviewed."""

    patient: Patient
    allergies: tuple[Allergy, ...] = ()
    medications: tuple[Medication, ...] = ()
    immunizations: tuple[Immunization, ...] = ()
    no_known_allergies: bool = False
    reviewed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Age:
    """Completed years, months and days since birth."""

    years: int
    months: int
    days: int

    @property
    def words(self) -> str:
        """Days to four weeks, weeks to three months, months to two years, then years."""
        if self.days < 28:
            return f"{self.days} d"
        if self.months < 3:
            return f"{self.days // 7} wk"
        if self.months < 24:
            return f"{self.months} mo"
        return f"{self.years} y"


def add_months(day: date, months: int) -> date:
    """The day on which that many months are complete.

    A day that the target month lacks completes on the first of the following month: somebody born
    on 29 February completes a year on 1 March in common years.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


def age_on(birth: date, today: date) -> Age:
    """Completed years, months and days; a day before birth counts as zero."""
    if today < birth:
        return Age(0, 0, 0)
    months = (today.year - birth.year) * 12 + today.month - birth.month
    if add_months(birth, months) > today:
        months -= 1
    return Age(months // 12, months, (today - birth) // timedelta(days=1))


_WITHOUT_STROKE = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "\u0131": "i",
        "ł": "l",
        "ø": "o",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
    }
)


def folded(text: str) -> str:
    """Letters and digits only, without case or accents: the key that names are searched by."""
    plain = text.casefold().translate(_WITHOUT_STROKE)
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in decomposed if char.isalnum())


_NEARLY = 0.85
"""Share of common letters from which two names count as nearly equal (default of this program)."""


def are_alike(one: Patient, other: Patient) -> bool:
    """True when two different patients could be taken for one another, by eye or by ear.

    Family names equal or nearly so, and given names nearly so, or sharing their first letter, or
    the same year of birth.
    """
    if one.id == other.id:
        return False
    if not _similar(folded(one.name.family), folded(other.name.family)):
        return False
    first, second = folded(one.name.given), folded(other.name.given)
    same_letter = first[:1] == second[:1]
    return same_letter or _similar(first, second) or one.birth_date.year == other.birth_date.year


def differences(one: Patient, other: Patient) -> tuple[tuple[str, str, str], ...]:
    """By what two patients can be told apart: what it is, of this one, of the other one."""
    first, *middle = one.name.given.split() or [""]
    second, *others_middle = other.name.given.split() or [""]
    pairs = (
        ("Family name", one.name.family, other.name.family),
        ("Given name", first, second),
        ("Middle name", " ".join(middle), " ".join(others_middle)),
        ("Birth date", day_words(one.birth_date), day_words(other.birth_date)),
        ("Record number", one.mrn, other.mrn),
        ("Sex", one.sex, other.sex),
    )
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def _similar(one: str, other: str) -> bool:
    """Equal or nearly so, or of one sound. Sorted: SequenceMatcher depends on the order."""
    first, second = sorted((one, other))
    if first == second or SequenceMatcher(None, first, second).ratio() >= _NEARLY:
        return True
    return bool(first) and sound_of(first) == sound_of(second)
