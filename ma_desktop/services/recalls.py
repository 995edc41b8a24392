"""Recalls: a failed indicator puts every doubtful load aside and says who was exposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from ma_desktop.catalog.sterilization import sterilization_content
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.load_rules import is_proven, standing_results
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.recall import LoadProof, Recall, StepDone, last_proven, suspect_loads
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import (
    AIR_REMOVAL,
    Indicator,
    IndicatorResult,
    Load,
    LoadState,
    Pack,
    PackState,
    PackUse,
)
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.packs import demand_pack, demand_words
from ma_desktop.services.signing import signed_by
from ma_desktop.storage.sterilization import PackNote
from ma_desktop.storage.store import UnitOfWork

ON_SHELF = (PackState.LOADED, PackState.STERILE, PackState.QUARANTINE)
"""States of packs that a failed load makes doubtful; what was used stays on record as used."""


@dataclass(frozen=True)
class RecallView:
    """A recall with its loads, packs and the people exposed. `left` says what is still open.

    `retests` counts negative test cycles in a row, `air_tests` passed air-removal tests where the
    sterilizer needs them.
    """

    recall: Recall
    loads: tuple[Load, ...]
    packs: tuple[Pack, ...]
    uses: tuple[PackUse, ...]
    patients: Mapping[str, Patient]
    steps: tuple[StepDone, ...]
    retests: int
    air_tests: int | None
    left: tuple[str, ...]

    @property
    def outstanding(self) -> tuple[Pack, ...]:
        """Packs that are to be found on a shelf and set aside."""
        return tuple(item for item in self.packs if item.state is PackState.RECALLED)

    @property
    def recovered(self) -> tuple[Pack, ...]:
        """The packs that were found again."""
        return tuple(item for item in self.packs if item.state is PackState.RECOVERED)


def open_recall(clinic: Clinic, uow: UnitOfWork, load: Load, cause: str) -> Recall:
    """In the transaction of the failed result: recall the load and every doubtful one.

    The sterilizer goes out of service. A load that is in an open recall already joins it.
    """
    proofs = _proofs(uow, load.sterilizer_id)
    suspects = suspect_loads(proofs, load.id)
    known = next((item for item in uow.recalls.open() if load.id in item.load_ids), None)
    if known is None:
        back_to = last_proven(proofs, load.id)
        made = Recall(
            new_id(), load.id, cause, clinic.now(), clinic.actor.user_name, suspects, back_to
        )
        uow.recalls.add(made)
    else:
        joined = tuple(dict.fromkeys((*known.load_ids, *suspects)))
        made = replace(known, cause=f"{known.cause}; {cause}", load_ids=joined)
        uow.recalls.update(made)
    uow.sterilization.mark_loads([load.id], LoadState.FAILED)
    uow.sterilization.mark_loads([key for key in suspects if key != load.id], LoadState.RECALLED)
    event = PackNote("recalled", clinic.now(), clinic.actor.user_name, cause)
    uow.sterilization.move_packs(suspects, ON_SHELF, PackState.RECALLED, event)
    stop_sterilizer(uow, load.sterilizer_id)
    uow.audit.write("recall opened", record=made.id, reason=cause)
    return made


def recalls(clinic: Clinic) -> tuple[Recall, ...]:
    """All recalls, newest first."""
    with clinic.look() as uow:
        return uow.recalls.all()


def view(clinic: Clinic, recall_id: str) -> RecallView:
    """A recall with everything in it. The look at exposed patients goes into the audit."""
    with clinic.work(Right.STERILIZE) as uow:
        made = read_recall(uow, recall_id)
        uow.audit.write("recall viewed", record=recall_id)
    return made


def refresh(clinic: Clinic, recall_id: str) -> RecallView:
    """What `view` gave, as it is now, for somebody who looks at it already."""
    with clinic.look() as uow:
        return read_recall(uow, recall_id)


def read_recall(uow: UnitOfWork, recall_id: str) -> RecallView:
    """A recall, open or closed. Raises Refused for an unknown one."""
    found = uow.recalls.get(recall_id)
    if found is None:
        raise Refused("This recall is not known.", do="Look at the list again.")
    return _view(uow, found)


def recover(clinic: Clinic, recall_id: str, number: str) -> Changes:
    """A recalled pack was found and set aside. Raises Refused for a pack of another load."""
    with clinic.work(Right.STERILIZE) as uow:
        found = _demand(uow, recall_id)
        pack = demand_pack(uow, number)
        if pack.load_id not in found.load_ids:
            raise Refused("This pack is not in the recall.", do="Put it back, or scan it again.")
        if pack.state is not PackState.RECALLED:
            raise Refused(f"This pack is {pack.state.words}.", do="Scan the next one.")
        uow.sterilization.update_pack(replace(pack, state=PackState.RECOVERED))
        uow.sterilization.note(pack, "recovered", clinic.now(), clinic.actor.user_name)
        uow.audit.write("pack recovered", record=pack.id)
    return Changes.of(sterilization=True)


def do_step(clinic: Clinic, recall_id: str, step_id: str) -> Changes:
    """Sign off one step. Raises Refused for an unknown or finished one, Conflict when done."""
    if step_id not in {step.id for step in sterilization_content().rules.recall_steps}:
        raise Refused("This step is not known.", do="Look at the list again.")
    with clinic.work(Right.STERILIZE) as uow:
        _demand(uow, recall_id)
        uow.recalls.add_step(StepDone(recall_id, step_id, clinic.now(), clinic.actor.user_name))
        uow.audit.write("recall step done", record=recall_id, reason=step_id)
    return Changes.of(sterilization=True)


def close(clinic: Clinic, recall_id: str, finding: str, user_name: str, passphrase: str) -> Changes:
    """Close a recall by signature and put the sterilizer back in service.

    Raises Refused with what is left: steps, packs to find, negative test cycles in a row.
    """
    demand_words(finding)
    person = signed_by(clinic, user_name, passphrase, Right.RELEASE_LOAD)
    with clinic.work(Right.STERILIZE) as uow:
        found = _demand(uow, recall_id)
        made = _view(uow, found)
        if made.left:
            raise Refused(
                " ".join(made.left), safe="The recall stays open.", do="Finish what is left."
            )
        uow.recalls.update(
            replace(
                found,
                closed_at=clinic.now(),
                closed_by=person.user_name,
                finding=finding.strip(),
            )
        )
        failed = uow.sterilization.load(found.load_id)
        for item in uow.sterilization.sterilizers():
            if failed is not None and item.id == failed.sterilizer_id:
                uow.sterilization.update_sterilizer(replace(item, in_service=True))
        uow.audit.write("recall closed", record=recall_id, reason=finding.strip())
    return Changes.of(sterilization=True, board=True)


def _demand(uow: UnitOfWork, recall_id: str) -> Recall:
    found = uow.recalls.get(recall_id)
    if found is None or found.closed_at is not None:
        raise Refused("This recall is not open.", do="Look at the list again.")
    return found


def _view(uow: UnitOfWork, found: Recall) -> RecallView:
    known = uow.sterilization.loads(found.load_ids)
    loads = tuple(known[key] for key in found.load_ids if key in known)
    packs = uow.sterilization.packs_of(found.load_ids)
    uses = uow.sterilization.uses(found.load_ids)
    steps = uow.recalls.steps(found.id)
    retests, air_tests = _retests(uow, found), _air_tests(uow, found)
    return RecallView(
        found,
        loads,
        packs,
        uses,
        uow.patients.many({use.patient_id for use in uses}),
        steps,
        retests,
        air_tests,
        _left(packs, steps, retests, air_tests),
    )


def _left(
    packs: tuple[Pack, ...], steps: tuple[StepDone, ...], retests: int, air_tests: int | None
) -> tuple[str, ...]:
    rules = sterilization_content().rules
    done = {step.step_id for step in steps}
    left = [f"Not done: {step.text}" for step in rules.recall_steps if step.id not in done]
    missing = sum(item.state is PackState.RECALLED for item in packs)
    if missing:
        left.append(f"{missing} packs are not found yet.")
    if retests < rules.retest_cycles:
        left.append(f"{retests} of {rules.retest_cycles} test cycles in a row were negative.")
    if air_tests is not None and air_tests < rules.retest_cycles:
        left.append(f"{air_tests} of {rules.retest_cycles} air-removal tests in a row passed.")
    return tuple(left)


def _retests(uow: UnitOfWork, found: Recall) -> int:
    """Negative biological results in a row since the failed load, counted from the newest run."""
    failed = uow.sterilization.load(found.load_id)
    if failed is None:
        return 0
    results = uow.sterilization.results_of_kind(failed.sterilizer_id, Indicator.BIOLOGICAL)
    count = 0
    for load_id, sequence in reversed(uow.sterilization.runs_of(failed.sterilizer_id)):
        if sequence <= failed.sequence:
            break
        if load_id not in results or load_id in found.load_ids:
            continue
        if not _proves(results[load_id]):
            break
        count += 1
    return count


def _air_tests(uow: UnitOfWork, found: Recall) -> int | None:
    """Passed Bowie-Dick tests in a row since the recalled loads, from the newest one; None where
    the sterilizer removes no air (ST79)."""
    failed = uow.sterilization.load(found.load_id)
    kinds = {item.id: item.kind for item in uow.sterilization.sterilizers()}
    if failed is None or kinds[failed.sterilizer_id] != AIR_REMOVAL:
        return None
    tests = uow.sterilization.results_of_kind(failed.sterilizer_id, Indicator.BOWIE_DICK)
    later = (
        standing_results(tests[load_id])[Indicator.BOWIE_DICK].passed
        for load_id, sequence in reversed(uow.sterilization.runs_of(failed.sterilizer_id))
        if sequence > failed.sequence and load_id in tests and load_id not in found.load_ids
    )
    return sum(1 for _passed in takewhile(bool, later))


def _proofs(uow: UnitOfWork, sterilizer_id: str) -> list[LoadProof]:
    results = uow.sterilization.results_of_kind(sterilizer_id, Indicator.BIOLOGICAL)
    return [
        LoadProof(load_id, sequence, _proves(results.get(load_id, ())))
        for load_id, sequence in uow.sterilization.runs_of(sterilizer_id)
    ]


def _proves(results: Sequence[IndicatorResult]) -> bool:
    return is_proven(standing_results(results).get(Indicator.BIOLOGICAL))


def stop_sterilizer(uow: UnitOfWork, sterilizer_id: str) -> None:
    """Take it out of service inside another use case."""
    for item in uow.sterilization.sterilizers():
        if item.id == sterilizer_id and item.in_service:
            uow.sterilization.update_sterilizer(replace(item, in_service=False))
