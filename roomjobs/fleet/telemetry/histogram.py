"""
Durations in buckets whose bounds are fixed, so that what many processes counted can be added up.

Bucket 0 holds all up to a millisecond; each further bound is 2^(1/8) times the one before. A quantile is
given as the geometric middle of its bucket, and so is at most 4.5 % off.

Source: C. Masson, J. Rim, H. Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error
guarantees", VLDB 2019.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PER_DOUBLING = 8
SMALLEST = 0.001  # seconds, the upper bound of bucket 0
LAST = 28 * PER_DOUBLING  # the bucket of all that takes longer than three days


class Histogram:
    """How many durations fell into each bucket."""

    __slots__ = ("counts",)

    def __init__(self, counts: Mapping[int, int] | None = None) -> None:
        self.counts: Counter[int] = Counter(counts or {})

    def add(self, seconds: float) -> None:
        self.counts[bucket_of(seconds)] += 1

    def merge(self, other: Histogram) -> None:
        self.counts.update(other.counts)

    @property
    def count(self) -> int:
        return self.counts.total()

    def total(self) -> float:
        """The sum of all durations in seconds, as exact as a quantile."""
        return sum(count * middle_of(bucket) for bucket, count in self.counts.items())

    def quantile(self, share: float) -> float | None:
        """The duration in seconds that a `share` of 0 to 1 does not exceed; None when nothing was counted."""
        if not self.count:
            return None
        rank = max(1, math.ceil(share * self.count))
        for bucket in sorted(self.counts):
            rank -= self.counts[bucket]
            if rank <= 0:
                return middle_of(bucket)
        raise AssertionError("a share above 1")


def bucket_of(seconds: float) -> int:
    if seconds <= SMALLEST:
        return 0
    return min(LAST, math.ceil(PER_DOUBLING * math.log2(seconds / SMALLEST)))


def bound_of(bucket: int) -> float:
    """The longest duration that falls into a bucket, seconds."""
    return SMALLEST * math.exp2(bucket / PER_DOUBLING)


def middle_of(bucket: int) -> float:
    """The duration that stands for all in a bucket, seconds."""
    return SMALLEST * math.exp2((bucket - 0.5) / PER_DOUBLING)
