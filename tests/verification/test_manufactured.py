"""The whole split scheme on made-up solutions: the equations are driven so that they are known, at every order.

Every state is given a smooth course of its own in time and space (no flux at any wall); what the equations lack to
follow it is added to their production. Steps alone are refined against the grid's own diffusion; steps and grid
together against the exact Laplacian.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from signals import DEPTH_MM, Field, field, orders

from needlepoint.healing import equations, step
from needlepoint.healing.states import COLUMN, LOCAL, SIGNALS

Array = NDArray[np.float64]

DAYS, FIRST_STEP = 1.6, 0.1
POINT = (*LOCAL, *SIGNALS)


class Made:
    """A known course of every state on one grid. Each is level * (1 + wave(time) * shape), positive everywhere."""

    def __init__(self, place: Field, exact_laplacian: bool) -> None:
        self.place, self.exact = place, exact_laplacian
        rho = 0.5 * (place.rings[1:] + place.rings[:-1])[None, :, None]
        zeta = 0.5 * (place.rows[1:] + place.rows[:-1])[:, None, None]
        across, down = np.cos(np.pi * rho**2), np.cos(np.pi * zeta)
        self.shape = 0.5 + 0.4 * across * down
        bend = -4.0 * np.pi * np.sin(np.pi * rho**2) - 4.0 * np.pi**2 * rho**2 * across
        self.curved = 0.4 * down * (bend / place.radius_mm**2 - np.pi**2 / DEPTH_MM**2 * across)

    def wave(self, name: str, time: float) -> tuple[float, float]:
        """How far a state is from its level, and how fast that changes."""
        place = (*POINT, *COLUMN).index(name)
        speed, phase = 0.8 + 0.07 * place, 0.5 * place
        return 0.6 * np.sin(speed * time + phase), 0.6 * speed * np.cos(speed * time + phase)

    def level(self, name: str) -> float:
        return 0.3 + 0.05 * ((*POINT, *COLUMN).index(name) % 9)

    def at(self, time: float) -> tuple[dict[str, Array], dict[str, Array]]:
        """States and their changes."""
        state, change = {}, {}
        for name in (*POINT, *COLUMN):
            shape = self.shape if name in POINT else np.ones(1)
            wave, moving = self.wave(name, time)
            state[name] = self.level(name) * (1.0 + wave * shape)
            change[name] = self.level(name) * moving * shape
        return state, change

    def laplacian(self, name: str, state: dict[str, Array], time: float) -> Array:
        if self.exact:
            return self.level(name) * self.wave(name, time)[0] * self.curved
        modes = step.to_modes(state[name], self.place.cell, np)
        ringed = step.along_rows(self.place.cell["row_from_modes"], self.place.cell["mode_rates"] * modes, np)
        return np.asarray(step.along_rings(self.place.cell["ring_from_modes"], ringed, np))

    @contextmanager
    def driven(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
        """The equations that `step` sees, with what keeps them on course at ``clock.time`` added to production."""
        clock, cell = SimpleNamespace(time=0.0), self.place.cell

        def kept(rates: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
            state, change = self.at(clock.time)
            return {
                name: (made + change[name] - (known[name][0] - known[name][1] * state[name]), lost)
                for name, (made, lost) in rates.items()
            }

        def local_rates(y: Any, u: Any, since: Any, p: Any, xp: Any) -> Any:
            state, _ = self.at(clock.time)
            known = equations.local_rates(state, state, since, p, xp)
            return kept(equations.local_rates(y, u, since, p, xp), known)

        def column_rates(column: Any, means: Any, slowing: Any, p: Any, xp: Any) -> Any:
            state, _ = self.at(clock.time)
            known = step.superficial_means(state, state, cell["weight"], p, xp)
            return kept(
                equations.column_rates(column, means, slowing, p, xp),
                equations.column_rates(state, known, slowing, p, xp),
            )

        def signal_sources(y: Any, column: Any, top: Any, p: Any, xp: Any) -> Any:
            state, change = self.at(clock.time)
            found = equations.signal_sources(y, column, top, p, xp)
            known = equations.signal_sources(state, state, top, p, xp)
            decay, diffusion = equations.signal_decay(p), equations.signal_diffusion(p)
            lacks = {
                name: change[name]
                + decay[name] * state[name]
                - diffusion[name] * self.laplacian(name, state, clock.time)
                - known[name]
                for name in SIGNALS
            }
            return {name: found[name] + lacks[name] for name in SIGNALS}

        driven = {"local_rates": local_rates, "column_rates": column_rates, "signal_sources": signal_sources}
        shim = SimpleNamespace(**{name: getattr(equations, name) for name in dir(equations)} | driven)
        with monkeypatch.context() as patched:
            patched.setattr(step, "equations", shim)
            yield clock

    def error(self, h: float, monkeypatch: pytest.MonkeyPatch) -> float:
        """Root-mean-square error of all states after ``DAYS``, each as a share of its own level."""
        p, cell, length = self.place.p, self.place.cell, np.asarray([h])
        with self.driven(monkeypatch) as clock:
            course = step.opened(self.at(0.0)[0], length, cell, np)
            for index in range(round(DAYS / h)):
                clock.time = (index + 0.5) * h
                course = step.step(course, np.asarray([index * h]), length, cell, p, np)
        exact, _ = self.at(DAYS)
        found = [np.mean(((course["now"][name] - exact[name]) / self.level(name)) ** 2) for name in exact]
        return float(np.sqrt(np.mean(found)))


def test_steps_are_second_order_against_a_known_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Made(field(0.06, 8.0, 1), exact_laplacian=False)
    errors = [made.error(FIRST_STEP / cut, monkeypatch) for cut in (1, 2, 4, 8)]
    assert errors[-1] < 1e-3
    assert (np.abs(orders(errors) - 2.0) < 0.25).all(), (errors, orders(errors))


def test_steps_and_grid_together_are_second_order_against_a_known_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = [
        Made(field(0.06, 8.0, cut), exact_laplacian=True).error(FIRST_STEP / cut, monkeypatch) for cut in (1, 2, 4)
    ]
    assert (np.abs(orders(errors) - 2.0) < 0.4).all(), (errors, orders(errors))
