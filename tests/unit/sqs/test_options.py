from __future__ import annotations

import pickle
from types import SimpleNamespace
from typing import Any

import pytest
from celery.exceptions import Reject
from kombu import Connection

from roomjobs.sqs import OptionsError, ReturnToQueue, receive_count
from roomjobs.sqs.options import Options, from_url

QUEUES = {"jobs": {"url": "https://sqs.eu-west-1.amazonaws.com/1234/jobs"}}


def test_options_of_kombu_are_left_to_it() -> None:
    kombus = ("max_retries", "interval_start", "interval_max", "connect_retries_timeout", "confirm_publish")
    assert Options.read(dict.fromkeys(kombus, 1)) == Options.read({})


def test_queues_and_defaults() -> None:
    options = Options.read({"predefined_queues": QUEUES, "polling_interval": 0})
    assert options.queues["jobs"].url.endswith("/jobs")
    assert not options.queues["jobs"].dead_letters
    assert (options.visibility_timeout, options.wait_time_seconds) == (60, 4)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"predefined_queues": ["jobs"]}, "predefined_queues is a mapping"),
        ({"predefined_queues": {"jobs": {}}}, r"predefined_queues\['jobs'\] needs the queue's URL"),
        ({"predefined_queues": {"jobs": {"url": "http://h/x.fifo"}}}, "name and URL of a FIFO queue"),
        ({"predefined_queues": {"jobs": {"url": "jobs"}}}, r"\['jobs'\].url is a URL"),
        ({"predefined_queues": {"jobs": {"url": "http://h/x", "wieght": 2}}}, "'wieght'; 'weight' is one"),
        ({"predefined_queues": {"jobs": {"url": "http://h/x", "weight": 0}}}, "weight is a whole number"),
        ({"predefined_queues": {"jobs": {"url": "http://h/x", "access_key_id": "a"}}}, "needs both"),
        ({"predefined_queues": {"jobs": {"url": "http://h/x", "dead_letters": 1}}}, "is True or False"),
        ({"predefined_queues": {"jobs": {"url": "http://h/x", "backoff_policy": {}}}}, "ReturnToQueue"),
        ({"visibility_timeout": 0}, "visibility_timeout is a whole number from 1 to 43200, not 0"),
        ({"visibility_timeout": 30.5}, "visibility_timeout is a whole number from 1 to 43200, not 30.5"),
        ({"wait_time_seconds": 0}, "wait_time_seconds is a whole number from 1 to 20, not 0"),
        ({"wait_time_seconds": 21}, "wait_time_seconds is a whole number from 1 to 20, not 21"),
        ({"wait_time_seconds": 5.0}, "wait_time_seconds is a whole number from 1 to 20, not 5.0"),
        ({"receivers": "2"}, "receivers is a whole number from 1 to 16, not '2'"),
        ({"client-config": {}}, "'client-config' is not supported: set timeouts by"),
        ({"supports_fanout": True}, "'supports_fanout' is not supported: no SNS topics"),
        ({"predefined_exchanges": {}}, "'predefined_exchanges' is not supported"),
        ({"sqs_base64_encoding": True}, "text stays text"),
        ({"queue_name_prefix": "shop-"}, "set create_queues"),
        ({"wait_time": 5}, "no option 'wait_time'; 'wait_time_seconds' is one"),
        ({"visibility": 5}, "no option 'visibility'; 'visibility_timeout' is one"),
        ({"colour": "red"}, "no option 'colour'"),
        ({"endpoint_url": "localhost:4566"}, "endpoint_url is a URL"),
        ({"health_file": 1}, "health_file is a text"),
        ({"ack_linger": True}, "ack_linger is a number"),
        ({"on_heartbeat": print}, "on_heartbeat is the name of a function"),
        ({"visibilty_timeout": 600}, "no option 'visibilty_timeout'; 'visibility_timeout' is one"),
        ({"predefined_queues": []}, "predefined_queues is a mapping"),
        ({"predefined_queues": {5: {"url": "http://h/x"}}}, "the name of a queue is a text"),
        ({"VISIBILITY_TIMEOUT": 600}, "no option 'VISIBILITY_TIMEOUT'; 'visibility_timeout' is one"),
        ({5: 5}, "the name of an option is a text, not 5"),
        ({"deadletter_queue": "dead"}, "'deadletter_queue' is not supported: give the SQS queue a redrive"),
        ({"priority_steps": [0, 9]}, "SQS has no priority of a message"),
        ({"queue_order_strategy": "sorted"}, "give queues a priority and a weight"),
        ({"body_encoding": None}, "text stays text"),
        ({"socket_timeout": 5}, "a long poll ends 5 s after wait_time_seconds"),
        ({"region": ""}, "region is a text like 'eu-west-1', not ''"),
        ({"region": "eu west"}, "region is a text like 'eu-west-1', not 'eu west'"),
        ({"sts_role_arn": "orders"}, "sts_role_arn is a text like 'arn:aws:iam::123456789012:role/name'"),
        ({"predefined_queues": "{}"}, "predefined_queues is a mapping of queue name to"),
        ({"control_table": ""}, "control_table is a text that is not empty: leave it out"),
        ({"access_key_id": "AK"}, "^needs both access_key_id and secret_access_key"),
        ({"session_token": "t"}, "session_token belongs to an access_key_id"),
        ({"predefined_queue": QUEUES}, "no option 'predefined_queue'; 'predefined_queues' is one"),
    ],
)
def test_a_wrong_option_is_named(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(OptionsError, match=complaint):
        Options.read(given)


@pytest.mark.parametrize("name", ["nosuch.module:function", "os:nosuch"])
def test_a_function_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(OptionsError, match="message_group cannot be imported"):
        Options.read({"message_group": name}).load_group_function()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [({"is_secure": "no"}, "is_secure is True or False"), ({"port": "4566"}, "port is a whole number")],
)
def test_an_option_of_the_url_is_checked(options: dict[str, Any], complaint: str) -> None:
    with pytest.raises(OptionsError, match=complaint):
        from_url(options, Connection("sqs://localhost"))


@pytest.mark.parametrize(
    ("address", "options", "expected"),
    [
        ("sqs://", {}, {}),
        ("sqs://localhost", {}, {}),
        ("sqs://localhost:4566", {}, {"endpoint_url": "http://localhost:4566"}),
        ("sqs://AK:se%2Fcret@", {}, {"access_key_id": "AK", "secret_access_key": "se/cret"}),
        ("sqs://AK@", {}, {"access_key_id": "AK"}),
        ("sqs://localhost", {"port": 4566}, {"endpoint_url": "http://localhost:4566"}),
        ("sqs://127.0.0.1:4566", {}, {"endpoint_url": "http://127.0.0.1:4566"}),
        ("sqs://127.0.0.1:4566", {"is_secure": True}, {"endpoint_url": "https://127.0.0.1:4566"}),
        ("sqs://vpce-1.sqs.eu-west-1.vpce.amazonaws.com", {}, None),
        ("sqs://127.0.0.1", {"port": 4566, "endpoint_url": "http://h"}, {"endpoint_url": "http://h"}),
    ],
)
def test_a_broker_url_may_hold_keys_and_an_endpoint(
    address: str, options: dict[str, Any], expected: dict[str, Any] | None
) -> None:
    if expected is None:
        expected = {"endpoint_url": address.replace("sqs:", "https:", 1)}
    assert from_url(options, Connection(address)) == expected


def test_options_show_no_secret() -> None:
    keys = {"access_key_id": "AK", "secret_access_key": "hidden", "session_token": "hidden"}
    queues = {"jobs": {"url": "http://127.0.0.1/jobs", **keys}}
    assert "hidden" not in repr(Options.read({"predefined_queues": queues, **keys}))


@pytest.mark.parametrize(("delay", "requeue"), [(30, 30), (1, 1), (0, True)])
def test_a_return_carries_its_delay_to_the_worker(delay: int, requeue: object) -> None:
    error: Any = pickle.loads(pickle.dumps(ReturnToQueue(delay, "busy")))  # noqa: S301 - as the prefork pool does it
    assert issubclass(ReturnToQueue, Reject)
    assert error.requeue is requeue or error.requeue == requeue
    assert (error.delay, error.reason) == (delay, "busy")


def test_a_task_without_a_broker_has_receive_count_one() -> None:
    assert receive_count(SimpleNamespace(properties=None)) == 1  # type: ignore[arg-type] # like Celery's Context
    request = SimpleNamespace(properties={"delivery_info": {"receive_count": 4}})
    assert receive_count(request) == 4  # type: ignore[arg-type] # like Celery's Context
