"""The ring of safety: nothing out of its turn, nothing of somebody else, nothing unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ma_desktop.domain.errors import Conflict, Refused, Stop
from ma_desktop.domain.patient import Name
from ma_desktop.domain.staff import Right
from ma_desktop.services import (
    clinic_settings,
    collecting,
    custody,
    orders,
    specimens,
    timers,
    today,
)
from ma_desktop.services.clinic import Clinic
from tests.clinics import roomed_visit
from tests.clock import FixedClock
from tests.services.collections import (
    PROVIDER,
    PaperTray,
    audited,
    collected,
    drawn,
    fresh,
    labelled,
    ordered,
)


def test_a_tube_goes_round_the_ring(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (item,) = drawn(clinic, visit_id, "ptinr")
    assert (item.state, item.site, item.collected_by) == ("drawn", "left antecubital", "rivera")
    assert item.details == {"device": "butterfly", "fasting": "yes"}
    specimens.print_labels(clinic, visit_id, [item.id], PaperTray())
    assert fresh(clinic, [item])[0].state == "labelled"
    collecting.scan_back(clinic, visit_id, item.accession)

    (done,) = fresh(clinic, [item])
    assert (done.state, done.confirmed_at) == ("collected", clinic.now())
    log = custody.story(clinic, item.id).events
    assert [(e.kind, e.by) for e in log] == [("drawn", "rivera"), ("collected", "rivera")]


def test_nothing_is_drawn_without_an_identity_check(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, identified=False)
    items = ordered(clinic, visit_id, "cbc")
    with pytest.raises(Refused, match="identity"):
        collecting.record_draw(clinic, visit_id, items, collecting.Draw())
    assert fresh(clinic, items) == items


def test_no_label_before_the_draw_unless_the_clinic_says_so(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (item,) = ordered(clinic, visit_id, "cbc")
    with pytest.raises(Refused, match="not marked as drawn"):
        specimens.print_labels(clinic, visit_id, [item.id], PaperTray())
    chosen = clinic_settings.settings(clinic)
    clinic_settings.change(clinic, replace(chosen, labels_before_draw=True))
    tray = PaperTray()
    specimens.print_labels(clinic, visit_id, [item.id], tray)

    (early,) = fresh(clinic, [item])
    assert (early.early, early.state, early.collected_at) == (True, "ordered", None)
    assert b"BEFORE_20THE_20DRAW" in tray.got[0]
    collecting.scan_back(clinic, visit_id, item.accession)
    assert fresh(clinic, [item])[0].collected_at == clinic.now()


def test_clotting_is_timed_from_the_draw(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    drawn(clinic, visit_id, "cmp", "cbc", "druglevel")
    found = {
        t.label: (t.due_at - t.started_at).total_seconds() / 60 for t in timers.running(clinic)
    }
    assert found == {"Clot gold or red-gray (tiger)": 30, "Clot red": 60}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("unknown", "not known here"),
        ("patient", "another patient"),
        ("visit", "another visit"),
        ("void", "void"),
        ("rejected", "rejected"),
        ("nonsense", "not known here"),
    ],
)
def test_a_wrong_label_stops_hard(clinic: Clinic, kind: str, words: str) -> None:
    visit_id = roomed_visit(clinic)
    number = WRONG[kind](clinic, visit_id)
    with pytest.raises(Stop, match=words) as caught:
        collecting.scan_back(clinic, visit_id, number)

    assert "Okafor" not in str(caught.value)
    (reason,) = audited(clinic, "wrong label scanned")
    assert words in reason


def earlier_visit(clinic: Clinic, visit_id: str) -> str:
    (item,) = labelled(clinic, visit_id, "cbc")
    other = roomed_visit(clinic, Name("Haile", "Selam"), number="2")
    with clinic.look() as uow:
        visit = uow.visits.get(other)
    assert visit is not None
    (mine,) = ordered(clinic, other, "cmp")
    moved = replace(mine, patient_id=item.patient_id)
    with clinic.work(Right.LABEL) as uow:
        uow.specimens.update(moved)
    return mine.accession


def voided(clinic: Clinic, visit_id: str) -> str:
    (item,) = labelled(clinic, visit_id, "cbc")
    collecting.void(clinic, item, "Label torn")
    return item.accession


def rejected(clinic: Clinic, visit_id: str) -> str:
    (item,) = collected(clinic, visit_id, "cbc")
    collecting.reject(clinic, item, "hemolyzed")
    return item.accession


def test_a_label_of_this_patient_out_of_turn_is_refused_gently(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (item,) = drawn(clinic, visit_id, "cbc")
    with pytest.raises(Refused, match="No label was printed"):
        collecting.scan_back(clinic, visit_id, item.accession)
    specimens.print_labels(clinic, visit_id, [item.id], PaperTray())
    collecting.scan_back(clinic, visit_id, f" {item.accession}\r", typed=True)
    with pytest.raises(Refused, match="already"):
        collecting.scan_back(clinic, visit_id, item.accession)
    assert audited(clinic, "specimen collected") == ["number typed"]


def of_somebody_else(clinic: Clinic, _visit_id: str) -> str:
    other = roomed_visit(clinic, Name("Tanaka", "Kenji"), number="1")
    return labelled(clinic, other, "cbc")[0].accession


WRONG: dict[str, Callable[[Clinic, str], str]] = {
    "unknown": lambda _clinic, _visit: "263270000421",
    "nonsense": lambda _clinic, _visit: "\x1b[A\r\nOKAFOR",
    "patient": of_somebody_else,
    "visit": earlier_visit,
    "void": voided,
    "rejected": rejected,
}


def test_two_workstations_on_one_tube(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    items = ordered(clinic, visit_id, "cbc")
    collecting.record_draw(clinic, visit_id, items, collecting.Draw())
    with pytest.raises(Conflict):
        collecting.record_draw(clinic, visit_id, items, collecting.Draw())
    with pytest.raises(Conflict):
        collecting.void(clinic, items[0], "by the other one")
    assert fresh(clinic, items)[0].state == "drawn"


def test_void_needs_a_reason_and_is_no_way_out_after_collection(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (item,) = drawn(clinic, visit_id, "cmp")
    with pytest.raises(Refused, match="Say why"):
        collecting.void(clinic, item, " ")
    collecting.void(clinic, item, "Tube broke")
    (again,) = specimens.tubes(clinic, visit_id)
    assert (again.tests, again.state) == (("cmp",), "ordered")
    assert again.accession != item.accession
    assert timers.running(clinic) == ()
    with pytest.raises(Refused, match="void"):
        specimens.print_labels(clinic, visit_id, [item.id], PaperTray())
    done = collected(clinic, visit_id, "cbc")[-1]
    with pytest.raises(Refused, match="Reject"):
        collecting.void(clinic, done, "changed my mind")


def test_a_rejected_specimen_is_collected_again_under_a_new_number(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (old,) = collected(clinic, visit_id, "cbc")
    with pytest.raises(Refused, match="why"):
        collecting.reject(clinic, old, "ugly")
    collecting.reject(clinic, old, "clotted", "Micro clots", recollect_in=visit_id)

    gone, new = specimens.tubes(clinic, visit_id)
    assert (gone.state, gone.reason, gone.replaced_by) == ("rejected", "clotted", new.id)
    assert (new.state, new.replaces, new.tests) == ("ordered", old.id, ("cbc",))
    assert new.accession != old.accession
    assert audited(clinic, "specimen rejected") == ["Clotted. Micro clots"]
    story = custody.story(clinic, new.id)
    assert story.before is not None
    assert story.before.id == old.id
    with pytest.raises(Refused, match="not waiting"):
        collecting.recollect(clinic, gone, visit_id)


def test_a_rejection_of_yesterday_is_collected_in_the_next_visit(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    other = roomed_visit(clinic, Name("Haile", "Selam"), number="2")
    (old,) = collected(clinic, visit_id, "cbc")
    collecting.reject(clinic, old, "lost")
    (gone,) = fresh(clinic, [old])
    with pytest.raises(Refused, match="another patient"):
        collecting.recollect(clinic, gone, other)
    made, _changes = collecting.recollect(clinic, gone, visit_id)
    assert fresh(clinic, [old])[0].replaced_by == made


def test_details_are_asked_by_the_container(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    (jar,) = ordered(clinic, visit_id, "biopsy")
    details = {"body_site": "left forearm", "fixative_time": "09:12", "lmp": "never"}
    collecting.record_draw(clinic, visit_id, [jar], collecting.Draw("arm", details=details))
    (done,) = fresh(clinic, [jar])
    assert done.details == {"body_site": "left forearm", "fixative_time": "09:12"}
    assert done.site == "left forearm"
    with pytest.raises(Refused):
        collecting.record_draw(clinic, visit_id, [], collecting.Draw())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "when it began and when it ended and its total volume"),
        ({"start": "11/22 07:40", "end": "11/23 07:40"}, "its total volume"),
        ({"start": "07:40", "end": "07:40", "volume_ml": "much"}, "a number of mL"),
        ({"start": "07:40", "end": "07:40", "volume_ml": "0"}, "a number of mL"),
    ],
)
def test_a_timed_urine_says_start_end_and_volume(
    clinic: Clinic, said: dict[str, str], words: str
) -> None:
    visit_id = roomed_visit(clinic)
    items = ordered(clinic, visit_id, "u24")
    with pytest.raises(Refused, match=words):
        collecting.record_draw(clinic, visit_id, items, collecting.Draw(details=said))
    whole = {"start": "11/22 07:40", "end": "11/23 07:40", "volume_ml": "1850"}
    collecting.record_draw(clinic, visit_id, items, collecting.Draw(details=whole))
    (jug,) = fresh(clinic, items)
    assert (jug.state, jug.details["volume_ml"]) == ("drawn", "1850")


def test_a_timed_draw_is_due_at_its_time_and_says_it(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    level, other = sorted(
        ordered(clinic, visit_id, "druglevel", "cbc"), key=lambda one: one.tube, reverse=True
    )
    with pytest.raises(Refused, match="no time that it is due at"):
        collecting.set_due(clinic, visit_id, other, "14:30")
    with pytest.raises(Refused, match="is over"):
        collecting.set_due(clinic, visit_id, level, "08:00")
    with pytest.raises(Refused, match="of the open visit"):
        collecting.set_due(clinic, roomed_visit(clinic, number="1"), level, "14:30")
    collecting.set_due(clinic, visit_id, level, "10:30")
    (level,) = fresh(clinic, [level])
    collecting.set_due(clinic, visit_id, level, "9:30")
    (level,) = fresh(clinic, [level])
    (timer,) = timers.running(clinic)
    assert (timer.label, f"{clinic.local(timer.due_at):%H:%M}") == ("Draw red", "09:30")
    clock.advance(hours=1, minutes=1)
    assert "Draw red: G.O." in [item.text for item in today.board(clinic).due]
    collecting.record_draw(clinic, visit_id, [level], collecting.Draw())
    assert [timer.kind for timer in timers.running(clinic)] == ["clot"]
    drawing = specimens.label(clinic, level.id, visit_id)
    assert any("DUE 09:30" in getattr(item, "text", "") for item in drawing.items)


def test_a_container_that_is_not_needed_any_more_leaves_no_timer(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    orders.place(clinic, visit_id, orders.Draft(("cortisol",), PROVIDER))
    orders.place(clinic, visit_id, orders.Draft(("cmp",), PROVIDER))
    (tube,) = specimens.tubes(clinic, visit_id)
    collecting.set_due(clinic, visit_id, tube, "14:30")
    found = {order.tests: order for order in orders.of_patient(clinic, visit_id)}
    orders.revoke(clinic, found[("cortisol",)], "Ordered twice")
    (tube,) = specimens.tubes(clinic, visit_id)
    assert (tube.tests, tube.details.get("due"), timers.running(clinic)) == (("cmp",), None, ())
    orders.place(clinic, visit_id, orders.Draft(("u24",), PROVIDER))
    jug = next(one for one in specimens.tubes(clinic, visit_id) if one.tube == "urine_24h")
    collecting.start_timed(clinic, visit_id, jug)
    found = {order.tests: order for order in orders.of_patient(clinic, visit_id)}
    orders.revoke(clinic, found[("u24",)], "Patient declined")
    assert timers.running(clinic) == ()
