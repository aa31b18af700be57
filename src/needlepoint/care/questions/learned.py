"""How much a question is like the wordings of each answer, and like questions that have no answer here.

Kernel ridge regression over all wordings that the data holds (phrasings, ``heard_LANG.txt``, ``outside_LANG.txt``):
with x the features of a wording, weighted and of length 1, X all of them in rows and Y one column for each answer and
one for "outside" (1 where a wording belongs, else 0), the score of a question q for every column is

    q W,  W = X^T (X X^T + RIDGE I)^-1 Y.

A score near 1 is a question like a known wording, near 0 like none. W is worked out once by ``tools/questions.py`` and
shipped (``weights_en.npz``; English only) in 8 bits, entries below LEAST_WEIGHT left out. There is no text in it but
words of the wordings; which answer it raises is one of the statements, never a new sentence.
"""

from __future__ import annotations

import functools
import hashlib
import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...files import write_file
from .features import WEIGHT, features
from .index import phrasings
from .reading import Reading, read
from .statements import statements

RIDGE, LEAST_WEIGHT = 1.0, 0.01
OUTSIDE = ""
ALWAYS_KEPT = "wcbp"  # pieces of words must be in two wordings
LANGUAGES = ("en",)  # of Spanish too few wordings are known: with scores from them fewer questions came out right
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """Scores of one question. by_id: statement -> score; outside: that of questions without an answer."""

    by_id: Mapping[str, float]
    outside: float

    @functools.cached_property
    def ranked(self) -> tuple[str, ...]:
        """The statements, the best first."""
        return tuple(sorted(self.by_id, key=lambda id: (-self.by_id[id], id)))

    def margin(self) -> float:
        """How far the best is before the second."""
        first, second = self.ranked[:2]
        return self.by_id[first] - self.by_id[second]


@functools.lru_cache(maxsize=256)
def scores(reading: Reading) -> Scores:
    """The scores of a question as read."""
    weights = _weights(reading.lang)
    known = [(place, weights.gains[place]) for name in features(reading) if (place := weights.place.get(name, -1)) >= 0]
    length = math.sqrt(sum(gain * gain for _, gain in known)) or 1.0
    total = np.zeros(len(weights.columns))
    for place, gain in known:
        row = slice(weights.starts[place], weights.starts[place + 1])
        total[weights.indices[row]] += gain / length * weights.values[row]
    total *= weights.scale
    by_name = dict(zip(weights.columns, total.tolist(), strict=True))
    return Scores({id: by_name[id] for id in statements() if id in by_name}, by_name[OUTSIDE])


@dataclass(frozen=True)
class _Weights:
    """W in rows of one feature each (compressed rows). place: feature -> row; gains: weight of each feature."""

    place: Mapping[str, int]
    gains: Floats
    columns: tuple[str, ...]
    starts: NDArray[np.int64]
    indices: NDArray[np.int64]
    values: Floats
    scale: Floats


@functools.cache
def _weights(lang: str) -> _Weights:
    with np.load(io.BytesIO(_file(lang).read_bytes()), allow_pickle=False) as held:
        names = bytes(held["names"]).decode("utf-8").split("\n")
        return _Weights(
            place={name: at for at, name in enumerate(names)},
            gains=held["gains"].astype(float),
            columns=tuple(bytes(held["columns"]).decode("utf-8").split("\n")),
            starts=np.concatenate(([0], np.cumsum(held["counts"].astype(np.int64)))),
            indices=held["indices"].astype(np.int64),
            values=held["values"].astype(float),
            scale=held["scale"].astype(float),
        )


def _file(lang: str) -> Traversable:
    return resources.files("needlepoint.care.questions") / "data" / f"weights_{lang}.npz"


def heard(lang: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Wordings of patients with the ids of the answers that are right, the best first."""
    pairs = (line.split("|") for line in _lines(f"heard_{lang}"))
    return tuple((tuple(ids.split("/")), wording) for ids, wording in pairs)


def outside(lang: str) -> tuple[str, ...]:
    """Questions that have no answer here."""
    return tuple(_lines(f"outside_{lang}"))


def _lines(name: str) -> list[str]:
    text = (resources.files("needlepoint.care.questions") / "data" / f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def learn(lang: str) -> bytes:
    """The weights of one language, worked out anew from the data, as the content of its file. Some fifteen seconds."""
    examples = [(item.id, said) for item in statements().values() for said in phrasings(item, lang)]
    examples += [(ids[0], said) for ids, said in heard(lang)]
    examples += [(OUTSIDE, said) for said in outside(lang)]
    seen = [features(read(said, lang)) for _, said in examples]
    often = Counter(name for names in seen for name in names)
    names = sorted(name for name, count in often.items() if count > 1 or name[0] in ALWAYS_KEPT)
    weighted = gains(names, often, len(seen))
    columns = [*statements(), OUTSIDE]
    targets = np.array([[float(id == column) for column in columns] for id, _ in examples])
    weights = _ridge(rows(seen, names, weighted), targets)
    return _packed(lang, names, weighted, columns, weights)


def gains(names: Sequence[str], often: Mapping[str, int], number: int) -> Floats:
    """The weight of each feature, that is in ``often`` of ``number`` wordings."""
    return np.array([WEIGHT[name[0]] * (math.log((1 + number) / (1 + often[name])) + 1) for name in names])


def rows(seen: Sequence[frozenset[str]], names: Sequence[str], gains: Floats) -> Any:
    """The wordings as rows of weighted features of length 1 (sparse)."""
    from scipy import sparse

    place = {name: at for at, name in enumerate(names)}
    found = [[place[name] for name in sorted(wording) if name in place] for wording in seen]
    starts = np.concatenate(([0], np.cumsum([len(row) for row in found])))
    indices = np.array([at for row in found for at in row])
    made = sparse.csr_matrix((gains[indices], indices, starts), shape=(len(found), len(names)))
    length = np.sqrt(np.asarray(made.multiply(made).sum(axis=1)).ravel())
    return sparse.diags(1.0 / np.where(length > 0, length, 1.0)) @ made


def _ridge(rows: Any, targets: Floats) -> Floats:
    from scipy.linalg import cho_factor, cho_solve

    gram = (rows @ rows.T).toarray()
    gram[np.diag_indices_from(gram)] += RIDGE
    return np.asarray(rows.T @ cho_solve(cho_factor(gram, overwrite_a=True), targets))


def _packed(lang: str, names: Sequence[str], gains: Floats, columns: Sequence[str], weights: Floats) -> bytes:
    scale = np.abs(weights).max(axis=0) / 127.0
    kept = np.abs(weights) >= LEAST_WEIGHT
    used = kept.any(axis=1)
    whole = np.round(weights / scale).astype(np.int8)[used]
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        digest=np.frombuffer(digest(lang).encode(), dtype=np.uint8),
        names=np.frombuffer("\n".join(np.array(names)[used]).encode(), dtype=np.uint8),
        gains=gains[used].astype(np.float32),
        columns=np.frombuffer("\n".join(columns).encode(), dtype=np.uint8),
        counts=kept[used].sum(axis=1).astype(np.uint8),
        indices=np.nonzero(kept[used])[1].astype(np.uint8),
        values=whole[kept[used]],
        scale=scale.astype(np.float32),
    )
    return buffer.getvalue()


def digest(lang: str) -> str:
    """A name for everything that the weights of a language follow from: the wordings and their features."""
    told = [f"{RIDGE} {LEAST_WEIGHT} {ALWAYS_KEPT} {sorted(WEIGHT.items())}"]
    for item in statements().values():
        told += [f"{item.id}|{' '.join(sorted(features(read(said, lang))))}" for said in phrasings(item, lang)]
    told += [f"{ids[0]}|{' '.join(sorted(features(read(said, lang))))}" for ids, said in heard(lang)]
    told += [f"|{' '.join(sorted(features(read(said, lang))))}" for said in outside(lang)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def shipped_digest(lang: str) -> str:
    """The name under which the shipped weights were worked out; another than ``digest`` means that they are old."""
    with np.load(io.BytesIO(_file(lang).read_bytes()), allow_pickle=False) as held:
        return bytes(held["digest"]).decode()


def write_weights(lang: str) -> None:
    """Work the weights out anew and write them where they are shipped from."""
    with resources.as_file(_file(lang)) as path:
        write_file(path, learn(lang))
