"""What the Sterilization screen shows, read at one moment in the background."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ma_desktop.domain.recall import Recall
from ma_desktop.domain.sterilization import InstrumentSet, Sterilizer
from ma_desktop.services import instruments, loads, packs, recalls, sterilizers
from ma_desktop.services.clinic import Clinic, staff
from ma_desktop.services.instruments import InstrumentLine
from ma_desktop.services.loads import LoadView
from ma_desktop.services.packs import StockLine
from ma_desktop.services.recalls import RecallView
from ma_desktop.services.sterilization_due import Waiting, read_waiting

_SOON = timedelta(days=30)


@dataclass(frozen=True)
class SterilizeView:
    """`open_recalls` stand with their packs and the people exposed; `people` are names by user."""

    today: date
    loads: tuple[LoadView, ...]
    waiting: Waiting
    stock: tuple[StockLine, ...]
    packed: tuple[StockLine, ...]
    sets: tuple[InstrumentSet, ...]
    instruments: tuple[InstrumentLine, ...]
    sterilizers: tuple[Sterilizer, ...]
    recalls: tuple[Recall, ...]
    open_recalls: tuple[RecallView, ...]
    people: dict[str, str]

    @property
    def expiring(self) -> int:
        """Packs in stock that expire within 30 days."""
        last = self.today + _SOON
        return sum(
            line.pack.expires_on is not None and line.pack.expires_on <= last for line in self.stock
        )

    def load(self, load_id: str) -> LoadView | None:
        return next((view for view in self.loads if view.load.id == load_id), None)


def read_view(clinic: Clinic, *, arriving: bool) -> SterilizeView:
    """All of it; somebody who comes to the screen looks at open recalls, which is audited."""
    every = recalls.recalls(clinic)
    open_ids = [item.id for item in every if item.closed_at is None]
    look = recalls.view if arriving else recalls.refresh
    with clinic.look() as uow:
        waiting = read_waiting(clinic, uow)
    return SterilizeView(
        clinic.local(clinic.now()).date(),
        loads.recent(clinic),
        waiting,
        packs.stock(clinic),
        packs.waiting(clinic),
        packs.sets(clinic),
        instruments.instruments(clinic),
        sterilizers.sterilizers(clinic),
        every,
        tuple(look(clinic, recall_id) for recall_id in open_ids),
        {person.user_name: person.display_name for person in staff(clinic)},
    )
