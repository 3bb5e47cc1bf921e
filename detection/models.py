"""Logistic models whose terms have names.

The file of a model is JSON: ``styles`` names the columns of weights, ``terms`` gives for each term its
``mean`` and ``scale`` in the fitted data and a weight for each style. ``benchmarks/fit_models.py`` writes it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from detection.faults import DetectionError
from detection.segments.segments import FloatArray

BLOCK = 1 << 14  # rows whose log-odds are computed at once


class ModelError(DetectionError):
    """A model file does not fit the code that reads it; fit it anew."""


@dataclass(frozen=True)
class Model:
    """Weights for standardised terms, by style."""

    terms: tuple[str, ...]  # m names
    styles: tuple[str, ...]  # c names
    mean: FloatArray  # (m,)
    scale: FloatArray  # (m,)
    weights: FloatArray  # (m, c)

    @staticmethod
    def load(package: str, name: str) -> "Model":
        """The model in a file of a package."""
        document = json.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
        terms, styles = tuple(document["terms"]), tuple(document["styles"])
        rows = list(document["terms"].values())
        return Model(
            terms,
            styles,
            np.array([row["mean"] for row in rows]),
            np.array([row["scale"] for row in rows]),
            np.array([row["weights"] for row in rows]).reshape(len(terms), len(styles)),
        )

    def logit(self, terms: Mapping[str, FloatArray], styles: Mapping[str, float]) -> FloatArray:
        """Log-odds (k,) of what has these terms, (k,) each, in surroundings with these styles.

        Raises
        ------
        ModelError
            When the terms or styles are not those that the model was fitted with.
        """
        if tuple(terms) != self.terms or tuple(styles) != self.styles:
            raise ModelError("the terms of a model differ from those of the code: run benchmarks.fit_models")
        columns, weights = list(terms.values()), self.weights @ np.array(list(styles.values()))
        logit = np.empty(len(columns[0]))
        for first in range(0, len(logit), BLOCK):  # all at once would fill the memory
            few = columns if len(logit) <= BLOCK else [column[first : first + BLOCK] for column in columns]
            rows = np.array(few, dtype=np.float64)
            logit[first : first + BLOCK] = weights @ ((rows - self.mean[:, None]) / self.scale[:, None])
        return logit

    def to_json(self) -> str:
        """The model as a file, one term a line."""
        rows = zip(self.terms, self.mean.tolist(), self.scale.tolist(), self.weights.tolist(), strict=True)
        lines = [
            f"{json.dumps(name)}: " + json.dumps({"mean": mean, "scale": scale, "weights": weights})
            for name, mean, scale, weights in rows
        ]
        return f'{{"styles": {json.dumps(list(self.styles))},\n"terms": {{\n' + ",\n".join(lines) + "\n}}\n"
