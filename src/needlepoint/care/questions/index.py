"""Full text search over all questions and their phrasings: SQLite FTS5 in memory, ranked by BM25 (k1 = 1.2, b = 0.75).

It only breaks ties between answers that the words of a question allow (matching.py); it never brings one up by itself.
"""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Iterable

from ..words import say
from .statements import Statement, statements
from .text import words

DOMAIN = "questions"
TOKENIZER = {"en": "porter unicode61 remove_diacritics 2", "es": "unicode61 remove_diacritics 2"}


@functools.cache
def _index(lang: str) -> sqlite3.Connection:
    """One row for each way to ask. Read only once filled, so threads may share it."""
    index = sqlite3.connect(":memory:", check_same_thread=False)
    index.execute(f"CREATE VIRTUAL TABLE asked USING fts5(id UNINDEXED, said, tokenize='{TOKENIZER[lang]}')")
    rows = ((item.id, " ".join(words(said))) for item in statements().values() for said in phrasings(item, lang))
    index.executemany("INSERT INTO asked VALUES (?, ?)", rows)
    return index


def phrasings(item: Statement, lang: str) -> tuple[str, ...]:
    """Every way to ask for a statement that the data holds in this language."""
    return (say(item.question, lang, domain=DOMAIN), *item.asks.get(lang, ()))


def nearness(spoken: Iterable[str], lang: str) -> dict[str, float]:
    """How near each statement's best phrasing is to these words, by id: 1 for the nearest of all."""
    query = " OR ".join(f'"{word}"' for word in dict.fromkeys(spoken))
    if not query:
        return {}
    rows = _index(lang).execute("SELECT id, bm25(asked) FROM asked WHERE asked MATCH ?", (query,)).fetchall()
    best: dict[str, float] = {}
    for id, rank in rows:
        best[id] = max(best.get(id, 0.0), -rank)
    most = max(best.values(), default=0.0)
    return {id: rank / most for id, rank in best.items()} if most > 0 else {}
