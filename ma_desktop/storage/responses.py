"""Repository of answered questionnaires. Nothing here changes or removes a row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from ma_desktop.domain.screening import Answer, Response, Status, withdrawn
from ma_desktop.storage.tables import questionnaire_response

_r = questionnaire_response.c


class Responses:
    """Answers on record, append-only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Response) -> None:
        values = asdict(new) | {
            "status": str(new.status),
            "answers": json.dumps([asdict(answer) for answer in new.answers], ensure_ascii=False),
            "by_patient": int(new.by_patient),
        }
        self._connection.execute(insert(questionnaire_response), values)

    def of_patient(self, patient_id: str) -> tuple[Response, ...]:
        """All responses of a patient, oldest first, superseded ones too."""
        return self._read(select(questionnaire_response).where(_r.patient_id == patient_id))

    def of_visit(self, visit_id: str) -> tuple[Response, ...]:
        """All responses of a visit, oldest first, superseded ones too."""
        return self._read(select(questionnaire_response).where(_r.visit_id == visit_id))

    def to_tell(self, visit_ids: Sequence[str]) -> dict[str, set[str]]:
        """Ids of the responses that the provider must be told of, by visit.

        One that was superseded counts too: an alarm is closed by telling, not by another answer.
        One that was withdrawn with a reason does not.
        """
        found: dict[str, set[str]] = {}
        statement = select(_r.visit_id, _r.id).where(
            _r.visit_id.in_(visit_ids), _r.notify.in_(("urgent", "critical"))
        )
        for visit_id, response_id in self._connection.execute(statement):
            found.setdefault(visit_id, set()).add(response_id)
        for visit_id in found:
            found[visit_id] -= withdrawn(self.of_visit(visit_id))
        return {visit_id: ids for visit_id, ids in found.items() if ids}

    def _read(self, statement: Select[Any]) -> tuple[Response, ...]:
        rows = self._connection.execute(statement.order_by(_r.taken_at, _r.id))
        return tuple(_response(row) for row in rows)


def _response(row: Row[Any]) -> Response:
    values = dict(row._mapping)
    return Response(
        **values
        | {
            "status": Status(values["status"]),
            "answers": tuple(Answer(**answer) for answer in json.loads(values["answers"])),
            "by_patient": bool(values["by_patient"]),
        }
    )
