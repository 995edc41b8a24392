"""A file is what its bytes say, whatever it is called, and its name is never repeated."""

from __future__ import annotations

import gzip
import io
import zipfile
from zoneinfo import ZoneInfo

import pytest

from ma_desktop.domain.errors import Refused
from ma_desktop.exchange import reader
from ma_desktop.exchange.incoming import Incoming
from tests.domain.content import CATALOG
from tests.exchange.bundles import NOW, as_bytes, whole
from tests.exchange.schedules import line, schedule

BUNDLE = as_bytes(whole())
SCHEDULE = schedule(line())


def read(data: bytes, name: str = "Okafor_Adaeze.dat") -> Incoming:
    return reader.read(name, data, CATALOG, ZoneInfo("America/New_York"), now=NOW)


def zipped(data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("inside.json", data)
    return made.getvalue()


@pytest.mark.parametrize("name", ["a.json", "a.csv", "a.xml", "a", ""])
@pytest.mark.parametrize(("data", "kind"), [(BUNDLE, "fhir"), (SCHEDULE, "schedule")])
def test_the_content_decides(data: bytes, name: str, kind: str) -> None:
    assert read(data, name).kind == kind
    assert read(b"\xef\xbb\xbf" + data, name).kind == kind


def test_the_extension_decides_which_words_a_bad_schedule_gets() -> None:
    with pytest.raises(Refused, match="lacks the column"):
        read(b"name,day\nA,B\n", "a.CSV")
    with pytest.raises(Refused, match="neither a FHIR bundle nor a schedule"):
        read(b"name,day\nA,B\n")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b" \r\n\t", "The file is empty."),
        (b"<Bundle xmlns='http://hl7.org/fhir'/>", "The file is XML or HTML"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><!DOCTYPE x>", "The file is XML or HTML"),
        (zipped(BUNDLE), "The file is a zip archive or an Excel workbook"),
        (gzip.compress(BUNDLE), "The file is a gzip archive"),
        (b"%PDF-1.7", "The file is a PDF document"),
        (b"MSH|^~\\&|", "The file is an HL7 v2 message"),
        (b"[]", "The bundle is not valid FHIR"),
        (b"\x89PNG\r\n\x1a\n", "The file is not UTF-8 text"),
        (b"\x00" * 64, "The file is neither a FHIR bundle nor a schedule."),
        (BUNDLE.decode().encode("utf-16"), "The file is UTF-16 text."),
        (b" " * 5000 + BUNDLE, "The file is neither a FHIR bundle nor a schedule."),
    ],
)
def test_other_files_are_refused_by_what_they_are(data: bytes, said: str) -> None:
    with pytest.raises(Refused) as caught:
        read(data)
    assert caught.value.what.startswith(said)
    assert caught.value.do
    assert "Okafor" not in str(caught.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="larger than 64 MB"):
        read(b"x" * 11)


def test_the_present_is_the_bound_when_none_is_given() -> None:
    assert reader.read("", BUNDLE, CATALOG, ZoneInfo("UTC")).kind == "fhir"
