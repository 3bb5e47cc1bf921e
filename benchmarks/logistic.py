"""Logistic models, bilinear in terms of a sample and of its surroundings."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.noise import FloatArray

BoolArray = NDArray[np.bool_]
DIGITS = 3  # of weights that are kept: fewer than the last ones that the order of additions may change


@dataclass(frozen=True)
class Samples:
    """Terms and truth of what a model judges."""

    terms: FloatArray  # (k, m)
    styles: FloatArray  # (k, c); a single 1 where the surroundings play no part
    true: BoolArray  # (k,)
    fold: NDArray[np.int64]  # (k,): of their plans
    weight: FloatArray  # (k,)

    @staticmethod
    def joined(parts: "Iterable[Samples]") -> "Samples":
        """All samples of several lists."""
        lists = [[getattr(part, field.name) for field in fields(Samples)] for part in parts]
        return Samples(*(np.concatenate(columns) for columns in zip(*lists, strict=True)))


@dataclass(frozen=True)
class Model:
    """Weights for standardised terms, by style."""

    mean: FloatArray  # (m,)
    scale: FloatArray  # (m,)
    weights: FloatArray  # (m, c)

    def columns(self) -> dict[str, FloatArray]:
        """What the detector reads."""
        weights = self.weights if self.weights.shape[1] > 1 else self.weights[:, 0]
        return {"mean": self.mean, "scale": self.scale, "weights": weights}

    def probability(self, terms: FloatArray) -> FloatArray:
        """Probability (k,) that samples (k, m) are true, where surroundings play no part."""
        logit = (terms - self.mean) / self.scale @ self.weights[:, 0]
        return np.asarray(1 / (1 + np.exp(-logit)))

    def to_json(self) -> str:
        """The model as a file, one row of weights a line."""
        lines = [f'"{name}": {json.dumps(values.tolist())}' for name, values in self.columns().items()]
        return "{" + ",\n".join(lines).replace("], [", "],\n[") + "}\n"


def fit(
    samples: Samples, rows: BoolArray, penalties: tuple[float, float], falling: Iterable[int] = ()
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

    bounds = [(None, 0.0 if k // shape[1] in falling else None) for k in range(features.shape[1])]
    found = minimize(
        loss,
        np.zeros(features.shape[1]),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 5000, "maxfun": 6000, "ftol": 1e-11, "gtol": 1e-3, "maxcor": 30},
    )
    return Model(mean, scale, np.round(found.x, DIGITS).reshape(shape) + 0.0)
