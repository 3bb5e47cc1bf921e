"""
What the transport takes for granted about kombu and celery, one test per private thing it builds on.

No network: these run the real kombu and celery code up to our overrides. When an upgrade breaks one of them,
the transport needs a look before anything else does.
"""

from __future__ import annotations

import inspect
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import pytest
from celery import VERSION, Celery, bootsteps, signals
from celery.app.control import Control
from celery.apps import worker as celery_worker
from celery.exceptions import Reject
from celery.worker import WorkController, control, loops, pidbox
from celery.worker import request as worker_request
from celery.worker import strategy as worker_strategy
from celery.worker.consumer import Consumer as WorkerConsumer
from celery.worker.consumer.control import Control as ControlStep
from celery.worker.consumer.tasks import Tasks as TasksStep
from celery.worker.request import Request
from kombu import Connection, Exchange, Queue
from kombu.asynchronous import Hub
from kombu.pidbox import Mailbox, Node
from kombu.transport import TRANSPORT_ALIASES, virtual
from vine import promise

from roomjobs import sqs
from roomjobs.sqs import ReturnToQueue, Transport, UnknownQueueError, commands
from roomjobs.sqs.channel import Channel, is_control_queue
from roomjobs.sqs.control.questions import content
from roomjobs.sqs.drain import Drain, run_ready_callbacks
from roomjobs.sqs.messages import Delivery, stamp
from roomjobs.sqs.send.fields import seconds_until_due

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kombu.message import Message

OPTIONS = {
    "predefined_queues": {"jobs": {"url": "http://127.0.0.1:1/jobs"}},
    "endpoint_url": "http://127.0.0.1:1",
    "control_table": "control",
    "region": "us-east-1",
    "close_timeout": 0,
}


@pytest.fixture
def connection() -> Iterator[Connection]:
    with Connection(transport=Transport, transport_options=OPTIONS) as connection:
        yield connection


@pytest.fixture
def channel(connection: Connection) -> Channel:
    channel = connection.channel()
    assert isinstance(channel, Channel)
    return channel


def deliver(channel: Channel, tag: str, queue: str = "jobs", receive_count: int = 1) -> Delivery:
    """Give a channel a message as its receiver does."""
    envelope = {"body": "[]", "headers": {}, "properties": {}, "content-type": "application/json"}
    stamp(envelope, tag, receive_count)
    delivery = Delivery(tag, queue, "url", "receipt", receive_count, envelope)
    channel.deliveries._unsettled[tag] = delivery
    channel.deliveries.window.commit_reservation(queue, 0, 1)
    return delivery


class Recorder:
    def __init__(self, answer: Any = None) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self._answer = answer

    def __call__(self, *arguments: Any, **_: Any) -> Any:
        self.calls.append(arguments)
        return self._answer


# kombu's virtual channel


def test_put_is_how_a_direct_exchange_delivers(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    put = Recorder()
    monkeypatch.setattr(channel, "_put", put)
    queue = Queue("jobs", Exchange("jobs", type="direct"), routing_key="jobs")
    channel.Producer().publish({"x": 1}, exchange=queue.exchange, routing_key="jobs", declare=[queue])
    ((name, envelope),) = put.calls
    assert name == "jobs"
    assert envelope["body"] == '{"x": 1}', "text stays text: encode_body is asked"
    assert envelope["properties"]["body_encoding"] == "utf-8"
    assert envelope["properties"]["delivery_info"] == {"exchange": "jobs", "routing_key": "jobs"}


def test_put_is_how_the_anonymous_exchange_delivers(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Recorder()
    monkeypatch.setattr(channel, "_put", put)
    channel.Producer().publish({}, exchange="", routing_key="jobs")
    assert put.calls[0][0] == "jobs"


def test_events_are_a_fanout_that_delivers_to_all(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver = Recorder()
    monkeypatch.setattr(channel, "deliver_to_all", deliver)
    for name, kind in (("news", "fanout"), ("celeryev", "topic")):
        exchange = Exchange(name, type=kind)
        channel.Producer().publish({}, exchange=exchange, routing_key="any", declare=[exchange])
    assert [call[:2] for call in deliver.calls] == [("news", "any"), ("celeryev", "any")]


def test_a_control_queue_is_bound_for_all_processes(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind = Recorder()
    monkeypatch.setattr(channel.parts.control.mailboxes, "bind", bind)
    mailbox = Queue("a.celery.pidbox", Exchange("celery.pidbox", type="fanout"))
    mailbox(channel).declare()
    mailbox(channel).declare()  # by a connection that was made anew, whose own bindings are empty
    assert bind.calls == [("celery.pidbox", "a.celery.pidbox")] * 2


def test_bound_and_predefined_queues_are_found(channel: Channel) -> None:
    Queue("jobs", Exchange("work", type="direct"), routing_key="key")(channel).declare()
    assert channel.queues_for("work", "key") == ["jobs"]
    assert channel.queues_for("never declared", "jobs") == ["jobs"]
    assert channel.queues_for("reply.celery.pidbox", "id") == ["id.reply.celery.pidbox"]
    with pytest.raises(UnknownQueueError):
        channel.queues_for("work", "elsewhere")


def test_only_a_passive_declaration_asks_sqs(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    size = Recorder(7)
    monkeypatch.setattr(channel, "_length", size)
    assert channel.queue_declare("jobs").message_count == 0
    assert channel.queue_declare("jobs", passive=True).message_count == 7
    assert size.calls == [("jobs",)]


def test_a_length_without_its_attribute_is_zero(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQS leaves `Attributes` out at times: kombu's transport ended by a KeyError."""
    answers = [{}, {"Attributes": {}}, {"Attributes": {"ApproximateNumberOfMessages": "3"}}]
    calls = SimpleNamespace(call=lambda *_: answers.pop(0))
    monkeypatch.setattr(channel.parts.clients, "sqs", lambda _url: calls)
    assert [channel.queue_declare("jobs", passive=True).message_count for _ in range(3)] == [0, 0, 3]


def test_each_private_method_of_kombu_has_a_test_here() -> None:
    """What an upgrade of kombu may change without a word; the tests above hold it."""
    ours = {name for name in vars(Channel) if name.startswith("_") and not name.startswith("__")}
    assert ours & set(dir(virtual.Channel)) == {"_put"}


def test_one_message_is_got_as_kombu_gets_it(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    class Sqs:
        def __init__(self, _url: str) -> None: ...

        def call(self, operation: str, _asked: object, **_: object) -> dict[str, Any]:
            attributes = {"ApproximateReceiveCount": "2"}
            body = '{"body": "x", "properties": {}, "headers": {}}'
            assert operation == "ReceiveMessage"
            return {"Messages": [{"Body": body, "ReceiptHandle": "r", "Attributes": attributes}]}

    monkeypatch.setattr(channel.parts.clients, "sqs", Sqs)
    message: Any = channel.basic_get("jobs")
    assert channel.deliveries.get(message.delivery_tag) is not None
    assert message.properties["delivery_info"]["receive_count"] == 2


def test_an_unreadable_message_takes_no_space(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    class Sqs:
        def __init__(self, _url: str) -> None: ...

        def call(self, _operation: str, _asked: object, **_: object) -> dict[str, Any]:
            return {"Messages": [{"Body": "{}"}]}  # without a receipt

    monkeypatch.setattr(channel.parts.clients, "sqs", Sqs)
    assert channel.basic_get("jobs") is None
    assert channel.deliveries.window.held == 0


def test_consumers_are_kept_as_callbacks_of_the_transport(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roomjobs.sqs.receive.receiver.Receiver.start", Recorder())
    monkeypatch.setattr("roomjobs.sqs.send.scheduled.ScheduledMessages.start", Recorder())
    monkeypatch.setattr("roomjobs.sqs.receive.settlement.Settlement.delete", delete := Recorder())
    channel: Any = connection.default_channel
    seen: list[Message] = []
    consumer = connection.Consumer(Queue("jobs"), on_message=seen.append)
    consumer.consume()
    channel.deliveries._receivers.clear()  # never started, so there is nothing to wait for
    deliveries = [deliver(channel, tag) for tag in ("one", "two")]
    for delivery in deliveries:
        channel.dispatch(delivery)
    assert [message.delivery_tag for message in seen] == ["one", "two"]
    assert channel.deliveries.window.held == 2
    seen[0].ack()
    assert delete.calls == [(deliveries[0],)]
    assert channel.deliveries.window.held == 1


@pytest.mark.parametrize(("receives", "seconds"), [(1, 10), (2, 20), (4, 80), (99, 3600)])
def test_a_message_that_nobody_can_read_comes_less_and_less(
    channel: Any, monkeypatch: pytest.MonkeyPatch, receives: int, seconds: int
) -> None:
    """Without a redrive policy it would be received every ten seconds for ever."""
    back = Recorder()
    monkeypatch.setattr("roomjobs.sqs.receive.settlement.Settlement.return_to_queue", back)
    channel.parts.in_worker = True
    channel._consumers_of["jobs"] = lambda envelope: envelope["body"]["task"]
    delivery = deliver(channel, "one")
    delivery.receive_count = receives
    with pytest.raises(TypeError):
        channel.dispatch(delivery)
    ((_, delay),) = back.calls
    assert delay == seconds


def test_a_message_ends_no_worker_without_an_event_loop(
    connection: Connection, channel: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """As those of gevent and solo pools: what raises in `drain_events` is unrecoverable there."""

    def consume() -> None:
        raise TypeError("a body that nobody can read")

    channel.parts.inbox.put([consume, consume])
    with pytest.raises(TypeError):
        connection.drain_events(timeout=1)
    consumer: Any = SimpleNamespace(task_consumer=SimpleNamespace(channel=channel), steps=())
    step = Drain(consumer)
    step.start(consumer)
    connection.drain_events(timeout=1)
    assert "a message could not be delivered" in caplog.text
    signals.task_received.disconnect(step._on_received, sender=consumer)
    signals.worker_shutting_down.disconnect(step._on_shutting_down)


def test_queues_are_cancelled_by_name_and_by_tag(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    drop, stop = Recorder(), Recorder()
    monkeypatch.setattr("roomjobs.sqs.control.mailboxes.Mailboxes.drop", drop)
    monkeypatch.setattr("roomjobs.sqs.control.mailboxes.Mailboxes.watch", Recorder())
    monkeypatch.setattr("roomjobs.sqs.control.mailboxes.Mailboxes.bind", Recorder())
    monkeypatch.setattr(channel.deliveries, "start_receiving", Recorder())
    monkeypatch.setattr(channel.deliveries, "stop_receiving", stop)
    monkeypatch.setattr("roomjobs.sqs.send.scheduled.ScheduledMessages.start", Recorder())
    mailbox = Queue("a.celery.pidbox", Exchange("celery.pidbox", type="fanout"))(channel)
    mailbox.declare()
    assert channel.state.has_binding("a.celery.pidbox", "celery.pidbox", "")
    mailbox.delete()
    assert drop.calls == [("a.celery.pidbox",)]
    assert not channel.state.has_binding("a.celery.pidbox", "celery.pidbox", "")
    channel.basic_consume("a.celery.pidbox", True, Recorder(), "tag-1")
    channel.basic_consume("jobs", False, Recorder(), "tag-2")
    channel.basic_cancel("tag-1")
    channel.basic_cancel("tag-2")
    channel.basic_cancel("unknown")
    assert drop.calls[1:] == [("a.celery.pidbox",)]
    assert stop.calls == [("jobs",)]


def test_a_message_has_its_channel_decode_the_body(channel: Channel) -> None:
    body, encoding = channel.encode_body(b"\xff\x00")
    properties = {"delivery_tag": "t", "body_encoding": encoding}
    message: Any = channel.Message({"body": body, "properties": properties}, channel=channel)
    assert message.body == b"\xff\x00"


@pytest.mark.parametrize(("requeue", "delay"), [(True, 0), (30, 30), (1, 1)])
def test_reject_hands_its_argument_through_to_the_channel(
    channel: Channel, monkeypatch: pytest.MonkeyPatch, requeue: int, delay: int
) -> None:
    return_to_queue = Recorder()
    monkeypatch.setattr(channel.parts.settlement, "return_to_queue", return_to_queue)
    delivery = deliver(channel, "one")
    message: Any = channel.Message(delivery.envelope, channel=channel)
    message.reject_log_error(None, (), requeue=requeue)
    assert return_to_queue.calls == [([delivery], delay)]


def test_the_window_gets_the_prefetch_limit(channel: Channel) -> None:
    channel.basic_qos(prefetch_count=3)
    assert channel.deliveries.window.limit == 3
    assert channel.qos.can_consume()
    for tag in "abc":
        deliver(channel, tag)
    assert not channel.qos.can_consume()
    channel.deliveries.return_to_queue_all()
    assert channel.qos.can_consume()


def test_closing_a_connection_puts_back_what_is_unsettled(monkeypatch: pytest.MonkeyPatch) -> None:
    return_to_queue = Recorder()
    monkeypatch.setattr("roomjobs.sqs.receive.settlement.Settlement.return_to_queue", return_to_queue)
    connection = Connection(transport=Transport, transport_options=OPTIONS)
    channel: Any = connection.default_channel
    delivery = deliver(channel, "one")
    message = channel.Message(delivery.envelope, channel=channel)
    connection.close()
    assert return_to_queue.calls == [([delivery], 0)]
    message.ack()  # of a task that ends after that: it comes again, and nothing fails
    assert channel.connection is None, "set by kombu: late receives must look before they use it"


def test_a_virtual_transport_is_its_own_connection(connection: Connection) -> None:
    assert connection.connection is connection.transport
    channel: Any = connection.default_channel
    assert channel.connection is connection.transport


def test_kombus_hub_calls_readers_of_a_file_descriptor(connection: Connection) -> None:
    hub = Hub()
    transport: Any = connection.transport
    transport.register_with_event_loop(transport, hub)
    called = Recorder()
    transport.parts.inbox.put([called])
    hub.run_once()
    assert called.calls == [()]

    def fail() -> None:
        raise ValueError("injected")

    transport.parts.inbox.put([fail])
    hub.run_once()  # an error in a consumer ends no event loop
    transport.unregister_from_event_loop(transport, hub)
    hub.close()


def test_overridden_methods_keep_kombus_signatures() -> None:
    """A parameter that kombu adds must be looked at, not swallowed."""
    expected = {
        "_put": "(self, queue, message)",
        "encode_body": "(self, body, encoding=None)",
        "queue_declare": "(self, queue=None, passive=False, **kwargs)",
        "queue_delete": "(self, queue, if_unused=False, if_empty=False, **kwargs)",
        "queue_bind": "(self, queue, exchange=None, routing_key='', arguments=None, **kwargs)",
        "queue_purge": "(self, queue, **kwargs)",
        "basic_get": "(self, queue, no_ack=False, **kwargs)",
        "basic_consume": "(self, queue, no_ack, callback, consumer_tag, **kwargs)",
        "basic_cancel": "(self, consumer_tag)",
        "basic_ack": "(self, delivery_tag, multiple=False)",
        "basic_reject": "(self, delivery_tag, requeue=False)",
        "basic_recover": "(self, requeue=False)",
        "exchange_declare": (
            "(self, exchange=None, type='direct', durable=False, auto_delete=False, "
            "arguments=None, nowait=False, passive=False)"
        ),
    }
    found = {name: str(inspect.signature(getattr(virtual.Channel, name))) for name in expected}
    assert found == expected
    assert str(inspect.signature(virtual.Transport.drain_events)) == "(self, connection, timeout=None)"
    assert str(inspect.signature(virtual.Transport.close_connection)) == "(self, connection)"


def test_the_methods_of_qos_that_kombu_calls_are_there() -> None:
    source = inspect.getsource(virtual.Channel)
    used = {name for name in vars(virtual.QoS) if f"qos.{name}(" in source}
    ours = {"ack", "reject"}  # called by basic_ack and basic_reject, which are overridden
    assert used - ours <= set(dir(Channel.QoS))


# kombu's and celery's remote control


def test_command_and_reply_queues_are_named_as_we_think() -> None:
    mailbox: Any = Mailbox("celery", type="fanout")
    assert mailbox.exchange.name == "celery.pidbox"
    assert mailbox.get_queue("one@host").name == "one@host.celery.pidbox"
    assert mailbox.reply_exchange.name == "reply.celery.pidbox"
    assert mailbox.reply_queue.name == f"{mailbox.oid}.reply.celery.pidbox"
    assert is_control_queue(mailbox.reply_queue.name)
    assert is_control_queue(mailbox.get_queue("one@host").name)
    assert not is_control_queue("jobs")


def test_event_receivers_have_queues_that_we_know() -> None:
    app = Celery("contract", broker="memory://", set_as_current=False)
    with app.connection_for_read() as connection:
        assert is_control_queue(app.events.Receiver(connection).queue.name)
    app.close()


def test_the_control_step_starts_when_fanout_is_supported() -> None:
    source = inspect.getsource(ControlStep.include_if)
    assert "supports_exchange_type('fanout')" in source
    with Connection(transport=Transport, transport_options=OPTIONS) as connection:
        assert connection.supports_exchange_type("fanout")
    without_table = {key: value for key, value in OPTIONS.items() if key != "control_table"}
    with Connection(transport=Transport, transport_options=without_table) as connection:
        assert not connection.supports_exchange_type("fanout")


def test_a_command_client_stops_at_the_timeout() -> None:
    assert "except socket.timeout" in inspect.getsource(Mailbox._collect)
    assert issubclass(TimeoutError, OSError)
    assert Control.Mailbox is Mailbox


def test_a_question_says_where_and_by_whom_it_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked through a pool of producers, collected over a connection: see questions.py."""
    app = Celery("contract", set_as_current=False)
    sqs.install(app)
    app.conf.update(broker_url="celery-sqs://", broker_transport_options=OPTIONS)
    command = Recorder()
    monkeypatch.setattr("roomjobs.sqs.control.plane.ControlPlane.command", command)
    app.control.broadcast("ping", destination=["one@host"], reply=False)
    ((exchange, envelope),) = command.calls
    assert exchange == "celery.pidbox"
    assert content(envelope)["destination"] == ["one@host"]
    source = inspect.getsource(Mailbox._publish)
    assert "message.update(ticket=reply_ticket" in source
    assert "reply_to={'exchange': self.reply_exchange.name," in source
    assert "'routing_key': self.oid}" in source
    assert "'ticket': ticket" in inspect.getsource(Mailbox._publish_reply)
    assert "self.reply({self.hostname: reply}," in inspect.getsource(Node.dispatch)
    assert "queue_delete(queue)" in inspect.getsource(virtual.Channel.after_reply_message_received)
    app.close()


# celery's worker


def test_the_event_loop_knows_our_reader() -> None:
    app = Celery("contract", set_as_current=False)
    sqs.install(app)
    app.conf.update(broker_url="celery-sqs://", broker_transport_options=OPTIONS)
    with app.connection_for_read() as connection:
        assert isinstance(connection.transport, Transport)
        assert connection.transport.implements.asynchronous
    app.close()
    assert TRANSPORT_ALIASES[sqs.SCHEME] == "roomjobs.sqs.transport:Transport"
    assert "register_with_event_loop(conn.connection, self.hub)" in inspect.getsource(WorkerConsumer.connect)
    assert "fire_timers" in inspect.getsource(Hub.create_loop)
    assert "hub.create_loop()" in inspect.getsource(loops.asynloop)


def test_a_rejection_hands_its_delay_to_the_message() -> None:
    assert ReturnToQueue(30).requeue == 30  # type: ignore[attr-defined] # the stubs do not know it
    assert issubclass(ReturnToQueue, Reject)
    assert "self.reject(requeue=exc.requeue)" in inspect.getsource(Request.on_failure)
    assert "self._on_reject(logger, self._connection_errors, requeue)" in inspect.getsource(Request.reject)


def test_acknowledgements_wait_for_our_step(channel: Channel) -> None:
    if VERSION >= (5, 7):
        assert "self.hub.call_soon(p)" in inspect.getsource(WorkerConsumer.call_soon_ack)  # type: ignore[attr-defined] # not in the stubs
        assert "call_soon_ack," in inspect.getsource(WorkerConsumer.create_task_handler)
    hub = Hub()
    delivery = deliver(channel, "one")
    message: Any = channel.Message(delivery.envelope, channel=channel)
    hub.call_soon(promise(message.ack_log_error, (None, ())))
    run_ready_callbacks(hub)
    assert channel.deliveries.get("one") is None, "acknowledged"
    hub.close()


def test_a_long_handover_lets_the_event_loop_turn(connection: Connection) -> None:
    hub = Hub()
    transport: Any = connection.transport
    transport.register_with_event_loop(transport, hub)
    turns: list[int] = []
    transport.parts.inbox.put([lambda: time.sleep(0.03), lambda: turns.append(1), lambda: turns.append(2)])
    hub.run_once()
    assert turns == []
    while len(turns) < 2:  # one round, unless the machine is very busy
        hub.run_once()
    assert turns == [1, 2]
    transport.unregister_from_event_loop(transport, hub)
    hub.close()


def test_a_request_given_to_the_pool_says_so() -> None:
    assert Request._apply_result is None  # type: ignore[attr-defined] # the stubs do not know it
    assert "self._apply_result = maybe(ref, result)" in inspect.getsource(Request.execute_using_pool)
    assert "__weakref__" in Request.__slots__  # type: ignore[attr-defined] # same
    WeakSet[Request]()
    assert "signals.task_received.send(sender=consumer, request=req)" in inspect.getsource(worker_strategy)


def test_the_drain_step_stops_before_the_consumer() -> None:
    assert issubclass(Drain, bootsteps.StartStopStep)
    assert Drain.requires == ("celery.worker.consumer.tasks:Tasks",)
    assert "c.task_consumer.cancel" in inspect.getsource(TasksStep.stop)
    source = inspect.getsource(bootsteps.Blueprint.send_all)
    assert "reversed(parent.steps) if reverse" in source
    handler = inspect.getsource(vars(celery_worker)["_shutdown_handler"])
    assert "signals.worker_shutting_down.send(" in handler
    assert "how=how" in handler
    if VERSION >= (5, 6):
        assert "worker.consumer.cancel_active_requests()" in inspect.getsource(
            vars(celery_worker)["on_cold_shutdown"]
        )


def test_the_command_time_limit_still_needs_our_help() -> None:
    copying = inspect.getsource(worker_request.create_request_cls)  # type: ignore[attr-defined] # not in the stubs
    assert "default_time_limit = task.time_limit" in copying, "copied once: see commands.py"
    renewing = inspect.getsource(WorkerConsumer.update_strategies)
    assert "self.strategies[name] = task.start_strategy" in renewing
    parameters = inspect.signature(control.Panel.data["time_limit"]).parameters
    assert list(parameters) == ["state", "task_name", "hard", "soft", "kwargs"]


def test_commands_are_helped_for_one_worker_only(connection: Connection) -> None:
    transport: Any = connection.transport
    before = dict(control.Panel.data)
    helped = commands.handlers(transport.parts)
    assert control.Panel.data == before
    assert {name for name in helped if helped[name] is not before[name]} == {
        "dump_schedule", "scheduled", "time_limit",
    }  # fmt: skip
    assert "handlers=control.Panel.data" in inspect.getsource(pidbox.Pidbox.__init__)
    assert "self.handlers[method]" in inspect.getsource(Node.handle)


def test_revocation_is_asked_when_the_pool_takes_a_task() -> None:
    source = inspect.getsource(worker_request.create_request_cls)  # type: ignore[attr-defined] # not in the stubs
    assert "if self.revoked():\n                raise TaskRevokedError(task_id)" in source
    assert "class Request(base):" in source, "a class without slots: an attribute may be set"
    assert "except TaskRevokedError:" in inspect.getsource(WorkController._process_task)  # type: ignore[attr-defined] # same


def noop() -> None:
    """Do nothing."""


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Lima", "UTC", None])
def test_a_naive_eta_is_when_celerys_worker_takes_it(zone: str | None) -> None:
    """Celery 5.7 reads a naive time as UTC, whatever the app's time zone: `maybe_make_aware`."""
    app = Celery("contract", set_as_current=False)
    app.conf.update(timezone=zone)
    app.task(name="noop")(noop)
    naive = (datetime.now(UTC) + timedelta(seconds=500)).replace(tzinfo=None).isoformat()
    headers = {"id": "one", "task": "noop", "eta": naive}
    message: Any = SimpleNamespace(
        headers=headers, body=b"", content_type="application/json", content_encoding="utf-8",
        payload=[[], {}, {}], delivery_info={}, properties={},
    )  # fmt: skip
    request: Any = Request(message, app=app, headers=headers)
    celerys = request.eta.timestamp() - time.time()
    assert seconds_until_due({"headers": headers}) == pytest.approx(celerys, abs=5)


def test_a_worker_loads_our_step_by_its_name() -> None:
    app = Celery("contract", set_as_current=False)
    sqs.install(app)
    (name,) = app.steps["consumer"]
    assert dict([WorkerConsumer.Blueprint(steps=[name]).load_step(name)]) == {Drain.name: Drain}
    app.close()
