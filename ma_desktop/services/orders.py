"""Providers' orders: entered or imported, turned into the fewest containers of a visit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.order import PRIORITIES, LabOrder
from ma_desktop.domain.specimen import LabTest, Specimen
from ma_desktop.domain.staff import Right
from ma_desktop.domain.tube_plan import Planned, plan
from ma_desktop.domain.visit import Visit
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.rooming import demand_visit
from ma_desktop.services.timers import end_timers
from ma_desktop.storage.store import UnitOfWork


@dataclass(frozen=True)
class Draft:
    """An order as it is entered: `tests` are ids of the catalog, `provider` who gave it."""

    tests: tuple[str, ...]
    provider: str
    priority: str = "routine"
    note: str = ""


def place(
    clinic: Clinic, visit_id: str, draft: Draft, *, route: str = "vein", device: str = "straight"
) -> tuple[str, Changes]:
    """Record a provider's order in a visit and plan its containers; returns the order's id.

    Raises Refused without a provider or tests, for unknown ones, or when they can't be planned.
    """
    _check(clinic, draft)
    with clinic.work(Right.LABEL) as uow:
        visit = demand_visit(uow, visit_id)
        made = LabOrder(
            new_id(),
            visit.patient_id,
            draft.provider.strip(),
            draft.tests,
            clinic.now(),
            visit_id,
            draft.priority,
            draft.note.strip(),
            entered_by=clinic.actor.user_name,
        )
        uow.orders.add(made)
        uow.audit.write(
            "order entered", patient_id=visit.patient_id, visit_id=visit_id, record=made.id
        )
        fit(uow, clinic, visit, route, device)
    return made.id, _changes(visit)


def take_up(
    clinic: Clinic, order: LabOrder, visit_id: str, *, route: str = "vein", device: str = "straight"
) -> Changes:
    """Collect an order that came without a visit, in this one.

    Raises Refused for another patient's order, Conflict when somebody was faster.
    """
    with clinic.work(Right.LABEL) as uow:
        visit = demand_visit(uow, visit_id)
        if order.patient_id != visit.patient_id:
            raise Refused("This order is another patient's.", do="Go back to Orders.")
        uow.orders.update(replace(order, visit_id=visit_id))
        uow.audit.write(
            "order taken up", patient_id=visit.patient_id, visit_id=visit_id, record=order.id
        )
        fit(uow, clinic, visit, route, device)
    return _changes(visit)


def revoke(clinic: Clinic, order: LabOrder, reason: str) -> Changes:
    """The provider took the order back; what is not collected yet leaves the plan.

    Raises Refused without a reason, Conflict when somebody was faster.
    """
    if not reason.strip():
        raise Refused("Say why the order is taken back.", do="Choose or type a reason.")
    with clinic.work(Right.LABEL) as uow:
        uow.orders.update(replace(order, status="revoked"))
        uow.audit.write(
            "order revoked",
            patient_id=order.patient_id,
            visit_id=order.visit_id,
            record=order.id,
            reason=reason.strip(),
        )
        if not order.visit_id:
            return Changes.of(patient=order.patient_id, specimens=True)
        visit = demand_visit(uow, order.visit_id)
        fit(uow, clinic, visit)
    return _changes(visit)


def plan_again(clinic: Clinic, visit_id: str, *, route: str, device: str) -> Changes:
    """Plan what nobody labelled yet anew, for another route or device. Raises Refused."""
    with clinic.work(Right.LABEL) as uow:
        visit = demand_visit(uow, visit_id)
        fit(uow, clinic, visit, route, device)
        uow.audit.write(
            "collection planned",
            patient_id=visit.patient_id,
            visit_id=visit_id,
            reason=f"{route}, {device}",
        )
    return _changes(visit)


def of_patient(clinic: Clinic, visit_id: str) -> tuple[LabOrder, ...]:
    """All orders of the visit's patient, the newest first; the view is in the audit."""
    with clinic.work(Right.READ) as uow:
        visit = demand_visit(uow, visit_id)
        uow.audit.write("orders viewed", patient_id=visit.patient_id, visit_id=visit_id)
        return uow.orders.of_patient(visit.patient_id)


def _check(clinic: Clinic, draft: Draft) -> None:
    if not draft.provider.strip():
        raise Refused("An order needs the provider who gave it.", do="Choose or type the name.")
    if not draft.tests:
        raise Refused("An order needs at least one test.", do="Choose a test.")
    if any(key not in clinic.catalog.tests for key in draft.tests):
        raise Refused("This test is not in the catalog.", do="Choose one of the list.")
    if draft.priority not in PRIORITIES:
        raise Refused("This priority is not known.", do="Choose one of the list.")


def fit(
    uow: UnitOfWork, clinic: Clinic, visit: Visit, route: str = "vein", device: str = "straight"
) -> None:
    """Make the containers that nobody touched fit the active orders; numbers stay if possible."""
    orders = [
        item
        for item in uow.orders.of_patient(visit.patient_id)
        if item.visit_id == visit.id and item.status == "active"
    ]
    every = uow.orders.of_patient(visit.patient_id)
    ordered = {key for item in every if item.visit_id == visit.id for key in item.tests}
    found = [item for item in uow.specimens.of_visit(visit.id) if item.state != "void"]
    free = [item for item in found if _is_free(item, ordered)]
    taken = [item for item in found if item not in free and not item.replaces]
    tests = _missing(clinic, orders, taken)
    asked = _Asked(_providers(orders), _priorities(orders))
    for one in plan(tests, clinic.catalog.tubes, route=route, device=device):
        same = next((s for s in free if (s.tube, s.part) == (one.tube.id, one.part)), None)
        if same is not None:
            free.remove(same)
        _put(uow, clinic, visit, one, same, asked)
    for item in free:
        uow.specimens.update(replace(item, state="void", reason="not needed any more"))
        end_timers(uow, clinic, item.id, "not needed any more")


def _is_free(item: Specimen, ordered: set[str]) -> bool:
    """Nobody drew or labelled it, and it stems from orders."""
    untouched = item.state == "ordered" and not item.prints and not item.replaces
    return untouched and bool(item.tests) and set(item.tests) <= ordered


def _missing(
    clinic: Clinic, orders: Sequence[LabOrder], taken: Iterable[Specimen]
) -> list[LabTest]:
    """Ordered tests that no container holds yet; twice where each needs its own."""
    catalog = clinic.catalog.tests
    wanted = Counter(key for item in orders for key in item.tests if key in catalog)
    have = Counter(key for item in taken for key in item.tests)
    missing = []
    for key, count in wanted.items():
        test = catalog[key]
        times = count if not test.share else 1
        done = have[key] // max(1, len(test.pieces))
        missing += [test] * max(0, times - done)
    return missing


def _providers(orders: Sequence[LabOrder]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for item in orders:
        for key in item.tests:
            if item.provider not in found[key]:
                found[key].append(item.provider)
    return found


def _priorities(orders: Sequence[LabOrder]) -> dict[str, str]:
    """The most urgent priority of each test."""
    rank = list(PRIORITIES).index
    found: dict[str, str] = {}
    for item in orders:
        for key in item.tests:
            found[key] = max(found.get(key, "routine"), item.priority, key=rank)
    return found


@dataclass(frozen=True)
class _Asked:
    """By test: who ordered it, and how urgent it is."""

    providers: dict[str, list[str]]
    priorities: dict[str, str]

    def by(self, tests: Iterable[str]) -> str:
        return ", ".join(dict.fromkeys(name for key in tests for name in self.providers[key]))

    def details(self, tests: Iterable[str]) -> dict[str, str]:
        """The most urgent priority of these tests, for the label; nothing where it is routine."""
        most = max((self.priorities[key] for key in tests), key=list(PRIORITIES).index)
        return {} if most == "routine" else {"priority": most}


def _put(
    uow: UnitOfWork,
    clinic: Clinic,
    visit: Visit,
    one: Planned,
    same: Specimen | None,
    asked: _Asked,
) -> None:
    tests = tuple(test.id for test in one.tests)
    by, details = asked.by(tests), asked.details(tests)
    if same is not None:
        kept = {key: value for key, value in same.details.items() if key != "priority"}
        if "due" in kept and not any("timed" in test.care for test in one.tests):
            del kept["due"]
            end_timers(uow, clinic, same.id, "not timed any more")
        now = replace(same, tests=tests, ordered_by=by, details=kept | details)
        if now != same:
            uow.specimens.update(now)
        return
    new = Specimen(
        new_id(),
        uow.specimens.next_accession(clinic.local(clinic.now()).date()),
        visit.id,
        visit.patient_id,
        one.tube.id,
        tests,
        by,
        part=one.part,
        details=details,
    )
    uow.specimens.add(new)
    uow.audit.write(
        "specimen ordered", patient_id=visit.patient_id, visit_id=visit.id, record=new.id
    )


def _changes(visit: Visit) -> Changes:
    return Changes.of(patient=visit.patient_id, visit=visit.id, board=True, specimens=True)
