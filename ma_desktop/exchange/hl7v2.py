"""HL7 v2.5.1 ORU^R01: the vital signs of one visit for systems that speak nothing newer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ma_desktop.catalog import Catalog
from ma_desktop.domain.patient import Patient
from ma_desktop.domain.visit import Visit
from ma_desktop.domain.vitals import ABSENT_REASONS, Measure, VitalSign
from ma_desktop.exchange.outgoing import Outgoing, OutgoingObservation

_SEX = {"female": "F", "male": "M", "other": "O", "unknown": "U"}
# HL7 table 0085: final, corrected, deleted (entered in error), no result.
_STATUS = {"final": "F", "amended": "C", "corrected": "C", "entered-in-error": "D"}
_NO_RESULT = "X"
_ESCAPES = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}


def write_oru(out: Outgoing, catalog: Catalog, message_id: str) -> bytes:
    """One message a visit that has vital signs, UTF-8, segments ended by carriage returns.

    `message_id` is at most 30 characters (MSH-10 keeps 20 in older systems); visits add a number.
    """
    groups: dict[str | None, list[OutgoingObservation]] = {}
    for one in out.observations:
        groups.setdefault(one.item.visit_id, []).append(one)
    visits = {visit.id: visit for visit in out.visits}
    messages = [
        "\r".join(
            _message(out, catalog, f"{message_id}-{number}", visits.get(visit_id or ""), found)
        )
        for number, (visit_id, found) in enumerate(groups.items(), 1)
    ]
    return "".join(f"{message}\r" for message in messages).encode()


def _message(
    out: Outgoing,
    catalog: Catalog,
    message_id: str,
    visit: Visit | None,
    found: Sequence[OutgoingObservation],
) -> Iterator[str]:
    zone, when = out.clinic.tz, stamp(out.made_at, out.clinic.tz)
    yield _segment(
        "MSH|^~\\&", "MA Desktop", out.clinic.name, "", "", when, "", _Raw("ORU^R01^ORU_R01"),
        message_id, "P", "2.5.1", "", "", "AL", "NE", "", "UNICODE UTF-8",
    )  # fmt: skip
    yield _patient(out.patient, out.clinic.name)
    if visit is not None:
        yield _segment("PV1", "1", "O", "", "", "", "", _Raw(f"^{_safe(visit.provider)}"))
    panel = _Raw("85353-1^Vital signs^LN")
    at = stamp(found[0].item.taken_at, zone)
    order = visit.id if visit else found[0].id
    yield _segment(
        "OBR", "1", "", order, panel, "", "", at, *[""] * 14, when, "", "", _overall(found)
    )
    number = 0
    for one in found:
        for line in _results(one, catalog.vitals[one.item.reading.vital], out):
            number += 1
            yield line.replace("OBX|", f"OBX|{number}", 1)


def _patient(patient: Patient, clinic: str) -> str:
    name = "^".join(
        _safe(part) for part in (patient.name.family, patient.name.given, "", patient.name.suffix)
    )
    return _segment(
        "PID", "1", "", _Raw(f"{_safe(patient.mrn)}^^^{_safe(clinic)}^MR"), "", _Raw(name), "",
        f"{patient.birth_date:%Y%m%d}", _SEX[patient.sex], *[""] * 4, patient.phone,
    )  # fmt: skip


def _results(one: OutgoingObservation, vital: VitalSign, out: Outgoing) -> Iterator[str]:
    """OBX segments without their number: one a measured part, or one that says why not."""
    reading = one.item.reading
    at = stamp(one.item.taken_at, out.clinic.tz)
    who = _Raw(f"^{_safe(out.staff.get(one.item.taken_by, one.item.taken_by))}")
    if reading.absent:
        code = _Raw(f"{reading.loinc}^{_safe(vital.name)}^LN")
        value = (ABSENT_REASONS[reading.absent], "")
        status = _STATUS[one.status] if one.status == "entered-in-error" else _NO_RESULT
        yield _segment(
            "OBX", "", "ST", code, one.id, *value, *[""] * 4, status, "", "", at, "", who
        )
        return
    if reading.word:
        code = _Raw(
            f"{reading.loinc or vital.id}^{_safe(vital.name)}^{'LN' if vital.loinc else 'L'}"
        )
        kind = "DT" if vital.kind == "date" else "ST"
        word = reading.word.replace("-", "") if kind == "DT" else reading.word
        status = _STATUS[one.status]
        yield _segment(
            "OBX", "", kind, code, one.id, word, "", *[""] * 4, status, "", "", at, "", who
        )
    for item in reading.measures:
        code = _Raw(f"{item.loinc}^{_safe(_name(vital, item))}^LN")
        value = (f"{item.typed:f}", _Raw(f"{_safe(item.typed_unit)}^^UCUM"))
        status = _STATUS[one.status]
        yield _segment(
            "OBX", "", "NM", code, one.id, *value, *[""] * 4, status, "", "", at, "", who
        )


def _name(vital: VitalSign, item: Measure) -> str:
    return vital.part(item.part).name if len(vital.parts) > 1 else vital.name


def _overall(found: Sequence[OutgoingObservation]) -> str:
    return "C" if any(one.status != "final" for one in found) else "F"


def stamp(moment: datetime, zone: ZoneInfo) -> str:
    """An HL7 time stamp with its offset: 20260310083000-0400."""
    return f"{moment.astimezone(zone):%Y%m%d%H%M%S%z}"


class _Raw(str):
    """A field whose delimiters are meant."""

    __slots__ = ()


def _segment(*fields: str) -> str:
    kind, *rest = fields
    return "|".join([kind, *(str(f) if isinstance(f, _Raw) else _safe(f) for f in rest)]).rstrip(
        "|"
    )


def _safe(text: str) -> str:
    """Delimiters escaped, control characters gone: a name can't begin a new segment."""
    return "".join(_ESCAPES.get(char, char) for char in text if char.isprintable())
