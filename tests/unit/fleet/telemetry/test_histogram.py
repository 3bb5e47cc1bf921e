import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roomjobs.fleet.telemetry.histogram import LAST, Histogram, bound_of, bucket_of

durations = st.floats(min_value=0.001, max_value=200_000)


def filled(seconds: list[float]) -> Histogram:
    histogram = Histogram()
    for each in seconds:
        histogram.add(each)
    return histogram


@given(durations)
def test_a_duration_lies_within_its_bucket(seconds: float) -> None:
    bucket = bucket_of(seconds)
    assert seconds <= bound_of(bucket) * (1 + 1e-12)
    assert bucket == 0 or seconds >= bound_of(bucket - 1) * (1 - 1e-12)


@given(st.lists(durations, min_size=1), st.floats(min_value=0.01, max_value=1))
def test_a_quantile_is_at_most_4_5_percent_off(seconds: list[float], share: float) -> None:
    exact = sorted(seconds)[max(0, -int(-share * len(seconds) // 1) - 1)]
    assert filled(seconds).quantile(share) == pytest.approx(exact, rel=0.045)


def test_histograms_of_many_writers_add_up_to_that_of_one() -> None:
    draw = random.Random(1)
    seconds = [draw.lognormvariate(0, 2) for _ in range(3000)]
    merged = Histogram()
    for first in range(0, len(seconds), 100):
        merged.merge(filled(seconds[first : first + 100]))
    assert merged.counts == filled(seconds).counts
    assert merged.quantile(0.5) == pytest.approx(statistics.median(seconds), rel=0.06)


def test_extremes_fall_into_the_outermost_buckets() -> None:
    assert (bucket_of(-1), bucket_of(0), bucket_of(1e9)) == (0, 0, LAST)


def test_an_empty_histogram_has_no_quantile() -> None:
    assert Histogram().quantile(0.5) is None
