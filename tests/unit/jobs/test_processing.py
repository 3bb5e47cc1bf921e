import itertools

from roomjobs.jobs.failures import fingerprint_of
from roomjobs.jobs.outcome import backoff


def test_backoff_doubles_to_its_cap_with_half_jitter() -> None:
    for attempt, longest in zip(range(1, 9), [4, 8, 16, 32, 64, 128, 256, 300], strict=True):
        for _ in range(20):
            assert longest / 2 <= backoff(attempt) <= longest


def test_a_fault_has_one_fingerprint_a_place() -> None:
    def fails(denominator: int) -> str:
        try:
            1 / denominator
        except ZeroDivisionError as error:
            return fingerprint_of(error)
        raise AssertionError

    def fails_elsewhere() -> str:
        try:
            next(itertools.islice([], 1))
        except StopIteration as error:
            return fingerprint_of(error)
        raise AssertionError

    assert fails(0) == fails(0)
    assert fails(0) != fails_elsewhere()
