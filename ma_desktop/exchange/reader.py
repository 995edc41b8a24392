"""What a chosen file is, by its content: the extension only decides when the content does not."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ma_desktop.catalog import Catalog
from ma_desktop.domain.errors import Refused
from ma_desktop.exchange.fhir import read_bundle
from ma_desktop.exchange.incoming import At, Incoming, unheard
from ma_desktop.exchange.plain_text import MAX_BYTES, decode
from ma_desktop.exchange.schedule_csv import read_schedule

_TAKEN = "Choose a FHIR R4 bundle (JSON) or a schedule (CSV)."
_STARTS = (
    (b"PK", "a zip archive or an Excel workbook", "Unpack it, or save the sheet as CSV UTF-8."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and import what is inside."),
    (b"BZh", "a bzip2 archive", "Unpack it and import what is inside."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it and import what is inside."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it and import what is inside."),
    (b"%PDF", "a PDF document", _TAKEN),
    (b"MSH|", "an HL7 v2 message", "Export the patient as a FHIR R4 bundle in JSON."),
    (b"<", "XML or HTML", "Export the patient as a FHIR R4 bundle in JSON."),
)


def read(
    path_name: str,
    data: bytes,
    catalog: Catalog,
    zone: ZoneInfo,
    *,
    now: datetime | None = None,
    at: At = unheard,
) -> Incoming:
    """All that the file holds. `zone` is the clinic's, `now` (aware) the present by default, `at`
    hears how far it is.

    Raises Refused for everything that is no whole FHIR R4 bundle or schedule, with words that hold
    neither data nor the file's name.
    """
    if len(data) > MAX_BYTES:
        raise Refused("The file is larger than 64 MB.", do="Split the export into smaller files.")
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start and not data.strip():
        raise Refused("The file is empty.", do=_TAKEN)
    for mark, kind, advice in _STARTS:
        if start.startswith(mark):
            raise Refused(f"The file is {kind}, which is not taken.", do=advice)
    if start.startswith((b"{", b"[")):
        return read_bundle(data, catalog, now=now, at=at)
    if _looks_like_schedule(path_name, decode(data[:4096].partition(b"\n")[0])):
        return read_schedule(data, zone)
    raise Refused("The file is neither a FHIR bundle nor a schedule.", do=_TAKEN)


def _looks_like_schedule(path_name: str, first_line: str) -> bool:
    return path_name.lower().endswith((".csv", ".txt")) or "mrn" in first_line.lower().split(",")
