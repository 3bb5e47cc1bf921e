"""
Accepted jobs and batches end, once, with the right result, whatever dies: real processes, and a monkey.

The run is short here; `make chaos` makes a long one. `CHAOS_SECONDS`, `CHAOS_JOBS`, `CHAOS_BATCHES`,
`CHAOS_SEED`, `CHAOS_DEATHS` (the share of a task's seams at which its process dies), `CHAOS_RATE` (the share
of requests to AWS that are harmed), `CHAOS_OUTAGE` (the longest outage of one store, seconds),
`CHAOS_CALLBACKS` (`on`: clients have ends told to them) and `CHAOS_LEASE` choose.
The seed fixes what is done and when, not how the processes answer.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import BotoCoreError

from roomjobs import services
from roomjobs.config import Settings
from roomjobs.local.child import Child
from roomjobs.local.endpoint import free_port, start_endpoint
from roomjobs.local.folders import TEMPLATE
from roomjobs.local.provision import provision
from roomjobs.local.stack import api_command, worker_command
from roomjobs.services import Stores, connect
from tests.chaos.checker import Checker
from tests.chaos.monkey import Monkey
from tests.chaos.receiver import Receiver
from tests.chaos.strangers import Record, Stranger
from tests.chaos.weather import SERVICES, Weather

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from roomjobs.jobs.job import Job
    from roomjobs.local.endpoint import Endpoint

SECONDS = float(os.environ.get("CHAOS_SECONDS", "25"))
JOBS = int(os.environ.get("CHAOS_JOBS", "80"))
BATCHES = int(os.environ.get("CHAOS_BATCHES", "4"))
SEED = int(os.environ.get("CHAOS_SEED", "5"))
SHARE = float(os.environ.get("CHAOS_DEATHS", "0.01"))
RATE = float(os.environ.get("CHAOS_RATE", "0.02"))
OUTAGE = float(os.environ.get("CHAOS_OUTAGE", "5"))
CALLBACKS = os.environ.get("CHAOS_CALLBACKS", "off") == "on"  # which may wait for a minute at the end
LEASE = int(os.environ.get("CHAOS_LEASE", "4"))  # seconds
STRANGERS = 3
SETTLE = 120 + JOBS  # seconds at most for the last jobs to end, once the harm is over
_SLOWEST = 5  # jobs whose history is told
_CLOCK = str(Path(__file__).parent / "clock")


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    """One of its own, which keeps what it holds when it is started again."""
    server = start_endpoint(tmp_path / "aws", tmp_path / "aws.log", keep_state=True)
    yield server
    server.stop()


@pytest.fixture
def provisioned(endpoint: Endpoint) -> Callable[[], dict[str, str]]:
    """Once is enough: the endpoint is of this test."""
    client = endpoint.client_environment()
    return lambda: {**client, **provision(TEMPLATE, client)}


@pytest.fixture
def restart_endpoint(endpoint: Endpoint, tmp_path: Path) -> Iterator[Callable[[], None]]:
    running = [endpoint]

    def restart() -> None:
        running[-1].stop()
        running.append(start_endpoint(tmp_path / "aws", tmp_path / "aws.log", keep_state=True))

    yield restart
    running[-1].stop()


@pytest.fixture
def settings(aws_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """With leases and waits so short that everything happens within a test."""
    short = {
        "ROOMJOBS_LEASE_SECONDS": str(LEASE),
        "ROOMJOBS_WAIT_SECONDS": "1",
        "ROOMJOBS_MAX_ATTEMPTS": "8",
        "ROOMJOBS_RESEND_SECONDS": "3",
        "ROOMJOBS_SWEEP_SECONDS": "1",
        "ROOMJOBS_CALLBACKS": "local",
    }
    for name, value in short.items():
        monkeypatch.setenv(name, value)
    found = Settings.from_environment({**aws_environment, **short})
    for url in found.queue_urls:
        services.open_clients(found.region).sqs.set_queue_attributes(
            QueueUrl=url, Attributes={"VisibilityTimeout": str(LEASE)}
        )
    return found


@pytest.fixture
def stores(settings: Settings) -> Stores:
    return connect(settings)


@pytest.fixture
def weather(endpoint: Endpoint, settings: Settings) -> Iterator[Weather]:  # noqa: ARG001 - after the reset
    with Weather(endpoint.port, random.Random(f"weather {SEED}")) as between:
        yield between


@pytest.fixture
def deaths(tmp_path: Path) -> Path:
    """Where workers write down where they died."""
    path = tmp_path / "deaths"
    path.touch()
    return path


@pytest.fixture
def receiver() -> Iterator[Receiver | None]:
    if not CALLBACKS:
        yield None
        return
    with Receiver(random.Random(f"receiver {SEED}")) as service:
        yield service


@pytest.fixture
def port() -> int:
    """Of the API."""
    return free_port()


@pytest.fixture
def starters(weather: Weather, port: int, tmp_path: Path, deaths: Path) -> list[Callable[[], Child]]:
    """What starts each process of the service behind the weather, with a clock of its own."""
    numbers = itertools.count()

    def starter(name: str, command: Sequence[str | Path], skew: float) -> Callable[[], Child]:
        def start() -> Child:
            environ = {
                **os.environ,
                "AWS_ENDPOINT_URL": weather.url,
                "PYTHONPATH": os.pathsep.join([_CLOCK, os.environ.get("PYTHONPATH", "")]),
                "CHAOS_SHARE": str(SHARE),
                "CHAOS_SKEW": str(skew),
                "CHAOS_RECORD": str(deaths),
            }
            log = tmp_path / f"{name}-{next(numbers)}.log"
            return Child.start(name, command, environ=environ, log=log, stop_seconds=30)

        return start

    worker = ["tests.chaos.dying_app" if word == "roomjobs" else word for word in worker_command()]
    return [
        starter("worker-0", [*worker, "--hostname", "w0@%h"], -1),
        starter("worker-1", [*worker, "--hostname", "w1@%h"], 1),
        starter("upkeep", [sys.executable, "-m", "roomjobs.upkeep"], 0.7),
        starter("api", api_command(port), -0.7),
    ]


@pytest.mark.timeout(SECONDS + SETTLE + 300)
def test_every_accepted_job_ends_once(
    stores: Stores,
    settings: Settings,
    weather: Weather,
    starters: list[Callable[[], Child]],
    restart_endpoint: Callable[[], None],
    port: int,
    receiver: Receiver | None,
    deaths: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance = random.Random(SEED)
    record = Record()
    address = receiver.address if receiver else None
    strangers = [Stranger(port, random.Random(f"{SEED} {n}"), record, address) for n in range(STRANGERS)]
    monkey = Monkey(
        chance,
        starters,
        weather,
        restart_endpoint,
        lambda: hold_some(settings),
        lease_seconds=LEASE,
        outage_seconds=OUTAGE,
    )
    checker = Checker(stores, settings, record, receiver)
    over = threading.Event()
    began = time.monotonic()
    threads = [
        threading.Thread(target=live, args=(stranger, record, over), kwargs={"sends_batches": not number})
        for number, stranger in enumerate(strangers)
    ]
    try:
        weather.rates = dict.fromkeys(SERVICES, RATE)
        for thread in threads:
            thread.start()
        while time.monotonic() - began < SECONDS:
            monkey.act()
            monkey.revive()
        over.set()
        weather.clear()
        for thread in threads:
            thread.join()
        deadline = time.monotonic() + SETTLE
        ask_again(strangers[0], record, deadline)
        while not checker.is_settled() and time.monotonic() < deadline:
            monkey.revive()
            time.sleep(0.5)
    finally:
        over.set()
        monkey.stop()
    checker.is_settled()
    found = list(checker.violations())
    harm = monkey.harm + weather.harm + Counter(f"death {seam}" for seam in deaths.read_text().splitlines())
    with capsys.disabled():
        print(report(harm, record, checker, found, monkey.ended_at, time.monotonic() - began))  # noqa: T201
    assert not found


def live(stranger: Stranger, record: Record, over: threading.Event, *, sends_batches: bool) -> None:
    """Act until it is over; the wishes are spread over the time of the run."""
    began = time.monotonic()
    while not over.is_set():
        elapsed = (time.monotonic() - began) / SECONDS
        batches = sum(wish.is_batch for wish in record.wishes)
        if sends_batches and batches < min(1.0, elapsed * 1.2) * BATCHES:
            stranger.ask(stranger.wish(JOBS // (2 * BATCHES) + 1, is_batch=True))
        if len(record.wishes) - batches < JOBS / 2 * min(1.0, elapsed * 1.2):
            stranger.act()
        else:
            stranger.look()
            over.wait(0.2)


def ask_again(stranger: Stranger, record: Record, deadline: float) -> None:
    """Repeat what was left open and has a key, with which nothing is made twice, but not all refusals."""
    for number, wish in enumerate(record.wishes):
        if wish.subject is None and wish.key and (wish.is_unknown or wish.is_batch or number % 2):
            while not stranger.ask(wish) and time.monotonic() < deadline:
                time.sleep(0.5)


def hold_some(settings: Settings) -> None:
    """Take messages and never work on them: they come back in seconds, behind later ones."""
    sqs = services.open_clients(settings.region).sqs
    for url, seconds in itertools.product(settings.queue_urls, (1, 3)):
        with suppress(BotoCoreError):  # the endpoint may be slow
            # Without a wait: the queues' own, on an empty one, is longer than the client waits for an answer.
            sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=2, VisibilityTimeout=seconds, WaitTimeSeconds=0
            )


def report(
    harm: Counter[str], record: Record, checker: Checker, found: list[str], calm_at: float, seconds: float
) -> str:
    jobs, batches = checker.jobs.values(), checker.batches.values()
    lines = ["", f"chaos, seed {SEED}: {len(jobs)} jobs, {len(batches)} batches in {seconds:.0f} s"]
    lines += [f"  {count:5d} {kind}" for kind, count in sorted(harm.items())]
    lines += [f"  {count:5d} {answer}" for answer, count in sorted(record.answers.items())]
    lines.append(f"  ends: {_counts(job.status for job in jobs)}; {_counts(each.status for each in batches)}")
    lines.append(f"  attempts: {_counts(job.attempt for job in jobs)}")
    took = sorted(record.seconds)
    lines.append(f"  a submission took {took[len(took) // 2]:.2f} s (median), {took[-1]:.1f} s (longest)")
    lines += recovery([job for job in jobs if job.updated_at > calm_at], calm_at)
    lines.append(f"  {len(record.gone)} jobs deleted")
    if checker.receiver:
        calls = checker.receiver.calls.values()
        lines.append(
            f"  {len(calls)} ends told, {sum(map(len, calls))} calls, {checker.receiver.refused} refused"
        )
    lines.append(f"  violations: {len(found)}")
    return "\n".join(lines + [f"    {each}" for each in found])


def recovery(late: Sequence[Job], calm_at: float) -> list[str]:
    """
    How soon what was open at the last harm has ended, and which jobs took longest.

    A job may end late because many wait before it. Its turn is when as many jobs have ended as began to wait
    before it did; what it takes after its turn is not explained by the backlog.
    """
    if not late:
        return []
    ends = sorted(job.updated_at for job in late)
    turns = dict(zip((job.job_id for job in sorted(late, key=waits_since)), ends, strict=True))
    past = {job.job_id: max(0.0, job.updated_at - turns[job.job_id]) for job in late}
    since_harm, since_turn = [end - calm_at for end in ends], sorted(past.values())
    lines = [
        f"  after the last harm {len(late)} jobs ended: {_spread(since_harm)}",
        f"  after their turn in the backlog: {_spread(since_turn)}",
    ]
    for job in sorted(late, key=lambda job: -past[job.job_id])[:_SLOWEST]:
        claims = [f"{each['claimed'] / 1000 - calm_at:+.0f}" for each in job.spans if "claimed" in each]
        history = f"waits since {waits_since(job) - calm_at:+.0f}, claimed {', '.join(claims)}"
        end = f"{job.status} {job.updated_at - calm_at:+.0f}, {past[job.job_id]:.0f} s past its turn"
        lines.append(f"    {job.job_id} ({job.lane}): {history}, {end}")
    return lines


def waits_since(job: Job) -> float:
    return job.ready[-1] / 1000 if job.ready else float(job.created_at)


def _spread(ordered: Sequence[float]) -> str:
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    return f"95 % of them within {p95:.0f} s, the last after {ordered[-1]:.0f} s"


def _counts(values: Iterable[object]) -> str:
    return ", ".join(f"{count} {value}" for value, count in sorted(Counter(map(str, values)).items()))
