"""Whose chart is open: name, birth date and age, sex, record number, identity check, allergies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ma_desktop.domain.moments import clock, day_words
from ma_desktop.domain.patient import Allergy, Chart, age_on
from ma_desktop.domain.visit import IdentityCheck, Visit
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.name_label import NameLabel
from ma_desktop.ui.widgets.pill import Pill, pill_font
from ma_desktop.ui.widgets.text import ElidedLabel, label

_IDENTIFIERS = {"birth-date": "DOB", "date-of-birth": "DOB", "dob": "DOB", "mrn": "MRN"}
_MOST_PILLS = 4
_LEAST_NAME, _WIDEST = 300, 16_777_215
"""In pixels at 100 %, and Qt's word for no limit."""
_PAPERS = {
    "Visit summary\tAlt+S": "summary_here",
    "Export this patient's record…": "export_here",
    "Patient label": "patient_label",
}
"""What may leave of the patient who is open: words, and the function of `ui.papers.opening`."""
_LONGEST_NAME, _SHORTER_NAME, _NARROW = 150, 54, 760
"""Design pixels: of the one allergy that a banner names which has less width than the last, and
of the one beside the facts of a compact banner."""


def identity_words(check: IdentityCheck | None, zone: tzinfo | None) -> str:
    """`name + DOB 9:02` in the clinic's time."""
    if check is None:
        return "Not checked yet"
    at = check.at.astimezone(zone)
    names = " + ".join(_IDENTIFIERS.get(name, name) for name in check.identifiers)
    return f"{names} {clock(at)}"


class Fact(QWidget):
    """A small label above a value."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._text = title, ""
        self.head = label(title, "small")
        self.value = label("", "strong")
        self.mark = label()
        self.mark.hide()
        line = QHBoxLayout()
        line.setSpacing(theme.px(5))
        line.addWidget(self.mark)
        line.addWidget(self.value, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.head)
        column.addLayout(line)

    def set(self, text: str, state: str = "", icon: str = "") -> None:
        self._text = text
        self.value.setText(text)
        self.setAccessibleName(f"{self._title}: {text}")
        theme.restyle(self.value, state=state)
        self.mark.setVisible(bool(icon))
        if icon:
            self.mark.setPixmap(theme.pixmap(icon, state or "ink", 15, self.devicePixelRatioF()))

    def set_compact(self, compact: bool, short: str = "") -> None:
        """The value alone, or the few words that stand for it."""
        self.head.setVisible(not compact)
        self.value.setText(short if compact and short else self._text)


class PatientBanner(QWidget):
    """The strip under the top bar while a patient is open; long names give way, facts wrap.

    Compact it is the name over one row: birth date and age, MRN, whether identity is checked,
    allergies. Name, birth date and MRN are never cut.
    `paper_asked` carries the name of what the papers button was asked for.
    """

    paper_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "banner")
        self.name = NameLabel("banner-name", _LEAST_NAME)
        self.visit = ElidedLabel("", "small")
        self.born, self.sex = Fact("Birth date"), Fact("Sex")
        self.mrn, self.identity = Fact("MRN"), Fact("Identity")
        self.menu: QMenu | None = None
        self.papers = button("Papers…", self._show_papers, icon="document")
        self.papers.setAccessibleDescription("Visit summary and export of this patient")
        self._facts, self._pills = FlowLayout(spacing=22), FlowLayout(right=True)
        self._is_compact = False
        self._chart: Chart | None = None
        self._build()
        self.clear()

    def _show_papers(self) -> None:
        """Where a person looks for what may leave of this patient."""
        self.menu = QMenu("Papers", self)
        for words, asked in _PAPERS.items():
            self.menu.addAction(words, partial(self.paper_asked.emit, asked))
        self.menu.setActiveAction(self.menu.actions()[0])
        self.menu.popup(self.papers.mapToGlobal(QPoint(0, self.papers.height())))

    def _build(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self.name)
        names.addWidget(self.visit)
        names.addStretch(1)
        left = self._left = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        left.setSpacing(theme.px(22))
        left.addLayout(names)
        for fact in (self.born, self.sex, self.mrn, self.identity):
            self._facts.addWidget(fact)
        self._beside = QHBoxLayout()
        self._beside.addLayout(self._facts, 1)
        left.addLayout(self._beside, 1)
        self._outer = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._outer.setContentsMargins(theme.px(24), theme.px(8), theme.px(24), theme.px(8))
        self._outer.setSpacing(theme.px(8))
        self._outer.addLayout(left, 1)
        self._outer.addLayout(self._pills)
        left.addWidget(self.papers)
        self.setMinimumHeight(theme.px(67))

    @property
    def _folds(self) -> bool:
        """Whether one pill stands for all allergies."""
        return self._is_compact or self.width() < theme.px(_NARROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        folded = event.oldSize().width() < theme.px(_NARROW)
        if self._chart is not None and folded is not self._folds:
            self._show_allergies(self._chart)
        self._arrange()

    def set_compact(self, compact: bool) -> None:
        """One row, where large text leaves little height."""
        if compact is self._is_compact:
            return
        self._is_compact = compact
        self.name.set_single(compact)
        side, height = (theme.px(2), theme.px(38)) if compact else (theme.px(8), theme.px(67))
        self._outer.setContentsMargins(theme.px(24), side, theme.px(24), side)
        self.setMinimumHeight(height)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._left.setDirection(down if compact else across)
        self._left.setSpacing(0 if compact else theme.px(22))
        before, after = (self._outer, self._beside) if compact else (self._beside, self._outer)
        before.removeItem(self._pills)
        self._pills.setParent(None)
        after.addLayout(self._pills)
        self._facts.setSpacing(theme.px(6 if compact else 22))
        if self._chart is not None:
            self._show_allergies(self._chart)
        self._fit_facts()
        self._arrange()

    def _fit_facts(self) -> None:
        compact, checked = self._is_compact, self.identity.mark.property("state") == "ok"
        # Papers have keys too (Alt+S, Ctrl+K); the name has no other place.
        for shown in (self.visit, self.sex, self.papers):
            shown.setVisible(not compact)
        self.mrn.set_compact(compact, f"MRN {self._chart.patient.mrn}" if self._chart else "")
        self.born.set_compact(compact)
        self.identity.set_compact(compact, "ID" if checked else "ID unchecked")

    def _arrange(self) -> None:
        """Allergies at the right while all fits in one row, else in a row of their own.

        A long name gives way to the facts, which stay in one row.
        """
        beside = self._facts.sizeHint().width() + self.papers.sizeHint().width()
        room = self.width() - beside - theme.px(2 * 24 + 2 * 22)
        self.name.setMaximumWidth(_WIDEST if self._is_compact else max(theme.px(_LEAST_NAME), room))
        parts = (self.name, self._facts, self._pills, self.papers)
        needed = sum(part.sizeHint().width() for part in parts) + theme.px(2 * 24 + 2 * 22 + 8)
        wide = self._is_compact or needed <= self.width()
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._outer.setDirection(across if wide else down)
        self._pills.set_right(wide)

    def set_chart(
        self,
        chart: Chart,
        visit: Visit | None = None,
        identity: IdentityCheck | None = None,
        *,
        today: date | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        """Show this patient. `today` and `zone` are the clinic's; else this machine's."""
        patient = chart.patient
        age = age_on(patient.birth_date, today or date.today())
        self.name.setText(patient.name.formal)
        self.name.setToolTip(patient.name.formal)
        words = (visit.visit_type, visit.provider) if visit else ("No visit today",)
        self.visit.setText(" · ".join(part for part in words if part))
        self.born.set(f"{day_words(patient.birth_date)} · {age.words}")
        self.sex.set(patient.sex.capitalize())
        self.mrn.set(patient.mrn)
        checked = identity is not None
        self.identity.set(
            identity_words(identity, zone),
            "ok" if checked else "warn",
            "check" if checked else "warning",
        )
        self.identity.setVisible(visit is not None)
        self.identity.mark.setProperty("state", "ok" if checked else "warn")
        self._chart = chart
        self._show_allergies(chart)
        self._fit_facts()
        self._arrange()
        self.setAccessibleName(f"Patient {patient.name.formal}")
        self.show()

    def clear(self) -> None:
        """Show nobody."""
        self._chart = None
        for shown in (self.name, self.visit):
            shown.setText("")
        self.name.setToolTip("")
        self._pills.clear()
        self.hide()

    @property
    def pills(self) -> list[Pill]:
        return [item for item in self._pills.widgets() if isinstance(item, Pill)]

    def _show_allergies(self, chart: Chart) -> None:
        self._pills.clear()
        active = [item for item in chart.allergies if item.status == "active"]
        active.sort(key=lambda item: not item.is_critical)
        if self._folds and active:
            longest = _SHORTER_NAME if self._is_compact else _LONGEST_NAME
            self._pills.addWidget(_all_in_one(active, longest))
            return
        for allergy in active[:_MOST_PILLS]:
            self._pills.addWidget(_allergy_pill(allergy))
        if len(active) > _MOST_PILLS:
            self._pills.addWidget(_more(active[_MOST_PILLS:]))
        if not active and chart.no_known_allergies:
            self._pills.addWidget(Pill("No known allergies", "ok"))
        elif not active:
            self._pills.addWidget(Pill("Allergies not reviewed", "neutral"))


def _all_in_one(allergies: Sequence[Allergy], longest: int) -> Pill:
    """The gravest by name and how many more; all of them for a screen reader and the tip.

    The name takes at most `longest` design pixels.
    """
    grave = allergies[0].is_critical
    room = QFontMetrics(pill_font())
    name = room.elidedText(allergies[0].substance, Qt.TextElideMode.ElideRight, theme.px(longest))
    more = f" +{len(allergies) - 1}" if len(allergies) > 1 else ""
    pill = Pill(f"{name}{more}", "critical" if grave else "warn", "warning" if grave else "")
    listed = "; ".join(_words(item) for item in allergies)
    pill.setAccessibleName(f"Allergies: {listed}" if more else f"Allergy: {listed}")
    pill.setToolTip(listed)
    return pill


def _more(allergies: Sequence[Allergy]) -> Pill:
    """How many are not shown by themselves; which, for a screen reader and the tip."""
    count = len(allergies)
    pill = Pill("1 more allergy" if count == 1 else f"{count} more allergies", "warn")
    listed = "; ".join(_words(item) for item in allergies)
    pill.setAccessibleName(f"{pill.text()}: {listed}")
    pill.setToolTip(listed)
    return pill


def _words(allergy: Allergy) -> str:
    return " — ".join(part for part in (allergy.substance, allergy.reaction) if part)


def _allergy_pill(allergy: Allergy) -> Pill:
    words = _words(allergy)
    grave = allergy.is_critical
    pill = Pill(words, "critical", "warning") if grave else Pill(words, "warn")
    pill.setAccessibleName(f"Allergy: {words}")
    pill.setToolTip(words)
    return pill
