"""Where a published message goes: everywhere that is bound, and nowhere in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from celery import Celery
from celery.contrib.migrate import republish
from kombu import Connection, Exchange, Queue, pools
from kombu.transport.virtual.base import UndeliverableWarning

from roomjobs import sqs
from roomjobs.sqs import MessageFieldError, Transport, UnknownQueueError
from roomjobs.sqs.messages import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.sqs.options import QueueOptions

NAMES = ("feeds", "images", "videos", "ordered.fifo")
OPTIONS = {
    "predefined_queues": {name: {"url": f"http://127.0.0.1:1/{name}"} for name in NAMES},
    "region": "us-east-1",
    "close_timeout": 0,
}


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Pairs of queue and envelope."""
    found: list[tuple[str, dict[str, Any]]] = []

    def send(_self: object, queue: str, target: QueueOptions, message: dict[str, Any]) -> None:
        assert target.url.endswith(queue)
        found.append((queue, message))

    monkeypatch.setattr("roomjobs.sqs.send.sender.Sender.send", send)
    return found


@pytest.fixture
def app() -> Iterator[Celery]:
    """The configuration of Celery's routing guide: topics in one process, consumed in another."""
    pools.reset()
    app = Celery("guide", set_as_current=False)
    sqs.install(app)
    media = Exchange("media", type="topic")
    app.conf.update(
        broker_url="celery-sqs://",
        broker_transport_options=OPTIONS,
        task_default_queue="feeds",
        task_queues=[
            Queue("feeds", Exchange("feeds", type="direct"), routing_key="feeds"),
            Queue("images", media, routing_key="media.image.#"),
            Queue("videos", media, routing_key="media.*.video"),
        ],
        task_ignore_result=True,
    )
    yield app
    app.close()
    pools.reset()


@pytest.mark.parametrize(
    ("routing_key", "queues"),
    [
        ("media.image.thumbnail", {"images"}),
        ("media.image.video", {"images", "videos"}),
        ("media.hd.video", {"videos"}),
    ],
)
def test_a_topic_goes_to_the_queues_whose_patterns_match(
    app: Celery, sent: list[Any], routing_key: str, queues: set[str]
) -> None:
    app.send_task("work", exchange="media", routing_key=routing_key)
    assert {queue for queue, _ in sent} == queues


def test_a_task_that_no_queue_is_bound_for_is_an_error(app: Celery, sent: list[Any]) -> None:
    with pytest.raises(UnknownQueueError, match="no queue is bound to exchange 'media'"):
        app.send_task("work", exchange="media", routing_key="media.sound", retry=False)
    assert sent == []


def test_a_fanout_goes_to_every_queue_that_is_bound(sent: list[Any]) -> None:
    with Connection(transport=Transport, transport_options=OPTIONS) as connection:
        channel = connection.channel()
        news = Exchange("news", type="fanout")
        for name in ("feeds", "images"):
            Queue(name, news)(channel).declare()
        channel.Producer().publish({}, exchange=news, routing_key="any")
        assert {queue for queue, _ in sent} == {"feeds", "images"}
        nobody = Exchange("nobody", type="fanout")
        with pytest.raises(UnknownQueueError):
            channel.Producer().publish({}, exchange=nobody, declare=[nobody])


def test_the_tries_of_one_send_carry_one_token(
    app: Celery, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def fail_once(_self: object, queue: str, _target: object, message: dict[str, Any]) -> None:
        tried.append(message["properties"]["send_token"])
        if len(tried) == 1:
            raise sqs.SendError("injected")
        sent.append((queue, message))

    monkeypatch.setattr("roomjobs.sqs.send.sender.Sender.send", fail_once)
    app.send_task("work", retry_policy={"interval_start": 0})
    app.send_task("work")
    assert len(tried) == 3
    assert tried[0] == tried[1] != tried[2]


def test_a_message_that_is_sent_on_is_no_copy(sent: list[tuple[str, dict[str, Any]]]) -> None:
    """The worker that gets it would delete it as one, and a FIFO queue would drop it."""
    with Connection(transport=Transport, transport_options=OPTIONS) as connection:
        channel: Any = connection.channel()
        channel.Producer().publish({}, exchange="", routing_key="ordered.fifo")
        first = sent[0][1]
        stamp(first, "1", receive_count=1)
        to: dict[str, Any] = {"exchange": "", "routing_key": "ordered.fifo"}
        republish(channel.Producer(), channel.Message(first, channel=channel), **to)
        assert sent[1][1]["properties"]["send_token"] != first["properties"]["send_token"]
        properties = {**first["properties"]}
        tried = [channel.prepare_message("[]", properties=properties) for _ in "12"]
        assert len({each["properties"]["send_token"] for each in tried}) == 1


def test_apps_of_one_process_share_no_bindings(app: Celery, sent: list[Any]) -> None:
    app.send_task("work", exchange="media", routing_key="media.hd.video")
    other = Celery("other", set_as_current=False)
    sqs.install(other)
    other.conf.update(
        broker_url="celery-sqs://", broker_transport_options=OPTIONS, task_default_queue="feeds"
    )
    with pytest.raises(UnknownQueueError):
        other.send_task("work", exchange="media", routing_key="media.hd.video", retry=False)
    other.close()
    assert len(sent) == 1
    assert MessageFieldError.__mro__.index(sqs.SqsError) == 1


def test_unroutable_may_be_thrown_away_as_elsewhere(sent: list[tuple[str, dict[str, Any]]]) -> None:
    with Connection("celery-sqs://", transport_options={**OPTIONS, "unroutable": "discard"}) as connection:
        media = Exchange("unbound", type="topic")
        with pytest.warns(UndeliverableWarning, match="no queue is bound to exchange 'unbound'"):
            connection.Producer().publish({}, exchange=media, routing_key="media.image", declare=[media])
    assert sent == []


def test_properties_that_are_no_json_are_left_out(app: Celery, sent: list[Any]) -> None:
    app.send_task("work", exchange="media", routing_key="media.hd.video", signal=object(), MessageGroupId="a")
    ((_, envelope),) = sent
    assert "signal" not in envelope["properties"]
    assert envelope["properties"]["MessageGroupId"] == "a"


def test_apps_of_one_name_share_what_they_ask(app: Celery) -> None:
    """Kombu's pools give one app the connection of another, which asks, while its own one collects."""
    first: Any = app.connection().transport
    namesake = Celery(app.main, set_as_current=False)
    sqs.install(namesake)
    namesake.conf.update(broker_url="celery-sqs://", broker_transport_options=OPTIONS)
    second: Any = namesake.connection().transport
    assert second.parts.shared is first.parts.shared


def test_an_app_with_a_namespace_knows_its_queues(app: Celery, sent: list[Any]) -> None:
    app.conf.broker_transport_options = {**OPTIONS, "namespace": "shared by many"}
    app.send_task("work", exchange="media", routing_key="media.hd.video")
    assert [queue for queue, _ in sent] == ["videos"]
