"""The clinical content: resources read once into domain objects, or refused with file and key.

Adding a vital sign, a tube, a test or a label is one table or file there, and no code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ma_desktop.catalog.folder import Folder
from ma_desktop.catalog.labels import read_labels
from ma_desktop.catalog.screenings import Forms, read_forms
from ma_desktop.catalog.vitals import read_sets, read_vitals
from ma_desktop.domain.blood_volume import BloodLimit, blood_faults
from ma_desktop.domain.intake import VisitPhrases
from ma_desktop.domain.label import LabelFormat
from ma_desktop.domain.patient import Age
from ma_desktop.domain.pressure_repeat import PressureRepeat
from ma_desktop.domain.specimen import DrawRule, LabTest, Tube, in_order_of_draw
from ma_desktop.domain.specimen_lint import (
    capillary_faults,
    draw_rule_faults,
    lab_test_faults,
    tube_faults,
)
from ma_desktop.domain.vital_bounds import AgeBand
from ma_desktop.domain.vital_lint import Vocabulary, band_faults
from ma_desktop.domain.vital_sets import VitalSet, asked_vitals
from ma_desktop.domain.vitals import Source, VitalSign
from ma_desktop.runtime.paths import resource


@dataclass(frozen=True)
class Catalog:
    """All clinical content; vital signs in the order they are asked, tubes in that of draw."""

    vitals: dict[str, VitalSign]
    sets: tuple[VitalSet, ...]
    bands: tuple[AgeBand, ...]
    tubes: dict[str, Tube]
    tests: dict[str, LabTest]
    labels: dict[str, LabelFormat]
    sources: dict[str, Source]
    pressure: PressureRepeat
    blood: BloodLimit
    draw_rules: tuple[DrawRule, ...]
    phrases: VisitPhrases
    forms: Forms

    def asked(self, age: Age, sex: str, visit_type: str) -> tuple[VitalSign, ...]:
        """The vital signs of the rooming step for this patient and visit, in their order."""
        return asked_vitals(self.vitals, self.sets, age, sex, visit_type)

    def vital_for_loinc(self, code: str) -> tuple[VitalSign, dict[str, str]] | None:
        """The vital sign of a LOINC code, with the qualifiers that the code implies."""
        for vital in self.vitals.values():
            if (code and code == vital.loinc) or code in vital.also_loinc:
                return vital, {}
            if code in vital.import_loinc:
                return vital, dict(vital.import_loinc[code])
        return None


@cache
def shipped_catalog() -> Catalog:
    """All shipped content, read once a run. Raises as `load_catalog`."""
    return load_catalog()


def load_catalog(root: Path | None = None) -> Catalog:
    """Read and check all content below `root` (the shipped resources without one).

    Raises IntegrityFailure that names file and key when anything is missing, misspelt, of the
    wrong type, or clinically inconsistent.
    """
    folder = Folder(resource() if root is None else root)
    bands = folder.rows("vitals/bands.toml", "bands", AgeBand)
    folder.demand("vitals/bands.toml", band_faults(bands))
    sources = folder.table("vitals/sources.toml", Source)
    words = Vocabulary(tuple(band.id for band in bands), frozenset(sources))
    vitals = read_vitals(folder, words)
    cited = folder.table("specimens/sources.toml", Source)
    drawn = folder.rows("specimens/tubes.toml", "tubes", Tube)
    folder.demand("specimens/tubes.toml", tube_faults(drawn, cited))
    others = folder.rows("specimens/containers.toml", "containers", Tube)
    folder.demand("specimens/containers.toml", tube_faults(others, cited, "containers"))
    tubes = (*drawn, *others)
    folder.demand("specimens/tubes.toml", capillary_faults(tubes))
    tests = folder.rows("specimens/tests.toml", "tests", LabTest)
    folder.demand("specimens/tests.toml", lab_test_faults(tests, tubes, cited))
    blood = folder.whole("specimens/blood_volume.toml", BloodLimit)
    folder.demand("specimens/blood_volume.toml", blood_faults(blood, cited))
    rules = folder.rows("specimens/draw.toml", "rules", DrawRule)
    folder.demand("specimens/draw.toml", draw_rule_faults(rules, cited))
    labels = read_labels(folder)
    return Catalog(
        vitals=vitals,
        sets=read_sets(folder, vitals, words),
        bands=bands,
        tubes={tube.id: tube for tube in in_order_of_draw(list(tubes))},
        tests={test.id: test for test in tests},
        labels=labels,
        blood=blood,
        draw_rules=tuple(rules),
        sources=cited | sources,
        phrases=folder.whole("visits/phrases.toml", VisitPhrases),
        pressure=folder.whole("rooming/pressure_repeat.toml", PressureRepeat),
        forms=read_forms(folder),
    )
