"""Manage: this workstation, the people who sign in, the clinic and its store."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.manage.clinic_card import ClinicCard
from ma_desktop.ui.manage.content_card import ContentCard
from ma_desktop.ui.manage.disclosures_card import DisclosuresCard
from ma_desktop.ui.manage.labels_card import LabelsCard
from ma_desktop.ui.manage.laboratory_card import LaboratoryCard
from ma_desktop.ui.manage.people_card import PeopleCard
from ma_desktop.ui.manage.print_log_card import PrintLogCard
from ma_desktop.ui.manage.printers_card import PrintersCard
from ma_desktop.ui.manage.settings_card import SettingsCard
from ma_desktop.ui.manage.signature_card import SignatureCard
from ma_desktop.ui.manage.wording_card import WordingCard
from ma_desktop.ui.manage.workstation_card import WorkstationCard
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.widgets.scroll import fill, scrolling


class ManageScreen(Screen):
    """Settings that need no training: each card says what it is for."""

    key = "manage"
    title = "Manage"
    icon = "settings"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.workstation = WorkstationCard(context)
        self.people, self.clinic = PeopleCard(context), ClinicCard(context)
        self.laboratory = LaboratoryCard(context)
        self.printers, self.print_log = PrintersCard(context), PrintLogCard(context)
        self.labels, self.disclosures = LabelsCard(context), DisclosuresCard(context)
        self.wording, self.signature = WordingCard(context), SignatureCard(context)
        self.settings, self.content = SettingsCard(context), ContentCard(context)
        inner = QWidget()
        inner.setProperty("role", "page")
        column = QVBoxLayout(inner)
        edge = theme.px(24)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.px(16))
        for card in (
            self.workstation,
            self.printers,
            self.labels,
            self.print_log,
            self.disclosures,
            self.wording,
            self.signature,
            self.people,
            self.settings,
            self.content,
            self.laboratory,
            self.clinic,
        ):
            column.addWidget(card)
        column.addStretch(1)
        fill(self, scrolling(inner))

    def activate(self) -> None:
        self.people.load()
        self.printers.load()
        self.labels.load()
        self.print_log.load()
        self.disclosures.load()
        self.wording.load()
        self.signature.load()
        self.settings.load()
        self.content.load()
        self.clinic.load()
        self.laboratory.load()
        self.workstation.room.setFocus()
