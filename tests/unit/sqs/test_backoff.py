from __future__ import annotations

from roomjobs.sqs.backoff import Backoff


def test_pauses_grow_and_then_stay() -> None:
    backoff = Backoff(first=0.2, most=5)
    pauses = [backoff.next() for _ in range(100)]
    for pause, ceiling in zip(pauses, [0.2, 0.4, 0.8, 1.6, 3.2] + [5] * 95, strict=True):
        assert ceiling / 2 <= pause <= ceiling
    backoff.reset()
    assert backoff.next() <= 0.2
