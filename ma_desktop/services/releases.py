"""Releasing a load: the signed act that makes its packs sterile."""

from __future__ import annotations

from dataclasses import replace

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import NotAllowed, Refused
from ma_desktop.domain.staff import Right
from ma_desktop.domain.sterilization import LoadState, PackState
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.clinic_settings import read_settings
from ma_desktop.services.loads import LoadView, read_view
from ma_desktop.services.signing import signed_by
from ma_desktop.services.sterilizers import demand_load
from ma_desktop.storage.sterilization import PackNote

_CLOSED = (LoadState.RELEASED, LoadState.FAILED, LoadState.RECALLED)


def release(
    clinic: Clinic,
    load_id: str,
    user_name: str,
    passphrase: str,
    *,
    exception: str = "",
    provider: str = "",
) -> Changes:
    """Release a load by the signature of somebody who may: its packs are sterile from then on.

    A load that only waits for its biological indicator can be released early as a documented
    exception, with the reason and the provider who asked for it; nothing else can be overridden.
    Raises Refused with everything that is missing, NotAllowed for another role.
    """
    person = signed_by(clinic, user_name, passphrase, Right.RELEASE_LOAD)
    with clinic.work(Right.STERILIZE) as uow:
        if person.role not in read_settings(uow.settings.all()).release_roles:
            raise NotAllowed("This role may not release loads.", do="Ask somebody who may.")
        view = read_view(uow, demand_load(uow, load_id))
        _demand_releasable(view, exception.strip(), provider.strip())
        at = max(clinic.now(), view.load.ended_at or view.load.started_at)
        note = f"{exception.strip()} (asked by {provider.strip()})" if exception.strip() else ""
        uow.sterilization.update_load(
            replace(
                view.load,
                state=LoadState.RELEASED,
                released_by=person.user_name,
                released_at=at,
                exception=note,
            )
        )
        uow.sterilization.move_packs(
            [load_id],
            (PackState.LOADED, PackState.QUARANTINE),
            PackState.STERILE,
            PackNote("released", at, person.user_name),
        )
        uow.audit.write(
            "load released early" if note else "load released", record=load_id, reason=note
        )
    return Changes.of(sterilization=True, board=True)


def _demand_releasable(view: LoadView, exception: str, provider: str) -> None:
    if view.load.state in _CLOSED:
        raise Refused(f"This load is {view.load.state.value} already.", do="Look at it again.")
    pending = [text for text in view.faults if text.endswith("is not read yet.")]
    others = [text for text in view.faults if text not in pending]
    if others:
        raise Refused(" ".join(others), safe="Nothing was released.", do="Complete the load.")
    if pending and not exception:
        raise Refused(
            pending[0],
            safe="The load stays in quarantine.",
            do="Wait for the result, or release it early with a documented exception.",
        )
    if exception and not provider:
        raise Refused("Who asked for the early release is missing.", do="Type the provider.")
