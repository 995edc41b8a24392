"""Reads `resources/checklists`: lists and logs, kinds of equipment, disinfectants, sources."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ma_desktop.catalog.folder import Folder
from ma_desktop.domain.checklist import Checklist, EquipmentKind, Product, Source
from ma_desktop.domain.checklist_lint import ListVocabulary, checklist_faults
from ma_desktop.domain.errors import Refused
from ma_desktop.runtime.paths import resource

DISINFECTANTS = "disinfectants"
_PLACE = "checklists"
_BESIDE_LISTS = frozenset({"sources", "equipment", DISINFECTANTS})


@dataclass(frozen=True)
class ShippedLists:
    """All that ships: lists by id, kinds of equipment by id, disinfectants, sources."""

    lists: dict[str, Checklist]
    kinds: dict[str, EquipmentKind]
    disinfectants: tuple[Product, ...]
    sources: dict[str, Source]

    def vocabulary(self, more: Iterable[str] = ()) -> ListVocabulary:
        """What a list may name; `more` are ids of lists of the clinic's own."""
        ids = {*self.lists, *more}
        return ListVocabulary(self.sources, self.kinds, {DISINFECTANTS}, ids)


@cache
def shipped_lists() -> ShippedLists:
    """The shipped lists, read when the first of them is needed: start-up does not wait for them."""
    return read_lists(resource())


def read_lists(root: Path) -> ShippedLists:
    """Read and check all lists below `root`.

    Raises IntegrityFailure that names file and key when anything is missing, misspelt or wrong.
    """
    folder = Folder(root)
    sources = folder.table(f"{_PLACE}/sources.toml", Source)
    kinds = folder.rows(f"{_PLACE}/equipment.toml", "kinds", EquipmentKind)
    products = folder.rows(f"{_PLACE}/{DISINFECTANTS}.toml", "products", Product)
    names = [name for name in folder.names(_PLACE) if Path(name).stem not in _BESIDE_LISTS]
    lists = {name: folder.whole(name, Checklist) for name in names}
    found = ShippedLists(
        {item.id: item for item in lists.values()},
        {kind.id: kind for kind in kinds},
        products,
        sources,
    )
    words = found.vocabulary()
    for name, item in lists.items():
        folder.demand(name, checklist_faults(item, words))
        if item.id != Path(name).stem:
            raise folder.failure(name, "id", "differs from the name of the file")
    for product in products:
        if product.minutes <= 0 or product.source not in sources:
            raise folder.failure(
                f"{_PLACE}/{DISINFECTANTS}.toml", product.id, "lacks time or source"
            )
    return found


def list_body(item: Checklist) -> str:
    """A list as JSON; equal lists give equal text. Empty keys are left out."""
    return json.dumps(_sparse(asdict(item)), sort_keys=True, ensure_ascii=False, default=_number)


@lru_cache(maxsize=256)
def list_of(body: str) -> Checklist:
    """The list that `list_body` wrote. Raises IntegrityFailure when it is none.

    Kept, as every run of a log has the same text and a list can't change.
    """
    raw = json.loads(body, parse_float=Decimal)
    return Folder(resource()).structure("a list of this clinic", raw, Checklist)


def demand_sound(item: Checklist, words: ListVocabulary) -> None:
    """Raise Refused with the first faults of a list that a person wrote."""
    faults = [f"{fault.where}: {fault.what}" for fault in checklist_faults(item, words)]
    if faults:
        raise Refused(f"{'; '.join(faults[:3])}.", do="Correct it and save again.")


def _sparse(value: Any) -> Any:
    """Without the keys that hold nothing; False stays, as not every default is False."""
    if isinstance(value, dict):
        return {k: _sparse(v) for k, v in value.items() if v is not None and v not in ("", ())}
    if isinstance(value, list | tuple):
        return [_sparse(one) for one in value]
    return value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
