from __future__ import annotations

import pickle
from types import SimpleNamespace
from typing import Any

import pytest
from celery.exceptions import Reject

from roomjobs.sqs import OptionsError, ReturnToQueue, receive_count
from roomjobs.sqs.options import Options

QUEUES = {"jobs": {"url": "https://sqs.eu-west-1.amazonaws.com/1234/jobs"}}


def test_options_of_kombu_are_left_to_it() -> None:
    kombus = ("max_retries", "interval_start", "interval_max", "connect_retries_timeout", "confirm_publish")
    assert Options.read(dict.fromkeys(kombus, 1)) == Options.read({})


def test_queues_and_defaults() -> None:
    options = Options.read({"predefined_queues": QUEUES, "polling_interval": 0})
    assert options.queues["jobs"].url.endswith("/jobs")
    assert not options.queues["jobs"].dead_letters
    assert (options.visibility_timeout, options.wait_time_seconds) == (60, 20)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"predefined_queues": ["jobs"]}, "predefined_queues is a mapping"),
        ({"predefined_queues": {"jobs": {}}}, r"predefined_queues\['jobs'\] needs the queue's URL"),
        ({"predefined_queues": {"jobs.fifo": {"url": "x.fifo"}}}, "is a FIFO queue"),
        ({"visibility_timeout": 0}, "visibility_timeout is a number from 1 to 43200, not 0"),
        ({"wait_time_seconds": 0}, "wait_time_seconds is a number from 1 to 20, not 0"),
        ({"wait_time_seconds": 21}, "wait_time_seconds is a number from 1 to 20, not 21"),
        ({"receivers": "2"}, "receivers is a number from 1 to 16, not '2'"),
        ({"ack_linger": True}, "ack_linger is a number"),
        ({"on_heartbeat": print}, "on_heartbeat is the name of a function"),
        ({"visibilty_timeout": 600}, "no option 'visibilty_timeout'; 'visibility_timeout' is one"),
        ({"predefined_queue": QUEUES}, "no option 'predefined_queue'; 'predefined_queues' is one"),
    ],
)
def test_a_wrong_option_is_named(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(OptionsError, match=complaint):
        Options.read(given)


@pytest.mark.parametrize(("delay", "requeue"), [(30, 30), (1, 1), (0, True)])
def test_return_to_queue_carries_its_delay_from_the_pool_to_the_worker(delay: int, requeue: object) -> None:
    error: Any = pickle.loads(pickle.dumps(ReturnToQueue(delay, "busy")))  # noqa: S301 - as the prefork pool does it
    assert issubclass(ReturnToQueue, Reject)
    assert error.requeue is requeue or error.requeue == requeue
    assert (error.delay, error.reason) == (delay, "busy")


def test_receive_count_of_a_task_called_without_a_broker_is_one() -> None:
    assert receive_count(SimpleNamespace(properties=None)) == 1  # type: ignore[arg-type] # like Celery's Context
    request = SimpleNamespace(properties={"delivery_info": {"receive_count": 4}})
    assert receive_count(request) == 4  # type: ignore[arg-type] # like Celery's Context
