"""Kombu's test classes for all transports; copied beside its `common.py`, and run there for each broker."""

from __future__ import annotations

import json
import os
from uuid import uuid4

import kombu
import kombu.asynchronous
import pytest

from .common import (
    BaseEventLoop,
    BaseExchangeTypes,
    BaseMessage,
    BasePriority,
    BaseTimeToLive,
    BasicFunctionality,
)


def connect(url: str) -> kombu.Connection:
    options = json.loads(os.environ["SUITE_OPTIONS"])
    if "queue_name_prefix" in options:
        options["queue_name_prefix"] += uuid4().hex[:8] + "-"
    return kombu.Connection(url, transport_options=options)


@pytest.fixture
def hub():
    """As kombu's tests of SQS have it: its transport receives by an event loop."""
    previous = kombu.asynchronous.get_event_loop()
    hub = kombu.asynchronous.Hub()
    kombu.asynchronous.set_event_loop(hub)
    yield hub
    hub.close()
    kombu.asynchronous.set_event_loop(previous)


@pytest.fixture
def connection(hub):
    connection = connect(os.environ["SUITE_BROKER"])
    if connection.transport_cls == "sqs":
        connection.transport_options["hub"] = hub
    return connection


@pytest.fixture
def invalid_connection():
    return connect(os.environ["SUITE_DEAD_BROKER"])


class test_Basic(BasicFunctionality):
    pass


class test_Exchanges(BaseExchangeTypes):
    pass


class test_Priority(BasePriority):
    PRIORITY_ORDER = os.environ["SUITE_PRIORITY_ORDER"]


class test_Message(BaseMessage):
    pass


class test_TimeToLive(BaseTimeToLive):
    pass


class test_EventLoop(BaseEventLoop):
    pass
