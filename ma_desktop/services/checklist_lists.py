"""The lists in force: those that ship, and what the clinic's managers made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation

from ma_desktop.catalog.checklists import demand_sound, list_body, list_of, shipped_lists
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.checklist import Checklist, Equipment, Product
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.staff import Right
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.desk import ContentVersion
from ma_desktop.storage.rows import conflict
from ma_desktop.storage.store import UnitOfWork

KIND = "checklist"
PRODUCT = "disinfectant"
_LONGEST_CONTACT = Decimal(120)


@dataclass(frozen=True)
class Edition:
    """One version of a list, and who wrote it when (UTC) and why; shipped ones have neither."""

    checklist: Checklist
    by: str = ""
    at: datetime | None = None
    note: str = ""


def lists_in_force(uow: UnitOfWork) -> dict[str, Checklist]:
    """Each list in the version that is in force, retired ones too."""
    own = {row.id: list_of(row.body) for row in uow.contents.in_force(KIND)}
    return shipped_lists().lists | own


def lists(clinic: Clinic) -> dict[str, Checklist]:
    """`lists_in_force`, by itself."""
    with clinic.look() as uow:
        return lists_in_force(uow)


def editions(clinic: Clinic, checklist_id: str) -> tuple[Edition, ...]:
    """All versions of a list, the shipped one first."""
    with clinic.look() as uow:
        own = uow.contents.versions(KIND, checklist_id)
    shipped = shipped_lists().lists.get(checklist_id)
    made = [Edition(list_of(row.body), row.by, row.at, row.note) for row in own]
    return (*((Edition(shipped),) if shipped else ()), *made)


def save_list(clinic: Clinic, changed: Checklist, based_on: int, note: str) -> tuple[int, Changes]:
    """Store a list as its next version, which is returned; runs under way keep theirs.

    `based_on` is the version that was changed. Raises Refused for a list that can't be done or
    without a word on why, Conflict when somebody changed it meanwhile, NotAllowed.
    """
    if not note.strip():
        raise Refused("A change needs a reason.", do="Say what was changed and why.")
    with clinic.work(Right.MANAGE_LISTS) as uow:
        known = lists_in_force(uow)
        before = known.get(changed.id)
        version = based_on + 1
        if before is not None and before.version != based_on:
            raise conflict()
        new = replace(changed, version=version)
        demand_sound(new, shipped_lists().vocabulary(known))
        row = ContentVersion(
            KIND,
            new.id,
            version,
            list_body(new),
            clinic.now(),
            clinic.actor.user_name,
            note.strip(),
        )
        uow.contents.add(row)
        uow.audit.write("checklist changed", record=new.id, reason=f"version {version}: {row.note}")
    return version, Changes.of(board=True, rooms=True)


def products(uow: UnitOfWork) -> dict[str, Product]:
    """Disinfectants by id: the clinic's own first, then the shipped ones that it did not change.

    Those that the clinic retired are left out.
    """
    rows = {row.id: json.loads(row.body) for row in uow.contents.in_force(PRODUCT)}
    own = (_product(body) for body in rows.values() if not body.get("retired"))
    shipped = (item for item in shipped_lists().disinfectants if item.id not in rows)
    return {item.id: item for item in (*own, *shipped)}


def disinfectants(clinic: Clinic) -> tuple[Product, ...]:
    """The clinic's disinfectants with their contact times."""
    with clinic.look() as uow:
        return tuple(products(uow).values())


def save_disinfectant(
    clinic: Clinic, name: str, minutes: str, epa: str, product_id: str = ""
) -> Changes:
    """A product with the contact time of its label, in minutes; with an id, that one changed.

    Timers that run keep their time. Raises Refused, NotAllowed.
    """
    try:
        length = Decimal(minutes.strip().replace(",", "."))
    except InvalidOperation:
        raise Refused("The contact time is not a number.", do="Type minutes, as 4.") from None
    if not name.strip() or not Decimal() < length <= _LONGEST_CONTACT:
        raise Refused("Name and contact time are needed.", do="Type both from the label.")
    made = Product(product_id or new_id(), name.strip(), length, epa.strip(), "label")
    words = f"disinfectant {'changed' if product_id else 'added'}"
    return _put_product(clinic, made, words, f"{length} minutes", retired=False)


def retire_disinfectant(clinic: Clinic, product: Product) -> Changes:
    """Nobody chooses it any more. Raises Refused for the last one, NotAllowed."""
    if len(disinfectants(clinic)) <= 1:
        raise Refused("Rooms need one disinfectant.", do="Add the new one first.")
    return _put_product(clinic, product, "disinfectant retired", product.name, retired=True)


def _put_product(
    clinic: Clinic, item: Product, action: str, reason: str, *, retired: bool
) -> Changes:
    body = json.dumps(asdict(item) | {"minutes": str(item.minutes), "retired": retired})
    with clinic.work(Right.MANAGE_LISTS) as uow:
        number = len(uow.contents.versions(PRODUCT, item.id)) + 1
        uow.contents.add(
            ContentVersion(PRODUCT, item.id, number, body, clinic.now(), clinic.actor.user_name)
        )
        uow.audit.write(action, record=item.id, reason=reason)
    return Changes.of(rooms=True)


def equipment(clinic: Clinic) -> tuple[Equipment, ...]:
    """All things with logs, those no longer in use too."""
    with clinic.look() as uow:
        return uow.equipment.all()


def add_equipment(clinic: Clinic, kind: str, name: str, place: str) -> tuple[str, Changes]:
    """A thing whose logs begin now; returns its id. Raises Refused for a missing or taken name."""
    if kind not in shipped_lists().kinds or not name.strip():
        raise Refused("Kind and name are needed.", do="Choose a kind and type a name.")
    with clinic.work(Right.MANAGE_LISTS) as uow:
        if any(one.name.casefold() == name.strip().casefold() for one in uow.equipment.all()):
            raise Refused("This name is taken.", do="Give each thing a name of its own.")
        made = Equipment(new_id(), kind, name.strip(), place.strip(), clinic.now())
        uow.equipment.add(made)
        uow.audit.write("equipment added", record=made.id, reason=kind)
    return made.id, Changes.of(board=True, rooms=True)


def rename_equipment(clinic: Clinic, known: Equipment, name: str, place: str) -> Changes:
    """Another name or place; its logs go on. Raises Refused for a name that is taken, Conflict."""
    if not name.strip():
        raise Refused("A name is needed.", do="Type it.")
    with clinic.work(Right.MANAGE_LISTS) as uow:
        others = (one for one in uow.equipment.all() if one.id != known.id)
        if any(one.name.casefold() == name.strip().casefold() for one in others):
            raise Refused("This name is taken.", do="Give each thing a name of its own.")
        uow.equipment.update(replace(known, name=name.strip(), place=place.strip()))
        uow.audit.write("equipment renamed", record=known.id, reason=known.name)
    return Changes.of(board=True, rooms=True)


def retire_equipment(clinic: Clinic, equipment_id: str, version: int) -> Changes:
    """Its logs stay and are due no more. Raises Refused when unknown, Conflict."""
    with clinic.work(Right.MANAGE_LISTS) as uow:
        found = uow.equipment.get(equipment_id)
        if found is None:
            raise Refused("This is not known.", do="Look at the list again.")
        uow.equipment.update(replace(found, active=False, version=version))
        uow.audit.write("equipment retired", record=equipment_id)
    return Changes.of(board=True, rooms=True)


def _product(raw: Mapping[str, str]) -> Product:
    return Product(raw["id"], raw["name"], Decimal(raw["minutes"]), raw["epa"], raw["source"])
