"""A FHIR element and where it stands, so that each refusal names its place and no data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ma_desktop.domain.errors import Refused
from ma_desktop.exchange.plain_text import TEXT_LENGTH, clean
from ma_desktop.exchange.strict_json import Json

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
CVX = "http://hl7.org/fhir/sid/cvx"


def malformed(place: str, expected: str) -> Refused:
    return Refused(
        f"The bundle is not valid FHIR: {expected} was expected at {place}.",
        do="Export it again and import the new file.",
    )


@dataclass(frozen=True, slots=True)
class Coding:
    """One code with its system and the words beside it."""

    system: str
    code: str
    display: str


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON object of the bundle. Fields that are missing, null or empty read as empty.

    Each method raises Refused when a field has another type than FHIR gives it, and Unfit when a
    text can't be taken.
    """

    value: dict[str, Json]
    place: str

    @classmethod
    def of(cls, value: Json, place: str) -> Node:
        if not isinstance(value, dict):
            raise malformed(place, "an object")
        return cls(value, place)

    def has(self, key: str) -> bool:
        return self.value.get(key) not in (None, "", [], {})

    def raw(self, key: str) -> str:
        """The text as it stands, unchecked: for look-ups, never for keeping."""
        value = self.value.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise malformed(f"{self.place}.{key}", "a text")
        return value

    def text(self, key: str, limit: int = TEXT_LENGTH) -> str:
        return clean(self.raw(key), limit)

    def texts(self, key: str, limit: int = TEXT_LENGTH) -> tuple[str, ...]:
        items = self._list(key)
        if not all(item is None or isinstance(item, str) for item in items):
            raise malformed(f"{self.place}.{key}", "a list of texts")
        cleaned = (clean(item, limit) for item in items if isinstance(item, str))
        return tuple(item for item in cleaned if item)

    def flag(self, key: str) -> bool | None:
        value = self.value.get(key)
        if value is not None and not isinstance(value, bool):
            raise malformed(f"{self.place}.{key}", "true or false")
        return value

    def number(self, key: str) -> Decimal | None:
        value = self.value.get(key)
        if value is not None and not isinstance(value, Decimal):
            raise malformed(f"{self.place}.{key}", "a number")
        return value

    def node(self, key: str) -> Node | None:
        value = self.value.get(key)
        return None if value is None else Node.of(value, f"{self.place}.{key}")

    def nodes(self, key: str) -> tuple[Node, ...]:
        items = self._list(key)
        return tuple(Node.of(item, f"{self.place}.{key}[{i}]") for i, item in enumerate(items))

    def codings(self, key: str) -> tuple[Coding, ...]:
        """The codings of the CodeableConcept `key`."""
        concept = self.node(key)
        return () if concept is None else concept.own_codings()

    def own_codings(self) -> tuple[Coding, ...]:
        return tuple(
            Coding(item.text("system"), item.text("code"), item.text("display"))
            for item in self.nodes("coding")
        )

    def words(self, key: str) -> str:
        """What the CodeableConcept `key` says to a person: its text, else its first display."""
        concept = self.node(key)
        return "" if concept is None else concept.own_words()

    def own_words(self) -> str:
        said = (coding.display for coding in self.own_codings() if coding.display)
        return self.text("text") or next(said, "")

    def code(self, key: str, system: str) -> str:
        """The first code of `system` in the CodeableConcept `key`."""
        found = (item.code for item in self.codings(key) if item.system == system and item.code)
        return next(found, "")

    def holds_key(self, key: str) -> bool:
        """True when `key` stands, not empty, here or anywhere below."""
        waiting: list[Json] = [self.value]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                if value.get(key):
                    return True
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value
        return False

    def _list(self, key: str) -> list[Json]:
        value = self.value.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise malformed(f"{self.place}.{key}", "a list")
        return value
