"""Reads the words of printed pages, a language at a time and only when it is needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ma_desktop.catalog.folder import Folder
from ma_desktop.domain.phrases import LANGUAGES, Phrases, phrase_faults
from ma_desktop.domain.vital_lint import Fault
from ma_desktop.runtime.paths import resource

_MODEL = "en"


@cache
def phrases(language: str) -> Phrases:
    """The words of `language`, English for one that has none.

    Raises IntegrityFailure that names file and key for a phrase that is missing or misspelt.
    """
    return read_phrases(resource(), language if language in LANGUAGES else _MODEL)


def read_phrases(root: Path, language: str) -> Phrases:
    """The words of the summary in a language.

    Raises IntegrityFailure where they lack a key or a blank of the English ones.
    """
    folder = Folder(root)
    found = folder.whole(f"i18n/summary/{language}.toml", Phrases)
    model = folder.whole(f"i18n/summary/{_MODEL}.toml", Phrases)
    faults = [Fault(where, what) for where, what in phrase_faults(found, model)]
    folder.demand(f"i18n/summary/{language}.toml", faults)
    return found
