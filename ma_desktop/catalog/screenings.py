"""Reads `resources/screenings` and `resources/history`: sources, and a file for each form."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ma_desktop.catalog.folder import Folder
from ma_desktop.domain.screening import Form
from ma_desktop.domain.screening_lint import form_faults, forms_faults
from ma_desktop.domain.vital_lint import Fault
from ma_desktop.domain.vitals import Source

_SOURCES = "screenings/sources.toml"


@dataclass(frozen=True)
class Forms:
    """The questionnaires by id, in the order they are asked."""

    screenings: dict[str, Form]
    history: dict[str, Form]
    sources: dict[str, Source] = field(default_factory=dict)

    @property
    def all(self) -> dict[str, Form]:
        """Questionnaires and social history by id."""
        return self.history | self.screenings


def read_forms(folder: Folder) -> Forms:
    """Each form checked by itself and against the others."""
    sources = folder.table(_SOURCES, Source)
    read: dict[str, Form] = {}
    files: dict[str, str] = {}
    for name in (*folder.names("screenings"), *folder.names("history")):
        if name == _SOURCES:
            continue
        form = folder.whole(name, Form)
        folder.demand(name, form_faults(form, sources))
        if form.id in read:
            folder.demand(name, [Fault("id", f"{form.id} is in another file too")])
        if form.id != Path(name).stem:
            folder.demand(name, [Fault("id", f"{form.id} is not the name of the file")])
        read[form.id], files[form.id] = form, name
    for form in read.values():
        folder.demand(files[form.id], forms_faults(form, read))
    ordered = sorted(read.values(), key=lambda form: form.order)
    return Forms(
        {form.id: form for form in ordered if files[form.id].startswith("screenings/")},
        {form.id: form for form in ordered if files[form.id].startswith("history/")},
        sources,
    )
