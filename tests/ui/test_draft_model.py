"""Whatever is typed, undone, saved, locked or killed: the draft is what a plain list says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from ma_desktop.domain.patient import Name
from ma_desktop.domain.rooming import DraftField
from ma_desktop.services import rooming, schedule
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks
from ma_desktop.ui.rooming.draft_keeper import DraftKeeper
from tests.clinics import make_store, open_made
from tests.clock import FixedClock

NAMES = st.sampled_from(["reason", "reason.agenda", "bp", "answer.phq2.phq2_1", "note"])
TEXTS = st.sampled_from(["", " ", "128/8", "128/82", "-", "Đau đầu 🤕", "line\nline", "x" * 300])
CONTENTS = st.none() | st.builds(
    DraftField,
    text=TEXTS,
    qualifiers=st.dictionaries(st.sampled_from(["site", "cuff"]), TEXTS, max_size=2),
    absent=st.sampled_from(["", "refused"]),
    confirmed=st.sampled_from(["", "Is it right?"]),
)
STEPS = st.sampled_from(["identify", "reason", "vitals", "handoff"])
_numbers = count(1)
Fields = dict[str, DraftField]


@dataclass
class Change:
    name: str
    before: DraftField | None
    after: DraftField | None
    run: int


@dataclass
class Model:
    """The draft as plain lists: what stands, what may be undone and redone, what is on disk."""

    fields: Fields = field(default_factory=dict)
    done: list[Change] = field(default_factory=list)
    undone: list[Change] = field(default_factory=list)
    run: int = 0
    place: tuple[str, str] = ("identify", "")
    disk: tuple[Fields, tuple[str, str]] = field(default_factory=lambda: ({}, ("identify", "")))

    def put(self, name: str, content: DraftField | None) -> None:
        before = self.fields.get(name)
        if content == before:
            return
        self.lay(name, content)
        self.undone.clear()
        last = self.done[-1] if self.done else None
        if last is None or (last.name, last.run) != (name, self.run):
            self.done.append(Change(name, before, content, self.run))
            return
        last.after = content
        if last.before == content:
            self.done.pop()

    def lay(self, name: str, content: DraftField | None) -> None:
        self.fields.pop(name, None)
        if content is not None:
            self.fields[name] = content

    def undo(self) -> None:
        change = self.done.pop()
        self.lay(change.name, change.before)
        self.undone.append(change)

    def redo(self) -> None:
        change = self.undone.pop()
        self.lay(change.name, change.after)
        self.done.append(change)

    def save(self) -> None:
        self.disk = (dict(self.fields), self.place)

    def load(self) -> None:
        self.fields, self.place = dict(self.disk[0]), self.disk[1]
        self.done.clear()
        self.undone.clear()
        self.run = 0


class Drafting(RuleBasedStateMachine):
    """One visit's draft on a real store, beside its model."""

    clinic: ClassVar[Clinic]

    def __init__(self) -> None:
        super().__init__()
        self.model, self.desk = Model(), QObject()
        name = Name("Okafor", f"Number {next(_numbers)}")
        self.visit_id, _ = schedule.walk_in(
            self.clinic, name, date(1979, 3, 14), "female", visit_type="Follow-up", provider=""
        )
        self.keeper = self.opened()

    def opened(self) -> DraftKeeper:
        made = DraftKeeper(self.clinic, self.desk)
        made.open(rooming.open_visit(self.clinic, self.visit_id).draft)
        return made

    def start_again(self) -> None:
        """Another process: nothing of this one is left."""
        self.keeper.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.model.load()
        self.keeper = self.opened()

    def teardown(self) -> None:
        self.desk.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def flush(self) -> None:
        self.keeper.flush()
        assert tasks.drain()
        QApplication.processEvents()
        self.model.save()

    @rule(name=NAMES, text=TEXTS)
    def type(self, name: str, text: str) -> None:
        self.keeper.put_text(name, text)
        self.model.put(name, replace(self.model.fields.get(name, DraftField()), text=text))

    @rule(name=NAMES, content=CONTENTS)
    def choose(self, name: str, content: DraftField | None) -> None:
        self.keeper.put(name, content)
        self.model.put(name, content)

    @rule()
    def leave_the_field(self) -> None:
        self.keeper.seal()
        self.model.run += 1

    @precondition(lambda self: bool(self.model.done))
    @rule()
    def undo(self) -> None:
        self.keeper.stack.undo()
        self.model.undo()

    @precondition(lambda self: bool(self.model.undone))
    @rule()
    def redo(self) -> None:
        self.keeper.stack.redo()
        self.model.redo()

    @rule(step=STEPS, focus=NAMES)
    def go(self, step: str, focus: str) -> None:
        self.keeper.place(step, focus)
        self.model.place = (step, focus)

    @rule(names=st.sets(NAMES, max_size=2))
    def record(self, names: set[str]) -> None:
        """What is on record leaves the draft, and is not undone by keys."""
        self.keeper.drop(names)
        for name in names:
            self.model.lay(name, None)
        self.model.done.clear()
        self.model.undone.clear()

    @rule()
    def save(self) -> None:
        self.flush()

    @rule()
    def lock_and_come_back(self) -> None:
        self.flush()
        self.start_again()

    @rule()
    def kill(self) -> None:
        """What was not saved yet is gone; what was is whole."""
        self.start_again()

    @invariant()
    def all_is_as_the_list_says(self) -> None:
        draft = self.keeper.draft
        assert draft is not None
        assert dict(draft.fields) == self.model.fields
        assert (draft.step, draft.focus) == self.model.place
        stack = self.keeper.stack
        assert (stack.canUndo(), stack.canRedo()) == (
            bool(self.model.done),
            bool(self.model.undone),
        )


@pytest.fixture
def clinic(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> Iterator[Clinic]:
    made = open_made(make_store(tmp_path), clock)
    yield made
    tasks.drain()
    QApplication.processEvents()
    made.close()


def test_every_way_through_a_draft_comes_back_as_it_was(clinic: Clinic) -> None:
    Drafting.clinic = clinic
    run_state_machine_as_test(
        Drafting,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
