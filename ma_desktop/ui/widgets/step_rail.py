"""The steps of a wizard at the left: done, current, to do; arrow keys move, Enter opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ma_desktop.ui import theme

STATES = {"done": "done", "current": "current step", "todo": "to do"}


@dataclass(frozen=True)
class Step:
    """One step; `state` is done, current or todo; `detail` is the small second line."""

    key: str
    title: str
    state: str = "todo"
    detail: str = ""


class StepButton(QAbstractButton):
    """One step: a disc with a number or a check mark, the title, the detail."""

    def __init__(self, number: int, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number, self.step = number, step
        self.is_slim = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_step(step)

    def set_step(self, step: Step) -> None:
        self.step = step
        self.setText(step.title)
        words = (f"Step {self.number}", step.title, STATES[step.state], step.detail)
        self.setAccessibleName(", ".join(part for part in words if part))
        self.update()

    def sizeHint(self) -> QSize:
        return (
            QSize(theme.px(48), theme.px(48))
            if self.is_slim
            else QSize(theme.px(196), theme.px(59))
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        side = theme.px(26)
        disc = QRect(theme.px(6 if self.is_slim else 12), theme.px(11), side, side)
        self._paint_disc(painter, disc)
        left = disc.right() + theme.px(12)
        if not self.is_slim:
            self._paint_words(painter, left, self.width() - left - theme.px(8))
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        current = self.step.state == "current"
        if current or self.underMouse() or self.hasFocus():
            painter.setPen(QPen(theme.colour("brand"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("brand-soft" if current else "sunken"))
            painter.drawRoundedRect(box, theme.px(8), theme.px(8))

    def _paint_disc(self, painter: QPainter, disc: QRect) -> None:
        grounds = {"done": "ok-soft", "current": "brand", "todo": "sunken"}
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(grounds[self.step.state]))
        painter.drawEllipse(disc)
        if self.step.state == "done":
            drawn = theme.pixmap("check", "ok", 14, self.devicePixelRatioF())
            corner = disc.center()
            half = theme.px(14) // 2
            painter.drawPixmap(corner.x() - half + 1, corner.y() - half + 1, drawn)
            return
        painter.setFont(theme.font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.colour("on-brand" if self.step.state == "current" else "ink-2"))
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), str(self.number))

    def _paint_words(self, painter: QPainter, left: int, width: int) -> None:
        title, small = theme.font(15, QFont.Weight.DemiBold), theme.font(13)
        top = theme.px(10)
        for text, font, token in (
            (self.step.title, title, "ink"),
            (self.step.detail, small, "ink-2"),
        ):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(theme.colour(token))
            line = QRect(left, top, width, metrics.height())
            painter.drawText(
                line,
                int(Qt.AlignmentFlag.AlignVCenter),
                metrics.elidedText(text, Qt.TextElideMode.ElideRight, width),
            )
            top += metrics.height()


class StepRail(QWidget):
    """All steps of a wizard; `chosen` carries the key of the one that was clicked or entered."""

    chosen = Signal(str)

    def __init__(self, steps: Sequence[Step] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Steps")
        self._buttons: list[StepButton] = []
        self._is_slim = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(12), theme.px(16), theme.px(12), theme.px(12))
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.set_steps(steps)

    def set_slim(self, slim: bool) -> None:
        """Discs alone, with the title as their tip."""
        self._is_slim = slim
        side = theme.px(2 if slim else 12)
        self._column.setContentsMargins(side, theme.px(4 if slim else 16), side, side)
        for made in self._buttons:
            self._fit(made)

    def _fit(self, made: StepButton) -> None:
        made.is_slim = self._is_slim
        made.setToolTip(made.step.title if self._is_slim else "")
        made.updateGeometry()

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(made.step for made in self._buttons)

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps; the focus stays where it is when only states change."""
        while len(self._buttons) > len(steps):
            self._buttons.pop().deleteLater()
        for made, step in zip(self._buttons, steps, strict=False):
            made.set_step(step)
        for index in range(len(self._buttons), len(steps)):
            self._add(index, steps[index])

    def _add(self, index: int, step: Step) -> None:
        made = StepButton(index + 1, step)
        made.clicked.connect(lambda _checked=False: self.chosen.emit(made.step.key))
        self._column.insertWidget(index, made)
        self._fit(made)
        self._buttons.append(made)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        focused = next((i for i, b in enumerate(self._buttons) if b.hasFocus()), None)
        key = Qt.Key(event.key())
        if focused is None:
            super().keyPressEvent(event)
        elif key in moves:
            target = min(max(focused + moves[key], 0), len(self._buttons) - 1)
            self._buttons[target].setFocus(Qt.FocusReason.TabFocusReason)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._buttons[focused].click()
        else:
            super().keyPressEvent(event)
