"""The fit of the outcome model: NUTS over studies, instruments, lesions and scar types (equations: outcome/model.py).

Each arm's log signal is the mean over its drawn courses plus their spread times one score of its study, so that what a
paper leaves out is marginalised within the fit. Likelihood: `likelihood`. Priors: parameter set ``outcome``.
NumPyro is loaded only here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...evidence import ParameterSet, load_parameters
from ...outcome.model import FEATURES
from .arms import Arm
from .courses import LAGS, Simulated, simulate
from .likelihood import log_likelihood
from .observed import (
    FAMILIES,
    LESIONS,
    Observed,
    by_type,
    counted,
    fitted,
    judged,
    loading_prior,
    observe,
    part_that_can_go,
)

Array = NDArray[np.float64]

CHAINS = 4
ACCEPT = 0.95
LEAST = 1e-6


@dataclass(frozen=True)
class Data:
    """What is fitted. relative (arm, detail, reading, feature): features over the reference course's; types: (arm,
    type number, share) of scar types told apart within an arm."""

    observed: Observed
    relative: Array
    reference: Array
    types: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class Fit:
    """columns: constants by name (chain, draw); divergences."""

    columns: Mapping[str, Array]
    divergences: int


def prepare(arms: Sequence[Arm], subtypes: Mapping[str, str], simulated: Simulated | None = None) -> Data:
    """The arms that are fitted, simulated. subtypes: the text of the subtype cell by arm id."""
    chosen = fitted(arms)
    run = simulated or simulate(chosen)
    types = [
        (at, {"rolling": 1, "boxcar": 2, "ice_pick": 3}[name], share / part_that_can_go(arm))
        for at, arm in enumerate(chosen)
        for name, share in by_type(subtypes.get(arm.id, "")).items()
    ]
    return Data(observe(chosen), run.features / run.reference, run.reference, tuple(types))


class Sampler:
    """NUTS over the arms."""

    def __init__(self, data: Data, draws: int, warmup: int, chains: int = CHAINS, accept: float = ACCEPT) -> None:
        from numpyro.infer import MCMC, NUTS, init_to_median

        self.data = data
        kernel = NUTS(_model(data), target_accept_prob=accept, init_strategy=init_to_median)
        self.mcmc = MCMC(
            kernel,
            num_warmup=warmup,
            num_samples=draws,
            num_chains=chains,
            chain_method="vectorized",
            progress_bar=False,
        )

    def run(self, seed: int) -> Fit:
        """One posterior."""
        import jax

        self.mcmc.run(jax.random.PRNGKey(seed))
        samples = self.mcmc.get_samples(group_by_chain=True)
        divergences = int(np.sum(np.asarray(self.mcmc.get_extra_fields()["diverging"])))
        columns = _columns({name: np.asarray(value, float) for name, value in samples.items()}, self.data.observed)
        return Fit(columns, divergences)


def _priors(p: ParameterSet) -> dict[str, float]:
    values = {name: p[name] for name in ("share_typical", "dose_exponent", "visible_lag", "drift", "drift_spread")}
    values |= {name: p[name] for name in ("study_spread", "arm_spread", "instrument_spread")}
    values |= {"leniency_spread": p["leniency_spread"]}
    values |= {name: p[name] for name in ("lesion_spread", "type_step", "person_spread", "feature_weights")}
    spreads = ("share_typical", "dose_exponent", "visible_lag", "drift", "drift_spread", "person_spread")
    values |= {f"{name}~": p.parameter(name).prior.spread for name in spreads}
    return values | {"release_weight": p["release_weight"]}


def _model(data: Data) -> Any:
    """The NumPyro model."""
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist
    from jax.scipy import special

    p, seen = _priors(load_parameters("outcome")), data.observed
    words, counts = (jnp.asarray([float(of(arm)) for arm in seen.arms]) for of in (judged, counted))
    centres, spreads = (np.asarray(each) for each in zip(*map(loading_prior, (*FAMILIES[1:], "counted")), strict=True))
    evenness = jnp.asarray([p["feature_weights"], p["feature_weights"], p["release_weight"]])

    def lognormal(name: str, at: str) -> Any:
        return numpyro.sample(name, dist.LogNormal(jnp.log(p[at]), p[f"{at}~"]))

    def normals(name: str, count: int) -> Any:
        return numpyro.sample(name, dist.Normal(jnp.zeros(count), 1.0).to_event(1))

    def half(name: str, at: str) -> Any:
        return numpyro.sample(name, dist.HalfNormal(p[at]))

    def model() -> None:
        intercept = numpyro.sample("intercept", dist.Normal(p["share_typical"], p["share_typical~"]))
        dose, lag = lognormal("dose", "dose_exponent"), lognormal("lag", "visible_lag")
        weights = numpyro.sample("weights", dist.Dirichlet(evenness))
        spread = {name: half(f"{name}_sd", f"{name}_spread") for name in ("study", "arm", "instrument", "leniency")}
        person = lognormal("person_sd", "person_spread")
        drift = numpyro.sample("drift", dist.Normal(p["drift"], p["drift~"]))
        drift_sd = lognormal("drift_sd", "drift_spread")
        steps = numpyro.sample("steps", dist.HalfNormal(p["type_step"] * jnp.ones(3)).to_event(1))
        type_levels = jnp.stack([0.0 * drift, steps[0], -steps[1], -steps[1] - steps[2]])
        family = jnp.append(0.0, centres[:-1] + spreads[:-1] * normals("family_z", len(FAMILIES) - 1))
        count = numpyro.sample("counted", dist.Normal(centres[-1], spreads[-1]))
        lesion = jnp.append(0.0, p["lesion_spread"] * normals("lesion_z", len(LESIONS) - 1))
        instrument = spread["instrument"] * normals("instrument_z", len(seen.instruments))
        study = spread["study"] * normals("study_z", len(seen.studies))
        arm = spread["arm"] * normals("arm_z", int(seen.group.max()) + 1)
        lenient = spread["leniency"] * normals("leniency_z", len(seen.studies))
        own = 1.0 + study[seen.study] + arm[seen.group] + words * lenient[seen.study]
        detail, drifts = normals("detail_z", 2 * len(seen.studies)), normals("drift_z", len(seen.studies))
        scores = detail[seen.study], detail[seen.study + len(seen.studies)]
        strength, shown = _log_signal(jnp, data.relative, weights, lag, scores)
        level = intercept + dose * strength + family[seen.family] + lesion[seen.lesion] + instrument[seen.instrument]
        level = level + count * counts
        moved = (drift + drift_sd * drifts)[seen.study]

        def mean(at: Any, which: Any) -> Any:
            return 1.0 - (1.0 - own[which] * jnp.exp(shown[which]) / (1.0 + jnp.exp(-at))) * (1.0 - moved[which])

        everything = jnp.arange(len(seen.arms))
        told = log_likelihood(jnp, special, seen, mean(level + type_levels[seen.type], everything), person)
        numpyro.factor("arms", jnp.sum(told))
        for which, type, share in data.types:
            error = person / jnp.sqrt(seen.n[which] / 2.0)
            expected = mean(level[which] + type_levels[type], which)
            numpyro.factor(f"type_{which}_{type}", dist.Normal(expected, error).log_prob(share))

    return model


def _log_signal(jnp: Any, relative: Array, weights: Any, lag: Any, scores: Any) -> Any:
    """Log S and log shown of every arm: means over the drawn courses, and their spreads times the study's scores."""
    at = jnp.interp(jnp.log(lag), jnp.log(jnp.asarray(LAGS)), jnp.arange(float(len(LAGS))))
    left = jnp.clip(jnp.floor(at).astype(int), 0, len(LAGS) - 2)
    share = at - left
    held = jnp.asarray(relative[:, :, 1:])
    features = jnp.take(held, left, axis=2) * (1.0 - share) + jnp.take(held, left + 1, axis=2) * share
    strength = jnp.log(jnp.maximum(jnp.asarray(relative[:, :, 0]) @ weights, LEAST))
    shown = jnp.log(jnp.maximum(features @ weights, LEAST)) - strength
    return tuple(
        each.mean(axis=1) + spread_of(jnp, each) * score for each, score in zip((strength, shown), scores, strict=True)
    )


def spread_of(xp: Any, logs: Any) -> Any:
    """Spread over the drawn courses (axis 1), smooth where there is none."""
    return xp.sqrt(((logs - logs.mean(axis=1, keepdims=True)) ** 2).mean(axis=1) + 1e-10)


def _columns(samples: Mapping[str, Array], seen: Observed) -> dict[str, Array]:
    """Constants by name from the sampler's sites (chain, draw)."""
    p = load_parameters("outcome")
    plain = (
        "intercept",
        "dose",
        "lag",
        "study_sd",
        "arm_sd",
        "instrument_sd",
        "leniency_sd",
        "person_sd",
        "drift",
        "drift_sd",
        "counted",
    )
    found = {name: samples[name] for name in plain}
    found |= {f"weight_{name}": samples["weights"][..., at] for at, name in enumerate(FEATURES)}
    steps = samples["steps"]
    found |= {"type_rolling": steps[..., 0], "type_boxcar": -steps[..., 1]}
    found["type_ice_pick"] = -steps[..., 1] - steps[..., 2]
    for at, name in enumerate(FAMILIES[1:]):
        centre, spread = loading_prior(name)
        found[f"family_{name}"] = centre + spread * samples["family_z"][..., at]
    for at, name in enumerate(LESIONS[1:]):
        found[f"lesion_{name}"] = p["lesion_spread"] * samples["lesion_z"][..., at]
    for at, name in enumerate(seen.instruments):
        found[f"instrument_{name}"] = samples["instrument_sd"] * samples["instrument_z"][..., at]
    return found
