"""The print queue: an entry before each label, none twice, none lost, whatever the printer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from ma_desktop.devices.printers import Language, PrintResult, State
from ma_desktop.domain.errors import Conflict, Refused
from ma_desktop.domain.label_fields import KINDS
from ma_desktop.domain.print_job import UNDER_WAY, LabelJob
from ma_desktop.domain.staff import Right
from ma_desktop.services import printing, today
from ma_desktop.services.clinic import Clinic
from tests.clinics import labels_in_hand
from tests.clock import FixedClock

FORMAT = "specimen-2x1"


class Unplugged(BaseException):
    """The program ends here."""


@dataclass
class MoodyPrinter:
    """Answers with the next of its moods; an exhausted one confirms."""

    moods: list[State | Unplugged] = field(default_factory=list)
    got: list[bytes] = field(default_factory=list)
    name: str = "moody"
    language: Language = "zpl"

    def send(self, data: bytes) -> PrintResult:
        mood: State | Unplugged = self.moods.pop(0) if self.moods else "confirmed"
        if isinstance(mood, Unplugged):
            raise mood
        if mood != "failed":
            self.got.append(data)
        return PrintResult(mood, f"It is {mood}.")


def wanted(subject: str, **changes: str) -> LabelJob:
    values = KINDS["specimen"].samples | {"mrn": subject}
    return LabelJob("specimen", subject, values, FORMAT, **changes)


def queue(clinic: Clinic, jobs: Sequence[LabelJob]) -> tuple[str, ...]:
    with clinic.work(Right.LABEL) as uow:
        return printing.enqueue(clinic, uow, jobs)


def states(clinic: Clinic, ids: Sequence[str]) -> list[str]:
    with clinic.look() as uow:
        found = [uow.print_jobs.get(job_id) for job_id in ids]
    return [job.state for job in found if job is not None]


def test_a_batch_stops_and_goes_on_at_the_first_that_did_not_print(clinic: Clinic) -> None:
    ids = queue(clinic, [wanted(f"s{n}") for n in range(4)])
    printer = MoodyPrinter(["sent", "failed"])
    sent, _changes = printing.send(clinic, ids, printer)
    assert (sent.result.state, sent.left) == ("failed", ids[2:])
    assert states(clinic, ids) == ["sent", "failed", "queued", "queued"]
    steps: list[tuple[int, int]] = []
    again, _changes = printing.send(clinic, ids, printer, lambda *step: steps.append(step))
    assert (again.result.state, again.left, steps) == ("confirmed", (), [(1, 3), (2, 3), (3, 3)])
    assert len(printer.got) == 4
    printing.send(clinic, ids, printer)
    assert len(printer.got) == 4


@pytest.mark.parametrize(("printed", "labels"), [(True, 2), (False, 3)])
def test_an_unknown_label_asks_a_person_first(clinic: Clinic, printed: bool, labels: int) -> None:
    ids = queue(clinic, [wanted("a"), wanted("b")])
    printer = MoodyPrinter(["unknown"])
    printing.send(clinic, ids, printer)
    assert [job.id for job in labels_in_hand(clinic)] == list(ids)
    with pytest.raises(Refused, match="not known"):
        printing.send(clinic, ids, printer)
    assert len(printer.got) == 1
    printing.resolve(clinic, ids[0], printed)
    printing.send(clinic, ids, printer)
    assert (states(clinic, ids), len(printer.got)) == (["confirmed"] * 2, labels)
    with pytest.raises(Refused, match="no question"):
        printing.resolve(clinic, ids[0], printed)


def test_a_program_that_ends_in_between_leaves_the_label_unknown(clinic: Clinic) -> None:
    ids = queue(clinic, [wanted("a"), wanted("b")])
    with pytest.raises(Unplugged):
        printing.send(clinic, ids, MoodyPrinter([Unplugged()]))
    assert states(clinic, ids) == ["unknown", "queued"]
    assert labels_in_hand(clinic)[0].note == UNDER_WAY


def test_two_workstations_do_not_print_the_same_label(clinic: Clinic) -> None:
    ids = queue(clinic, [wanted("a"), wanted("b")])

    class Other(MoodyPrinter):
        def send(self, data: bytes) -> PrintResult:
            """While the first label is on its way, somebody else prints the second."""
            printing.send(clinic, ids[1:], inner)
            return super().send(data)

    inner = MoodyPrinter()
    outer = Other()
    with pytest.raises(Conflict):
        printing.send(clinic, ids, outer)
    assert (len(inner.got), len(outer.got)) == (1, 1)
    assert states(clinic, ids) == ["confirmed", "confirmed"]


def test_a_label_that_is_on_its_way_is_stored_before_its_first_byte(clinic: Clinic) -> None:
    """Queued and noted as leaving in one transaction: entry, audit and state are there at once."""
    seen: list[tuple[list[str], str]] = []

    class Watching(MoodyPrinter):
        def send(self, data: bytes) -> PrintResult:
            with clinic.look() as uow:
                last = list(uow.audit.entries())[-1][0]
            seen.append((states(clinic, ids), last.action))
            return super().send(data)

    printer = Watching()
    with clinic.work(Right.LABEL) as uow:
        jobs = printing.queue(clinic, uow, [wanted("a"), wanted("b")])
        begun = printing.begin(clinic, uow, jobs, printer)
    ids = [job.id for job in jobs]
    sent, _changes = printing.hand_over(clinic, begun, printer)

    assert seen[0] == (["unknown", "queued"], "label queued")
    assert seen[1] == (["confirmed", "unknown"], "label handed over")
    assert [job.state for job in sent.jobs] == states(clinic, ids) == ["confirmed"] * 2


def test_a_second_label_is_counted_marked_and_has_a_reason(clinic: Clinic) -> None:
    first = queue(clinic, [wanted("a")])
    with pytest.raises(Refused, match="already"):
        queue(clinic, [wanted("a")])
    second = queue(clinic, [wanted("a", reason="Label damaged")])
    printer = MoodyPrinter()
    printing.send(clinic, (*first, *second), printer)
    assert [b"COPY_202" in data for data in printer.got] == [False, True]


def test_a_label_that_certainly_did_not_print_is_no_copy(clinic: Clinic) -> None:
    ids = queue(clinic, [wanted("a")])
    printing.send(clinic, ids, MoodyPrinter(["failed"]))
    printing.send(clinic, queue(clinic, [wanted("a")]), MoodyPrinter())
    with clinic.look() as uow:
        assert [job.copy for job in uow.print_jobs.of_subject("a")] == [1, 1]


def test_one_label_that_does_not_fit_refuses_the_batch(clinic: Clinic) -> None:
    bad = LabelJob("specimen", "b", {"mrn": "1"}, FORMAT)
    with pytest.raises(Refused, match="lacks"):
        queue(clinic, [wanted("a"), bad])
    with pytest.raises(Refused, match="no format"):
        queue(clinic, [LabelJob("specimen", "a", {}, "none")])
    assert labels_in_hand(clinic) == ()


def test_a_scan_confirms_what_was_sent(clinic: Clinic) -> None:
    ids = queue(clinic, [wanted("a")])
    printing.send(clinic, ids, MoodyPrinter(["sent"]))
    with clinic.work(Right.LABEL) as uow:
        printing.seen(clinic, uow, "a")
        printing.seen(clinic, uow, "nothing")
    assert states(clinic, ids) == ["confirmed"]


def test_the_log_says_who_what_when_where_how_many_and_why(
    clinic: Clinic, clock: FixedClock
) -> None:
    queue(clinic, [wanted("a"), wanted("b")])
    printing.send(clinic, queue(clinic, [wanted("a", reason="Label lost")]), MoodyPrinter())
    today = clinic.local(clock.now()).date()
    newest = printing.log(clinic, today, today)[0]
    assert len(printing.log(clinic, today, today)) == 3
    assert (newest.queued_by, newest.kind, newest.copy, newest.reason, newest.printer) == (
        "rivera",
        "specimen",
        2,
        "Label lost",
        "moody",
    )
    assert newest.workstation == "exam-3"
    assert newest.room_id
    with clinic.look() as uow:
        actions = [entry.action for entry, _mac in uow.audit.entries()]
    assert actions.count("label queued") == 1
    assert "label queued again" in actions
    assert actions[-1] == "print log read"


def test_every_kind_of_label_has_a_format_of_its_own(clinic: Clinic) -> None:
    jobs = [LabelJob(kind.id, kind.id, kind.samples) for kind in KINDS.values()]
    sent, _changes = printing.send(clinic, queue(clinic, jobs), MoodyPrinter())
    assert [job.state for job in sent.jobs] == ["confirmed"] * len(KINDS)


def test_only_labels_that_nobody_answers_for_any_more_are_in_doubt(
    clinic: Clinic, clock: FixedClock
) -> None:
    """Of today; one that just left may still be answered for by its printer."""
    gone, late, good = queue(clinic, [wanted("a"), wanted("b"), wanted("c")])
    with pytest.raises(Unplugged):
        printing.send(clinic, [gone], MoodyPrinter([Unplugged()]))
    printing.send(clinic, [good], MoodyPrinter(["sent"]))
    assert doubts(clinic) == []
    clock.advance(minutes=3)
    assert doubts(clinic) == ["1 label in doubt: look at the printer"]
    printing.send(clinic, [late], MoodyPrinter(["unknown"]))
    assert doubts(clinic) == ["2 labels in doubt: look at the printer"]
    printing.settle(clinic, {gone: True, late: False})
    assert doubts(clinic) == []
    assert states(clinic, [gone, late, good]) == ["confirmed", "failed", "sent"]
    with pytest.raises(Refused, match="no question"):
        printing.settle(clinic, {good: True, gone: True})
    assert states(clinic, [good]) == ["sent"]


def doubts(clinic: Clinic) -> list[str]:
    return [item.text for item in today.board(clinic).due if "doubt" in item.text]
