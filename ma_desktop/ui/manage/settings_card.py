"""Manage: what the clinic decided of rooming and release, saved for all as it is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from ma_desktop.catalog import Catalog
from ma_desktop.domain.changes import Changes
from ma_desktop.domain.clinic_settings import ClinicSettings
from ma_desktop.domain.errors import MaError
from ma_desktop.domain.staff import Role
from ma_desktop.domain.usual import YOUNG_TEMP
from ma_desktop.services import clinic_settings
from ma_desktop.services.identity import IDENTIFIERS
from ma_desktop.ui import tasks
from ma_desktop.ui.context import Context
from ma_desktop.ui.widgets.card import Card
from ma_desktop.ui.widgets.flow import FlowLayout
from ma_desktop.ui.widgets.form import Field, combo
from ma_desktop.ui.widgets.text import label

_YEAR = 12  # months
_SWITCHES = {
    "control_refuses": "No values of a meter whose control failed or is overdue",
    "news2": "NEWS2 beside the vital signs",
    "shock_index": "Shock index beside the vital signs",
    "corrected_growth": "Percentiles of children born early by corrected age",
}
_Choices = Mapping[str, tuple[str, Mapping[int, str] | Mapping[str, str]]]
_NUMBERS: _Choices = {
    "identity_minutes": (
        "An identity check holds",
        {0: "To the end of the visit"} | {n: f"{n} minutes" for n in (15, 30, 60, 120)},
    ),
    "bp_rest_minutes": (
        "Rest before the next blood pressure",
        {0: "As shipped"} | {n: f"{n} minutes" for n in (1, 2, 3, 5, 10)},
    ),
    "bp_readings": (
        "Readings of a repeated blood pressure",
        {0: "As shipped", 2: "2 readings", 3: "3 readings"},
    ),
    "child_blood_day": (
        "Blood of a child in 24 h, at most",
        {0: "As shipped"} | {n: f"{n / 10:g} mL/kg" for n in (10, 15, 20, 25, 30, 40)},
    ),
    "child_blood_month": (
        "Blood of a child in a month, at most",
        {0: "As shipped"} | {n: f"{n / 10:g} mL/kg" for n in (20, 30, 40, 50, 60, 80)},
    ),
}
_SETS: Mapping[str, tuple[str, Mapping[str, str], int]] = {
    "identifiers": ("Two identifiers that are asked", IDENTIFIERS, 2),
    "release_roles": (
        "Who releases a sterilizer load",
        {"administrator": "Administrator", "medical-assistant": "Medical assistant",
         "provider": "Provider"},
        1,
    ),
}  # fmt: skip
"""Settings that hold several keys: what they are called, the keys, and how many at least."""


def _choices(catalog: Catalog) -> _Choices:
    """What is chosen from a list; the sites of a temperature are those of the content."""
    sites = next(it for it in catalog.vitals["temp"].qualifiers if it.id == YOUNG_TEMP)
    below = (sites.young_below_months or 0) // _YEAR
    listed = {"": f"As shipped ({sites.name_of(sites.young_default)})"}
    listed |= {choice.id: choice.name for choice in sites.choices}
    return {**_NUMBERS, "young_temp_site": (f"Temperature below {below} years", listed)}


class SettingsCard(Card):
    """Only an administrator changes them; the others read what holds."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self._settings = ClinicSettings()
        self.switches = {key: QCheckBox(words) for key, words in _SWITCHES.items()}
        self._choices = _choices(context.clinic.catalog)
        self.numbers = {
            key: combo(list(known.values()), name=words)
            for key, (words, known) in self._choices.items()
        }
        self.sets = {
            key: {item: QCheckBox(shown) for item, shown in items.items()}
            for key, (_, items, _) in _SETS.items()
        }
        self._build()
        self._join()

    def _build(self) -> None:
        self.add(label("Decided by this clinic", "heading"))
        numbers = FlowLayout(spacing=12)
        for key, chosen in self.numbers.items():
            numbers.addWidget(Field(self._choices[key][0], chosen))
        self.add(numbers)
        for key, boxes in self.sets.items():
            self.add(label(_SETS[key][0], "field-label"))
            row = FlowLayout()
            for box in boxes.values():
                row.addWidget(box)
            self.add(row)
        for box in self.switches.values():
            self.add(box)

    def _join(self) -> None:
        able = self._context.clinic.actor.role is Role.ADMINISTRATOR
        for key, box in self.switches.items():
            box.clicked.connect(lambda on, name=key: self._change(name, on))
        for key, chosen in self.numbers.items():
            chosen.activated.connect(partial(self._on_number, key, chosen))
        for key, boxes in self.sets.items():
            for box in boxes.values():
                box.clicked.connect(lambda _on, name=key: self._on_set(name))
        for part in (*self.switches.values(), *self.numbers.values()):
            part.setEnabled(able)
        for boxes in self.sets.values():
            for box in boxes.values():
                box.setEnabled(able)

    def load(self) -> None:
        clinic = self._context.clinic
        tasks.run(lambda: clinic_settings.settings(clinic), self._show, self._fail, parent=self)

    def _show(self, found: ClinicSettings) -> None:
        self._settings = found
        values = asdict(found)
        for key, box in self.switches.items():
            box.setChecked(values[key])
        for key, chosen in self.numbers.items():
            known: dict[object, str] = dict(self._choices[key][1].items())
            known.setdefault(values[key], str(values[key]))
            chosen.clear()
            for number, words in known.items():
                chosen.addItem(words, number)
            chosen.setCurrentIndex(list(known).index(values[key]))
        for key, boxes in self.sets.items():
            for item, box in boxes.items():
                box.setChecked(item in values[key])

    def _on_number(self, key: str, chosen: QComboBox, _index: int) -> None:
        self._change(key, chosen.currentData())

    def _on_set(self, key: str) -> None:
        words, _, least = _SETS[key]
        picked = tuple(item for item, box in self.sets[key].items() if box.isChecked())
        if len(picked) < least:
            self._context.say(f"{words}: {least} at least.", "warn")
            self._show(self._settings)
        else:
            self._change(key, picked)

    def _change(self, key: str, value: object) -> None:
        clinic = self._context.clinic

        def work() -> Changes:
            now = asdict(clinic_settings.settings(clinic))
            return clinic_settings.change(clinic, ClinicSettings(**(now | {key: value})))

        def done(changes: Changes) -> None:
            self._context.signals.changed.emit(changes)
            self._context.say("Saved for all workstations.")
            self.load()

        def failed(error: MaError) -> None:
            self._show(self._settings)
            self._fail(error)

        tasks.run(work, done, failed, parent=self)

    def _fail(self, error: MaError) -> None:
        self._context.say(str(error), "critical")
