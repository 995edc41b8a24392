"""A provider's order: type a test's name, Enter takes it, Ctrl+Enter places the order."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.order import PRIORITIES
from ma_desktop.domain.specimen import LabTest
from ma_desktop.services import orders, schedule
from ma_desktop.ui import tasks, theme
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.form import Field, combo, line_edit
from ma_desktop.ui.widgets.text import label

_AROUND, _LEAST_LIST = 32, 72
_ID = int(Qt.ItemDataRole.UserRole)


class SearchLine(QLineEdit):
    """Arrows move in the list below it, Enter takes what is chosen there."""

    moved = Signal(int)
    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.taken.emit()
            case _:
                super().keyPressEvent(event)


class OrderDialog(QDialog):
    """Tests, provider, priority; the plan of containers follows from them."""

    def __init__(
        self, context: Context, visit_id: str, how: tuple[str, str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Add an order")
        self._context, self._visit_id, self._how = context, visit_id, how
        self._tests = sorted(context.clinic.catalog.tests.values(), key=lambda test: test.name)
        self.chosen: list[LabTest] = []
        self.search = SearchLine()
        self.search.setPlaceholderText("CBC, lipid, urine culture …")
        self.found, self.taken = QListWidget(), QListWidget()
        self.found.setAccessibleName("Tests found")
        self.taken.setAccessibleName("Tests of this order")
        self.provider: QComboBox = combo([], name="Ordered by", editable=True)
        self.priority: QComboBox = combo(list(PRIORITIES.values()), name="Priority")
        self.note = line_edit(name="Note")
        self.message = label("", "small", wrap=True)
        self.message.setProperty("state", "critical")
        self.message.hide()
        self.save = primary("Place order", self.place, hint="Ctrl Enter")
        self._build(parent)
        self._join()

    def _build(self, parent: QWidget) -> None:
        page = QVBoxLayout(self)
        edge = theme.px(24)
        page.setContentsMargins(edge, edge, edge, edge)
        page.setSpacing(theme.px(10))
        page.addWidget(label("Order by a provider", "title"))
        lists = QHBoxLayout()
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(Field("Test", self.search))
        left.addWidget(self.found, 1)
        right.addWidget(label("In this order", "field-label"))
        right.addWidget(self.taken, 1)
        right.addWidget(button("Remove", self.remove, small=True))
        lists.addLayout(left, 3)
        lists.addLayout(right, 2)
        page.addLayout(lists, 1)
        row = QHBoxLayout()
        row.addWidget(Field("Ordered by", self.provider), 2)
        row.addWidget(Field("Priority", self.priority), 1)
        row.addWidget(Field("Note", self.note), 2)
        page.addLayout(row)
        page.addWidget(self.message)
        foot = QHBoxLayout()
        foot.addWidget(button("Cancel", self.reject, hint="Esc"))
        foot.addStretch(1)
        foot.addWidget(self.save)
        page.addLayout(foot)
        for shown in (self.found, self.taken):
            shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            shown.setMinimumHeight(theme.px(_LEAST_LIST))
        room = parent.window().size() - QSize(_AROUND, _AROUND)
        self.resize(QSize(theme.px(820), theme.px(560)).boundedTo(room))

    def _join(self) -> None:
        self.search.textChanged.connect(self._show_found)
        self.search.moved.connect(self._move)
        self.search.taken.connect(self.take)
        self.found.itemActivated.connect(lambda _item: self.take())
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.place)
        self._show_found("")
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        clinic = self._context.clinic
        tasks.run(
            lambda: schedule.providers(clinic), self._on_providers, self._on_failed, parent=self
        )

    def _on_providers(self, names: tuple[str, ...]) -> None:
        self.provider.addItems(list(names))

    def _show_found(self, text: str) -> None:
        """Tests whose short name begins with the text come first, then all that hold it."""
        wanted = text.casefold().strip()
        hits = [t for t in self._tests if wanted in f"{t.short} {t.name}".casefold()]
        hits.sort(key=lambda t: (not t.short.casefold().startswith(wanted), t.name))
        self.found.clear()
        for test in hits:
            tube = self._context.clinic.catalog.tubes[test.tube]
            item = QListWidgetItem(f"{test.short} · {test.name} · {tube.cap}")
            item.setData(_ID, test.id)
            self.found.addItem(item)
        self.found.setCurrentRow(0)

    def _move(self, by: int) -> None:
        row = max(0, min(self.found.count() - 1, self.found.currentRow() + by))
        self.found.setCurrentRow(row)

    def take(self) -> None:
        """Put the chosen test into the order; twice only where each needs its own container."""
        item = self.found.currentItem()
        if item is None:
            return
        test = self._context.clinic.catalog.tests[item.data(_ID)]
        if test not in self.chosen or not test.share:
            self.chosen.append(test)
            self.taken.addItem(f"{test.short} · {test.name}")
        self.search.clear()

    def remove(self) -> None:
        row = self.taken.currentRow() if self.taken.currentRow() >= 0 else len(self.chosen) - 1
        if row >= 0:
            del self.chosen[row]
            self.taken.takeItem(row)

    def place(self) -> None:
        """Store the order and plan its containers."""
        draft = orders.Draft(
            tuple(test.id for test in self.chosen),
            self.provider.currentText(),
            list(PRIORITIES)[self.priority.currentIndex()],
            self.note.text(),
        )
        clinic, visit_id, (route, device) = self._context.clinic, self._visit_id, self._how
        self.save.setEnabled(False)
        tasks.run(
            lambda: orders.place(clinic, visit_id, draft, route=route, device=device),
            self._on_placed,
            self._on_failed,
            parent=self,
        )

    def _on_placed(self, result: tuple[str, Changes]) -> None:
        self._context.signals.changed.emit(result[1])
        self.accept()

    def _on_failed(self, error: MaError) -> None:
        self.save.setEnabled(True)
        self.message.setText(f"{error.what} {error.do}".strip())
        self.message.show()
