"""Fit logistic models, bilinear in terms of a sample and of its surroundings."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.noise import FloatArray
from detection.models import Model

BoolArray = NDArray[np.bool_]
NEWTON_STEPS, SHORTEST_STEP = 60, 1e-6
DIGITS = 3  # of weights that are kept: fewer than the last ones that the order of additions may change


@dataclass(frozen=True)
class Samples:
    """Terms and truth of what a model judges."""

    names: tuple[str, ...]  # of the m terms
    style_names: tuple[str, ...]  # of the c styles
    terms: FloatArray  # (k, m)
    styles: FloatArray  # (k, c); a single 1 where the surroundings play no part
    true: BoolArray  # (k,)
    fold: NDArray[np.int64]  # (k,): of their plans
    weight: FloatArray  # (k,)

    @staticmethod
    def joined(parts: "Iterable[Samples]") -> "Samples":
        """All samples of several lists."""
        every = list(parts)
        lists = [[getattr(part, field.name) for field in fields(Samples)[2:]] for part in every]
        first = every[0]
        return Samples(
            first.names,
            first.style_names,
            *(np.concatenate(columns) for columns in zip(*lists, strict=True)),
        )


def fit(
    samples: Samples, rows: BoolArray, penalties: tuple[float, float], falling: Iterable[str] = ()
) -> Model:
    """Weights of largest penalised likelihood, of which those of falling terms are not positive.

    The first penalty is on what holds in any style, the second on what depends on it. The loss is strictly
    convex, so that there is one answer, and weights are rounded to what does not depend on the way there.
    """
    terms, styles = samples.terms[rows], samples.styles[rows]
    mean, scale = np.round(terms.mean(axis=0), 5), np.round(terms.std(axis=0), 5)
    scale[scale == 0] = 1.0
    mean[0], scale[0] = 0.0, 1.0
    shape = (terms.shape[1], styles.shape[1])
    features = ((terms - mean) / scale)[:, :, None] * styles[:, None, :]
    features = features.reshape(len(terms), -1)
    true, weight = samples.true[rows].astype(float), samples.weight[rows]
    by_style = np.full(shape, penalties[1])
    by_style[:, 0] = penalties[0]
    by_style[0, 0] = 1e-3
    shrink = by_style.reshape(-1)

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        logit = features @ weights
        value = np.sum(weight * (np.logaddexp(0, logit) - true * logit)) + np.sum(shrink * weights**2) / 2
        slope = features.T @ (weight * (1 / (1 + np.exp(-logit)) - true)) + shrink * weights
        return float(value), slope

    if not set(falling):
        weights = _newton(features, true, weight, shrink)
        return Model(samples.names, samples.style_names, mean, scale, _rounded(weights, shape))
    kept_low = [name in set(falling) for name in samples.names]
    bounds = [(None, 0.0 if kept_low[k // shape[1]] else None) for k in range(features.shape[1])]
    found = minimize(
        loss,
        np.zeros(features.shape[1]),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 5000, "maxfun": 6000, "ftol": 1e-11, "gtol": 1e-3, "maxcor": 30},
    )
    return Model(samples.names, samples.style_names, mean, scale, _rounded(found.x, shape))


def _rounded(weights: FloatArray, shape: tuple[int, int]) -> FloatArray:
    return np.round(weights, DIGITS).reshape(shape) + 0.0


def _newton(features: FloatArray, true: FloatArray, weight: FloatArray, shrink: FloatArray) -> FloatArray:
    """The weights of least loss where none is bounded, by Newton's method with halved steps."""

    def loss(weights: FloatArray) -> float:
        logit = features @ weights
        value = np.sum(weight * (np.logaddexp(0, logit) - true * logit)) + np.sum(shrink * weights**2) / 2
        return float(value)

    weights = np.zeros(features.shape[1])
    value = loss(weights)
    for _ in range(NEWTON_STEPS):
        likely = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (weight * (likely - true)) + shrink * weights
        bend = (features * (weight * likely * (1 - likely))[:, None]).T @ features + np.diag(shrink)
        step = np.linalg.solve(bend, slope)
        share = 1.0
        while (reached := loss(weights - share * step)) > value and share > SHORTEST_STEP:
            share /= 2
        weights, gain, value = weights - share * step, value - reached, reached
        if gain <= 1e-9 * abs(value):
            break
    return weights
