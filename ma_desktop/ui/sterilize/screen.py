"""Sterilization: loads and what proves them, packs, sterilizers, recalls, reports."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ma_desktop.devices.scanner import Scan
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.timer import Timer
from ma_desktop.services import indicators, loads, pack_labels, recalls, sterilization_papers
from ma_desktop.services.loads import LoadView
from ma_desktop.services.recalls import RecallView
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_printing import LabelPrinting
from ma_desktop.ui.screen import Screen
from ma_desktop.ui.sterilize.load_panel import LoadPanel
from ma_desktop.ui.sterilize.loads_page import LoadsPage, number_of
from ma_desktop.ui.sterilize.new_load_panel import NewLoadPanel
from ma_desktop.ui.sterilize.packs_page import PacksPage
from ma_desktop.ui.sterilize.papers import show_report
from ma_desktop.ui.sterilize.parts import Acts
from ma_desktop.ui.sterilize.recall_panel import RecallPanel
from ma_desktop.ui.sterilize.recalls_page import RecallsPage
from ma_desktop.ui.sterilize.reports_page import ReportsPage
from ma_desktop.ui.sterilize.sterilizers_page import SterilizersPage
from ma_desktop.ui.sterilize.view import SterilizeView, read_view
from ma_desktop.ui.widgets.buttons import Button, chip, primary
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.sides import Sides

_RELOAD_MS = 30_000
_TABS = ("Loads", "Packs and sets", "Sterilizers", "Recalls", "Reports")


class SterilizeScreen(Screen):
    """Tabs at the left, at the right the load, the new load or the recall that is open."""

    key = "sterilize"
    title = "Sterilization"
    icon = "sterilizer"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.view: SterilizeView | None = None
        self._load_id, self._recall_id, self._wanted = "", "", ""
        self._arriving = False
        self.printing = LabelPrinting(context, self)
        self.pages = QStackedWidget()
        self.tabs: list[Button] = []
        self._build()
        self._clock = QTimer(self, interval=_RELOAD_MS)
        self._clock.timeout.connect(self._load)

    def parts(self) -> Iterator[None]:
        context = self.context
        self.loads, self.packs = LoadsPage(context), PacksPage(context)
        yield
        self.sterilizers, self.recalls = SterilizersPage(context), RecallsPage(context)
        yield
        self.reports = ReportsPage(context)
        yield
        self.load_panel, self.recall_panel = LoadPanel(context), RecallPanel(context)
        self.new_panel = NewLoadPanel(context, self._print_next)
        for page in (self.loads, self.packs, self.sterilizers, self.recalls, self.reports):
            yield
            self.pages.addWidget(page)
        for panel in (self.load_panel, self.new_panel, self.recall_panel):
            yield
            self.sides.add(panel)
        self._fit_pages()
        self._join()

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "page")
        left = QVBoxLayout(inner)
        edge = theme.px(24)
        left.setContentsMargins(edge, theme.px(16), edge, theme.px(16))
        left.setSpacing(theme.px(14))
        bar = QHBoxLayout()
        flow = FlowLayout()
        for number, words in enumerate(_TABS):
            made = chip(words, partial(self.show_tab, number), checked=number == 0)
            made.set_hint(str(number + 1))
            self.tabs.append(made)
            flow.addWidget(made)
        bar.addLayout(flow, 1)
        self.new_button = primary("New load", self.new_load, hint="N")
        bar.addWidget(self.new_button, 0, Qt.AlignmentFlag.AlignTop)
        left.addLayout(bar)
        left.addWidget(self.pages, 1)
        self.sides = Sides("Choose a load: what proves it stands here.", inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.sides)

    def _join(self) -> None:
        self.sides.arranged.connect(self.loads.arrange)
        self.loads.chosen.connect(self._on_chosen)
        self.loads.opened.connect(self._on_opened)
        self.loads.recall_opened.connect(self.open_recall)
        self.loads.report_wanted.connect(self._recall_report)
        self.recalls.opened.connect(self.open_recall)
        self.recall_panel.report_wanted.connect(self._recall_report)
        self.load_panel.labels_wanted.connect(self._print_load)
        self.load_panel.record_wanted.connect(self._load_record)
        self.reports.load_wanted.connect(self.open_load)
        self.new_panel.left.connect(self._leave_new)
        self.new_panel.started.connect(self._on_started)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._main_action)

    # Loading

    def activate(self) -> None:
        self._clock.start()
        self._arriving = True
        self._load()

    def deactivate(self) -> None:
        self._clock.stop()

    def refresh(self, changes: Changes) -> None:
        if changes.sterilization:
            self._load()

    def _load(self) -> None:
        clinic, arriving = self.context.clinic, self._arriving
        self._arriving = False
        tasks.run(
            lambda: read_view(clinic, arriving=arriving),
            lambda view: self._on_view(view, arriving=arriving),
            self._on_failed,
            parent=self,
        )

    def _on_view(self, view: SterilizeView, *, arriving: bool) -> None:
        self.view = view
        self.loads.show_view(view, self._load_id)
        for page in (self.packs, self.sterilizers, self.recalls, self.reports):
            page.show_view(view)
        if self.sides.shown is self.new_panel:
            self.new_panel.show_packs(view)
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self.open_load(wanted)
        self._show_side()
        if arriving and not wanted and self.sides.shown is not self.new_panel:
            self._focus_page()

    def _show_side(self) -> None:
        """What is open at the right, as it is now."""
        view = self.view
        if view is None:
            return
        if self.sides.shown is self.recall_panel:
            found = next((r for r in view.open_recalls if r.recall.id == self._recall_id), None)
            if found is not None:
                self._show_recall(found)
            elif self._recall_id:
                self.open_recall(self._recall_id)
        elif self.sides.shown is not self.new_panel and self.pages.currentWidget() is self.loads:
            found_load = view.load(self._load_id)
            if found_load is not None:
                self.load_panel.show_load(found_load, view)
            elif self._load_id and self.sides.shown is self.load_panel:
                self._fetch(self._load_id)

    # Tabs and sides

    def show_tab(self, number: int) -> None:
        """One of the tabs; what is open at the right closes but for a load."""
        for place, tab in enumerate(self.tabs):
            tab.setChecked(place == number)
        self.pages.setCurrentIndex(number)
        self._fit_pages()
        self.sides.set_alone(number != 0)
        self.sides.close_side()
        if number == 0 and self.loads.table.current is not None and not self.sides.is_narrow:
            self._on_chosen(self.loads.table.current)
        self._focus_page()

    def _fit_pages(self) -> None:
        """Only the page that is shown says how high the left is."""
        shown = self.pages.currentWidget()
        for page in (self.loads, self.packs, self.sterilizers, self.recalls, self.reports):
            high = QSizePolicy.Policy.Preferred if page is shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(QSizePolicy.Policy.Preferred, high)

    def _focus_page(self) -> None:
        page = self.pages.currentWidget()
        if page is self.loads:
            target = self.loads.table if self.loads.table.isVisibleTo(self) else self.new_button
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(page, (PacksPage, SterilizersPage, RecallsPage, ReportsPage)):
            page.take_focus()
            focused: QWidget | None = self.focusWidget()
            if focused is None or not page.isAncestorOf(focused):
                self.tabs[self.pages.currentIndex()].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_chosen(self, found: LoadView) -> None:
        """The load under the arrow keys, where there is room beside the table."""
        self._load_id = found.load.id
        open_here = self.sides.shown not in (self.new_panel, self.recall_panel)
        if open_here and not self.sides.is_narrow and self.view is not None:
            self.load_panel.show_load(found, self.view)
            self.sides.open_side(self.load_panel)

    def _on_opened(self, found: LoadView) -> None:
        """Enter on a load: its next step, or its page where it covers the table."""
        self.open_load(found.load.id)
        if not self.sides.is_narrow:
            self.load_panel.go()

    def open_load(self, load_id: str) -> None:
        """Show a load at the right."""
        found = self.view.load(load_id) if self.view is not None else None
        if self.view is None:
            self._wanted = load_id
            return
        if found is None:
            self._fetch(load_id)
            return
        self._show_opened(found)

    def _fetch(self, load_id: str) -> None:
        """A load of long ago."""
        clinic = self.context.clinic
        tasks.run(
            lambda: loads.view(clinic, load_id), self._show_opened, self._on_failed, parent=self
        )

    def _show_opened(self, found: LoadView) -> None:
        if self.view is None:
            return
        if self.pages.currentWidget() is not self.loads:
            self.show_tab(0)
        self._load_id = found.load.id
        self.load_panel.show_load(found, self.view)
        self.sides.open_side(self.load_panel)
        if self.sides.is_narrow:
            self.load_panel.take_focus()

    def new_load(self) -> None:
        """N: an empty load to fill."""
        if self.view is None or self.sides.shown is self.new_panel:
            return
        if not self.view.sterilizers:
            self.context.say("Add a sterilizer first.", "info")
            self.show_tab(2)
            return
        self.show_tab(0)
        self.new_panel.begin(self.view)
        self.sides.open_side(self.new_panel)

    def _leave_new(self) -> None:
        self.sides.close_side()
        self.show_tab(0)

    def _on_started(self, load_id: str) -> None:
        self._load_id = self._wanted = load_id
        self.sides.close_side()
        self._arriving = False
        self.loads.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # Recalls

    def open_recall(self, recall_id: str) -> None:
        """Show a recall at the right; the look is audited."""
        clinic, self._recall_id = self.context.clinic, recall_id

        def show(view: RecallView) -> None:
            newly = self.sides.shown is not self.recall_panel
            self._show_recall(view)
            self.sides.open_side(self.recall_panel)
            if newly:
                self.recall_panel.take_focus()

        tasks.run(lambda: recalls.view(clinic, recall_id), show, self._on_failed, parent=self)

    def _show_recall(self, found: RecallView) -> None:
        if self.view is not None:
            back = number_of(self.view, found.recall.back_to)
            self.recall_panel.show_recall(found, self.view.people, back)

    # Labels and papers

    def _print_next(self, sterilizer_id: str, cycle_id: str, numbers: list[str]) -> None:
        clinic = self.context.clinic
        queue = partial(pack_labels.queue_for_next, clinic, sterilizer_id, cycle_id, numbers)
        self.printing.print_out(queue, partial(pack_labels.taken_of, clinic, numbers))

    def _print_load(self, load_id: str) -> None:
        clinic = self.context.clinic
        queue = partial(pack_labels.queue_for_load, clinic, load_id)
        self.printing.print_out(queue, partial(pack_labels.taken_of_load, clinic, load_id))

    def _load_record(self, load_id: str) -> None:
        clinic = self.context.clinic
        show_report(self.context, lambda: sterilization_papers.load_record(clinic, load_id), self)

    def _recall_report(self, recall_id: str) -> None:
        clinic = self.context.clinic
        show_report(
            self.context, lambda: sterilization_papers.recall_record(clinic, recall_id), self
        )

    def _on_failed(self, error: MaError) -> None:
        self.context.say(str(error), "warn")

    # Keys, scans, timers

    def take_scan(self, scan: Scan) -> bool:
        """A pack goes into the load that is filled, or is recovered; else to the open visit."""
        if scan.kind != "pack":
            return False
        if self.sides.shown is self.new_panel and not self.new_panel.is_test:
            self.new_panel.take(scan.text)
            return True
        if self.sides.shown is self.recall_panel:
            self.recall_panel.take(scan.text)
            return True
        return False

    def _main_action(self) -> None:
        if self.sides.shown is self.new_panel:
            self.new_panel.start()
        elif self.sides.shown is self.recall_panel:
            self.recall_panel.close_recall()
        elif self.sides.shown is self.load_panel:
            self.load_panel.go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text().lower()
        act = self._acts().get(text)
        if event.key() == Qt.Key.Key_Escape:
            self.show_tab(self.pages.currentIndex())
        elif len(text) == 1 and text in "12345":
            self.show_tab(int(text) - 1)
        elif act is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _acts(self) -> Acts:
        """Letters of what is open at the right, else of the page."""
        always: Acts = {"n": self.new_load, "r": self._first_recall}
        shown, page = self.sides.shown, self.pages.currentWidget()
        if shown is self.load_panel:
            return {**always, **self.load_panel.acts}
        if shown is self.recall_panel:
            return {**always, "p": self.recall_panel.show_report}
        if isinstance(page, (PacksPage, SterilizersPage, ReportsPage)):
            return {**always, **page.acts}
        return always

    def _first_recall(self) -> None:
        if self.view is not None and self.view.open_recalls:
            self.open_recall(self.view.open_recalls[0].recall.id)

    def come_for(self, timer: Timer) -> None:
        """The load whose biological indicator is to be read."""
        clinic, subject = self.context.clinic, timer.subject
        tasks.run(
            lambda: indicators.load_of(clinic, subject),
            self.open_load,
            self._on_failed,
            parent=self,
        )

    def location(self) -> dict[str, str]:
        return {"tab": str(self.pages.currentIndex()), "load": self._load_id}

    def restore(self, location: dict[str, str]) -> None:
        """The load and tab; `open` is a load to show whatever stood there."""
        self._load_id, self._wanted = location.get("load", ""), location.get("open", "")
        tab = location.get("tab", "0")
        if tab in ("1", "2", "3", "4"):
            self.show_tab(int(tab))

    def keys(self) -> list[tuple[str, str]]:
        return [
            ("1 to 5", "Loads, packs and sets, sterilizers, recalls, reports"),
            ("N", "New load; scan packs into it; Ctrl+Enter starts it"),
            ("Arrows, Enter", "Choose a load; do its next step"),
            ("X, B, C", "Release early, incubate a biological, correct an indicator"),
            ("V, A, O", "Correct cycle values; attach a printout; open the newest one"),
            ("L, P", "Print pack labels; the record as paper"),
            ("R", "The open recall; scan packs to recover; Ctrl+Enter closes it"),
            ("S, T, O", "On packs: new set, new tray, pack opened or damaged"),
            ("H, Y", "On packs: history of the set, of the tray"),
            ("Esc", "Back to the list"),
        ]
