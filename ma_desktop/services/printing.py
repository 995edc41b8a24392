"""The print queue: every label is an entry first, and nothing prints twice by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from ma_desktop.devices.printers import LabelPrinter, PrintResult
from ma_desktop.documents.label import draw
from ma_desktop.documents.label_pdf import to_pdf
from ma_desktop.documents.label_zpl import to_zpl
from ma_desktop.domain.audit import digest_of
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Refused
from ma_desktop.domain.ids import new_id
from ma_desktop.domain.label import Drawing, LabelFormat
from ma_desktop.domain.print_job import UNDER_WAY, JobState, LabelJob, PrintJob
from ma_desktop.domain.printer import PLAIN, Paper
from ma_desktop.domain.staff import Right
from ma_desktop.services.clinic import Clinic
from ma_desktop.storage.store import UnitOfWork

Progress = Callable[[int, int], None]
LOG_LIMIT = 1000


@dataclass(frozen=True)
class Sent:
    """What became of a batch: its jobs as they are now, and words about the last one handed over.

    `left` are the jobs that were not handed over because an earlier one failed or is unknown.
    """

    jobs: tuple[PrintJob, ...]
    words: str
    left: tuple[str, ...] = ()

    @property
    def result(self) -> PrintResult:
        """What to tell of the last label that was tried."""
        tried = [job.state for job in self.jobs if job.id not in self.left]
        last = tried[-1] if tried else "failed"
        return PrintResult("failed" if last == "queued" else last, self.words)


def enqueue(clinic: Clinic, uow: UnitOfWork, wanted: Sequence[LabelJob]) -> tuple[str, ...]:
    """`queue`; returns the ids of the jobs."""
    return tuple(new.id for new in queue(clinic, uow, wanted))


def queue(
    clinic: Clinic,
    uow: UnitOfWork,
    wanted: Sequence[LabelJob],
    counted: Mapping[str, int] | None = None,
) -> tuple[PrintJob, ...]:
    """Note labels as queued, in the transaction of the use case that wants them.

    Each is laid out now, so that one which can't be printed whole refuses all of them. A second
    label of a subject is counted and marked COPY n; `counted` are the earlier ones of each, where
    they are known. Raises Refused without a reason for it, or when a label's texts do not fit.
    """
    formats = clinic.catalog.labels
    if counted is None:
        counted = uow.print_jobs.copies({job.subject for job in wanted})
    before = dict(counted)
    batch, now = new_id(), clinic.now()
    made: list[PrintJob] = []
    for position, job in enumerate(wanted, 1):
        copy = before.get(job.subject, 0) + 1
        before[job.subject] = copy
        made.append(_made(clinic, job, _Place(batch, position, copy, now), formats))
    if made:
        uow.print_jobs.add(made)
        _note_queued(uow, made)
    return tuple(made)


def _note_queued(uow: UnitOfWork, made: Sequence[PrintJob]) -> None:
    """One audit entry for each visit of a batch; the digest covers all that its labels say."""
    groups: dict[tuple[str, str, str], list[PrintJob]] = {}
    for new in made:
        groups.setdefault((new.patient_id, new.visit_id, new.reason), []).append(new)
    for (patient_id, visit_id, reason), jobs in groups.items():
        again = any(new.copy > 1 for new in jobs)
        uow.audit.write(
            "label queued again" if again else "label queued",
            patient_id=patient_id,
            visit_id=visit_id,
            record=jobs[0].id if len(jobs) == 1 else jobs[0].batch,
            digest=digest_of(*(pair for new in jobs for pair in new.values.items())),
            reason=reason,
        )


@dataclass(frozen=True)
class _Place:
    batch: str
    position: int
    copy: int
    now: datetime


def _made(
    clinic: Clinic, job: LabelJob, place: _Place, formats: Mapping[str, LabelFormat]
) -> PrintJob:
    reason = job.reason.strip()
    if place.copy > 1 and not reason:
        raise Refused(
            "A label was printed for this already.",
            safe="No label was printed.",
            do="Say why another one is needed, then reprint.",
        )
    copy = {"reprint": f"COPY {place.copy}"} if place.copy > 1 else {}
    new = PrintJob(
        new_id(),
        place.batch,
        place.position,
        job.kind,
        job.format,
        job.subject,
        job.patient_id,
        job.visit_id,
        place.copy,
        reason,
        place.now,
        clinic.actor.user_name,
        clinic.workstation,
        clinic.room.id if clinic.room else "",
        values={**job.values, **copy},
    )
    drawing_of(new, formats)
    return new


def drawing_of(job: PrintJob, formats: Mapping[str, LabelFormat]) -> Drawing:
    """The label of a job. Raises Refused when its format is gone or its texts do not fit."""
    fmt = formats.get(job.format) if job.format else _first(job.kind, formats)
    if fmt is None:
        raise Refused(
            "This kind of label has no format.",
            safe="No label was printed.",
            do="Tell your administrator.",
        )
    return draw(fmt, job.values)


def _first(kind: str, formats: Mapping[str, LabelFormat]) -> LabelFormat | None:
    """The format that a kind of label has where nobody chose one: the first in the catalog."""
    return next((fmt for fmt in formats.values() if fmt.kind == kind), None)


def send(
    clinic: Clinic,
    job_ids: Sequence[str],
    printer: LabelPrinter,
    progress: Progress | None = None,
    paper: Paper = PLAIN,
) -> tuple[Sent, Changes]:
    """Hand queued labels to `printer`, in order; call it in the background.

    Stops at the first label that failed or whose fate is unknown; calling again goes on there.
    Labels that were sent or confirmed are passed over. Raises as `begin`.
    """
    with clinic.work(Right.LABEL) as uow:
        jobs = [_demand(uow, job_id) for job_id in job_ids]
        begun = begin(clinic, uow, jobs, printer, paper)
    return hand_over(clinic, begun, printer, progress, paper)


@dataclass(frozen=True)
class Begun:
    """Labels about to leave, as they are noted; the first that waits is noted as on its way."""

    jobs: tuple[PrintJob, ...]
    leaving: PrintJob | None
    data: bytes


def begin(
    clinic: Clinic,
    uow: UnitOfWork,
    jobs: Sequence[PrintJob],
    printer: LabelPrinter,
    paper: Paper = PLAIN,
) -> Begun:
    """Note the first of these labels as leaving, be it in the transaction that queued them.

    Once that is stored its bytes may go: an entry is there before the first of them, and should
    the program end now, its fate is unknown. Raises Refused while one of them is unknown: somebody
    must `resolve` it first; Conflict when another workstation prints them.
    """
    _refuse_unknown(jobs)
    placed = _on_paper(clinic, jobs, paper)
    first = next((job for job in placed if job.may_be_sent), None)
    if first is None:
        return Begun(placed, None, b"")
    data = encoded(drawing_of(first, clinic.catalog.labels), printer, paper)
    return Begun(placed, _claim(clinic, uow, first, printer.name), data)


def hand_over(
    clinic: Clinic,
    begun: Begun,
    printer: LabelPrinter,
    progress: Progress | None = None,
    paper: Paper = PLAIN,
) -> tuple[Sent, Changes]:
    """`send`, from where the first label is noted as leaving and that is stored."""
    now = {job.id: job for job in begun.jobs}
    waiting = [job for job in begun.jobs if job.may_be_sent]
    claimed, data, words = begun.leaving, begun.data, ""
    left: tuple[str, ...] = ()
    for number, job in enumerate(waiting):
        if claimed is None:
            data = encoded(drawing_of(job, clinic.catalog.labels), printer, paper)
            with clinic.work(Right.LABEL) as uow:
                claimed = _claim(clinic, uow, job, printer.name)
        result = printer.send(data)
        now[job.id] = _note(clinic, claimed, result)
        claimed, words = None, result.words
        if progress is not None:
            progress(number + 1, len(waiting))
        if result.state in ("failed", "unknown"):
            left = tuple(item.id for item in waiting[number + 1 :])
            break
    return Sent(tuple(now.values()), words, left), _changes(begun.jobs)


def encoded(drawing: Drawing, printer: LabelPrinter, paper: Paper) -> bytes:
    """The bytes that `printer` understands, aligned to its paper."""
    placed = drawing.moved(paper.right_mm, paper.down_mm)
    return to_zpl(placed, paper.dpi) if printer.language == "zpl" else to_pdf([placed])


def _on_paper(clinic: Clinic, jobs: Sequence[PrintJob], paper: Paper) -> tuple[PrintJob, ...]:
    """The jobs on the roll that is in the printer, where their kind can have it.

    A job was queued before anybody knew where it prints. Raises Refused, before the first label
    leaves, when one that waits does not fit on this roll.
    """
    formats = clinic.catalog.labels
    roll = formats.get(paper.format)
    if roll is None:
        return tuple(jobs)
    placed = []
    for job in jobs:
        if job.kind == roll.kind and job.format != roll.id and job.may_be_sent:
            job = replace(job, format=roll.id)
            drawing_of(job, formats)
        placed.append(job)
    return tuple(placed)


def _refuse_unknown(jobs: Sequence[PrintJob]) -> None:
    if any(job.state == "unknown" for job in jobs):
        raise Refused(
            "It is not known whether one of these labels came out.",
            safe="Nothing was printed again.",
            do="Look at the printer and say whether it did.",
        )


def _demand(uow: UnitOfWork, job_id: str) -> PrintJob:
    found = uow.print_jobs.get(job_id)
    if found is None:
        raise Refused("This label is not in the print log.", do="Print it anew.")
    return found


def _claim(clinic: Clinic, uow: UnitOfWork, job: PrintJob, printer: str) -> PrintJob:
    """Note that the label leaves now. Should the program end here, its fate is unknown, and no
    other workstation prints it as well."""
    leaving = replace(job, state="unknown", note=UNDER_WAY, printer=printer, sent_at=clinic.now())
    uow.print_jobs.update(leaving)
    return replace(leaving, version=job.version + 1)


def _note(clinic: Clinic, job: PrintJob, result: PrintResult) -> PrintJob:
    with clinic.work(Right.LABEL) as uow:
        return _end(clinic, uow, job, result.state, result.words)


def _end(clinic: Clinic, uow: UnitOfWork, job: PrintJob, state: JobState, note: str) -> PrintJob:
    by = clinic.actor.user_name
    ended = replace(job, state=state, note=note, ended_at=clinic.now(), ended_by=by)
    uow.print_jobs.update(ended)
    uow.audit.write(
        "label handed over",
        patient_id=job.patient_id,
        visit_id=job.visit_id,
        record=job.id,
        outcome="failure" if state == "failed" else "success",
        reason=state,
    )
    return replace(ended, version=job.version + 1)


def resolve(clinic: Clinic, job_id: str, printed: bool) -> Changes:
    """`settle`, of one label."""
    return settle(clinic, {job_id: printed})


def settle(clinic: Clinic, answers: Mapping[str, bool]) -> Changes:
    """A person looked: these labels came out, or did not and may be printed again.

    Raises Refused for a label that was never handed over or is confirmed already.
    """
    jobs = []
    with clinic.work(Right.LABEL) as uow:
        for job_id, printed in answers.items():
            job = _demand(uow, job_id)
            if job.state not in ("unknown", "sent"):
                raise Refused("There is no question about this label.", do="Go on.")
            note = "Seen by a person." if printed else "A person looked: no label came out."
            _end(clinic, uow, job, "confirmed" if printed else "failed", note)
            jobs.append(job)
    return _changes(jobs)


def seen(clinic: Clinic, uow: UnitOfWork, subject: str) -> None:
    """A label of `subject` was scanned: the newest one in doubt came out."""
    jobs = [job for job in uow.print_jobs.of_subject(subject) if job.state in ("sent", "unknown")]
    if jobs:
        _end(clinic, uow, jobs[-1], "confirmed", "Scanned back.")


def doubtful(clinic: Clinic, job_ids: Sequence[str]) -> str:
    """The first of these labels of which nobody knows whether it came out; empty when none."""
    with clinic.look() as uow:
        jobs = [uow.print_jobs.get(job_id) for job_id in job_ids]
    return next((job.id for job in jobs if job is not None and job.state == "unknown"), "")


def log(clinic: Clinic, first: date, last: date) -> tuple[PrintJob, ...]:
    """The print log of these local days, newest first, at most LOG_LIMIT; the look is audited."""
    start = datetime.combine(first, time(), clinic.zone)
    end = datetime.combine(last + timedelta(days=1), time(), clinic.zone)
    with clinic.work(Right.LABEL) as uow:
        found = uow.print_jobs.log(start, end, LOG_LIMIT)
        uow.audit.write("print log read", reason=f"{first} to {last}")
    return found


def _changes(jobs: Sequence[PrintJob]) -> Changes:
    return Changes(
        frozenset(job.patient_id for job in jobs if job.patient_id),
        frozenset(job.visit_id for job in jobs if job.visit_id),
        specimens=True,
        sterilization=any(job.kind == "pack" for job in jobs),
    )
