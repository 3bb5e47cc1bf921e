"""Compare the rooms found with the true rooms."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.stats import rankdata

from benchmarks.noise import Case, FloatArray

SAME = 0.9  # intersection over union from which a room counts as found


@dataclass
class Score:
    """Counts over plans."""

    plans: int = 0
    perfect: int = 0  # every room right, nothing extra
    found: int = 0
    extra: int = 0
    missed: int = 0
    confidence: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall over all rooms."""
        return 2 * self.found / max(1, 2 * self.found + self.extra + self.missed)

    @property
    def calibration_error(self) -> float:
        """Expected calibration error over ten bins (Naeini et al., 2015)."""
        confidence, right = np.array(self.confidence), np.array(self.right, dtype=float)
        bins = np.minimum((confidence * 10).astype(int), 9)
        gaps = [
            abs(confidence[bins == k].mean() - right[bins == k].mean()) * (bins == k).mean()
            for k in np.unique(bins)
        ]
        return float(sum(gaps))

    @property
    def auroc(self) -> float:
        """Chance that a right room is surer than a wrong one; NaN where there are not both."""
        right = np.array(self.right, dtype=bool)
        if not len(right) or right.all() or not right.any():
            return float("nan")
        ranks, count = rankdata(self.confidence), int(right.sum())
        return float((ranks[right].sum() - count * (count + 1) / 2) / (count * (~right).sum()))

    def add(
        self, case: Case, shapes: "NDArray[Any]", confidence: FloatArray | None = None
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Count one plan; returns which of the shapes are right, and which count at all."""
        right, hit = match(case, shapes)
        ignored = _ignored(case, shapes) & ~right
        self.plans += 1
        self.found += int(right.sum())
        self.extra += int((~right & ~ignored).sum())
        self.missed += int((~hit).sum())
        self.perfect += bool(hit.all() and (right | ignored).all())
        if confidence is not None:
            self.confidence += confidence[~ignored].tolist()
            self.right += right[~ignored].tolist()
        return right, ~ignored

    def merge(self, other: "Score") -> None:
        """Count the plans of another score, too."""
        for name in ("plans", "perfect", "found", "extra", "missed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.confidence += other.confidence
        self.right += other.right


def match(case: Case, shapes: "NDArray[Any]") -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Pair found shapes with true rooms one to one; returns which shapes and which rooms have a partner."""
    shapes = shapely.make_valid(shapes)  # those of peers may touch themselves
    right, hit = np.zeros(len(shapes), dtype=bool), np.zeros(len(case.rooms), dtype=bool)
    truth = np.array([*case.rooms, *(shape for shape, _ in case.also_right)], dtype=object)
    room = np.array([*range(len(case.rooms)), *(number for _, number in case.also_right)], dtype=np.int64)
    i, j = shapely.STRtree(truth).query(shapes, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[i], truth[j]))
    overlap = shared / (shapely.area(shapes[i]) + shapely.area(truth[j]) - shared)
    close = overlap >= SAME
    if close.any():
        rows, row = np.unique(i[close], return_inverse=True)
        columns, column = np.unique(room[j[close]], return_inverse=True)
        quality = np.zeros((len(rows), len(columns)))
        np.maximum.at(quality, (row, column), overlap[close])
        a, b = linear_sum_assignment(-quality)
        paired = quality[a, b] >= SAME
        right[rows[a[paired]]], hit[columns[b[paired]]] = True, True
    return right, hit


def _ignored(case: Case, shapes: "NDArray[Any]") -> NDArray[np.bool_]:
    if not case.ignored or not len(shapes):
        return np.zeros(len(shapes), dtype=bool)
    area = shapely.area(shapely.intersection(shapes, shapely.union_all(case.ignored)))
    return np.asarray(area >= 0.5 * shapely.area(shapes))
