"""Sterile packs of the open visit: used by scan or by the number that is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ma_desktop.devices.scanner import Scan, what
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.errors import MaError, Stop
from ma_desktop.domain.sterilization import PackUse
from ma_desktop.services import packs
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.moments import clock
from ma_desktop.ui.stop_dialog import stop
from ma_desktop.ui.widgets.buttons import button, primary
from ma_desktop.ui.widgets.dialog import SheetDialog
from ma_desktop.ui.widgets.form import Field, line_edit
from ma_desktop.ui.widgets.text import label


def use_pack(
    context: Context, visit_id: str, number: str, parent: QWidget, then: Callable[[PackUse], object]
) -> None:
    """Use a pack on the patient of a visit; what is refused stops all work until it was read."""
    clinic = context.clinic

    def used(result: tuple[PackUse, Changes]) -> None:
        use, changes = result
        context.say(f"{use.set_name} {use.pack_number} is used in this visit.")
        context.signals.changed.emit(changes)
        then(use)

    def refused(error: MaError) -> None:
        safe = error.safe or "It was not recorded as used."
        stop(Stop(error.what, safe=safe, do=error.do or "Put it down. Take another pack."), parent)

    tasks.run(lambda: packs.use(clinic, visit_id, number), used, refused, parent=parent)


class UsePackDialog(SheetDialog):
    """What was used already, and the next one."""

    def __init__(self, context: Context, visit_id: str, parent: QWidget) -> None:
        super().__init__("Sterile packs of this visit", 520, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._visit_id = context, visit_id
        self.used = label("", "", wrap=True)
        self.number = line_edit()
        self.body.addWidget(self.used)
        self.body.addWidget(Field("Scan or type the number on the pack", self.number))
        self.foot.addWidget(button("Close", self.reject, hint="Esc"))
        self.foot.addStretch(1)
        self.foot.addWidget(primary("Use", self.use, hint="Enter"))
        self.number.returnPressed.connect(self.use)
        self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        self._load()

    def _load(self) -> None:
        clinic, visit_id = self._context.clinic, self._visit_id
        tasks.run(lambda: packs.uses_in(clinic, visit_id), self._show, self._failed, parent=self)

    def _show(self, uses: tuple[PackUse, ...]) -> None:
        zone = self._context.clinic.zone
        lines = (
            f"{clock(use.at, zone)}  {use.set_name} {use.pack_number}, {use.load_number}"
            for use in uses
        )
        self.used.setText("\n".join(lines) or "No pack was used yet.")

    def take_scan(self, scan: Scan) -> None:
        """A scan while this is open."""
        use_pack(self._context, self._visit_id, scan.text, self, lambda _use: self._load())

    def use(self) -> None:
        """Use what stands in the field."""
        text = self.number.text().strip()
        self.number.clear()
        if text:
            self.take_scan(what(text))

    def _failed(self, error: MaError) -> None:
        self._context.say(str(error), "warn")
