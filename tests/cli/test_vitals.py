"""import, visit add, vitals add and list."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import MRN, Run
from tests.exchange.bundles import bundle, patient


def listed(run: Run, mrn: str = MRN) -> list[dict[str, object]]:
    found: list[dict[str, object]] = run("vitals", "list", "--patient", mrn, "--json").value
    return found


def test_vital_signs_come_back_with_code_unit_time_and_source(run: Run) -> None:
    added = run(
        "vitals", "add", "--patient", MRN, "bp=128/82", "hr=78", "temp=98.4F", "weight=171.4lb",
        "--json",
    )  # fmt: skip
    rows = listed(run)

    assert added.status == 0
    assert len(added.value["ids"]) == 4
    assert [(row["loinc"], row["value"], row["unit"]) for row in rows] == [
        ("8480-6", 128, "mm[Hg]"),
        ("8462-4", 82, "mm[Hg]"),
        ("8867-4", 78, "/min"),
        ("8310-5", 98.4, "[degF]"),
        ("29463-7", 171.4, "[lb_av]"),
    ]
    assert {row["source"] for row in rows} == {"entry"}
    assert {row["taken_by"] for row in rows} == {"rivera"}
    assert all(str(row["taken_at"]).endswith("+00:00") for row in rows)
    assert [row["id"] for row in rows][1:] == added.value["ids"]


def test_as_text_every_line_has_the_local_time_and_value(run: Run) -> None:
    run("vitals", "add", "--patient", MRN, "hr=78")

    answer = run("vitals", "list", "--patient", MRN)

    assert answer.out.split("\t")[1:] == ["hr", "8867-4", "78", "/min", "final\n"]


def test_nothing_recorded_is_said(run: Run) -> None:
    assert run("vitals", "list", "--patient", MRN).out == "No readings.\n"
    assert listed(run) == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["hr=900"], "hr: "),
        (["hr=seventy"], "hr: "),
        (["hr=78", "temp=300F"], "temp: "),
        (["hr=78", "pulse=80"], "not a vital sign"),
        (["hr=78", "hr=80"], "stands twice"),
        (["bmi=24"], "not a vital sign"),
        (["hr=210"], "--confirm"),
        (["hr="], "hr: "),
        (["=78"], "not a vital sign"),
        (["weight=171.4\x00lb"], "weight: "),
        (["hr=\udcff"], "hr: "),
        (["hr=" + "9" * 5000], "hr: "),
    ],
)
def test_one_wrong_value_stores_none(run: Run, values: list[str], words: str) -> None:
    refused = run("vitals", "add", "--patient", MRN, *values)

    assert refused.status == 3
    assert words in refused.err
    assert "Nothing was stored." in refused.err
    assert "Okafor" not in refused.err
    assert MRN not in refused.err
    assert listed(run) == []


def test_an_unusual_value_is_taken_once_confirmed(run: Run) -> None:
    assert run("vitals", "add", "--patient", MRN, "hr=210", "--confirm").status == 0
    assert [row["value"] for row in listed(run)] == [210]


def test_a_refusal_in_json_has_its_parts(run: Run) -> None:
    refused = run("vitals", "add", "--patient", MRN, "temp=37", "--json")

    fields = json.loads(refused.err)
    assert {"error", "safe", "do"} <= fields.keys()
    assert fields["safe"] == "Nothing was stored."


@pytest.mark.parametrize("mrn", ["", "004-118-28", "' OR 1=1 --", "\udcff", "a\x00b", "9" * 9000])
def test_an_unknown_record_number_is_refused_everywhere(run: Run, mrn: str, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    for words in (
        ["vitals", "list"],
        ["vitals", "add", "hr=78"],
        ["visit", "add"],
        ["label", "--out", str(out)],
        ["summary", "--out", str(out)],
    ):
        refused = run(*words, "--patient", mrn)
        assert refused.status == 3, words
        assert mrn not in refused.err or not mrn
    assert not out.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["vitals", "add", "--patient", MRN],
        ["vitals", "add", "hr=78"],
        ["vitals", "add", "--patient", MRN, "78"],
        ["label", "--patient", MRN, "--tube", "sst", "--test", "cmp"],
        ["export", "csv", "--patient", MRN, "--audit", "--out", "record.csv"],
        ["restore", "backup", "--user", ""],
        ["init", "--clinic", "Elm Walk", "--user", ""],
    ],
)
def test_a_command_without_what_it_needs_is_wrong_usage(run: Run, words: list[str]) -> None:
    refused = run(*words)
    assert refused.status == 2
    assert re.search("Nothing was stored|No label was printed", refused.err)
    assert refused.out == ""


def test_a_visit_is_booked_and_takes_the_readings(run: Run) -> None:
    before = run("vitals", "add", "--patient", MRN, "hr=76")
    booked = run(
        "visit", "add", "--patient", MRN, "--provider", "Dr. Lindqvist", "--room", "2", "--json"
    )
    within = run("vitals", "add", "--patient", MRN, "hr=78", "--json")
    again = run("visit", "add", "--patient", MRN)
    taken = run("visit", "add", "--patient", MRN, "--room", "2")
    nowhere = run("visit", "add", "--patient", MRN, "--room", "77")

    assert "belong to no visit" in before.out
    assert within.value["visits"] == [booked.value["visit"]]
    assert "another visit today" in again.out
    assert booked.status == 0
    assert len(booked.value["visit"]) == 36
    assert taken.status == 3
    assert nowhere.status == 3


def test_bundles_come_in_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(bundle(patient())), encoding="utf-8")

    first, second = run("import", file, "--json"), run("import", file, "--json")

    assert first.status == second.status == 0
    assert first.value["added"]["patients"] == 1
    assert second.value["added"] == dict.fromkeys(first.value["added"], 0)
    assert second.value["repeated"]["patients"] == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"{",
        b"[" * 100_000,
        b'{"resourceType": "Bundle"}',
        b"a,b\n1,2\n",
        b"\xff",
    ],
)
def test_one_broken_file_keeps_all_out(run: Run, tmp_path: Path, content: bytes) -> None:
    good, broken = tmp_path / "Okafor.json", tmp_path / "Grace Okafor.json"
    good.write_text(json.dumps(bundle(patient())), encoding="utf-8")
    broken.write_bytes(content)

    refused = run("import", good, broken)
    after = run("import", good, "--json")

    assert refused.status == 3
    assert "File 2 of 2: " in refused.err
    assert "Okafor" not in refused.err
    assert after.value["added"]["patients"] == 1


def test_numbers_stay_exact(run: Run) -> None:
    run("vitals", "add", "--patient", MRN, "temp=37.1C")

    answer = run("vitals", "list", "--patient", MRN, "--json")

    assert json.loads(answer.out, parse_float=Decimal)[0]["value"] == Decimal("37.1")
