"""What the Rooms screen shows, read at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from ma_desktop.domain.board import Board, BoardRow
from ma_desktop.domain.checklist import set_up_list
from ma_desktop.domain.checklist_due import Check
from ma_desktop.services import checklist_lists, checklist_reads, today
from ma_desktop.services.clinic import Clinic, staff
from ma_desktop.ui.rooms.room_panel import needing_rooms


@dataclass(frozen=True)
class RoomsView:
    """What the screen shows, read at one moment; `people` are names by user name."""

    board: Board
    checks: tuple[Check, ...]
    people: dict[str, str]
    to_set_up: tuple[BoardRow, ...]


def read_view(clinic: Clinic) -> RoomsView:
    """All of it in the background; `to_set_up` are visits whose type has a set-up list."""
    people = {person.user_name: person.display_name for person in staff(clinic)}
    board, lists = today.board(clinic), checklist_lists.lists(clinic).values()
    rows = needing_rooms(board.rows)
    to_set_up = tuple(row for row in rows if set_up_list(lists, row.visit.visit_type))
    return RoomsView(board, checklist_reads.checks(clinic), people, to_set_up)
