"""The base of the wizard's steps."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ma_desktop.domain.rooming import STEPS, OpenVisit
from ma_desktop.services import intake
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.vital_menus import absent_menu
from ma_desktop.ui.widgets.text import label

NEXT = dict(zip(STEPS, [*list(STEPS)[1:], ""], strict=True))
"""The step after each; the last has none."""


class Step(QWidget):
    """One step: a column of cards in the centre. Subclasses set `key` and fill `column`.

    `finished` goes on to the next step; `wanted` asks for a step and a field of it; `restated`
    says that the rail's detail or the name of the main action may read differently now; `in_sight`
    asks that a part of the step is scrolled to.
    """

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    reads_first: ClassVar[bool] = False
    """Shown from its top, although the cursor stands further down."""
    finished = Signal()
    wanted = Signal(str, str)
    restated = Signal()
    in_sight = Signal(QWidget)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.menu: QMenu | None = None
        self.setAccessibleName(STEPS[self.key])
        self.column = QVBoxLayout(self)
        self._set_margins(24, 16)
        self.column.setSpacing(theme.px(12))
        self.hint = label("", "small", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(label(self.title or STEPS[self.key], "heading"))
        head.addWidget(self.hint, 1, Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(head)

    def show_visit(self, opened: OpenVisit, *, fresh: bool) -> None:
        """Show this record; `fresh` when it is another visit, so that fields load the draft."""
        raise NotImplementedError

    def enter(self) -> None:
        """The step is about to be shown."""

    def set_slim(self, slim: bool) -> None:
        """Whether large text leaves little width: margins give way."""
        self._set_margins(*((8, 4) if slim else (24, 16)))

    def _set_margins(self, side: int, above: int) -> None:
        self.column.setContentsMargins(*(theme.px(px) for px in (side, above, side, above)))

    def set_height(self, height: int) -> None:
        """How high the part of the window is that steps are seen through."""

    def show_field(self, name: str) -> None:
        """A draft field was changed by undo or redo: show it."""

    def owns(self, name: str) -> bool:
        """Whether a draft field is shown here."""
        return False

    def detail(self, opened: OpenVisit) -> str:
        """The small line in the rail."""
        return ""

    def action(self) -> str:
        """What the main action is called."""
        return STEPS[NEXT[self.key]]

    def can_skip(self) -> bool:
        """Whether one may go on without the main action."""
        return False

    def proceed(self) -> None:
        """The main action; emits `finished` when it is done."""
        self.finished.emit()

    def take_focus(self, name: str = "") -> None:
        """Put the cursor into the field `name`, or where the step begins."""

    def focus_name(self) -> str:
        """The field that holds the cursor, as `take_focus` understands it."""
        return ""

    def side(self) -> QWidget | None:
        """What stands at the right; none for the facts of the visit."""
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """`-`: why this step is not asked, where a step may be left so."""
        if event.text() == "-" and self.says_why_not():
            self.ask_why_not()
        else:
            super().keyPressEvent(event)

    def says_why_not(self) -> bool:
        """Whether `-` means something here."""
        return self.key in intake.ASKED_STEPS

    def has_to_tell(self) -> bool:
        """Whether the provider waits to be told of something, and this step shows the way."""
        return False

    def ask_why_not(self) -> None:
        """A menu of reasons; one choice answers the step."""
        self.menu = absent_menu(self, self._on_not_asked)
        self.menu.popup(self.mapToGlobal(self.rect().center()))

    def _on_not_asked(self, reason: str) -> None:
        opened, clinic, step = self.desk.visit, self.desk.clinic, self.key
        if opened is not None:
            visit_id = opened.visit.id
            self.desk.act(
                lambda: intake.not_asked(clinic, visit_id, step, reason), self.finished.emit
            )
