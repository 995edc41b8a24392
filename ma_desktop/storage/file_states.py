"""Repository of what files said of entries of a patient's lists."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, insert, select, update

from ma_desktop.domain.ids import stable_id
from ma_desktop.domain.origin import FileState, FileVersion
from ma_desktop.storage.tables import file_state


class FileStates:
    """One row for each state; only the version in which it was last seen moves on."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_patient(self, patient_id: str) -> tuple[FileState, ...]:
        """All of a patient, the first that came in first."""
        statement = (
            select(file_state)
            .where(file_state.c.patient_id == patient_id)
            .order_by(file_state.c.at, file_state.c.id)
        )
        return tuple(
            FileState(
                row.patient_id,
                row.record,
                row.state,
                row.at,
                FileVersion(row.updated_at, row.number),
            )
            for row in self._connection.execute(statement)
        )

    def add(self, new: Sequence[FileState]) -> None:
        """States that are not there yet."""
        rows = [
            {
                "id": _key(item),
                "patient_id": item.patient_id,
                "record": item.record,
                "state": item.state,
                "at": item.at,
                "updated_at": item.version.updated_at,
                "number": item.version.number,
            }
            for item in new
        ]
        if rows:
            self._connection.execute(insert(file_state), rows)

    def move_on(self, seen: Sequence[FileState]) -> None:
        """The version in which states that are there were seen again."""
        rows = [
            {
                "it": _key(item),
                "updated_at": item.version.updated_at,
                "number": item.version.number,
            }
            for item in seen
        ]
        if rows:
            changed = update(file_state).where(file_state.c.id == bindparam("it"))
            self._connection.execute(changed, rows)


def _key(item: FileState) -> str:
    return stable_id("file state", item.record, item.state)
