from __future__ import annotations

import threading

from roomjobs.sqs.backoff import Backoff
from roomjobs.sqs.batcher import Batcher


def test_ten_items_make_a_batch() -> None:
    batches: list[list[int]] = []

    def send(batch: list[int]) -> list[int]:
        batches.append(batch)
        return []

    batcher = Batcher("test", send, linger=30)
    for item in range(25):
        batcher.add(item)
    assert batcher.drain(30)
    batcher.close()
    assert [item for batch in batches for item in batch] == list(range(25))
    assert max(map(len, batches)) == 10
    assert len(batches) == 3


def test_refused_items_are_sent_again() -> None:
    accepted: list[int] = []
    refusals = iter(["error", "half", "none"])

    def send(batch: list[int]) -> list[int]:
        refusal = next(refusals)
        if refusal == "error":
            raise ConnectionError("injected")
        half = len(batch) // 2 if refusal == "half" else 0
        accepted.extend(batch[half:])
        return batch[:half]

    batcher = Batcher("test", send, linger=0.2)
    for item in range(4):
        batcher.add(item)
    while not batcher.drain(30):
        pass
    batcher.close()
    assert sorted(accepted) == [0, 1, 2, 3]


def test_drain_says_when_time_ran_out() -> None:
    release = threading.Event()

    def send(_: list[int]) -> list[int]:
        release.wait(30)
        return []

    batcher = Batcher("test", send, linger=0)
    batcher.add(1)
    assert not batcher.drain(0.05)
    release.set()
    assert batcher.drain(30)
    batcher.close()


def test_backoff_grows_with_jitter_up_to_its_ceiling() -> None:
    backoff = Backoff(first=1, most=8)
    waits = [backoff.next() for _ in range(10)]
    for wait, ceiling in zip(waits, [1, 2, 4, 8, 8, 8, 8, 8, 8, 8], strict=True):
        assert ceiling / 2 <= wait <= ceiling
    assert backoff.failures == 10
    backoff.reset()
    assert backoff.next() <= 1
