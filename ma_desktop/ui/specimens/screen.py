"""Specimens: collect, custody, orders and history; one view at a time, by its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ma_desktop.devices.scanner import Scan
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.specimen import Specimen
from ma_desktop.services import custody
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.papers.opening import show_summary
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.specimens.collect_view import CollectView
from ma_desktop.ui.specimens.custody_view import CustodyView
from ma_desktop.ui.specimens.record_views import HistoryView, OrdersView
from ma_desktop.ui.widgets.buttons import Button, button, chip
from ma_desktop.ui.widgets.empty_page import EmptyPage
from ma_desktop.ui.widgets.flow import FlowLayout

_VIEWS = {"collect": "Collect", "custody": "Custody", "orders": "Orders", "history": "History"}
_FOOT_STAYS_FROM = 480


class SpecimensScreen(Screen):
    """Label at the patient's side, after the draw; a scan goes to the view that is shown."""

    key = "specimens"
    title = "Specimens"
    icon = "tube"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.visit_id = ""
        self.view = "collect"
        self._nobody = EmptyPage(
            "person",
            "No patient is open",
            "Choose a visit on Today to collect. Custody (2) works for all patients.",
        )
        self._chips: dict[str, Button] = {}
        self._stack = QStackedWidget()
        self._keeping = QTimer(self, interval=0, singleShot=True)
        self._keeping.timeout.connect(self._keep_in_sight)

    def parts(self) -> Iterator[None]:
        self.collect = CollectView(self.context)
        self.collect.table.chosen.connect(lambda _line: self._keeping.start())
        yield
        self._build()
        yield
        self.custody = CustodyView(self.context)
        self._stack.addWidget(self.custody)
        yield
        self.orders, self.history = OrdersView(self.context), HistoryView(self.context)
        for view in (self.orders, self.history):
            self._stack.addWidget(view)

    def _build(self) -> None:
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        inner = self._inner = QWidget()
        inner.setProperty("role", "page")
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        page = QVBoxLayout(inner)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(theme.px(20), theme.px(10), theme.px(20), theme.px(2))
        head = FlowLayout(spacing=8)
        top.addLayout(head)
        for number, (key, words) in enumerate(_VIEWS.items(), 1):
            self._chips[key] = chip(f"{number}  {words}", partial(self.show_view, key))
            self._chips[key].setProperty("tall", True)
            head.addWidget(self._chips[key])
        for part in self.collect.head.parts:
            head.addWidget(part)
        page.addLayout(top)
        for part in (self.collect, self._nobody):
            self._stack.addWidget(part)
        page.addWidget(self._stack, 1)
        self._page, self._outer, self._buttons = page, outer, self._foot()
        page.addWidget(self._buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons at the foot stay in sight where the page still has room above them."""
        super().resizeEvent(event)
        stays = self.height() >= theme.px(_FOOT_STAYS_FROM)
        (self._outer if stays else self._page).addWidget(self._buttons)
        self._keeping.start()

    def _keep_in_sight(self) -> None:
        """Where the page scrolls, it shows the chosen container: the keys act on that one."""
        table = self.collect.table
        if self.view == "collect" and table.currentIndex().isValid():
            row = table.visualRect(table.currentIndex())
            at = table.viewport().mapTo(self._inner, row.center())
            self._area.ensureVisible(at.x(), at.y(), 0, row.height() // 2 + theme.px(4))

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setProperty("role", "foot")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        around = QVBoxLayout(foot)
        around.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), theme.px(8))
        row = FlowLayout(spacing=8, right=True)
        around.addLayout(row)
        row.addWidget(button("Back to rooming", self._go_rooming))
        row.addWidget(button("Summary", self._summary, hint="Y"))
        self._collecting = (
            button("Void", self.collect.void, hint="V"),
            button("Reject", self.collect.reject, "danger", hint="X"),
            button("Drawn", self.collect.draw, "primary", hint="D"),
        )
        for one in self._collecting:
            row.addWidget(one)
        return foot

    # What is shown

    def set_visit(self, visit_id: str) -> None:
        if visit_id != self.visit_id:
            self.collect.side.show_line(None, visit_id)
        self.visit_id = self.collect.visit_id = self.orders.visit_id = visit_id

    def show_view(self, key: str) -> None:
        """Show one of the views and load it."""
        self.view = key
        for name, one in self._chips.items():
            one.setChecked(name == key)
        widget: QWidget = getattr(self, key)
        if not self.visit_id and key in ("collect", "orders"):
            widget = self._nobody
        self._stack.setCurrentWidget(widget)
        for act in self._collecting:
            act.setVisible(widget is self.collect)
        self.collect.head.show(widget is self.collect)
        self.load()
        table = getattr(widget, "table", widget)
        table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.verticalScrollBar().setValue(0)
        self._keeping.start()

    def location(self) -> dict[str, str]:
        return {"view": self.view}

    def restore(self, location: dict[str, str]) -> None:
        """The view; or the history of the specimen whose `number` was typed into the search."""
        if "number" in location:
            self._look_up(location["number"])
        elif location.get("view") in _VIEWS:
            self.show_view(location["view"])

    def activate(self) -> None:
        self.show_view(self.view)

    def deactivate(self) -> None:
        self.collect.leave()

    def refresh(self, changes: Changes) -> None:
        if changes.specimens or self.visit_id in changes.visits:
            self.load()

    def load(self) -> None:
        """Load the shown view again."""
        match self.view:
            case "collect":
                self.collect.load()
            case "custody":
                self.custody.load()
            case "orders":
                self.orders.how = self.collect.how
                self.orders.load()
            case _:
                self._load_history()

    def _load_history(self) -> None:
        line = self.collect.table.current
        if line is not None and self.visit_id:
            self.history.load(line.specimen)

    # Scans and keys

    def take_scan(self, scan: Scan) -> bool:
        """A number of a specimen: to the ring, to the marks of custody, or to its history."""
        if scan.kind != "specimen":
            return False
        if self.view == "custody" and self.custody.mark(scan.text):
            return True
        if self.view != "history" and self.visit_id:
            self.show_view("collect")
            self.collect.confirm(scan.text)
            return True
        self._look_up(scan.text)
        return True

    def _look_up(self, accession: str) -> None:
        """The history of a specimen of any patient; nothing is confirmed."""
        clinic = self.context.clinic
        tasks.run(
            lambda: custody.by_number(clinic, accession),
            self._on_looked_up,
            self._failed,
            parent=self,
        )

    def _on_looked_up(self, found: Specimen | None) -> None:
        if found is None:
            self.context.say("This number is not known here.", "warn")
            return
        self.show_view("history")
        self.history.load(found)

    def _failed(self, error: MaError) -> None:
        self.context.say(str(error), "critical")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        text = event.text().upper() if shift else event.text().lower()  # whatever Caps Lock says
        if text and text in "1234":
            self.show_view(list(_VIEWS)[int(text) - 1])
        elif self._act(text):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _act(self, text: str) -> bool:
        """Do what a key means in the shown view; False when it means nothing."""
        acts: dict[str, Callable[[], object]]
        if self.view == "custody":
            acts = {
                "s": self.custody.spin,
                "f": self.custody.spun,
                "b": self.custody.bag,
                "l": self.custody.bag_label,
                "c": self.custody.pick_up,
                "m": self.custody.manifest,
                "r": self.custody.receive,
                " ": self.custody.mark,
            }
        elif self.view == "orders":
            acts = {"a": self.orders.add, "x": self.orders.revoke}
        else:
            acts = {
                "a": self.collect.add_order,
                "d": self.collect.draw,
                "t": self.collect.start_timed,
                "p": self.collect.print_label,
                "P": self.collect.print_all,
                "v": self.collect.void,
                "x": self.collect.reject,
                "y": self._summary,
            }
        act = acts.get(text) or acts.get(text.lower())
        if act is None or not (self.visit_id or self.view == "custody"):
            return False
        act()
        return True

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("1 2 3 4", "Collect, custody, orders, history"),
            ("A", "Add a provider's order"),
            ("D", "The tubes are drawn, or the chosen container is filled"),
            ("T", "A timed urine begins, or when a timed draw is due"),
            ("P", "Print the chosen label (again: with a reason)"),
            ("Shift+P", "Print all labels that wait"),
            ("Scan", "Confirm a container beside the patient"),
            ("V / X", "Void the number / reject and recollect"),
            ("S F B L", "Custody: spin, spun, bag, label of the bag"),
            ("C M R", "Custody: courier, manifest, received"),
            ("Space", "Custody: mark the specimen"),
            ("Y", "The visit summary"),
        ]

    def _summary(self) -> None:
        if self.visit_id:
            show_summary(self.context, self.visit_id, self)

    def _go_rooming(self) -> None:
        if self.visit_id:
            self.context.signals.visit_opened.emit(self.visit_id, "rooming")
