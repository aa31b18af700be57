"""Laying photographs on each other: how often the transform is recovered, how often the incomparable is refused.

    python benchmarks/photographs.py [--pairs 120] [--seed 1] [--list]

Invented heads (no person's picture) are photographed twice. Pairs that belong together differ by a turn of the camera
to 15 degrees, scale to 20 %, shift to 8 % of the width, light (side, strength, gamma), colour cast, blur, JPEG, noise,
and healing; recovered means that no corner of the picture is off by more than 1 % of its width. Deliberately
incomparable pairs: another head, another zone, blurred, dark, another view, a turn of 30 degrees and more, mirrored.
Ends with 1 when a figure misses its target: 95 % recovered, 98 % refused, 1.5 s a pair.
"""

from __future__ import annotations

import argparse
import io
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from PIL import Image

from needlepoint_clinic.photographs import invented
from needlepoint_clinic.photographs.aligning import Alignment, Picture, align
from needlepoint_clinic.photographs.invented import Head, Shot, between

HEADS = 8
TONES = ("I", "II", "III", "IV", "V")
VIEWS = ("front", "left_45", "right_45", "close_up", "left_90")
OTHER_VIEW = {
    "front": ("left_45", "right_45", "left_90"),
    "left_45": ("front", "right_45", "left_90"),
    "right_45": ("front", "left_45", "right_90"),
    "left_90": ("front", "left_45", "right_90"),
    "close_up": ("front", "left_90"),
}
TARGETS = {"recovered": 0.95, "refused": 0.98, "seconds": 1.5}
SIZE = (640, 800)
Chance = np.random.Generator


def shot_of(view: str, **told: object) -> Shot:
    """A shot at the size that is worked with."""
    return invented.shot_of(view, **({"size": SIZE} | told))


def developed(picture: Picture, chance: Chance, *, blur: float = 1.6, cast: float = 0.07) -> Picture:
    """A picture as another day's light and another phone make it."""
    gain = np.exp(chance.uniform(-0.22, 0.22)) * np.exp(chance.uniform(-cast, cast, 3))
    values = np.clip((picture / 255.0) ** np.exp(chance.uniform(-0.15, 0.15)) * gain, 0, 1) * 255
    soft = cv2.GaussianBlur(values.astype(np.float32), (0, 0), max(0.05, chance.uniform(0, blur)))
    noisy = np.clip(soft + chance.normal(0, 1.5, soft.shape), 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(noisy).save(out, "JPEG", quality=int(chance.integers(65, 95)))
    return np.array(Image.open(out).convert("RGB"))


def moved(shot: Shot, chance: Chance) -> Shot:
    """The same shot another day: within what can be compared."""
    return replace(
        shot,
        roll=chance.uniform(-15, 15),
        scale=shot.scale * np.exp(chance.uniform(-np.log(1.2), np.log(1.2))),
        shift=tuple(chance.uniform(-0.08, 0.08, 2)),
        light=shot.light + chance.uniform(-15, 15),
        healed=chance.uniform(0, 1),
    )


def off(found: Alignment, truth: np.ndarray, size: tuple[int, int]) -> float:
    """The worst corner, in widths; infinite where no transform was found."""
    if found.transform is None:
        return float("inf")
    corners = np.array([[0, 0], [1, 0], [0, size[1] / size[0]], [1, size[1] / size[0]]])
    gaps = corners @ (found.transform[:, :2] - truth[:, :2]).T + found.transform[:, 2] - truth[:, 2]
    return float(np.linalg.norm(gaps, axis=1).max())


def _other_head(at: int, view: str, heads: list[Head], chance: Chance) -> Picture:
    other = heads[(at + int(chance.integers(1, len(heads)))) % len(heads)]
    return developed(other.photograph(moved(shot_of(view), chance), seed=1), chance)


def _other_zone(at: int, view: str, heads: list[Head], chance: Chance) -> Picture:
    where = ((-28.0, -12.0), (0.0, 42.0), (0.0, -48.0))[int(chance.integers(0, 3))]
    shot = replace(shot_of("close_up"), at=where, yaw=-where[0])
    return developed(heads[at].photograph(moved(shot, chance), seed=1), chance)


def _blurred(at: int, view: str, heads: list[Head], chance: Chance) -> Picture:
    sharp = heads[at].photograph(moved(shot_of(view), chance), seed=1)
    return developed(cv2.GaussianBlur(sharp, (0, 0), chance.uniform(5, 9)), chance)  # type: ignore[arg-type]


def _dark(at: int, view: str, heads: list[Head], chance: Chance) -> Picture:
    light = heads[at].photograph(moved(shot_of(view), chance), seed=1)
    return developed((light * chance.uniform(0.06, 0.16)).astype(np.uint8), chance)


def _other_view(at: int, view: str, heads: list[Head], chance: Chance) -> Picture:
    choices = OTHER_VIEW[view]
    shot = shot_of(choices[int(chance.integers(0, len(choices)))])
    return developed(heads[at].photograph(moved(shot, chance), seed=1), chance)


def _turned(at: int, view: str, heads: list[Head], chance: Chance) -> Picture:
    shot = replace(moved(shot_of(view), chance), roll=float(chance.choice([-1, 1])) * chance.uniform(30, 180))
    return developed(heads[at].photograph(shot, seed=1), chance)


def _mirrored(at: int, view: str, heads: list[Head], chance: Chance) -> Picture:
    picture = heads[at].photograph(moved(shot_of(view), chance), seed=1)
    return developed(np.ascontiguousarray(picture[:, ::-1]), chance)


WRONG: dict[str, Callable[[int, str, list[Head], Chance], Picture]] = {
    "another person": _other_head,
    "another zone": _other_zone,
    "blurred": _blurred,
    "dark": _dark,
    "another view": _other_view,
    "turned too far": _turned,
    "mirrored": _mirrored,
}


def together(heads: list[Head], pairs: int, seed: int, listed: bool) -> tuple[float, float, list[float]]:
    """Shares recovered and accepted among pairs that belong together, and seconds a pair."""
    recovered, accepted, seconds, why = 0, 0, [], Counter[str]()
    for number in range(pairs):
        chance = np.random.default_rng([seed, 1, number])
        shot = shot_of(VIEWS[number % len(VIEWS)], light=chance.uniform(-25, 25))
        later = moved(shot, chance)
        head = heads[number % len(heads)]
        a, b = developed(head.photograph(shot), chance, cast=0.0), head.photograph(later, seed=number)
        b = developed(b, chance)
        start = time.perf_counter()
        found = align(a, b)
        seconds.append(time.perf_counter() - start)
        gap = off(found, between(shot, later), shot.size)
        recovered += gap <= 0.01
        accepted += found.comparable
        why.update(item.id for item in found.reasons if item.stops)
        if listed:
            print(number, VIEWS[number % len(VIEWS)], f"{gap:.4f}", found.comparable, told(found))
    print(f"  refused all the same, by reason: {dict(why) or 'none'}")
    return recovered / pairs, accepted / pairs, seconds


def apart(heads: list[Head], pairs: int, seed: int, listed: bool) -> float:
    """The share refused among pairs that cannot be compared."""
    kinds, done, refused = list(WRONG), Counter[str](), Counter[str]()
    for number in range(pairs):
        kind, chance = kinds[number % len(kinds)], np.random.default_rng([seed, 2, number])
        view = "close_up" if kind == "another zone" else VIEWS[(number // len(kinds)) % len(VIEWS)]
        at = number % len(heads)
        a = developed(heads[at].photograph(shot_of(view)), chance, cast=0.0)
        found = align(a, WRONG[kind](at, view, heads, chance))
        done[kind] += 1
        refused[kind] += not found.comparable
        if listed or found.comparable:
            print("  ", kind, view, at, found.comparable, told(found))
    for kind in kinds:
        print(f"  {kind}: {refused[kind]} of {done[kind]} refused")
    return sum(refused.values()) / pairs


def turned_heads(heads: list[Head], pairs: int, seed: int) -> None:
    """Beyond a similarity: the head itself turned by some degrees. Printed only; nobody knows the true transform."""
    for degrees in (2.0, 5.0, 10.0, 20.0):
        accepted = 0
        for number in range(pairs):
            chance = np.random.default_rng([seed, 3, number])
            shot = shot_of("front")
            later = replace(moved(shot, chance), yaw=shot.yaw + degrees)
            head = heads[number % len(heads)]
            a, b = head.photograph(shot), head.photograph(later, seed=number)
            accepted += align(developed(a, chance, cast=0.0), developed(b, chance)).comparable
        print(f"  head turned by {degrees:g} degrees: {accepted} of {pairs} called comparable")


def told(found: Alignment) -> str:
    """Numbers and reasons on a line."""
    numbers = " ".join(f"{name} {value:.3g}" for name, value in found.numbers.items())
    return f"{[item.id + '!' * item.stops for item in found.reasons]} {numbers}"


def main() -> int:
    """Run both sets and print the figures. Returns 1 when one misses its target."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--pairs", type=int, default=120)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--list", action="store_true")
    told_ = asked.parse_args()
    heads = [Head(told_.seed * 100 + number, TONES[number % len(TONES)]) for number in range(HEADS)]
    print("pairs that belong together")
    recovered, accepted, seconds = together(heads, told_.pairs, told_.seed, told_.list)
    print(f"  recovered {recovered:.1%}, called comparable {accepted:.1%}", flush=True)
    print("pairs that cannot be compared", flush=True)
    refused = apart(heads, told_.pairs, told_.seed, told_.list)
    print("beyond the targets", flush=True)
    turned_heads(heads, max(4, told_.pairs // 16), told_.seed)
    middle, worst = statistics.median(seconds), max(seconds)
    print(f"recovered to 1 % of the width: {recovered:.1%} of {told_.pairs} (target {TARGETS['recovered']:.0%})")
    print(f"  of these called comparable: {accepted:.1%}")
    print(f"incomparable refused: {refused:.1%} of {told_.pairs} (target {TARGETS['refused']:.0%})")
    print(f"one pair: {middle:.2f} s, worst {worst:.2f} s (target {TARGETS['seconds']} s)")
    good = recovered >= TARGETS["recovered"] and refused >= TARGETS["refused"] and middle <= TARGETS["seconds"]
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
