"""Key files that are forged, damaged, moved or full open nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from ma_desktop.domain.errors import IntegrityFailure, NotAllowed, Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.storage import keys
from ma_desktop.storage.header import Header, decode, encode
from ma_desktop.storage.keys import KdfCost, Slot, make_slot, open_slot, reseal
from tests.storage.conftest import CHEAP, PASSPHRASE, USER, Kit

OTHER = "seven purple kayaks adrift"


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 64 * 1024 - 1},
        {"memory_kib": 1024 * 1024 + 1},
        {"memory_kib": -1},
        {"memory_kib": 70_000.5},
        {"memory_kib": "70000"},
        {"memory_kib": None},
        {"passes": 0},
        {"passes": 17},
        {"passes": True},
        {"lanes": 0},
        {"lanes": 9},
        {"lanes": 2.0},
    ],
)
def test_hostile_costs_are_refused(
    kit: Kit, cost: dict[str, object], derivations: list[int]
) -> None:
    slot = kit.opened.slot.to_json()
    slot["cost"].update(cost)
    with pytest.raises((IntegrityFailure, TypeError)):
        Slot.from_json(slot)
    forge(kit, lambda body: first(body).update(cost=slot["cost"]))
    with pytest.raises(IntegrityFailure, match="damaged"):
        kit.vault.open(USER, PASSPHRASE)
    assert derivations == []


def test_the_bounds_themselves_are_allowed() -> None:
    assert KdfCost(64 * 1024, 1, 1).passes == 1
    assert KdfCost(1024 * 1024, 16, 8).lanes == 8
    assert KdfCost() == KdfCost(256 * 1024, 3, 2)


def forge(kit: Kit, change: Callable[[dict[str, object]], object]) -> None:
    """Change the key file as somebody does who knows its format, and remove the backup copy."""
    body = json.loads(kit.file.path.read_bytes())
    body.pop("sum")
    change(body)
    plain = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    body["sum"] = hashlib.sha256(plain).hexdigest()
    kit.file.path.write_bytes(json.dumps(body, sort_keys=True, separators=(",", ":")).encode())
    kit.file.backup.unlink()


HOSTILE: dict[str, Callable[[dict[str, object]], object]] = {
    "generation text": lambda body: body.update(generation="1"),
    "generation true": lambda body: body.update(generation=True),
    "generation none": lambda body: body.update(generation=None),
    "format 2": lambda body: body.update(format=2),
    "mac number": lambda body: body.update(mac=1),
    "no slots": lambda body: body.pop("slots"),
    "slots number": lambda body: body.update(slots=7),
    "slot text": lambda body: body.update(slots=["x"]),
    "name number": lambda body: first(body).update(user_name=5),
    "more fields": lambda body: first(body).update(extra="x"),
    "field missing": lambda body: first(body).pop("salt"),
    "salt not base64": lambda body: first(body).update(salt="***"),
    "salt not ascii": lambda body: first(body).update(salt="é" * 20),
    "salt short": lambda body: first(body).update(salt="AAAA"),
    "private short": lambda body: first(body).update(private_key="AAAA"),
    "root short": lambda body: first(body).update(root=""),
    "more at the top": lambda body: body.update(extra=1),
    "clinic number": lambda body: body.update(clinic_name=1),
}


def slots(body: dict[str, object]) -> list[dict[str, object]]:
    found = body["slots"]
    assert isinstance(found, list)
    return found


def first(body: dict[str, object]) -> dict[str, object]:
    return slots(body)[0]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_key_file_of_another_shape_is_refused(kit: Kit, name: str) -> None:
    forge(kit, HOSTILE[name])
    with pytest.raises(IntegrityFailure, match="damaged"):
        kit.vault.open(USER, PASSPHRASE)


FORGED: dict[str, Callable[[dict[str, object]], object]] = {
    "another name": lambda body: first(body).update(display_name="Dr. Evil"),
    "another user": lambda body: first(body).update(user_name="chen"),
    "another clinic": lambda body: body.update(clinic_name="Elm Street"),
    "a later generation": lambda body: body.update(generation=2**70),
    "no mac": lambda body: body.update(mac=""),
    "a mac that is no text of ours": lambda body: body.update(mac="é"),
    "one slot less": lambda body: slots(body).pop(),
    "a slot twice": lambda body: slots(body).append(first(body)),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_key_file_opens_nothing(kit: Kit, name: str) -> None:
    forge(kit, FORGED[name])
    user = "chen" if name == "another user" else USER
    with pytest.raises(IntegrityFailure, match="something other than this program"):
        kit.vault.open(user, PASSPHRASE)


def test_a_slot_can_not_move_to_another_store(kit: Kit) -> None:
    with pytest.raises(NotAllowed):
        open_slot(kit.opened.slot, new_id(), PASSPHRASE)
    forge(kit, lambda body: body.update(database_id=new_id()))
    with pytest.raises(NotAllowed):
        kit.vault.open(USER, PASSPHRASE)


def test_a_slot_can_not_move_to_another_person(kit: Kit) -> None:
    opened = kit.vault.add_user(kit.opened, "chen", "Wei Chen", OTHER)
    mine, theirs = opened.header.slot_for(USER), opened.header.slot_for("chen")
    assert mine is not None
    assert theirs is not None
    database_id = opened.header.database_id
    with pytest.raises(NotAllowed):
        open_slot(replace(theirs, id=mine.id), database_id, OTHER)
    mixed = replace(mine, root=theirs.root)
    with pytest.raises(IntegrityFailure, match="slot is damaged"):
        open_slot(mixed, database_id, PASSPHRASE)


def test_a_root_key_of_no_meaning_is_noticed(kit: Kit) -> None:
    for field in ("AAAA" * 8, "AAAA" * 40):
        broken = replace(kit.opened.slot, root=field)
        with pytest.raises(IntegrityFailure, match="slot is damaged"):
            open_slot(broken, kit.opened.header.database_id, PASSPHRASE)


def test_another_root_key_needs_no_passphrase(kit: Kit) -> None:
    header = kit.opened.header
    fresh = keys.new_root()
    slots = [reseal(slot, fresh, header.database_id) for slot in header.slots]
    assert open_slot(slots[0], header.database_id, PASSPHRASE) == (fresh, b"")
    assert open_slot(slots[1], header.database_id, kit.code.replace("-", "")) == (fresh, b"")


def test_the_slots_of_two_stores_differ_in_all(kit: Kit) -> None:
    again = make_slot(
        kit.opened.root,
        kit.opened.header.database_id,
        slot_id=kit.opened.slot.id,
        kind="user",
        user_name=USER,
        display_name="J. Rivera",
        secret=PASSPHRASE,
        cost=CHEAP,
    )
    for name in ("salt", "public_key", "private_key", "root"):
        assert getattr(again, name) != getattr(kit.opened.slot, name)


def test_a_full_key_file_is_refused_before_it_locks_everybody_out(kit: Kit) -> None:
    slots = kit.opened.header.slots * 400
    before = kit.file.path.read_bytes()
    with pytest.raises(Refused, match="key file is full"):
        kit.file.save(replace(kit.opened.header, slots=slots))
    assert kit.file.path.read_bytes() == before


def test_two_hundred_people_fit(kit: Kit) -> None:
    header = replace(kit.opened.header, slots=kit.opened.header.slots * 100)
    kit.file.save(header)
    assert kit.file.load() == header


def test_a_header_reads_back(kit: Kit) -> None:
    named = Header("id", "Clínica “Ñuñoa” 𠮷", 7, kit.opened.header.slots, "ab")
    assert decode(encode(named)) == named
