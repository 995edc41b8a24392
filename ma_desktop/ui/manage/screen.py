"""Manage: this workstation, the people who sign in, the clinic and its store."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.scroll import fill, scrolling

_CARDS: dict[str, Callable[[Context], Card]] = {
    "workstation": WorkstationCard,
    "printers": PrintersCard,
    "labels": LabelsCard,
    "print_log": PrintLogCard,
    "disclosures": DisclosuresCard,
    "wording": WordingCard,
    "signature": SignatureCard,
    "people": PeopleCard,
    "settings": SettingsCard,
    "content": ContentCard,
    "laboratory": LaboratoryCard,
    "clinic": ClinicCard,
}


class ManageScreen(Screen):
    """Settings that need no training: each card says what it is for."""

    key = "manage"
    title = "Manage"
    icon = "settings"

    workstation: WorkstationCard
    printers: PrintersCard
    labels: LabelsCard
    print_log: PrintLogCard
    disclosures: DisclosuresCard
    wording: WordingCard
    signature: SignatureCard
    people: PeopleCard
    settings: SettingsCard
    content: ContentCard
    laboratory: LaboratoryCard
    clinic: ClinicCard

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        inner = QWidget()
        inner.setProperty("role", "page")
        self._area = scrolling(inner)
        fill(self, self._area)  # before its cards: what moves is dressed again
        self._column = QVBoxLayout(inner)
        edge = theme.px(24)
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(theme.px(16))

    def parts(self) -> Iterator[None]:
        for name, made in _CARDS.items():
            card = made(self.context)
            setattr(self, name, card)
            yield
            self._column.addWidget(card)
            card.ensurePolished()  # all at once, when the screen is shown, takes too long
            yield
        self._column.addStretch(1)

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

    def restore(self, location: dict[str, str]) -> None:
        """The print log, where a label in doubt is settled."""
        if location.get("view") == "print_log":
            self.print_log.show_doubts()
            self._column.activate()  # else a screen that was never shown does not know its height
            self._area.ensureWidgetVisible(self.print_log)
