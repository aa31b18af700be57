"""What the words of a question mean: concepts, each with every way to say it, and how much each kind of concept counts.

kind (weight when an answer is about it, loss when the question has it and the answer is not about it):
entity: a thing that an answer must be about (a product, an illness, an activity); flag: a sign that calls for help;
topic: what a question is about without such a thing; intent: what is asked of it; hard: an intent that no answer may
pass over (money); place: a part of the body; soft: may, when, before, after; context: needling itself. ``outside``
words mark another field: a question with one of them gets no answer from here.

Medicines and products of the screening classes are known by all their names, so that both speak of the same things.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...screening.classes import classes
from .store import read_data
from .text import stem, words

WEIGHTS = {"context": 0.3, "soft": 0.4, "intent": 1.5, "hard": 2.0, "topic": 2.2, "place": 1.6, "entity": 3.0}
LOSSES = {"context": 0.0, "soft": 0.0, "intent": 0.6, "hard": 3.0, "topic": 0.9, "place": 0.2, "entity": 3.0}
WEIGHTS |= {"flag": 6.0, "flagentity": 7.0, "outside": 0.0}
LOSSES |= {"flag": 1.0, "flagentity": 1.0, "outside": 9.0}

# Which concept the names of a screening class stand for.
CLASS_CONCEPTS = {
    "isotretinoin": "isotretinoin",
    "anticoagulant": "thinner",
    "antiplatelet": "thinner",
    "aspirin": "nsaid",
    "nsaid": "nsaid",
    "chemotherapy": "chemo",
    "immunosuppressant": "immuno",
    "biologic": "immuno",
    "systemic_steroid": "steroid",
    "photosensitiser": "photosens",
    "retinoid_topical": "retinol",
    "aha": "acids",
    "bha": "acids",
}
SHORTEST_NAME = 6
POINTING = ("it", "mine")  # set by reading.py: what stands for needling, and what the person tells of themselves


@dataclass(frozen=True)
class Lexicon:
    """The words of one language. phrases: stems -> concepts; generic: stems without a subject; kinds: concept -> kind;
    vocabulary: every word as written, for spelling mistakes;
    others: words that are no mistakes although they look like one; common: stems of everyday words of another sense;
    little: stems that may stand inside a phrase without changing it."""

    lang: str
    phrases: Mapping[tuple[str, ...], frozenset[str]]
    generic: frozenset[str]
    kinds: Mapping[str, str]
    vocabulary: frozenset[str]
    others: frozenset[str]
    common: frozenset[str]
    little: frozenset[str]
    longest: int

    @functools.cached_property
    def stems(self) -> frozenset[str]:
        """Every stem that stands in some phrase or among the generic words."""
        return self.generic | {part for phrase in self.phrases for part in phrase}

    def weight(self, concept: str) -> float:
        """What an answer gains by being about this concept."""
        return WEIGHTS[self.kinds[concept]]

    def loss(self, concept: str) -> float:
        """What an answer loses by passing over this concept."""
        return LOSSES[self.kinds[concept]]


@functools.cache
def lexicon(lang: str) -> Lexicon:
    """The lexicon of a language ("en", "es")."""
    phrases: dict[tuple[str, ...], frozenset[str]] = {}
    shorter: dict[tuple[str, ...], frozenset[str]] = {}  # the same phrases without their articles
    articles = frozenset(stem(word, lang) for word in read_data("reading")["articles"][lang].split())
    kinds: dict[str, str] = dict.fromkeys(POINTING, "context")
    vocabulary: set[str] = set()
    generic = words(str(read_data(f"generic_{lang}")))
    common = words(str(read_data(f"common_{lang}")))
    plain = frozenset(stem(word, lang) for word in generic)
    for kind, concept, text in _written(lang):
        kinds[concept] = kind
        for said in text.split(","):
            spoken = tuple(words(said))
            vocabulary.update(spoken)
            key = tuple(stem(word, lang) for word in spoken)
            if key:
                phrases[key] = phrases.get(key, frozenset()) | {concept}
                short = tuple(part for part in key if part not in articles)
                if 1 < len(short) < len(key) and not plain.issuperset(short):
                    shorter[short] = shorter.get(short, frozenset()) | {concept}
    phrases = {**shorter, **phrases}
    for concept, name in _names_of_medicines():
        key = tuple(stem(word, lang) for word in words(name))
        if key and key not in phrases and not set(words(name)) & set(generic):
            phrases[key] = frozenset({concept})
            vocabulary.update(words(name))
    return Lexicon(
        lang=lang,
        phrases=phrases,
        generic=plain,
        kinds=kinds,
        vocabulary=frozenset(vocabulary | set(generic)),
        others=frozenset((*words(str(read_data(f"other_words_{lang}"))), *common)),
        common=frozenset(stem(word, lang) for word in common),
        little=frozenset(stem(word, lang) for word in words(read_data("reading")["little"][lang])),
        longest=max(map(len, phrases)),
    )


def _written(lang: str) -> Iterator[tuple[str, str, str]]:
    for kind, concepts in read_data(f"lexicon_{lang}").items():
        if kind == "outside":
            yield kind, "outside", concepts
        else:
            yield from ((kind, concept, str(text)) for concept, text in concepts.items())


def _names_of_medicines() -> Iterator[tuple[str, str]]:
    for id, concept in CLASS_CONCEPTS.items():
        for generic, others in classes()[id].names.items():
            for name in (generic, *others):
                if len(name) >= SHORTEST_NAME:
                    yield concept, name
