"""What must hold in the files of the questionnaires, so that an edit can't do harm."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ma_desktop.domain.limits import SEVERITIES
from ma_desktop.domain.patient import SEXES
from ma_desktop.domain.screening import Form, Item
from ma_desktop.domain.vital_lint import Fault, is_loinc, repeated

SCORES = ("", "sum", "any")
_MOST_CHOICES = 9
"""One digit chooses."""


def form_faults(form: Form, sources: Collection[str]) -> Iterator[Fault]:
    """Faults of one form by itself."""
    for key, code in (("loinc", form.loinc), ("loinc_total", form.loinc_total)):
        if code and not is_loinc(code):
            yield Fault(key, f"{code} fails its check digit")
    if form.score not in SCORES:
        yield Fault("score", f"{form.score} is not one of sum, any")
    if not form.licence.strip():
        yield Fault("licence", "is empty")
    if not form.items:
        yield Fault("items", "no question is given")
    cited = (*form.source, form.due.source, *(rule.source for rule in form.tell))
    for source in sorted(set(cited) - set(sources)):
        yield Fault("source", f"{source} is not a key of sources.toml")
    for sex in sorted(set(form.due.sexes) - set(SEXES)):
        yield Fault("due.sexes", f"{sex} is not a sex")
    yield from repeated("items", [item.id for item in form.items])
    for index, item in enumerate(form.items):
        yield from _item_faults(form, item, f"items[{index}]")
    yield from _tell_faults(form)
    yield from _band_faults(form)


def forms_faults(form: Form, forms: Mapping[str, Form]) -> Iterator[Fault]:
    """Faults against the other forms."""
    if form.opens is not None and form.opens.form not in forms:
        yield Fault("opens.form", f"{form.opens.form} is no form")


def _item_faults(form: Form, item: Item, where: str) -> Iterator[Fault]:
    choices = form.choices_of(item)
    if form.score != "sum" and len(form.items) > 1 and not item.short.strip():
        yield Fault(f"{where}.short", "is empty: answers in one line could not be told apart")
    if item.loinc and not is_loinc(item.loinc):
        yield Fault(f"{where}.loinc", f"{item.loinc} fails its check digit")
    if not 2 <= len(choices) <= _MOST_CHOICES:
        yield Fault(f"{where}.choices", "has not 2 to 9 answers")
    yield from repeated(f"{where}.choices", [choice.id for choice in choices])
    if item.unless is not None:
        before = form.items[: form.items.index(item)]
        named = next((other for other in before if other.id == item.unless.item), None)
        known = named and item.unless.choice in {c.id for c in form.choices_of(named)}
        if not known:
            yield Fault(f"{where}.unless", "names no answer of an earlier question")


def _tell_faults(form: Form) -> Iterator[Fault]:
    ids = {item.id for item in form.items}
    for index, rule in enumerate(form.tell):
        if rule.severity not in SEVERITIES:
            yield Fault(f"tell[{index}].severity", f"{rule.severity} is not a severity")
        if rule.item and rule.item not in ids:
            yield Fault(f"tell[{index}].item", f"{rule.item} is not a question")
        if not 0 < rule.at <= form.most:
            yield Fault(f"tell[{index}].at", "is never or always reached")


def _band_faults(form: Form) -> Iterator[Fault]:
    """For each sex the rows cover all totals, without gap or overlap."""
    if not form.bands:
        return
    if not form.score:
        yield Fault("bands", "stand there without a score")
    named = {band.sex for band in form.bands}
    for sex in sorted(named - {"*", *SEXES}):
        yield Fault("bands", f"{sex} is not a sex")
    for sex in sorted(named):
        rows = sorted((b for b in form.bands if b.sex == sex), key=lambda band: band.low)
        expected = 0
        for row in rows:
            if row.low != expected or row.high < row.low:
                yield Fault("bands", f"{sex} has a gap or an overlap at {row.low}")
            expected = row.high + 1
        if expected != form.most + 1:
            yield Fault("bands", f"{sex} ends at {expected - 1}, the highest total is {form.most}")
