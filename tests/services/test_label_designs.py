"""Label formats of the clinic: saved in versions, refused when unsafe, out to a file and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ma_desktop.catalog.labels import label_from_toml, label_to_toml
from ma_desktop.domain.errors import MachineFailure, NotAllowed, Refused
from ma_desktop.domain.label import LabelFormat, TextItem
from ma_desktop.domain.staff import Role
from ma_desktop.services import label_designs, specimens
from ma_desktop.services.clinic import Clinic
from tests.clinics import open_made, roomed_visit
from tests.clock import FixedClock
from tests.services.collections import audited, drawn

LARGE = "specimen-2.25x1.25"


def bolder(clinic: Clinic, name: str = LARGE) -> LabelFormat:
    fmt = clinic.catalog.labels[name]
    return replace(fmt, text=tuple(replace(field, bold=True) for field in fmt.text))


def test_a_saved_format_is_in_force_at_once_and_after_the_next_sign_in(
    clinic: Clinic, clock: FixedClock, tmp_path: Path
) -> None:
    visit_id = roomed_visit(clinic)
    (tube,) = drawn(clinic, visit_id, "cbc")
    fmt = label_designs.save_design(clinic, bolder(clinic), "for the old printer")
    lines = specimens.label(clinic, tube.id, visit_id).items
    assert all(item.bold for item in lines if isinstance(item, TextItem))
    assert audited(clinic, "label format saved") == ["for the old printer"]
    again = open_made(str(tmp_path / "store"), clock)
    assert again.catalog.labels[LARGE] == fmt
    assert again.catalog.vitals == clinic.catalog.vitals
    again.close()


def test_versions_are_kept_and_an_earlier_one_comes_back(clinic: Clinic) -> None:
    first = label_designs.save_design(clinic, bolder(clinic))
    label_designs.save_design(clinic, replace(first, name="Another name"))
    newest, oldest = label_designs.versions(clinic, LARGE)
    assert (newest.version, oldest.version) == (2, 1)
    assert label_designs.restore(clinic, oldest) == first
    assert [item.version for item in label_designs.versions(clinic, LARGE)] == [3, 2, 1]
    assert clinic.catalog.labels[LARGE] == first


def test_a_withdrawn_format_gives_way_to_the_shipped_one(clinic: Clinic) -> None:
    shipped = clinic.catalog.labels[LARGE]
    own = label_designs.copy_of(shipped, "Ours", list(clinic.catalog.labels))
    assert own.id == "clinic-ours"
    label_designs.save_design(clinic, own)
    label_designs.save_design(clinic, bolder(clinic))
    whose = {item.format.id: item.whose for item in label_designs.designs(clinic)}
    assert whose["clinic-ours"] == whose[LARGE] == "clinic, version 1 by rivera"
    assert whose["pack-2x1"] == "shipped"
    for name in (LARGE, own.id):
        label_designs.withdraw(clinic, name)
    assert clinic.catalog.labels == clinic.shipped.labels
    with pytest.raises(Refused, match="empty"):
        label_designs.restore(clinic, label_designs.versions(clinic, LARGE)[0])
    with pytest.raises(Refused, match="shipped"):
        label_designs.withdraw(clinic, "pack-2x1")


def test_two_copies_with_one_name_have_two_ids(clinic: Clinic) -> None:
    fmt = clinic.catalog.labels[LARGE]
    assert label_designs.copy_of(fmt, "Öl!", ["clinic-l"]).id == "clinic-l-2"


def test_only_administrators_change_labels(clinic: Clinic) -> None:
    clinic.actor = replace(clinic.actor, role=Role.MEDICAL_ASSISTANT)
    with pytest.raises(NotAllowed):
        label_designs.save_design(clinic, bolder(clinic))
    assert label_designs.versions(clinic, LARGE) == ()


def without(fmt: LabelFormat, field: str) -> LabelFormat:
    return replace(fmt, text=tuple(item for item in fmt.text if field not in item.text))


def test_a_format_that_is_not_safe_is_refused_and_not_stored(clinic: Clinic) -> None:
    fmt = clinic.catalog.labels[LARGE]
    unsafe = (
        (without(fmt, "mrn"), "lacks the record number"),
        (replace(fmt, barcode=replace(fmt.barcode, module_mm=0.1)), "module_mm"),
        (replace(fmt, barcode=replace(fmt.barcode, x=0.0)), "bar code does not fit"),
        (replace(fmt, name=" "), "needs a name"),
        (replace(fmt, text=tuple(replace(f, fit="shorten") for f in fmt.text)), "lacks"),
    )
    for wrong, words in unsafe:
        with pytest.raises(Refused, match=words):
            label_designs.save_design(clinic, wrong)
    assert label_designs.versions(clinic, LARGE) == ()
    assert clinic.catalog.labels == clinic.shipped.labels


def test_every_shipped_format_comes_back_equal_from_a_file(clinic: Clinic, tmp_path: Path) -> None:
    path = tmp_path / "label.toml"
    for fmt in clinic.catalog.labels.values():
        label_designs.export_design(fmt, path)
        assert label_designs.import_design(path) == fmt


def test_signs_in_names_survive_a_file(clinic: Clinic) -> None:
    name = 'Sticky "A" \\ ^XZ\x7f\n\tÉ欧'
    fmt = replace(clinic.catalog.labels[LARGE], name=name)
    assert label_from_toml(label_to_toml(fmt)) == fmt


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("margin =", "edge = 1\nmargin =", "edge is not a known key"),
        ("height = ", "height = 'x' #", "height"),
        ("module_mm = ", "module_mm = 0.1 #", "module_mm"),
        ("kind =", "kind", "not a label format"),
        ("MRN {mrn}", "MRN {ssn}", "names a field"),
    ],
)
def test_a_wrong_file_is_refused_with_its_key(
    clinic: Clinic, tmp_path: Path, old: str, new: str, words: str
) -> None:
    path = tmp_path / "label.toml"
    text = label_to_toml(clinic.catalog.labels[LARGE])
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused, match=words):
        label_designs.import_design(path)


def test_files_that_are_none_are_refused(clinic: Clinic, tmp_path: Path) -> None:
    path = tmp_path / "label.toml"
    for body in (b"", b"\xff\xfe\x00", b"#" * 200_000):
        path.write_bytes(body)
        with pytest.raises(Refused):
            label_designs.import_design(path)
    with pytest.raises(Refused):
        label_designs.import_design(tmp_path / "none.toml")
    with pytest.raises(MachineFailure):
        label_designs.export_design(clinic.catalog.labels[LARGE], tmp_path / "no" / "label.toml")
