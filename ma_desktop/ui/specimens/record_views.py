"""Orders of the patient, and the history of one specimen."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ma_desktop.domain.custody import CustodyEvent
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.moments import stamp
from ma_desktop.domain.order import PRIORITIES, LabOrder
from ma_desktop.domain.specimen import Specimen, shown_accession
from ma_desktop.services import custody, orders
from ma_desktop.services.custody import Story
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.specimens.dialogs import REVOKE, ask_reason
from ma_desktop.ui.specimens.order_dialog import OrderDialog
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.empty_page import EmptyPage
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.record_table import Column, RecordTable
from ma_desktop.ui.widgets.text import label

_STATES = {"active": "brand", "completed": "ok", "revoked": "neutral"}

_PRIORITY, _FROM = 2, 3
_WIDE_FROM = 700
"""Design pixels: in less, these columns give their place to the tests."""


class OrdersView(QWidget):
    """All orders of the open patient; those without a visit can be collected in this one."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.visit_id = ""
        self.how = ("vein", "straight")
        columns: tuple[Column[LabOrder], ...] = (
            Column("Tests", self._tests, look="strong", detail=lambda x: x.note, stretch=True),
            Column("Ordered by", lambda x: x.provider, detail=self._when, width=230),
            Column("Priority", lambda x: PRIORITIES[x.priority], width=120),
            Column("From", lambda x: x.source, width=110),
            Column(
                "State",
                lambda x: x.status if x.visit_id else "to take up",
                look="pill",
                role=lambda x: _STATES.get(x.status, "neutral") if x.visit_id else "warn",
                width=130,
            ),
        )
        self.table: RecordTable[LabOrder] = RecordTable(columns, "Orders", row_height=60)
        self.table.opened.connect(self.take_up)
        self._empty = EmptyPage(
            "document",
            "No order for this patient",
            "Press A to enter one, or import it as FHIR ServiceRequest.",
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), theme.px(8))
        page.addWidget(self._pages, 1)
        row = FlowLayout(spacing=8)
        row.addWidget(button("Add order", self.add, hint="A"))
        row.addWidget(button("Collect in this visit", self.take_up, hint="Enter"))
        row.addWidget(button("Take back", self.revoke, hint="X"))
        page.addLayout(row)

    def _tests(self, order: LabOrder) -> str:
        known = self._context.clinic.catalog.tests
        return " · ".join(known[key].short if key in known else key for key in order.tests)

    def _when(self, order: LabOrder) -> str:
        return stamp(self._context.clinic.local(order.ordered_at))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column in (_PRIORITY, _FROM):
            self.table.setColumnHidden(column, self.width() < theme.px(_WIDE_FROM))

    def load(self) -> None:
        if self.visit_id:
            clinic, visit_id = self._context.clinic, self.visit_id
            tasks.run(
                lambda: orders.of_patient(clinic, visit_id), self._show, self._failed, parent=self
            )

    def _show(self, found: tuple[LabOrder, ...]) -> None:
        self.table.set_rows(found)
        if found and self.table.current is None:
            self.table.select(0)
        self._pages.setCurrentWidget(self.table if found else self._empty)

    def add(self) -> None:
        OrderDialog(self._context, self.visit_id, self.how, self).open()

    def take_up(self, _order: object = None) -> None:
        order = self.table.current
        if order is None or order.visit_id:
            return
        clinic, visit_id, (route, device) = self._context.clinic, self.visit_id, self.how
        tasks.run(
            lambda: orders.take_up(clinic, order, visit_id, route=route, device=device),
            self._context.signals.changed.emit,
            self._failed,
            parent=self,
        )

    def revoke(self) -> None:
        order = self.table.current
        if order is None:
            return
        clinic = self._context.clinic

        def revoked(why: str) -> None:
            tasks.run(
                lambda: orders.revoke(clinic, order, why),
                self._context.signals.changed.emit,
                self._failed,
                parent=self,
            )

        words = "What is not collected yet leaves the plan."
        ask_reason(self, "Take the order back", words, "Take back", REVOKE, revoked)

    def _failed(self, error: MaError) -> None:
        self._context.say(str(error), "warn")
        self.load()


class HistoryView(QWidget):
    """Who had one specimen, from the draw to the laboratory, and what it replaces."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        columns: tuple[Column[CustodyEvent], ...] = (
            Column("When", self._when, look="strong", width=190),
            Column("What", lambda x: x.kind, width=190),
            Column("By", lambda x: x.by, width=150),
            Column("Detail", lambda x: x.detail, stretch=True),
        )
        self.heading = label("", "heading", wrap=True)
        self.links = label("", "muted", wrap=True)
        self.table: RecordTable[CustodyEvent] = RecordTable(columns, "Custody log", row_height=44)
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), theme.px(8))
        page.setSpacing(theme.px(10))
        for part in (self.heading, self.links):
            page.addWidget(part)
        page.addWidget(self.table, 1)
        self.show_none()

    def _when(self, event: CustodyEvent) -> str:
        return stamp(self._context.clinic.local(event.at))

    def show_none(self) -> None:
        self.heading.setText("Scan a label, or choose a container and press 4.")
        self.links.setText("")
        self.table.set_rows(())

    def load(self, item: Specimen) -> None:
        clinic = self._context.clinic
        tasks.run(lambda: custody.story(clinic, item.id), self._show, self._failed, parent=self)

    def _show(self, found: Story) -> None:
        item = found.specimen
        name = self._context.shown_name(found.patient)
        self.heading.setText(f"{shown_accession(item.accession)} · {name} · {item.state}")
        links = []
        if found.before is not None:
            links.append(f"Collected again for {shown_accession(found.before.accession)}.")
        if found.after is not None:
            links.append(f"Replaced by {shown_accession(found.after.accession)}.")
        self.links.setText(" ".join(links))
        self.table.set_rows(found.events)

    def _failed(self, error: MaError) -> None:
        self._context.say(str(error), "warn")
