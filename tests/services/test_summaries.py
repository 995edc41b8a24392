"""The summary says what was recorded, in the units people use, and marks a draft."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pdfplumber
import pytest
from pypdf import PdfReader

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.patient import Name
from ma_desktop.domain.staff import Right
from ma_desktop.domain.visit import VisitState
from ma_desktop.domain.vital_parse import parse
from ma_desktop.domain.vitals import Reading, measure
from ma_desktop.services import (
    corrections,
    disclosures,
    intake,
    next_steps,
    rooming,
    schedule,
    specimens,
    summaries,
    wording,
)
from ma_desktop.services.clinic import Clinic
from ma_desktop.services.summaries import Batch, Form
from tests.clinics import handed_off, roomed_visit
from tests.clock import FixedClock
from tests.factories import blood_pressure, observation
from tests.services.test_rooming import readings
from tests.services.test_specimens import DeadPrinter, drawn_tube


def test_summary_of_a_roomed_patient(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    intake.add_allergy(clinic, visit_id, "Penicillin", "Anaphylaxis", "severe")
    intake.review_allergies(clinic, visit_id)
    given = readings(clinic, visit_id, bp="128/82", temp="98.4", weight="165", height="5'7")
    rooming.record_vitals(clinic, visit_id, given)
    specimens.print_labels(clinic, visit_id, [drawn_tube(clinic, visit_id)], DeadPrinter())
    made = summaries.summary(clinic, visit_id)
    values = {line.name: (line.number, line.unit) for line in made.lines}
    assert values["Blood pressure"] == ("128/82", "mmHg")
    assert values["Weight"] == ("165", "lb")
    assert values["Height"] == ("5 ft 7 in", "")
    assert values["Body mass index"] == ("25.8", "kg/m²")
    assert made.reviewed == {"allergies"}
    assert (made.samples, made.tests) == (1, ("Comprehensive metabolic panel",))
    assert made.roomed_by == "J. Rivera, CMA"
    assert made.draft


def test_a_visit_that_is_still_to_come_is_not_its_own_next_one(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    with clinic.work(Right.ROOM) as uow:
        visit = uow.visits.get(visit_id)
        assert visit is not None
        later = clinic.now() + timedelta(minutes=10)
        uow.visits.update(replace(visit, state=VisitState.SCHEDULED, scheduled_at=later))
    assert summaries.summary(clinic, visit_id).next_visit is None


def test_pdf_holds_both_identifiers_and_is_audited(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, mrn="004-118-27")
    with pdfplumber.open(io.BytesIO(summaries.summary_pdf(clinic, visit_id))) as pdf:
        text = pdf.pages[0].extract_text()
    assert "Grace A. Okafor" in text
    assert "004-118-27" in text
    with clinic.look() as uow:
        assert [e.action for e, _mac in uow.audit.entries()][-1] == "visit summary made"


def test_summary_is_a_draft_until_the_hand_off(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    assert summaries.summary(clinic, visit_id).draft
    handed_off(clinic, visit_id)
    assert not summaries.summary(clinic, visit_id).draft
    assert not summaries.offer(clinic, visit_id).draft
    schedule.undo(clinic, visit_id)
    assert summaries.summary(clinic, visit_id).draft, "taken back into rooming"


@pytest.mark.parametrize("given", [False, True])
def test_who_left_has_a_draft_unless_it_was_given_over(clinic: Clinic, given: bool) -> None:
    visit_id = roomed_visit(clinic)
    if given:
        handed_off(clinic, visit_id)
    version = rooming.open_visit(clinic, visit_id).visit.version
    schedule.move(clinic, visit_id, VisitState.LEFT, version)
    assert summaries.summary(clinic, visit_id).draft is not given


def test_an_amendment_after_the_hand_off_stands_in_both_copies(
    clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic)
    rooming.record_vitals(clinic, visit_id, readings(clinic, visit_id, hr="78"))
    handed_off(clinic, visit_id)
    clock.advance(minutes=12)
    (pulse,) = [x for x in rooming.open_visit(clinic, visit_id).today if x.reading.vital == "hr"]
    typed = {"value": "87"}
    corrections.amend(clinic, visit_id, "observation", pulse.id, typed, "Digits swapped")
    made = summaries.summary(clinic, visit_id)
    assert not made.draft
    assert [line.number for line in made.lines if line.vital == "hr"] == ["87"]
    record = texts(summaries.summary_pdf(clinic, visit_id, Form(clinical=True)))
    assert "78 bpm" in record
    assert "87 bpm" in record
    assert "after the hand-off" in record
    assert "Digits swapped" in record


def test_medicines_stand_as_the_patient_told_them(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    intake.add_medication(clinic, visit_id, "Lisinopril 10 mg", "every day")
    intake.add_medication(clinic, visit_id, "Vitamin D 1000 IU", "1 a day")
    listed = rooming.open_visit(clinic, visit_id).chart.medications
    answers = {listed[0].id: "different", listed[1].id: "taking"}
    intake.review_medications(clinic, visit_id, answers)
    made = summaries.summary(clinic, visit_id)
    assert [item.status for item in made.medications] == ["different", "active"]


def texts(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def test_both_copies_come_from_the_same_record(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic, mrn="004-118-27")
    given = readings(clinic, visit_id, bp="128/82", hr="78")
    rooming.record_vitals(clinic, visit_id, given)
    next_steps.add_step(clinic, visit_id, "Measure at home.", "Dr. Lindqvist")
    home = texts(summaries.summary_pdf(clinic, visit_id))
    record = texts(summaries.summary_pdf(clinic, visit_id, Form(clinical=True)))
    for text in (home, record):
        assert "128/82" in text
        assert "Measure at home." in text
        assert "004-118-27" in text
    for words in ("Identity", "Full name", "J. Rivera, CMA", "Vital signs", "Course of the visit"):
        assert words in record
    assert "Audit chain" in record
    assert "high" not in home.casefold()


def test_a_locked_copy_opens_with_its_passphrase_only(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    data = summaries.summary_pdf(clinic, visit_id, Form(passphrase="willow copper nine"))
    reader = PdfReader(io.BytesIO(data))
    assert reader.is_encrypted
    assert not reader.decrypt("something else")
    assert reader.decrypt("willow copper nine")
    assert "Okafor" in reader.pages[0].extract_text()
    with pytest.raises(Refused):
        summaries.summary_pdf(clinic, visit_id, Form(passphrase="short"))


def test_a_step_is_withdrawn_not_removed(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    next_steps.add_step(clinic, visit_id, "Come  back\nin a week.", "Dr. Lindqvist")
    (step,) = next_steps.steps(clinic, visit_id)
    assert step.words == "Come back in a week."
    with pytest.raises(Refused):
        next_steps.withdraw_step(clinic, visit_id, step.id, " ")
    next_steps.withdraw_step(clinic, visit_id, step.id, "Wrong patient")
    assert next_steps.steps(clinic, visit_id) == ()
    assert "Come back" in texts(summaries.summary_pdf(clinic, visit_id, Form(clinical=True)))
    with pytest.raises(Refused):
        next_steps.withdraw_step(clinic, visit_id, step.id, "Twice")


@pytest.mark.parametrize(("words", "by"), [("", "Dr. X"), ("x" * 301, "Dr. X"), ("Rest.", " ")])
def test_a_step_needs_words_and_a_provider(clinic: Clinic, words: str, by: str) -> None:
    visit_id = roomed_visit(clinic)
    with pytest.raises(Refused):
        next_steps.add_step(clinic, visit_id, words, by)


def test_only_approved_words_say_what_a_value_means(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    rooming.record_vitals(clinic, visit_id, readings(clinic, visit_id, bp="128/82"))
    assert "talk with you" not in texts(summaries.summary_pdf(clinic, visit_id))
    words = {"en": "Your provider will talk with you.", "es": "Su médico hablará con usted."}
    with pytest.raises(Refused):
        wording.set_wording(clinic, "bp.H", words, "")
    wording.set_wording(clinic, "bp.H", words, "Dr. Lindqvist")
    assert words["en"] in texts(summaries.summary_pdf(clinic, visit_id))
    assert words["es"] in texts(summaries.summary_pdf(clinic, visit_id, Form(language="es")))


@pytest.mark.parametrize("key", ["bp.X", "nothing.H", "bp"])
def test_wording_for_nothing_is_refused(clinic: Clinic, key: str) -> None:
    with pytest.raises(Refused):
        wording.set_wording(clinic, key, {"en": "Words"}, "Dr. X")


def test_a_day_goes_on_where_it_stopped(clinic: Clinic) -> None:
    for number, family in (("1", "Abubakar"), ("2", "Zhou"), ("3", "Ivanova")):
        roomed_visit(clinic, Name(family, "Kim"), number=number)
    files: dict[str, bytes] = {}
    stop = Batch(files.__contains__, files.__setitem__, cancelled=lambda: len(files) == 2)
    day = clinic.local(clinic.now()).date()
    assert summaries.day_summaries(clinic, day, Form(), stop) == (2, 0)
    done: list[tuple[int, int]] = []
    again = Batch(files.__contains__, files.__setitem__, lambda *step: done.append(step))
    assert summaries.day_summaries(clinic, day, Form(), again) == (1, 2)
    assert done == [(1, 3), (2, 3), (3, 3)]
    assert all(data.startswith(b"%PDF") for data in files.values())
    assert not any("Zhou" in name for name in files)


def test_a_range_takes_all_its_days(clinic: Clinic, clock: FixedClock) -> None:
    first = clinic.local(clinic.now()).date()
    for number, family in (("1", "Abubakar"), ("2", "Zhou"), ("3", "Ivanova")):
        roomed_visit(clinic, Name(family, "Kim"), number=number)
        clock.advance(days=1)
    files: dict[str, bytes] = {}
    batch = Batch(files.__contains__, files.__setitem__)
    assert summaries.day_summaries(clinic, first, Form(), batch) == (1, 0)
    last = first + timedelta(days=1)
    assert summaries.day_summaries(clinic, first, Form(), batch, last) == (1, 1)
    assert [name[:8] for name in files] == [f"{first:%Y%m%d}", f"{last:%Y%m%d}"]


def listed(clinic: Clinic) -> list[disclosures.Listed]:
    day = clinic.local(clinic.now()).date()
    return list(disclosures.listed(clinic, day, day))


def test_a_view_is_audited_and_a_copy_that_leaves_is_listed(clinic: Clinic) -> None:
    visit_id = roomed_visit(clinic)
    summaries.preview_pdf(clinic, visit_id, Form(clinical=True))
    with clinic.look() as uow:
        assert [e.action for e, _mac in uow.audit.entries()][-1] == "visit record viewed"
    assert listed(clinic) == []
    summaries.summary_pdf(clinic, visit_id, Form(reason="Asked for it"), "printer")
    (line,) = listed(clinic)
    assert (line.entry.kind, line.entry.target, line.entry.reason) == (
        "summary",
        "printer",
        "Asked for it",
    )
    assert (line.whose, line.by) == ("OKAFOR, Grace A.", "J. Rivera, CMA")
    assert line.entry.visit_id == visit_id


def test_repeated_pressures_stand_as_their_average(clinic: Clinic, clock: FixedClock) -> None:
    visit_id = roomed_visit(clinic)
    for text in ("150/94", "143/90", "142/89"):
        rooming.record_vitals(clinic, visit_id, readings(clinic, visit_id, bp=text))
        clock.advance(minutes=2)
    (line,) = [x for x in summaries.summary(clinic, visit_id).lines if x.vital == "bp"]
    assert (line.number, line.readings) == ("145/91", 3)
    assert "average of 3" in texts(summaries.summary_pdf(clinic, visit_id)).casefold()
    record = texts(summaries.summary_pdf(clinic, visit_id, Form(clinical=True)))
    for text in ("150/94", "143/90", "142/89"):
        assert text in record


def test_what_came_from_elsewhere_stands_in_few_digits_one_unit_and_once(
    clinic: Clinic, clock: FixedClock
) -> None:
    visit_id = roomed_visit(clinic)
    person = rooming.open_visit(clinic, visit_id).chart.patient
    earlier = clinic.now() - timedelta(days=90)
    kilograms = parse(clinic.catalog.vitals["weight"], "80.1kg")
    part = clinic.catalog.vitals["bmi"].parts[0]
    index = Reading("bmi", part.loinc, "27.9", (measure(part, Decimal("27.9"), "kg/m2"),))
    before = [
        blood_pressure(person, "137.49656224134", "71.2779849513", at=earlier),
        replace(observation(person, at=earlier), reading=kilograms),
        replace(observation(person, visit_id=visit_id), reading=index),
    ]
    with clinic.work(Right.ROOM) as uow:
        uow.observations.add(before)
    given = readings(clinic, visit_id, bp="128/82", weight="165", height="5'7")
    rooming.record_vitals(clinic, visit_id, given)
    made = summaries.summary(clinic, visit_id)
    assert made.chart is not None
    assert made.chart.vital == "bp"
    first = made.chart.points[0]
    assert (first.value, first.second) == (Decimal(137), Decimal(71))
    assert [line.vital for line in made.lines].count("bmi") == 1
    (weight,) = [line for line in made.lines if line.vital == "weight"]
    assert weight.last_unit == weight.unit
