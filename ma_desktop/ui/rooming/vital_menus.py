"""The two small menus of a vital sign: why it was not taken, and how it was taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QActionGroup, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from ma_desktop.domain.vitals import ABSENT_REASONS, Qualifier, VitalSign
from ma_desktop.ui import theme

_MOST_LINES = 2


def absent_menu(
    parent: QWidget,
    chosen: Callable[[str], None],
    reasons: Mapping[str, str] = ABSENT_REASONS,
) -> QMenu:
    """Why something was not taken or asked; keys 1 to 4 choose. `reasons`: words by key."""
    menu = QMenu("Why was it not taken?", parent)
    menu.setAccessibleName("Why was it not taken?")
    for number, (reason, words) in enumerate(reasons.items(), start=1):
        action = menu.addAction(f"&{number}   {words}")
        action.triggered.connect(lambda _checked=False, reason=reason: chosen(reason))
    return menu


def qualifier_menu(
    parent: QWidget,
    vital: VitalSign,
    qualifiers: Mapping[str, str],
    chosen: Callable[[str, str], None],
) -> QMenu:
    """How the value was taken: one list, or a list of lists where there is more to say."""
    menu = QMenu(f"How {vital.name} was taken", parent)
    for item in vital.qualifiers:
        words = item.name_of(qualifiers.get(item.id, ""))
        several = len(vital.qualifiers) > 1
        target = menu.addMenu(f"{item.name}: {words}") if several else menu
        _add_choices(target, item, qualifiers.get(item.id, ""), chosen)
    return menu


def _add_choices(
    menu: QMenu, qualifier: Qualifier, current: str, chosen: Callable[[str, str], None]
) -> None:
    group = QActionGroup(menu)
    for choice in qualifier.choices:
        action = menu.addAction(choice.name)
        action.setCheckable(True)
        action.setChecked(choice.id == current)
        action.triggered.connect(
            lambda _checked=False, choice=choice.id: chosen(qualifier.id, choice)
        )
        group.addAction(action)


def qualifier_words(vital: VitalSign, qualifiers: Mapping[str, str]) -> str:
    """`Sitting · right arm · adult`: all that stands, the first with a capital."""
    names = [
        item.name_of(qualifiers[item.id]) for item in vital.qualifiers if item.id in qualifiers
    ]
    return " · ".join([*names[:1], *(name[:1].lower() + name[1:] for name in names[1:])])


class Aside(QAbstractButton):
    """Quiet words with a dashed line beneath that open a menu; as high as any other target."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_words(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(f"{self._name}: {words}. Press Space to change it.")
        self.setToolTip(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(
            min(self._metrics().horizontalAdvance(self.text()) + 4, theme.px(240)), self._h
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(64), self._h)

    @property
    def _h(self) -> int:
        return theme.px(44)

    @staticmethod
    def _metrics() -> QFontMetrics:
        return QFontMetrics(theme.font(13))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(13))
        metrics, lines = self._metrics(), self.lines(self.width() - 4)
        step = metrics.height() + theme.px(3)
        top = (self.height() - step * len(lines)) // 2
        eager = self.hasFocus() or self.underMouse()
        pen = QPen(theme.colour("brand" if eager else "line-strong"), 2 if self.hasFocus() else 1)
        pen.setStyle(Qt.PenStyle.SolidLine if self.hasFocus() else Qt.PenStyle.DashLine)
        for line in lines:
            box = QRect(2, top, self.width() - 4, metrics.height())
            painter.setPen(theme.colour("ink" if eager else "ink-2"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), line)
            painter.setPen(pen)
            painter.drawLine(
                2, box.bottom() + 1, 2 + metrics.horizontalAdvance(line), box.bottom() + 1
            )
            top += step
        painter.end()

    def lines(self, width: int) -> list[str]:
        """The words in at most two lines, broken between parts; the last one elided."""
        metrics = self._metrics()
        lines: list[str] = []
        for part in self.text().split(" · "):
            joined = f"{lines[-1]} · {part}" if lines else part
            if lines and (metrics.horizontalAdvance(joined) <= width or len(lines) == _MOST_LINES):
                lines[-1] = joined
            else:
                lines.append(part)
        return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]
