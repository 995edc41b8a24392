"""Sterilization of the made-up clinic: loads of the last days, one of them recalled."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.instrument import Instrument, InstrumentEvent, InstrumentState
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import (
    Indicator,
    IndicatorResult,
    InstrumentSet,
    Load,
    LoadState,
    Pack,
    PackState,
    Sterilizer,
    load_number,
    pack_number,
)
from ma_desktop.runtime.paths import resource
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.recalls import open_recall
from ma_desktop.services.timers import Where, begin
from ma_desktop.storage.store import UnitOfWork

_CYCLE = timedelta(minutes=42)
_INCUBATION = timedelta(hours=24)
_LOT = "BI-2291"


def fill_sterilization(clinic: Clinic, patients: Mapping[str, str]) -> None:
    """Everything in one transaction; `patients` are ids by record number."""
    content = tomllib.loads(resource("demo/sterilization.toml").read_text(encoding="utf-8"))
    with clinic.work(Right.STERILIZE) as uow:
        filler = _Filler(clinic, uow, {}, {})
        filler.places(content)
        for entry in content["loads"]:
            filler.load(entry, patients)
        for entry in content["waiting"]:
            for _ in range(entry["count"]):
                filler.pack(entry["set"], clinic.now() - timedelta(minutes=50))
        uow.audit.write("made-up sterilization filled in")


@dataclass(frozen=True)
class _Filler:
    clinic: Clinic
    uow: UnitOfWork
    sterilizers: dict[str, Sterilizer]
    sets: dict[str, InstrumentSet]

    @property
    def user(self) -> str:
        return self.clinic.actor.user_name

    def places(self, content: dict[str, Any]) -> None:
        """Sterilizers, sets and trays."""
        now = self.clinic.now()
        for entry in content["sterilizers"]:
            cycles = sterilization_content().cycles_for(entry["kind"])
            ids = tuple(cycle.id for cycle in cycles if cycle.allowed)
            made = Sterilizer(new_id(), cycles=ids, **entry)
            self.uow.sterilization.add_sterilizer(made)
            self.sterilizers[made.code] = made
        for entry in content["sets"]:
            new = InstrumentSet(new_id(), entry["name"], tuple(entry["contents"].items()))
            self.uow.sterilization.add_set(new)
            self.sets[new.name] = new
        for entry in content["trays"]:
            state, since = InstrumentState(entry["state"]), now - timedelta(minutes=35)
            set_id = self.sets[entry["set"]].id
            tray = Instrument(new_id(), entry["name"], set_id, state, since, self.user)
            self.uow.instruments.add(tray)
            self.uow.instruments.note(InstrumentEvent(tray.id, state, since, self.user))

    def pack(self, name: str, at: datetime, expires: timedelta | None = None) -> Pack:
        """A pack that was made at a moment."""
        last = self.clinic.local(at + expires).date() if expires else None
        number = pack_number(self.uow.sterilization.next_pack_number())
        made = Pack(new_id(), number, self.sets[name].id, self.user, at, expires_on=last)
        self.uow.sterilization.add_pack(made)
        self.uow.sterilization.note(made, "packed", at, self.user)
        return made

    def load(self, entry: dict[str, Any], patients: Mapping[str, str]) -> None:
        """A load that ended, with its indicators; released unless it waits for a biological."""
        at = self.clinic.now() - timedelta(hours=entry["hours"])
        sterilizer, day = self.sterilizers[entry["code"]], self.clinic.local(at).date()
        sequence = self.uow.sterilization.next_sequence(sterilizer.id)
        numbers = {load.number for load in self.uow.sterilization.loads_of(sterilizer.id)}
        run = 1 + sum(load_number(sterilizer.code, day, n) in numbers for n in range(1, 9))
        waits = entry.get("biological") == "pending"
        cycle = sterilization_content().cycles[entry["cycle"]]
        temp, exposure, dry = (Decimal(text) for text in entry["values"])
        ended = at + _CYCLE
        made = Load(
            new_id(),
            load_number(sterilizer.code, day, run),
            sterilizer.id,
            sequence,
            cycle.id,
            self.user,
            at,
            ended_at=ended,
            temp_c=temp,
            exposure_min=exposure,
            dry_min=dry,
            test=cycle.test_only,
            state=LoadState.WAITING if waits else LoadState.RELEASED,
            released_by="" if waits else self.user,
            released_at=None if waits else ended,
        )
        self.uow.sterilization.add_load(made)
        inside = self._fill(made, entry, PackState.LOADED if waits else PackState.STERILE)
        self._results(made, cycle.test_only, entry.get("biological", ""))
        self._used(inside, entry.get("used_on", ()), patients, ended)
        if entry.get("biological") == "positive":
            open_recall(self.clinic, self.uow, made, "Biological indicator positive")
            self._recover(entry["recovered"])

    def _fill(self, load: Load, entry: dict[str, Any], state: PackState) -> list[Pack]:
        packs, days = [], entry.get("expires_in_days")
        for name, count in entry.get("packs", {}).items():
            for _ in range(count):
                life = timedelta(hours=entry["hours"], days=days) if days else None
                packed = self.pack(name, load.started_at - timedelta(minutes=30), life)
                inside = replace(packed, load_id=load.id, state=state)
                self.uow.sterilization.update_pack(inside)
                self.uow.sterilization.note(inside, "loaded", load.started_at, self.user)
                packs.append(replace(inside, version=inside.version + 1))
        return packs

    def _results(self, load: Load, test: bool, biological: str) -> None:
        at = load.ended_at or load.started_at
        chemical = (Indicator.BOWIE_DICK,) if test else (Indicator.EXTERNAL, Indicator.INTERNAL)
        for kind in chemical:
            self.uow.sterilization.add_result(
                IndicatorResult(new_id(), load.id, kind, True, at, self.user, "CI5-0417")
            )
        if not biological:
            return
        pending = IndicatorResult(
            new_id(), load.id, Indicator.BIOLOGICAL, None, at, self.user, _LOT, _LOT,
            due_at=at + _INCUBATION,
        )  # fmt: skip
        self.uow.sterilization.add_result(pending)
        if biological == "pending":
            length = at + _INCUBATION - self.clinic.now()
            where = Where(subject=pending.id, screen="sterilize")
            begin(self.clinic, self.uow, "bi-read", f"Read biological {load.number}", length, where)
            return
        read = replace(
            pending,
            id=new_id(),
            passed=biological == "negative",
            control_grew=True,
            at=at + _INCUBATION,
            supersedes=pending.id,
        )
        self.uow.sterilization.add_result(read)

    def _used(
        self, inside: list[Pack], mrns: list[str], patients: Mapping[str, str], at: datetime
    ) -> None:
        for number, mrn in enumerate(mrns):
            used = replace(inside[number], state=PackState.USED)
            self.uow.sterilization.update_pack(used)
            moment = at + timedelta(hours=1 + number)
            self.uow.sterilization.note(
                used, "used", moment, self.user, patient_id=patients.get(mrn, "")
            )

    def _recover(self, count: int) -> None:
        """Some of the recalled packs were found already."""
        for pack in self.uow.sterilization.packs_in((PackState.RECALLED,))[:count]:
            self.uow.sterilization.update_pack(replace(pack, state=PackState.RECOVERED))
            self.uow.sterilization.note(pack, "recovered", self.clinic.now(), self.user)
