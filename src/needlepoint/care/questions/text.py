"""From a question as typed to plain words: what is refused, how it is cut, and the stem under which a word is known.

Words are lower case, without accents and apostrophes, cut at everything that is no letter or digit, and at the border
between letters and digits. Text-speak ("b4", "2day") is spelled out. Stems are light: only plural, -ing, -ed, -ness and
final e go (English); plural, final vowel and attached pronoun (Spanish), so that two words of different sense seldom
meet; for those that would, data/reading.yaml has a list.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from ...errors import InputError, Problem
from .store import read_data

LONGEST = 1000
_PIECES = re.compile(r"[^\W\d_]+|\d+")
_LONG_RUN = re.compile(r"(.)\1{2,}")


def checked(question: str) -> str:
    """The question without outer and double spaces. Raises InputError when it is empty, too long or unreadable."""
    if not isinstance(question, str):
        raise InputError(Problem("question", repr(question), "a question in words"))
    if len(question) > LONGEST:
        raise InputError(
            Problem("question", f"{len(question)} characters", f"at most {LONGEST}", "Ask one thing at a time.")
        )
    odd = next((mark for mark in question if _unreadable(mark)), None)
    if odd is not None:
        raise InputError(Problem("question", f"the character {odd!a}", "letters, digits and punctuation"))
    plain = " ".join(question.split())
    if not plain:
        raise InputError(Problem("question", "nothing", "a question in words", 'For example: "Does it hurt?"'))
    return plain


def _unreadable(mark: str) -> bool:
    return unicodedata.category(mark) in ("Cc", "Cs", "Cn", "Co") and mark not in "\t\n\r"


def folded(text: str) -> str:
    """Lower case, without accents; apostrophes are dropped ("don't" is "dont")."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in apart if not unicodedata.combining(mark) and mark not in "'’`´‘")


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    spelled_out = read_data("reading")["spelled_out"]
    spoken = " ".join(
        spelled_out.get(part.strip("?!.,;:"), part) for part in folded(text).replace("%", " percent ").split()
    )
    return _PIECES.findall(spoken)


def without_runs(word: str) -> tuple[str, str]:
    """A word with its drawn-out letters ("loooong") once, and twice."""
    return _LONG_RUN.sub(r"\1", word), _LONG_RUN.sub(r"\1\1", word)


@functools.lru_cache(maxsize=16384)
def stem(word: str, lang: str) -> str:
    """The part of a word that its common forms share."""
    if word in _unlike(lang):
        return word
    return _spanish(word) if lang == "es" else _english(word)


@functools.cache
def _unlike(lang: str) -> frozenset[str]:
    """Words whose stem would be that of a word of another sense."""
    return frozenset(read_data("reading")["unlike"][lang].split())


def _english(word: str) -> str:
    if len(word) > 6 and word.endswith("iness"):
        return word[:-5] + "y"
    if len(word) > 6 and word.endswith("ness"):
        return _english(word[:-4])
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word[: -len(ending)]
        if word.endswith(ending) and not word.endswith("eed") and len(root) >= 3 and re.search("[aeiouy]", root):
            word = root[:-1] if len(root) > 3 and root[-1] == root[-2] else root
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def _spanish(word: str) -> str:
    word = re.sub(r"(?<=[aei]r)(me|te|se|lo|la|le|los|las|les|nos|melo|mela)$", "", word)
    if len(word) > 4 and word.endswith("es"):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s"):
        word = word[:-1]
    if word.endswith("z"):
        word = word[:-1] + "c"
    return word[:-1] if len(word) > 4 and word[-1] in "aeo" else word
