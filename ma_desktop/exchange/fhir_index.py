"""The resources of a bundle, and which one a reference means."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl

from ma_desktop.domain.errors import Refused
from ma_desktop.exchange.fhir_node import Node, malformed
from ma_desktop.exchange.fhir_types import shown_type
from ma_desktop.exchange.incoming import Tally

MAX_ENTRIES = 200_000
_TYPES = frozenset({"transaction", "batch", "collection", "searchset"})
_STORED_BY = frozenset({"", "POST", "PUT"})
_ID = re.compile(r"[!-~]{1,200}")
_BY_URL = re.compile(r"(.*/)?([A-Za-z]{1,64}/[!-~]{1,200})")
_IDENTIFIED = frozenset(
    {"Patient", "Practitioner", "PractitionerRole", "Encounter", "Appointment", "Medication"}
)
# What differs between two exports of one fact when the exporter gives no ids.
_NOT_CONTENT = frozenset({"id", "meta", "text", "subject", "patient", "encounter", "context"})


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource with its type, its id (may be empty) and the address of its entry."""

    type: str
    id: str
    address: str
    node: Node

    @property
    def shown(self) -> str:
        return shown_type(self.type)

    @property
    def key(self) -> str:
        """What tells it from others of its type: its id, else a digest of what it says."""
        if self.id:
            return self.id
        content = {key: value for key, value in self.node.value.items() if key not in _NOT_CONTENT}
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


class Index:
    """The resources of one bundle, found by type and by reference."""

    def __init__(self, bundle: Node, tally: Tally) -> None:
        entries = bundle.nodes("entry")
        if len(entries) > MAX_ENTRIES:
            raise Refused(
                f"The bundle holds more than {MAX_ENTRIES} entries.",
                do="Split the export into smaller files.",
            )
        self.resources: list[Resource] = []
        self._by_id: dict[tuple[str, str], Resource] = {}
        self._by_address: dict[str, Resource] = {}
        for entry in entries:
            resource = _resource(entry, tally)
            if resource is not None:
                self._add(resource, tally)

    def _add(self, resource: Resource, tally: Tally) -> None:
        """Keep a resource once. Raises Refused when its id or address has other content too."""
        earlier = [
            known
            for known in (
                self._by_id.get((resource.type, resource.id)),
                self._by_address.get(resource.address),
            )
            if known is not None
        ]
        if any(known.node.value != resource.node.value for known in earlier):
            raise Refused(
                f"{resource.node.place} has the id of another entry with other content.",
                do="Export the bundle again and import the new file.",
            )
        if earlier:
            tally.add(resource.shown, "stands twice in the file")
        else:
            self.resources.append(resource)
        kept = earlier[0] if earlier else resource
        if resource.id:
            self._by_id[resource.type, resource.id] = kept
        if resource.address:
            self._by_address[resource.address] = kept

    def of_type(self, resource_type: str) -> Iterator[Resource]:
        return (one for one in self.resources if one.type == resource_type)

    def resolve(self, reference: Node | None, source: Resource) -> Resource | None:
        """The resource of this bundle that `reference` (a Reference in `source`) means, or None."""
        if reference is None:
            return None
        target = reference.raw("reference")
        if target.startswith("#"):
            return _contained(source, target[1:])
        if target:
            found = self._addressed(target, source)
            return None if found is None or _contradicts(reference, found) else found
        identifier = reference.node("identifier")
        if identifier is None:
            return None
        kind = reference.raw("type").rpartition("/")[2]
        return self._identified(kind, identifier.raw("system"), identifier.raw("value"))

    def _addressed(self, target: str, source: Resource) -> Resource | None:
        plain = target.partition("/_history/")[0]
        if plain in self._by_address:
            return self._by_address[plain]
        kind, question, query = target.partition("?")
        if question:
            return self._conditional(kind, query)
        match = _BY_URL.fullmatch(plain)
        if not match or match[1]:
            # An address of another server: its ids are not the ids of this file.
            return None
        base = _base(source.address)
        if base and base + plain in self._by_address:
            return self._by_address[base + plain]
        kind, _, key = plain.partition("/")
        found = self._by_id.get((kind, key))
        elsewhere = found is not None and base and _base(found.address) not in ("", base)
        return None if elsewhere else found

    def _conditional(self, kind: str, query: str) -> Resource | None:
        try:
            terms = parse_qsl(query, strict_parsing=True, max_num_fields=2)
        except ValueError:
            return None
        if len(terms) != 1 or terms[0][0] != "identifier":
            return None
        system, bar, value = terms[0][1].rpartition("|")
        return self._identified(kind, system if bar else "*", value)

    def _identified(self, kind: str, system: str, value: str) -> Resource | None:
        found = self._by_identifier.get((kind, system, value), [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def _by_identifier(self) -> dict[tuple[str, str, str], list[Resource]]:
        found: dict[tuple[str, str, str], list[Resource]] = defaultdict(list)
        for one in self.resources:
            if one.type not in _IDENTIFIED:
                continue
            pairs = {(i.raw("system"), i.raw("value")) for i in one.node.nodes("identifier")}
            for system, value in pairs:
                found[one.type, system, value].append(one)
            for value in {value for _, value in pairs}:
                found[one.type, "*", value].append(one)
        return found


def _resource(entry: Node, tally: Tally) -> Resource | None:
    node, request = entry.node("resource"), entry.node("request")
    if node is None:
        tally.add("Other", "an entry without a resource")
        return None
    kind = node.raw("resourceType")
    if not kind:
        raise malformed(f"{node.place}.resourceType", "the name of a resource")
    if request is not None and request.raw("method") not in _STORED_BY:
        tally.add(shown_type(kind), "the file does not ask to store it")
        return None
    key = node.raw("id")
    if key and not _ID.fullmatch(key):
        raise malformed(f"{node.place}.id", "an id")
    return Resource(kind, key, entry.raw("fullUrl"), node)


def _contradicts(reference: Node, found: Resource) -> bool:
    """True when type or identifier beside an address say that somebody else is meant."""
    kind, identifier = reference.raw("type").rpartition("/")[2], reference.node("identifier")
    if kind and kind != found.type:
        return True
    if identifier is None:
        return False
    system, value = identifier.raw("system"), identifier.raw("value")
    known = {i.raw("value") for i in found.node.nodes("identifier") if i.raw("system") == system}
    return bool(known) and value not in known


def _contained(source: Resource, key: str) -> Resource | None:
    found = (one for one in source.node.nodes("contained") if key and one.raw("id") == key)
    node = next(found, None)
    return None if node is None else Resource(node.raw("resourceType"), key, "", node)


def _base(address: str) -> str:
    """`http://server/fhir/` of an address on a server, else an empty string."""
    match = _BY_URL.fullmatch(address)
    return match[1] if match and match[1] and address.startswith(("http:", "https:")) else ""


def open_bundle(value: Node) -> None:
    """Raise Refused unless `value` is a bundle whose entries are facts to take."""
    kind = value.raw("resourceType")
    if kind != "Bundle":
        named = shown_type(kind)
        raise Refused(
            f"The file holds a single FHIR resource ({named}), not a bundle."
            if kind
            else "The file is JSON but not FHIR: it has no resourceType.",
            do="Export the patient as a FHIR R4 bundle.",
        )
    if value.raw("type") not in _TYPES:
        raise Refused(
            "This type of bundle is not taken.",
            do="Export a bundle of type transaction, batch, collection or searchset.",
        )
    if value.has("implicitRules"):
        raise Refused(
            "The bundle follows rules of its own (implicitRules) that this program does not know.",
            do="Export it as plain FHIR R4.",
        )
