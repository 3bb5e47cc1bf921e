"""Owners, workers and sweeps at random, while writes fail, come late or twice, processes die, clocks step."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest

from roomjobs.jobs.acceptance import IdempotentOperation, NotAcceptedError, OutcomeUnknownError
from roomjobs.jobs.batches.batch import BatchFormat
from roomjobs.jobs.callbacks.callback import callback_id
from roomjobs.jobs.limits import Limits
from roomjobs.jobs.store.conditional_table import ConditionFailedError
from tests.memory import MemoryTable, ProcessDiedError, UnreachableError
from tests.world import EXPECTED, LEASE, RESEND, World, a_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roomjobs.jobs.store.conditional_table import Write

URL = "https://receiver.example/ended"
FAULTS = ["ok"] * 6 + ["lost", "down", "late", "twice", "dies", "dies after"]
EXPLAINED = (
    *EXPECTED,
    ProcessDiedError,
    NotAcceptedError,
    OutcomeUnknownError,
    ConnectionError,
    ExceptionGroup,
)


class StrangeTable(MemoryTable):
    """Of which writes may also come late, after their writer was told of a failure, or twice."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[Sequence[Write]] = []

    def _make(self, writes: Sequence[Write]) -> None:
        match self.faults.next[:1]:
            case ["late"]:
                del self.faults.next[0]
                self.late.append(writes)
                raise UnreachableError
            case ["twice"]:
                del self.faults.next[0]
                super()._make(writes)
                with suppress(ConditionFailedError, UnreachableError):
                    super()._make(writes)
            case _:
                super()._make(writes)

    def let_arrive(self) -> None:
        self.faults.next = []
        while self.late:
            with suppress(ConditionFailedError):
                super()._make(self.late.pop(0))


class Stranger:
    """Does what owners, workers and sweeps do, in an order of its own."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.table = StrangeTable()
        self.world = World(
            items=self.table, bus="ends", limits=Limits(share=self.chance.choice([0, 1, 2, 32]))
        )
        self.operations: list[str] = []
        self.made: dict[str, set[str]] = {}  # ids of jobs, by the operation that asked for them

    def act(self) -> None:
        world, chance = self.world, self.chance
        self.table.faults.next = [chance.choice(FAULTS) for _ in range(chance.randrange(6))]
        world.plans.is_down, world.queue_is_down = chance.random() < 0.05, chance.random() < 0.08
        world.answers = [chance.choice([204, 500, None]) for _ in range(chance.randrange(3))]
        world.refusals = ["ThrottlingException"] * chance.randrange(2)
        acts: list[tuple[int, Callable[[], object]]] = [
            (6, self.submit),
            (2, self.submit_batch),
            (14, self.work),
            (2, world.sweep.run),
            (2, world.recovery.sweep),
            (2, world.callbacks.sweep),
            (2, world.call_back),
        ]
        if jobs := self.keys("job_"):
            acts += [(4, partial(world.retries.retry, chance.choice(jobs)))]
            acts += [(2, partial(world.batches.cancel_job, chance.choice(jobs)))]
        if batches := self.keys("batch_"):
            acts += [(1, lambda: world.batches.cancel(world.batch(chance.choice(batches))))]
            acts += [(2, partial(world.batches.advance, chance.choice(batches)))]
        (act,) = chance.choices([act for _, act in acts], [weight for weight, _ in acts])
        with suppress(*EXPLAINED):
            act()
        if chance.random() < 0.5:
            self.table.let_arrive()
        world.clock.now += chance.choice([0, 0, 1, 5, LEASE + 1, RESEND + 1, -3, -90])

    def keys(self, prefix: str) -> list[str]:
        return [key for key in self.table.items if key.startswith(prefix) and "#" not in key]

    def submit(self) -> None:
        if not self.operations or self.chance.random() < 0.6:
            self.operations.append(f"{self.chance.getrandbits(128):032x}")
        name = self.chance.choice(self.operations)
        job = self.world.submission.submit(
            a_plan(4 + self.chance.randrange(3)),
            bypass_cache=self.chance.random() < 0.7,
            callback_url=URL,
            operation=IdempotentOperation(name, was_begun=name in self.made),
        )
        self.made.setdefault(name, set()).add(job.job_id)

    def submit_batch(self) -> None:
        count = self.chance.randrange(1, 4)
        plans = [a_plan(4 + n) if self.chance.random() < 0.8 else b'{"walls": [{}]}' for n in range(count)]
        self.world.acceptance.accept(
            b"\n".join(plans), BatchFormat.JSON_LINES, jobs_count=count, callback_url=URL
        )

    def work(self) -> None:
        """Deliver a message, perhaps not the first, perhaps for another time; now and then one is lost."""
        queue = self.world.queue
        if not queue:
            return
        subject = queue.pop(self.chance.randrange(min(len(queue), 3)))
        comes_again = self.chance.random() > 0.03
        try:
            fails = subject.startswith("job_") and self.chance.random() < 0.25
            comes_again = not self.world.deliver(subject, fails=fails) or self.chance.random() < 0.1
        finally:
            if comes_again:
                queue.append(subject)

    def calm_down(self) -> None:
        world = self.world
        world.plans.is_down = world.queue_is_down = False
        world.answers, world.refusals = [], []
        self.table.let_arrive()
        world.clock.now += 1000
        world.settle(rounds=90)
        for seconds in [700] * 3 + [40_000] * 10:  # receivers are called again after up to ten hours
            world.clock.now += seconds
            world.callbacks.sweep()

    def violations(self) -> list[str]:
        world = self.world
        found = [f"one key made {ids}" for ids in self.made.values() if len(ids) > 1]
        called = {told["webhook-id"] for _, told, _, status in world.received if status == 204}
        on_bus = {json.loads(event["Detail"])["id"] for event in world.events}
        for batch in map(world.batch, self.keys("batch_")):
            found += world.violations(batch)
            found += [f"not told: {batch}"] * (callback_id(batch) not in called & on_bus)
        for job in map(world.job, self.keys("job_")):
            if job.batch_id is None:
                found += [f"not told: {job}"] * (callback_id(job) not in called & on_bus)
        return found


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_ends_are_right_and_told(seed: int) -> None:
    stranger = Stranger(seed)
    for _ in range(60):
        stranger.act()
    stranger.calm_down()
    assert stranger.violations() == []
