"""What a later file says of readings that came in before: another value, or entered in error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ma_desktop.domain.ids import stable_id
from ma_desktop.domain.origin import IMPORTED, UNCONFIRMED
from ma_desktop.domain.vitals import Observation
from ma_desktop.services.import_report import Tally
from ma_desktop.storage.store import UnitOfWork

_ERROR = "entered-in-error"
_FROM_FILES = (IMPORTED, UNCONFIRMED)
_OLDER = "an earlier state of a reading that was corrected since"


def correct(
    uow: UnitOfWork,
    patient_id: str,
    observations: Sequence[Observation],
    tally: Tally,
) -> None:
    """What differs from all that is on record of a reading supersedes its last state.

    What a later file replaced since is not brought back, and what somebody here wrote in the place
    of a reading is kept; both are counted.
    """
    states = _states(uow, patient_id)
    made: list[Observation] = []
    for item in observations:
        known = states[item.id]
        last = known[-1]
        if last.status == _ERROR:
            tally.skipped["Observation", "marked as entered in error; the mark was kept"] += 1
        elif _said(item) == _said(last):
            continue
        elif any(_said(item) == _said(state) for state in known):
            tally.skipped["Observation", _OLDER] += 1
        elif last.source not in _FROM_FILES:
            tally.kept["observations"] += 1
        else:
            made.append(_after(last, item, "corrected"))
    tally.updated["observations"] += uow.observations.add_new(made)


def retract(uow: UnitOfWork, patient_id: str, retracted: Sequence[str], tally: Tally) -> None:
    """Observations that a file marks as entered in error are superseded, not removed."""
    if not retracted:
        return
    states = _states(uow, patient_id)
    lasts = [states[record_id][-1] for record_id in retracted if record_id in states]
    count = [item for item in lasts if item.status != _ERROR]
    gone = [item for item in count if item.source in _FROM_FILES]
    tally.kept["observations"] += len(count) - len(gone)
    tally.retracted["observations"] += uow.observations.add_new(
        [_after(item, item, _ERROR) for item in gone]
    )


def _after(last: Observation, item: Observation, status: str) -> Observation:
    key = stable_id(status, last.id, repr(_said(item)))
    return replace(item, id=key, status=status, supersedes=last.id, notify="")


def _said(item: Observation) -> tuple[object, ...]:
    """What a reading says, without who brought it."""
    reading = item.reading
    value = (reading.measures, reading.word, reading.absent, sorted(reading.qualifiers.items()))
    return (reading.vital, item.taken_at, *value)


def _states(uow: UnitOfWork, patient_id: str) -> Mapping[str, list[Observation]]:
    """Every reading with all that superseded it, first to last, by its id."""
    recorded = uow.observations.of_patient(patient_id)
    after: dict[str | None, list[Observation]] = {}
    for item in recorded:
        after.setdefault(item.supersedes, []).append(item)
    found = {item.id: [item] for item in recorded}
    for states in found.values():
        for state in states:  # grows while it is read
            states += after.get(state.id, ())
    return found
