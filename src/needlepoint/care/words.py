"""What a person reads, in their language: ``say(text, lang)`` gives the English text's translation from its catalogue.

The message id is the English text itself, as it stands in a data file. Catalogues are gettext files that ship with the
package: ``locale/LANG/LC_MESSAGES/DOMAIN.mo`` is read, the ``.po`` beside it is what a translator edits
(``tools/catalogues.py`` collects the texts and compiles). A text without a translation stays English.
"""

from __future__ import annotations

import functools
import gettext
from importlib import resources
from typing import Any

from ..errors import InputError, Problem, did_you_mean

DOMAIN = "needlepoint"
PROVIDER = "provider"  # checklists and the words of sources
LANGUAGES = ("en", "es")


def check_language(lang: str, place: str = "language") -> str:
    """``lang`` when there is a catalogue for it. Raises InputError with the nearest one."""
    if lang not in LANGUAGES:
        raise InputError(Problem(place, repr(lang), ", ".join(LANGUAGES), did_you_mean(lang, LANGUAGES)))
    return lang


def say(text: str, lang: str = "en", /, domain: str = DOMAIN, **values: Any) -> str:
    """``text`` in the language, its ``{placeholders}`` filled in when values are given.

    domain: the catalogue (``needlepoint``: care; ``questions``: the answers; ``provider``: checklists, the words of
    sources). Raises InputError on an unknown language.
    """
    told = catalogue(check_language(lang), domain).gettext(text) if text else ""
    return told.format_map(values) if values else told


@functools.cache
def catalogue(lang: str, domain: str = DOMAIN) -> gettext.NullTranslations:
    """The compiled catalogue of a language; an empty one, which leaves every text as it is, where there is none."""
    file = resources.files("needlepoint") / "locale" / lang / "LC_MESSAGES" / f"{domain}.mo"
    if not file.is_file():
        return gettext.NullTranslations()
    with file.open("rb") as opened:
        return gettext.GNUTranslations(opened)
