"""The wizard's frame: steps left, form in the centre, history right, actions beneath."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ma_desktop.ui import theme
from ma_desktop.ui.rooming.foot import Foot
from ma_desktop.ui.rooming.step import Step
from ma_desktop.ui.widgets.step_rail import StepRail

_LEFT, _RIGHT, _RIGHT_SLIM = 219, 281, 240
_LEFT_SLIM = 54
_ROOMY, _WIDE, _SLIM = 1240, 1000, 640


def _area(role: str) -> QScrollArea:
    area = QScrollArea()
    area.setProperty("role", role)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


class Frame(QWidget):
    """Holds the steps and what stands beside them; shows one of each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rail, self.foot = StepRail(), Foot()
        self._steps: list[Step] = []
        self._sides: list[QWidget] = []
        self._seen: QWidget | None = None
        self._scroll = QTimer(self)
        self._scroll.setSingleShot(True)
        self._scroll.timeout.connect(self._scroll_to)
        self._left, self._centre, self._right = (
            _area("left-panel"),
            _area("page"),
            _area("right-panel"),
        )
        for panel, width in ((self._left, _LEFT), (self._right, _RIGHT)):
            panel.setFixedWidth(theme.px(width))
            panel.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        ground = QWidget()
        ground.setProperty("role", "surface")
        holder = QVBoxLayout(ground)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(self.rail)
        self._left.setWidget(ground)
        self._page, self._side = QWidget(), QWidget()
        self._fill()
        self._build()

    def _fill(self) -> None:
        self._page.setProperty("role", "page")
        column = self._column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._notices, self._below = QVBoxLayout(), QVBoxLayout()
        column.addLayout(self._notices)
        column.addLayout(self._below)
        self._centre.setWidget(self._page)
        self._side.setProperty("role", "surface")
        self._side_column = QVBoxLayout(self._side)
        inset = theme.px(18)
        self._side_column.setContentsMargins(inset, inset, inset, inset)
        self._right.setWidget(self._side)

    def _build(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._left)
        middle.addWidget(self._centre, 1)
        middle.addWidget(self._right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.foot)

    def add_notice(self, widget: QWidget) -> None:
        """Something above all steps, hidden most of the time."""
        holder = QHBoxLayout()
        holder.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        holder.addWidget(widget)
        self._notices.addLayout(holder)

    def add_step(self, step: Step) -> None:
        step.hide()
        step.in_sight.connect(self.keep_in_sight)
        self._steps.append(step)
        self._column.insertWidget(self._column.count() - 1, step, 1)
        if (side := step.side()) is not None:
            self.add_side(side)

    def add_beside(self, widget: QWidget) -> None:
        """Something that stands beside every step."""
        self._side_column.insertWidget(0, widget)

    def add_side(self, side: QWidget) -> None:
        side.hide()
        self._sides.append(side)
        self._side_column.addWidget(side)

    def show_step(self, step: Step, side: QWidget) -> None:
        """Show this step and this side, and nothing else."""
        for one in self._steps:
            one.setVisible(one is step)
        for widget in self._sides:
            widget.setVisible(widget is side)
        self.to_top()

    @property
    def side_area(self) -> QScrollArea:
        """Where the sides scroll, while there is room for them at the right."""
        return self._right

    def room(self) -> QSize:
        """How much of the step is seen at once."""
        return self._centre.viewport().size()

    def scrolls_across(self) -> bool:
        """Whether the step is wider than its room."""
        return self._centre.horizontalScrollBar().maximum() > 0

    def begin(self, step: Step, focus: str) -> None:
        """The cursor into the step; one that is read first stays at its top."""
        step.take_focus(focus)
        if step.reads_first and not focus:
            self._scroll.stop()
            self.to_top()

    def to_top(self) -> None:
        self._centre.verticalScrollBar().setValue(0)

    def keep_in_sight(self, widget: QWidget) -> None:
        """Scroll so that `widget` is seen, once the layout has settled."""
        self._seen = widget
        self._scroll.start(0)

    def _scroll_to(self) -> None:
        widget = self._seen
        if widget is None or not shiboken6.isValid(widget):
            return
        if self._page.isAncestorOf(widget) and widget.height() > self._centre.viewport().height():
            top = widget.mapTo(self._page, widget.rect().topLeft()).y()
            self._centre.verticalScrollBar().setValue(top)
        elif self._page.isAncestorOf(widget):
            self._centre.ensureWidgetVisible(widget, 0, theme.px(40))
        elif self._side.isAncestorOf(widget):
            self._right.ensureWidgetVisible(widget, 0, theme.px(20))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room for three columns the history goes beneath the form, and the steps are
        numbers only."""
        super().resizeEvent(event)
        width = event.size().width()
        slim = width < theme.px(_SLIM)
        self.rail.set_slim(slim)
        self._left.setFixedWidth(theme.px(_LEFT_SLIM if slim else _LEFT))
        self.foot.set_compact(theme.is_low(self.window().height()))
        for step in self._steps:
            step.set_slim(slim)
            step.set_height(event.size().height() - self.foot.sizeHint().height())
        roomy = width >= theme.px(_ROOMY)
        self._right.setFixedWidth(theme.px(_RIGHT if roomy else _RIGHT_SLIM))
        beneath = width < theme.px(_WIDE)
        if beneath is self._right.isHidden():
            return
        self._right.setHidden(beneath)
        if beneath:
            self._right.takeWidget()
            self._below.addWidget(self._side)
        else:
            self._below.removeWidget(self._side)
            self._right.setWidget(self._side)
        self._side.show()
