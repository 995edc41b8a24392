"""The patient banner: identifiers, allergies, long names, narrow windows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ma_desktop.domain.patient import Allergy, Chart, Name, Patient
from ma_desktop.domain.visit import IdentityCheck, Visit, VisitState
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.patient_banner import PatientBanner
from tests.ui.fakes import spoken

NOW = datetime(2026, 11, 23, 15, 2, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("dressed")


def patient(family: str = "Okafor", given: str = "Grace A.") -> Patient:
    return Patient("p", "004-118-27", Name(family, given), date(1979, 3, 14), "female")


def visit() -> Visit:
    return Visit("v", "p", NOW, "Annual physical", "Dr. Lindqvist", VisitState.ROOMING, NOW)


class TestPatientBanner:
    def banner(self, qtbot: QtBot, width: int = 1188) -> PatientBanner:
        made = PatientBanner()
        qtbot.addWidget(made)
        made.resize(width, 67)
        return made

    @pytest.mark.parametrize("width", [1100, 1188, 1800])
    def test_a_very_long_name_leaves_the_facts_their_row(self, qtbot: QtBot, width: int) -> None:
        made = self.banner(qtbot, width)
        family = "Featherstonehaugh-Cholmondeley-Papadopoulos"
        who = patient(family, "Maximiliana Wilhelmina Theodora")
        made.set_chart(Chart(who, ()), visit(), today=NOW.date(), zone=UTC)
        made.show()
        qtbot.waitExposed(made)
        facts = (made.born, made.sex, made.mrn, made.identity)
        assert len({fact.mapTo(made, fact.rect().topLeft()).y() for fact in facts}) == 1
        assert made.name.toolTip() == who.name.formal

    def test_says_who_it_is(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        check = IdentityCheck("i", "v", "p", ("name", "birth-date"), NOW, "jr")
        allergies = (
            Allergy("1", "p", "Latex", "rash"),
            Allergy("2", "p", "Penicillin", "anaphylaxis", "severe"),
            Allergy("3", "p", "Dust", status="inactive"),
        )
        made.set_chart(Chart(patient(), allergies), visit(), check, today=NOW.date(), zone=UTC)
        assert made.name.text() == "OKAFOR, Grace A."
        assert made.visit.text() == "Annual physical · Dr. Lindqvist"
        assert made.born.value.text() == "14 Mar 1979 · 47 y"
        assert made.mrn.accessibleName() == "MRN: 004-118-27"
        assert made.identity.value.text() == "name + DOB 15:02"
        assert [(pill.text(), pill.state) for pill in made.pills] == [
            ("Penicillin — anaphylaxis", "critical"),
            ("Latex — rash", "warn"),
        ]
        assert spoken(made.pills[0]) == "Allergy: Penicillin — anaphylaxis"

    def test_unchecked_identity_warns(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        made.set_chart(Chart(patient()), visit(), None, today=NOW.date(), zone=UTC)
        assert made.identity.value.text() == "Not checked yet"
        assert made.identity.value.property("state") == "warn"
        assert [pill.text() for pill in made.pills] == ["Allergies not reviewed"]

    def test_no_known_allergies_is_said(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        made.set_chart(Chart(patient(), no_known_allergies=True), today=NOW.date())
        assert [pill.text() for pill in made.pills] == ["No known allergies"]
        assert made.visit.text() == "No visit today"

    def test_many_allergies_are_counted_the_severe_first(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        many = tuple(Allergy(str(n), "p", f"Substance {n}") for n in range(7))
        severe = Allergy("s", "p", "Penicillin", "", "severe")
        made.set_chart(Chart(patient(), (*many, severe)), visit(), today=NOW.date())
        assert made.pills[0].text() == "Penicillin"
        assert made.pills[-1].text() == "4 more allergies"

    @pytest.mark.parametrize("percent", [100, 150, 200])
    @pytest.mark.parametrize("width", [1188, 1348])
    def test_facts_are_whole_whatever_the_name(
        self, qtbot: QtBot, qapp: QApplication, percent: int, width: int
    ) -> None:
        theme.apply(qapp, "light", percent)
        made = self.banner(qtbot, width)
        long_name = patient("Wolfeschlegelsteinhausenbergerdorff", "Maria-Magdalena Konstantina")
        allergy = Allergy("1", "p", "Sulfamethoxazole and trimethoprim", "rash", "severe")
        made.set_chart(Chart(long_name, (allergy,)), visit(), today=NOW.date(), zone=UTC)
        made.resize(width, made.heightForWidth(width))
        qtbot.waitExposed(made)
        for fact in (made.born, made.sex, made.mrn, made.identity):
            assert fact.value.width() >= fact.value.sizeHint().width()
            assert made.rect().contains(fact.geometry())
        assert spoken(made.name) == long_name.name.formal

    def test_markup_in_a_name_stays_text(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        made.set_chart(Chart(patient("<b>Okafor</b>")), visit(), today=NOW.date())
        assert made.name.text() == "<B>OKAFOR</B>, Grace A."
        assert made.name.textFormat() is Qt.TextFormat.PlainText

    def test_clear_shows_nobody(self, qtbot: QtBot) -> None:
        made = self.banner(qtbot)
        made.set_chart(Chart(patient()), visit(), today=NOW.date())
        made.clear()
        assert made.name.text() == ""
        assert made.pills == []
        assert made.isHidden()
