"""The designer's left side: what stands where on a label, chosen from lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ma_desktop.domain.errors import Refused
from ma_desktop.domain.label import BarcodeField, LabelFormat, TextField
from ma_desktop.domain.label_fields import KINDS, LabelKind, from_words, in_words
from ma_desktop.ui import theme
from ma_desktop.ui.widgets.buttons import button
from ma_desktop.ui.widgets.form import Field, combo, line_edit, side_by_side
from ma_desktop.ui.widgets.record_table import Column, RecordTable

_FITS = {"whole": "Refuse the label", "name": "Shorten given names", "shorten": "Cut the end"}
_CODES = {"code128": "Code 128", "datamatrix": "DataMatrix"}
_ALIGNS = {"left": "Left", "right": "Right"}
_NEW = TextField("{}", 2.5, 2.5, 2.5, 20.0, 1.8, fit="whole")
_STEP = 0.5


def _lengths(name: str, most: float, least: float = 0.0) -> QComboBox:
    """Lengths in mm from a list; another one may be typed."""
    steps = range(round(least / _STEP), round(most / _STEP) + 1)
    return combo([f"{step * _STEP:g}" for step in steps], name=name, editable=True)


def _number(control: QComboBox) -> float:
    """Raises Refused that names the field."""
    text = control.currentText().strip().replace(",", ".")
    try:
        return float(text)
    except ValueError:
        raise Refused(
            f"{control.accessibleName()} is no number.", do="Choose a length in mm."
        ) from None


class LabelForm(QWidget):
    """`show_format` fills it, `format` reads it; `changed` is called at every change."""

    def __init__(self, changed: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changed = changed
        self._filling, self._largest = False, 0.0
        self._format: LabelFormat | None = None
        self.texts: list[TextField] = []
        self.name = line_edit("Specimen, small roll", name="Name of the label")
        self.wide, self.high = _lengths("Width", 110, 10), _lengths("Height", 110, 10)
        self.code = combo(list(_CODES.values()), name="Code")
        self.code_x, self.code_y = _lengths("Code from left", 60), _lengths("Code from top", 60)
        self.code_high = _lengths("Code height", 30, 2)
        self.module = combo(["0.25", "0.375", "0.5"], name="Module", editable=True)
        columns: tuple[Column[TextField], ...] = (
            Column(
                "Text", lambda item: in_words(self.kind, item.text), look="strong", stretch=True
            ),
            Column("From left, top", lambda item: f"{item.x:g}, {item.y:g}", width=140),
            Column("Size", lambda item: f"{item.size:g}", width=60),
        )
        self.table: RecordTable[TextField] = RecordTable(columns, "Texts", row_height=36)
        self.words = line_edit("DOB [the birth date]", name="Text")
        self.insert = combo([], name="Insert a field")
        self.left, self.top = _lengths("From left", 110), _lengths("From top", 110)
        self.tall, self.least = _lengths("Size", 10, 1), _lengths("Smallest size", 10, 1)
        self.room = _lengths("Room", 110, 2)
        self.lines = combo(["1", "2", "3", "4"], name="Lines")
        self.align = combo(list(_ALIGNS.values()), name="Side")
        self.fit = combo(list(_FITS.values()), name="When too long")
        self.bold = QCheckBox("Bold")
        self._build()
        self._listen()

    @property
    def kind(self) -> LabelKind:
        return KINDS[self._format.kind if self._format else "specimen"]

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        sizes = (("Width, mm", self.wide), ("Height, mm", self.high), ("Code", self.code))
        self._row(column, ("Name of the label", self.name), *sizes)
        place = (("Code from left", self.code_x), ("Code from top", self.code_y))
        self._row(column, *place, ("Code height", self.code_high), ("Module, mm", self.module))
        self.table.setFixedHeight(theme.px(146))
        column.addWidget(self.table)
        acts = QHBoxLayout()
        acts.addWidget(button("Add a text", self.add))
        acts.addWidget(button("Remove the text", self.remove))
        acts.addStretch(1)
        acts.addWidget(self.bold)
        column.addLayout(acts)
        self._row(column, ("Text", self.words), ("Insert a field", self.insert))
        places = (("From left, mm", self.left), ("From top, mm", self.top), ("Room, mm", self.room))
        self._row(column, *places, ("Size, mm", self.tall), ("Smallest", self.least))
        rules = (("Lines", self.lines), ("Side", self.align), ("When too long", self.fit))
        self._row(column, *rules)

    @staticmethod
    def _row(column: QVBoxLayout, *fields: tuple[str, QWidget]) -> None:
        column.addLayout(side_by_side(*(Field(words, control) for words, control in fields)))

    def _listen(self) -> None:
        self.table.chosen.connect(self._show_text)
        self.insert.activated.connect(self._insert)
        self.name.textChanged.connect(self._on_label)
        self.words.textChanged.connect(self._on_text)
        self.bold.toggled.connect(self._on_text)
        whole = (self.wide, self.high, self.code, self.code_x, self.code_y, self.code_high)
        for control in (*whole, self.module):
            control.currentTextChanged.connect(self._on_label)
        text = (self.left, self.top, self.tall, self.least, self.room, self.lines, self.align)
        for control in (*text, self.fit):
            control.currentTextChanged.connect(self._on_text)

    # From and to a format

    def show_format(self, fmt: LabelFormat) -> None:
        """Fill the form; the first text is chosen."""
        self._filling, self._format, self.texts = True, fmt, list(fmt.text)
        self.name.setText(fmt.name)
        self.name.setCursorPosition(0)  # the beginning says which label it is
        code = fmt.barcode
        numbers = (
            (self.wide, fmt.width_mm),
            (self.high, fmt.height_mm),
            (self.code_x, code.x),
            (self.code_y, code.y),
            (self.code_high, code.height),
            (self.module, code.module_mm),
        )
        for control, value in numbers:
            control.setCurrentText(f"{value:g}")
        self.code.setCurrentIndex(list(_CODES).index(code.symbology))
        self.insert.clear()
        self.insert.addItems(["Choose", *(field.words for field in self.kind.fields.values())])
        self._filling = False
        self._list(0)

    def format(self) -> LabelFormat:
        """What the form says. Raises Refused for what is no number or no field."""
        if self._format is None:
            raise Refused("There is no label.", do="Choose one.")
        symbology = list(_CODES)[self.code.currentIndex()]
        code = BarcodeField(
            _number(self.code_x),
            _number(self.code_y),
            _number(self.code_high),
            _number(self.module),
            symbology,
        )
        self._text()
        return replace(
            self._format,
            name=self.name.text().strip(),
            width_mm=_number(self.wide),
            height_mm=_number(self.high),
            barcode=code,
            text=tuple(self.texts),
        )

    def _text(self) -> TextField:
        """The chosen text as its fields say. Raises Refused."""
        return TextField(
            from_words(self.kind, self.words.text()),
            _number(self.left),
            _number(self.top),
            _number(self.tall),
            _number(self.room),
            _number(self.least),
            self.bold.isChecked(),
            list(_ALIGNS)[self.align.currentIndex()],
            int(self.lines.currentText()),
            list(_FITS)[self.fit.currentIndex()],
            self._largest,
        )

    # What is chosen and changed

    def _list(self, line: int) -> None:
        self.table.set_rows(self.texts)
        if self.texts:
            self.table.select(min(line, len(self.texts) - 1))
            self._show_text(self.texts[min(line, len(self.texts) - 1)])
        self._changed()

    def _show_text(self, item: TextField) -> None:
        self._filling, self._largest = True, item.largest
        self.words.setText(in_words(self.kind, item.text))
        self.words.setCursorPosition(0)
        numbers = (
            (self.left, item.x),
            (self.top, item.y),
            (self.tall, item.size),
            (self.least, item.min_size),
            (self.room, item.max_width),
        )
        for control, value in numbers:
            control.setCurrentText(f"{value:g}")
        self.lines.setCurrentText(str(item.lines))
        self.align.setCurrentIndex(list(_ALIGNS).index(item.align))
        self.fit.setCurrentIndex(list(_FITS).index(item.fit))
        self.bold.setChecked(item.bold)
        self._filling = False

    def add(self) -> None:
        """Another text, with the first field of this kind of label."""
        first = next(iter(self.kind.fields))
        self.texts.append(replace(_NEW, text=f"{{{first}}}"))
        self._list(len(self.texts) - 1)

    def remove(self) -> None:
        """Take the chosen text off the label; one always stays."""
        line = self.table.currentIndex().row()
        if line >= 0 and len(self.texts) > 1:
            del self.texts[line]
            self._list(line)

    def _insert(self, index: int) -> None:
        if index > 0:
            words = list(self.kind.fields.values())[index - 1].words
            self.words.insert(f"[{words}]")
            self.insert.setCurrentIndex(0)

    def _on_label(self) -> None:
        if not self._filling:
            self._changed()

    def _on_text(self) -> None:
        line = self.table.currentIndex().row()
        if self._filling or line < 0:
            return
        try:
            self.texts[line] = self._text()
        except Refused:
            self._changed()  # `format` says what is wrong
            return
        self.table.set_rows(self.texts)
        self._changed()
