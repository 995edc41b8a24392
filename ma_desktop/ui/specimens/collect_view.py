"""Collect: the containers in the order of draw, how they are drawn, their labels, the scan back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError, Refused, Stop
from ma_desktop.domain.specimen import Specimen
from ma_desktop.domain.timer import Timer
from ma_desktop.domain.tube_plan import DEVICES, ROUTES, Planned, discard_first
from ma_desktop.services import collecting, orders, specimens, timers
from ma_desktop.services.collecting import Draw
from ma_desktop.services.specimens import Collection
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.label_doubt import LabelDoubt
from ma_desktop.ui.label_printers import AskFile, ask_file
from ma_desktop.ui.specimens.blood_line import BloodLine
from ma_desktop.ui.specimens.collect_head import CollectHead
from ma_desktop.ui.specimens.container_art import ContainerDelegate
from ma_desktop.ui.specimens.dialogs import (
    REPRINT,
    VOID,
    DetailsDialog,
    DueDialog,
    RejectDialog,
    ask_reason,
)
from ma_desktop.ui.specimens.label_run import LabelRun
from ma_desktop.ui.specimens.label_side import WIDTH, LabelSide
from ma_desktop.ui.specimens.order_dialog import OrderDialog
from ma_desktop.ui.specimens.tube_table import COLUMNS, TubeLine, lines_of, urgency, wants_label
from ma_desktop.ui.stop_dialog import stop
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.pill import Pill
from ma_desktop.ui.widgets.record_table import RecordTable
from ma_desktop.ui.widgets.text import label

_SITES = ("Left antecubital", "Right antecubital", "Left hand", "Right hand", "Finger", "Heel")
_FASTING = ("Not asked", "Yes", "No")
_SIDE_FROM, _HIGH_FROM = 860, 560
_PICTURE, _CONTAINER, _VOLUME = 1, 2, 4
_HIDDEN_BELOW = {_PICTURE: 640, _VOLUME: 800}
"""Columns that leave where the table is narrow: the picture, and the volume, then in the advice."""
_ROW, _LOW_ROW = 76, 60
_ANY_WIDTH = (1 << 24) - 1  # Qt's own QWIDGETSIZE_MAX
_SHORT = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
_TICK_MS = 1000


class CollectView(QWidget):
    """One visit's ring: draw (D), print (P), scan. Loads itself; says what went wrong."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.visit_id = ""
        self._busy = False
        self._found: Collection | None = None
        self._timers: tuple[Timer, ...] = ()
        self.ask_file: AskFile = ask_file
        self.table: RecordTable[TubeLine] = RecordTable(COLUMNS, "Containers", row_height=_ROW)
        self.table.setItemDelegate(ContainerDelegate(self.table))
        self.table.take_spare(162)
        self.confirmed = Pill()
        self.site: QComboBox = combo(list(_SITES), name="Site", editable=True)
        self.route: QComboBox = combo(list(ROUTES.values()), name="From")
        self.device: QComboBox = combo(list(DEVICES.values()), name="Device")
        self.fasting: QComboBox = combo(list(_FASTING), name="Fasting")
        self.number = line_edit("Scan the label, or type its number and press Enter", name="Number")
        self.head = CollectHead(self.add_order, self.start_timed)
        self.advice = label("", "muted", wrap=True)
        self.blood = BloodLine(context)
        self.side = LabelSide(context, self.print_label, self.print_all)
        self._build()
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._show_clocks)
        self.table.chosen.connect(self._on_chosen)
        self.number.returnPressed.connect(self._on_typed)
        self.route.activated.connect(lambda _index: self._plan_again())
        self.device.activated.connect(lambda _index: self._plan_again())

    def _build(self) -> None:
        page = self._sides = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), theme.px(8))
        left.setSpacing(theme.px(10))
        left.addWidget(self.table, 1)
        left.addWidget(self.advice)
        left.addWidget(self.blood)
        left.addWidget(self._how())
        page.addLayout(left, 1)
        page.addWidget(self.side)

    def _how(self) -> Card:
        """How it is drawn, and the line for a number that the scanner can't read."""
        card = Card(margin=12)
        row = FlowLayout(spacing=10)
        fields = (
            ("Site", self.site, 176),
            ("From", self.route, 184),
            ("Device", self.device, 174),
            ("Fasting", self.fasting, 138),
        )
        for words, control, width in fields:
            control.setSizeAdjustPolicy(_SHORT)
            control.setMinimumWidth(theme.px(width))
            row.addWidget(Field(words, control))
        card.add(row)
        scan = QHBoxLayout()
        scan.addWidget(self.number, 1)
        scan.addWidget(self.confirmed)
        card.add(scan)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where both do not fit beside each other, the label stands beneath."""
        super().resizeEvent(event)
        beside = self.width() >= theme.px(_SIDE_FROM)
        way = QBoxLayout.Direction
        self._sides.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self.side.setMinimumWidth(theme.px(WIDTH) if beside else 0)
        self.side.setMaximumWidth(theme.px(WIDTH) if beside else _ANY_WIDTH)
        room = self.width() - (self.side.width() if beside else 0)
        for column, least in _HIDDEN_BELOW.items():
            self.table.setColumnHidden(column, room < theme.px(least))
        narrow = self.table.isColumnHidden(_PICTURE)
        self.table.setColumnWidth(_CONTAINER, theme.px(150 if narrow else 200))
        high = self.height() >= theme.px(_HIGH_FROM)
        self.side.words.setVisible(high or not beside)
        self.table.verticalHeader().setDefaultSectionSize(theme.px(_ROW if high else _LOW_ROW))
        self.table.scrollTo(self.table.currentIndex())

    # Loading

    def load(self) -> None:
        if not self.visit_id:
            return
        clinic, visit_id = self._context.clinic, self.visit_id
        tasks.run(
            lambda: (visit_id, specimens.collection(clinic, visit_id), timers.running(clinic)),
            self._on_found,
            self.failed,
            parent=self,
        )
        self.blood.load(visit_id)
        self._tick.start()

    def leave(self) -> None:
        self._tick.stop()

    def _on_found(self, result: tuple[str, Collection, tuple[Timer, ...]]) -> None:
        visit_id, found, running = result
        if visit_id != self.visit_id:
            return
        self._found, self._timers = found, running
        self._show_clocks()
        rows = self.table.records.rows
        if rows:
            self.table.select(max(range(len(rows)), key=lambda n: (urgency(rows[n], found), -n)))
        self._show_heads(found)
        self._on_chosen(self.table.current)

    def _show_clocks(self) -> None:
        """The same rows with the time that is left now."""
        if self._found is None:
            return
        clinic = self._context.clinic
        self.table.set_rows(lines_of(clinic, self._found, self._timers, clinic.now()))

    def _show_heads(self, found: Collection) -> None:
        items = found.specimens
        done = sum(1 for item in items if item.confirmed_at)
        self.confirmed.set(f"{done} of {len(items)} confirmed", "ok" if done else "neutral")
        tubes = self._context.clinic.catalog.tubes
        planned = [Planned(tubes[item.tube], ()) for item in items if item.state == "ordered"]
        self.head.set_items(items, discard_first(planned, self._device))
        printable = any(wants_label(line, found) for line in self.table.records.rows)
        self.side.every.setEnabled(printable and not self._busy)

    def _on_chosen(self, line: TubeLine | None) -> None:
        self.head.offer_time(
            hours=line is not None and line.may_start, due=line is not None and line.is_timed
        )
        self.side.show_line(line, self.visit_id)
        if line is None:
            self.advice.clear()
            return
        volume = f"{line.volume}." if self.table.isColumnHidden(_VOLUME) and line.volume else ""
        of_tests = (words for test in line.tests for words in test.handling)
        lines = (volume, *line.tube.collection, *line.tube.handling, *of_tests)
        self.advice.setText("  ".join(filter(None, lines)))
        again = line.specimen.prints and line.job not in ("failed", "queued")
        self.side.one.setText("Reprint label" if again else f"Print label {line.number}")

    @property
    def _device(self) -> str:
        return list(DEVICES)[self.device.currentIndex()]

    @property
    def how(self) -> tuple[str, str]:
        """Route and device, as the plan takes them."""
        return list(ROUTES)[self.route.currentIndex()], self._device

    # Acts

    def add_order(self) -> None:
        OrderDialog(self._context, self.visit_id, self.how, self).open()

    def _plan_again(self) -> None:
        clinic, visit_id, (route, device) = self._context.clinic, self.visit_id, self.how
        tasks.run(
            lambda: orders.plan_again(clinic, visit_id, route=route, device=device),
            self.changed,
            self.failed,
            parent=self,
        )

    def draw(self) -> None:
        """D: the blood tubes that wait are filled; of others and those due later the chosen one."""
        line = self.table.current
        if line is None:
            return
        rows = self.table.records.rows
        waiting = [x for x in rows if x.tube.is_blood and x.specimen.state == "ordered"]
        blood = [x.specimen for x in waiting if not x.due]
        chosen = blood if line.tube.is_blood and not line.due else [line.specimen]
        if line.tube.extra and not line.tube.is_blood:
            dialog = DetailsDialog(line.title, line.tube, line.specimen.details, self)
            dialog.accepted.connect(lambda: self._draw(chosen, dialog.details))
            dialog.open()
        elif line.tube.is_blood:
            self.blood.ask(self, lambda above: self._draw(chosen, {}, above))
        else:
            self._draw(chosen, {})

    def start_timed(self) -> None:
        """T: the hours of a timed urine begin, or a timed draw gets the time it is due at."""
        line = self.table.current
        if line is None:
            return
        clinic, visit_id, item = self._context.clinic, self.visit_id, line.specimen
        if not line.is_timed:
            self._run(lambda: collecting.start_timed(clinic, visit_id, item))
            return
        dialog = DueDialog(line.title, line.due, self)
        due = dialog.time
        dialog.accepted.connect(
            lambda: self._run(lambda: collecting.set_due(clinic, visit_id, item, due.text()))
        )
        dialog.open()

    def _draw(self, chosen: list[Specimen], details: dict[str, str], above: str = "") -> None:
        fasting = self.fasting.currentText() if self.fasting.currentIndex() else ""
        how = Draw(self.site.currentText().strip(), self._device, fasting.lower(), details, above)
        clinic, visit_id = self._context.clinic, self.visit_id
        tasks.run(
            lambda: collecting.record_draw(clinic, visit_id, chosen, how),
            self.changed,
            self.failed,
            parent=self,
        )

    def print_label(self) -> None:
        """P: the chosen label; one that is not certain needs a look, a second one a reason."""
        line = self.table.current
        if line is None or self._busy:
            return
        if line.job in ("unknown", "sent"):
            self._look(line)
        elif line.specimen.prints and line.job not in ("failed", "queued"):
            self._reprint(line.specimen)
        else:
            self._print([line.specimen])

    def _reprint(self, item: Specimen) -> None:
        words = "The label is counted and marked as a copy."
        ask_reason(self, "Reprint", words, "Reprint", REPRINT, partial(self._print, [item]))

    def print_all(self) -> None:
        """Shift+P: every container that is drawn and has no label yet, in order.

        While it is not known whether one came out, that is asked instead.
        """
        found = self._found
        if found is None or self._busy:
            return
        rows = self.table.records.rows
        doubtful = next((n for n, line in enumerate(rows) if line.job == "unknown"), None)
        if doubtful is not None:
            self.table.select(doubtful)
            self._look(rows[doubtful])
            return
        wanted = [line.specimen for line in rows if wants_label(line, found)]
        if wanted:
            self._print(wanted)
        else:
            self._context.say("No label waits. Press D when the tubes are filled.", "info")

    def _print(self, items: list[Specimen], reason: str = "") -> None:
        self._busy = True
        said = (self.changed, self.failed, self._given_up)
        LabelRun(self._context, self, self.visit_id, reason, self.ask_file, *said).start(items)

    def _look(self, line: TubeLine) -> None:
        """Only a person knows whether this label came out; one that did is copied for a reason."""
        job = self._found.jobs.get(line.specimen.id) if self._found else None
        if job is not None:
            again = partial(self._reprint, line.specimen) if line.job == "sent" else None
            later = "Press P to print it."
            LabelDoubt(self._context, self, self.failed, later, again).ask(job.id)

    def confirm(self, text: str, *, typed: bool = False) -> None:
        """A label was scanned, or its number typed."""
        clinic, visit_id = self._context.clinic, self.visit_id
        tasks.run(
            lambda: collecting.scan_back(clinic, visit_id, text, typed=typed),
            self._on_confirmed,
            self.failed,
            parent=self,
        )

    def _on_typed(self) -> None:
        text = self.number.text()
        self.number.clear()
        self.confirm(text, typed=True)

    def _on_confirmed(self, changes: Changes) -> None:
        self._context.say("Confirmed for this patient.")
        self.changed(changes)

    def void(self) -> None:
        """V: the chosen number must not be used any more."""
        line = self.table.current
        if line is not None:
            clinic, item = self._context.clinic, line.specimen
            words = "A container with a new number takes its place."
            ask_reason(
                self,
                f"Void {line.title}",
                words,
                "Void",
                VOID,
                lambda why: self._run(lambda: collecting.void(clinic, item, why)),
            )

    def reject(self) -> None:
        """X: the chosen specimen can't be used; collect it again."""
        line = self.table.current
        if line is None:
            return
        clinic, item, visit_id = self._context.clinic, line.specimen, self.visit_id
        if item.state == "rejected" and not item.replaced_by:
            self._run(lambda: collecting.recollect(clinic, item, visit_id)[1])
            return
        dialog = RejectDialog(line.title, True, self)

        def accepted() -> None:
            again = visit_id if dialog.again.isChecked() else ""
            code, words = dialog.chosen, dialog.words.text()
            self._run(lambda: collecting.reject(clinic, item, code, words, recollect_in=again))

        dialog.accepted.connect(accepted)
        dialog.open()

    def _run(self, act: Callable[[], Changes]) -> None:
        tasks.run(act, self.changed, self.failed, parent=self)

    def changed(self, changes: Changes) -> None:
        self._busy = False
        self._context.signals.changed.emit(changes)

    def _given_up(self) -> None:
        """Nobody named a file."""
        self._busy = False

    def failed(self, error: MaError) -> None:
        """A wrong label stops all; other trouble is said, and what stands now is shown."""
        self._busy = False
        if isinstance(error, Stop):
            stop(error, self.window())
            return
        self._context.say(str(error), "warn" if isinstance(error, Refused) else "critical")
        self.load()
