"""Moves visits in the background, says what was done, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ma_desktop.domain.board import BoardRow
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import Conflict, MaError
from ma_desktop.domain.room import RoomNotReady
from ma_desktop.domain.visit import VisitMove, VisitState
from ma_desktop.services import schedule
from ma_desktop.services.clinic import Clinic
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context


@dataclass(frozen=True)
class Made:
    """What one key did: the visit and the moves that stand for it, oldest first."""

    visit_id: str
    moves: tuple[str, ...]
    words: str


class Mover(QObject):
    """One move at a time for each visit; `reload` is called when what was shown is out of date."""

    not_ready = Signal(object, str, str)
    """Row, room number and why: the room can be given with a reason."""

    def __init__(self, context: Context, reload: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._reload = context, reload
        self._busy: set[str] = set()
        self._made: list[Made] = []

    def arrive(self, row: BoardRow) -> None:
        visit = row.visit
        self._do(
            row,
            lambda: schedule.arrive(self._context.clinic, visit.id, visit.version),
            VisitState.ARRIVED.words.lower(),
        )

    def move(self, row: BoardRow, target: VisitState) -> None:
        visit = row.visit
        self._do(
            row,
            lambda: schedule.move(self._context.clinic, visit.id, target, visit.version),
            target.words.lower(),
        )

    def room(self, row: BoardRow, number: str, reason: str = "") -> None:
        """Take the patient to a room and open rooming; `not_ready` when that needs a reason."""
        visit, clinic = row.visit, self._context.clinic
        self._do(
            row,
            lambda: schedule.room(clinic, visit.id, number, visit.version, reason),
            f"rooming in {number}",
            then=lambda: self._context.signals.visit_opened.emit(visit.id, "rooming"),
            not_ready=lambda error: self.not_ready.emit(row, number, error.what),
        )

    def undo(self) -> None:
        """Take back the last thing done here."""
        if self._made:
            self._take_back(self._made[-1])
        else:
            self._context.say("Nothing to undo.", "info")

    def _do(
        self,
        row: BoardRow,
        act: Callable[[], Changes],
        done: str,
        then: Callable[[], None] = lambda: None,
        not_ready: Callable[[MaError], None] | None = None,
    ) -> None:
        visit_id = row.visit.id
        if visit_id in self._busy:
            return
        self._busy.add(visit_id)
        words = f"{self._context.shown_name(row.patient)}: {done}"

        def after(result: tuple[Made, Changes]) -> None:
            self._busy.discard(visit_id)
            self._keep(*result)
            then()

        def failed(error: MaError) -> None:
            self._busy.discard(visit_id)
            if not_ready is not None and isinstance(error, RoomNotReady):
                not_ready(error)
            else:
                self._on_failed(error)

        clinic = self._context.clinic
        tasks.run(lambda: _recorded(clinic, visit_id, act, words), after, failed, parent=self)

    def _keep(self, made: Made, changes: Changes) -> None:
        self._made.append(made)
        self._context.signals.changed.emit(changes)
        self._context.say(made.words, "ok", lambda: self._on_undo(made))

    def _on_undo(self, made: Made) -> None:
        """From a notice, which may be older than the last move and already taken back."""
        if made in self._made:
            self._take_back(made)
        else:
            self.undo()

    def _take_back(self, made: Made) -> None:
        self._made.remove(made)
        clinic = self._context.clinic
        tasks.run(
            lambda: _taken_back(clinic, made),
            lambda changes: self._after(changes, f"Undone: {made.words}"),
            self._on_failed,
            parent=self,
        )

    def _after(self, changes: Changes, words: str) -> None:
        self._context.signals.changed.emit(changes)
        self._context.say(words)

    def _on_failed(self, error: MaError) -> None:
        self._context.say(str(error), "warn")
        self._reload()


def recorded_moves(clinic: Clinic, visit_id: str) -> tuple[str, ...]:
    """Ids of the moves of a visit that stand, oldest first."""
    return tuple(move.id for move in _standing(schedule.moves(clinic, visit_id)))


def _recorded(
    clinic: Clinic, visit_id: str, act: Callable[[], Changes], words: str
) -> tuple[Made, Changes]:
    """Act, and find out which moves that made: rooming a scheduled patient makes two."""
    before = set(recorded_moves(clinic, visit_id))
    changes = act()
    made = [move for move in recorded_moves(clinic, visit_id) if move not in before]
    return Made(visit_id, tuple(made), words), changes


def _taken_back(clinic: Clinic, made: Made) -> Changes:
    """Undo exactly the moves of `made`. Raises Conflict when somebody moved the visit since."""
    changes = Changes()
    for move_id in reversed(made.moves):
        if recorded_moves(clinic, made.visit_id)[-1:] != (move_id,):
            raise Conflict(
                "This visit was moved again since.",
                safe="The later move stands.",
                do="Use the moves in the menu of its row.",
            )
        changes |= schedule.undo(clinic, made.visit_id)
    return changes


def _standing(moves: tuple[VisitMove, ...]) -> list[VisitMove]:
    taken_back = {move.undoes for move in moves}
    return [move for move in moves if move.undoes is None and move.id not in taken_back]
