"""The card of vital signs: its rows, what was typed in them, and what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ma_desktop.domain.rooming import DraftField, OpenVisit
from ma_desktop.domain.usual import usual_qualifiers, with_young_site
from ma_desktop.domain.vitals import Reading, VitalSign
from ma_desktop.services.observing import subject_of
from ma_desktop.ui import theme
from ma_desktop.ui.rooming.desk import Desk
from ma_desktop.ui.rooming.entry import Entry, judge
from ma_desktop.ui.rooming.growth_words import growth_words, place_words
from ma_desktop.ui.rooming.inputs import UndoKeys
from ma_desktop.ui.rooming.limits_words import usual_words
from ma_desktop.ui.rooming.parts import rule_line
from ma_desktop.ui.rooming.pressure_words import ChildPressure, child_pressure, child_spoken
from ma_desktop.ui.rooming.vital_menus import qualifier_menu, qualifier_words
from ma_desktop.ui.rooming.vital_row import VitalRow
from ma_desktop.ui.rooming.words import (
    Spoken,
    change_words,
    doubts,
    last_words,
    others_words,
    recorded_words,
)
from ma_desktop.ui.widgets.card import Card

_WIDE = 640
_PRESSURE = "bp"


def _newest(opened: OpenVisit, name: str) -> Reading | None:
    """What of this visit is on record last."""
    found = [item.reading for item in opened.today if item.reading.vital == name]
    return found[-1] if found else None


class VitalForm(Card):
    """Rows over the draft of the open visit. `judged` says that a value has a new meaning,
    `restated` that a field is filled or empty now."""

    judged = Signal()
    restated = Signal()
    chosen = Signal()
    """How a value was taken is another way now, which may ask for more."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=0, spacing=0)
        self.desk = desk
        self.rows: dict[str, VitalRow] = {}
        self.entries: dict[str, Entry] = {}
        self.after_last: QWidget | None = None
        self._is_roomy = self._is_slim = False

    def build(self, asked: Sequence[VitalSign]) -> None:
        """Make the rows; which are asked depends on the age."""
        self.entries = {}
        if [vital.id for vital in asked] == list(self.rows):
            for vital in asked:  # the clinic may have changed its limits
                self.rows[vital.id].vital = vital
            return
        while (taken := self.body.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.rows = {vital.id: self._row(vital) for vital in asked}
        for index, row in enumerate(self.rows.values()):
            if index:
                self.add(rule_line())
            self.add(row)
        self._join()
        self._fit(self.width())

    def load(self, name: str = "") -> None:
        """Show what the draft holds, of one field or of all, and what it means."""
        for key in [name] if name else self.rows:
            self._load(key)
        self._show_pressure(name)
        self.judged.emit()

    def first_open(self) -> str:
        """Judge all; the first field that needs a word, empty when all may be recorded."""
        for name in self.rows:
            self._judge(name)
        return next((name for name, entry in self.entries.items() if not entry.is_settled), "")

    def show_open(self, name: str) -> None:
        """Say what the field needs, and put the cursor there."""
        self._show(name, aloud=True)
        self.focus_row(name)

    def focus_row(self, name: str = "") -> None:
        """The cursor into a row; without a name into the first that is neither filled nor done."""
        row = self.rows.get(name) or self._first_blank()
        if row is not None:
            row.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def readings(self) -> dict[str, Reading]:
        """What may be recorded, by vital sign, as last judged."""
        return {
            name: entry.reading
            for name, entry in self.entries.items()
            if entry.is_settled and entry.reading is not None
        }

    def whys(self) -> tuple[str, ...]:
        """Why the provider has to be told of values that are not recorded yet."""
        return tuple(why for entry in self.entries.values() for why in entry.whys)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit(event.size().width())
        super().resizeEvent(event)

    def _fit(self, width: int) -> None:
        for row in self.rows.values():
            row.set_narrow(width < theme.px(_WIDE))
            row.set_roomy(self._is_roomy)
            row.set_slim(self._is_slim)

    def set_slim(self, slim: bool) -> None:
        if slim is not self._is_slim:
            self._is_slim = slim
            self._fit(self.width())

    def set_roomy(self, roomy: bool) -> None:
        """Taller rows, where the window is high enough for all of them."""
        if roomy is not self._is_roomy:
            self._is_roomy = roomy
            self._fit(self.width())

    def _row(self, vital: VitalSign) -> VitalRow:
        row, name = VitalRow(vital), vital.id
        UndoKeys(self.desk.keeper, row.edit)
        row.edited.connect(lambda text: self._on_edited(name, text))
        row.entered.connect(lambda: self._on_entered(name))
        row.committed.connect(lambda _text: self.load(name))
        row.suggestion_taken.connect(lambda: self._on_suggestion(name))
        row.absent_requested.connect(row.ask_why_absent)
        row.absence_chosen.connect(lambda reason: self._on_absent(name, reason))
        row.absence_cleared.connect(lambda: self._on_absent(name, ""))
        row.aside.clicked.connect(lambda: self._choose_qualifier(name))
        return row

    def _join(self) -> None:
        """Enter and Down go to the next row, Up to the one before."""
        rows = list(self.rows.values())
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            row.set_next(following.edit if following else self.after_last)
            row.moved_down.connect(row.move_on)
        for row, before in zip(rows[1:], rows, strict=False):
            row.moved_up.connect(before.edit.setFocus)

    def _first_blank(self) -> VitalRow | None:
        blank = (row for row in self.rows.values() if not row.text and not row.verdict.words)
        return next(blank, next(iter(self.rows.values()), None))

    def _on_edited(self, name: str, text: str) -> None:
        self._put(name, text=text, absent="", confirmed="")
        self.restated.emit()

    def _on_entered(self, name: str) -> None:
        """Judge; a question that is shown already is answered with yes."""
        self.desk.keeper.seal()
        row, entry = self.rows[name], self._judge(name)
        if row.asked and row.asked == entry.question:
            self._put(name, confirmed=entry.question)
            entry = self._judge(name)
        self._show(name, aloud=True)
        self._show_pressure(name)
        self.judged.emit()
        if entry.is_settled:
            row.move_on()

    def _on_suggestion(self, name: str) -> None:
        """`=`: take what was probably meant."""
        row, suggestion = self.rows[name], self.entries.get(name, Entry()).suggestion
        if suggestion and row.verdict.words:
            self.desk.keeper.seal()
            row.set_text(suggestion)
            row.asked = ""
            self._put(name, text=suggestion, absent="", confirmed="")
            self._on_entered(name)

    def _on_absent(self, name: str, reason: str) -> None:
        self.desk.keeper.seal()
        self._put(name, text="", absent=reason, confirmed="")
        self.load(name)
        self.restated.emit()
        if reason:
            self.rows[name].move_on()

    def _choose_qualifier(self, name: str) -> None:
        row, chosen = self.rows[name], self._field(name).qualifiers

        def choose(qualifier: str, choice: str) -> None:
            self.desk.keeper.seal()
            self._put(name, qualifiers={**chosen, qualifier: choice})
            self.load(name)
            self.chosen.emit()
            row.edit.setFocus(Qt.FocusReason.OtherFocusReason)

        row.menu = qualifier_menu(row, row.vital, chosen, choose)
        row.menu.popup(row.aside.mapToGlobal(row.aside.rect().bottomLeft()))

    def _usual(self, name: str) -> dict[str, str]:
        """The way that stands there before anybody chooses."""
        opened, vital = self.desk.visit, self.rows[name].vital
        if opened is None:
            return {}
        last = opened.last.get(name)
        age = subject_of(self.desk.clinic, opened.chart.patient).age
        vital = with_young_site(vital, opened.settings.young_temp_site)
        return usual_qualifiers(vital, age, last.reading if last else None, opened.remembered)

    def _field(self, name: str) -> DraftField:
        """The draft field, taken as usual unless somebody chose otherwise."""
        field = self.desk.keeper.field(name)
        chosen = {**self._usual(name), **field.qualifiers}
        return replace(field, qualifiers=chosen)

    def _put(
        self,
        name: str,
        *,
        text: str | None = None,
        absent: str | None = None,
        confirmed: str | None = None,
        qualifiers: Mapping[str, str] | None = None,
    ) -> None:
        """Change parts of a draft field; an empty one with nothing chosen leaves the draft.

        A way that was chosen stays, also the usual one: what is usual may change meanwhile.
        """
        before = self._field(name)
        field = DraftField(
            before.text if text is None else text,
            before.qualifiers if qualifiers is None else qualifiers,
            before.absent if absent is None else absent,
            before.confirmed if confirmed is None else confirmed,
        )
        is_plain = qualifiers is None and field == DraftField(qualifiers=self._usual(name))
        self.desk.keeper.put(name, None if is_plain else field)

    def _load(self, name: str) -> None:
        row, field = self.rows[name], self._field(name)
        row.set_absent("Not taken" if field.absent else "")
        if row.edit.text() != field.text:
            row.set_text(field.text)
        row.aside.set_words(qualifier_words(row.vital, field.qualifiers))
        lying = field.qualifiers.get("height_method") == "length"
        row.call("Length" if lying else row.vital.name)
        self._judge(name)
        self._show(name)

    def _judge(self, name: str) -> Entry:
        opened = self.desk.visit
        if opened is None:
            return Entry()
        vital = self.rows[name].vital
        self.entries[name] = judge(self.desk.clinic, opened, vital, self._field(name))
        return self.entries[name]

    def _show(self, name: str, *, aloud: bool = False) -> None:
        row, entry, opened = self.rows[name], self.entries[name], self.desk.visit
        if opened is None:
            return
        beside = (*opened.controls.get(name, ()), *doubts(opened.last.get(name)))
        row.set_control(" ".join((*beside, *self._meanwhile(opened, name))))
        row.set_last(self._last_words(opened, name, entry))
        row.set_usual(self._usual_words(opened, row.vital))
        if row.is_typing and not aloud:
            row.tell(Spoken())  # half a number is judged, and asked about, when it is left
            return
        asked = "" if entry.is_settled else entry.question
        row.tell(self._spoken(opened, name), asked=asked, aloud=aloud)

    def _show_pressure(self, name: str) -> None:
        """A child's pressure is judged by the height, which may come after it."""
        if name in ("", "height") and _PRESSURE in self.entries:
            self._show(_PRESSURE)

    def _usual_words(self, opened: OpenVisit, vital: VitalSign) -> str:
        child = self._child(opened) if vital.id == _PRESSURE else None
        if child is None:
            return usual_words(self.desk.clinic, opened, vital)
        return f"Usual below {child.below.sbp:f}/{child.below.dbp:f}"

    def _child(self, opened: OpenVisit) -> ChildPressure | None:
        """The blood pressure of a child that stands here, by its age and the height of today."""
        typed = {key: item for key, item in self.readings().items() if item.measures}
        return child_pressure(self.desk.clinic, opened, opened.measured | typed)

    def _spoken(self, opened: OpenVisit, name: str) -> Spoken:
        """The verdict with a child's percentile, of what stands here or else is on record."""
        entry, placed = self.entries[name], ""
        spoken = self._recorded(opened, name) if entry == Entry() else entry.spoken
        recorded = _newest(opened, name)
        if entry == Entry() and recorded is not None:
            placed = place_words(self.desk.clinic, opened, recorded)
        elif entry.reading is not None and entry.is_settled:
            placed = growth_words(self.desk.clinic, opened, entry.reading)
        if name == _PRESSURE and entry.reading is not None and entry.is_settled:
            spoken = child_spoken(spoken, self._child(opened))
        return replace(spoken, words=" · ".join(part for part in (spoken.words, placed) if part))

    def _last_words(self, opened: OpenVisit, name: str, entry: Entry) -> str:
        clinic, vital, last = self.desk.clinic, self.rows[name].vital, opened.last.get(name)
        if last is None:
            return ""
        words = last_words(vital, last, clinic.local(last.taken_at), clinic.local(clinic.now()))
        change = change_words(vital, entry.reading, last) if entry.reading else ""
        return f"{words} ({change})" if change else words

    def _meanwhile(self, opened: OpenVisit, name: str) -> tuple[str, ...]:
        """What a colleague recorded of this visit, where something else is typed here."""
        done = [item for item in opened.today if item.reading.vital == name]
        if not done or self.entries[name] == Entry() or done[-1].taken_by not in opened.others:
            return ()
        at = self.desk.clinic.local(done[-1].taken_at)
        return (others_words(self.rows[name].vital, done[-1], at, opened.others),)

    def _recorded(self, opened: OpenVisit, name: str) -> Spoken:
        """What of this visit is on record already, newest first."""
        done = [item for item in opened.today if item.reading.vital == name]
        if not done:
            return Spoken()
        at = self.desk.clinic.local(done[-1].taken_at)
        words = recorded_words(self.rows[name].vital, done[-1], at)
        if done[-1].taken_by in opened.others:
            words = f"{words}, {opened.others[done[-1].taken_by]}"
        if done[-1].reading.absent:
            return Spoken("", words)
        if name in opened.untold:
            return Spoken("critical", f"{words} · not told")
        return Spoken("ok", words)
