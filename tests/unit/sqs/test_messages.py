from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from roomjobs.sqs.errors import MessageFieldError, MessageTooLargeError
from roomjobs.sqs.messages import decode, encode, is_expired, set_expiry, stamp

ENVELOPE: dict[str, Any] = {
    "body": "[[1], {}, {}]",
    "headers": {"id": "42", "task": "add"},
    "properties": {"delivery_info": {"exchange": "", "routing_key": "jobs"}},
}


def test_what_is_written_can_be_read() -> None:
    assert decode(encode(ENVELOPE, 1000)) == ENVELOPE


def test_bodies_of_kombus_own_transport_can_be_read() -> None:
    assert decode(base64.b64encode(json.dumps(ENVELOPE).encode()).decode()) == ENVELOPE


@pytest.mark.parametrize(
    "body",
    [
        "plain words",
        "[1, 2]",
        "{}",
        '{"properties": 3}',
        '{"properties": {}}',
        '{"properties": {}, "body": 5}',
        '{"properties": {}, "body": null}',
        '{"properties": {}, "headers": 3}',
        "e30=",
        "💥",
        pytest.param("[" * 100_000, id="nested too deep"),
    ],
)
def test_foreign_bodies_reach_the_consumer_as_text(body: str) -> None:
    envelope = decode(body)
    assert envelope["body"] == body
    assert envelope["headers"] == {}


def test_a_message_too_large_is_refused_with_its_size() -> None:
    with pytest.raises(MessageTooLargeError, match="the message has 2011 bytes and the queue takes 1500"):
        encode({"body": "é" * 1000}, 1500)


def test_a_delivery_is_stamped_with_its_receive_count() -> None:
    envelope = json.loads(json.dumps(ENVELOPE))
    stamp(envelope, "tag", 3)
    assert envelope["properties"]["delivery_tag"] == "tag"
    assert envelope["properties"]["delivery_info"] == {
        "exchange": "",
        "routing_key": "jobs",
        "receive_count": 3,
        "redelivered": True,
    }


@pytest.mark.parametrize("text", ["\ufffe", "\uffff", "\ud800", "a\udfffb", "\U0001f600", "ä\x7f\x00"])
def test_every_text_arrives_in_characters_that_sqs_takes(text: str) -> None:
    body = encode({"body": text, "headers": {text: text}, "properties": {}}, 10_000)
    body.encode()
    assert not any("\ud800" <= sign <= "\udfff" or sign in "\ufffe\uffff" or sign < " " for sign in body)
    assert decode(body)["body"] == text
    assert decode(body)["headers"] == {text: text}


def test_a_lifetime_counts_from_the_first_send() -> None:
    envelope: dict[str, Any] = {"properties": {"expiration": "2000"}}
    set_expiry(envelope, 100)
    set_expiry(envelope, 1000)  # the same message, tried again
    assert [is_expired(envelope, now) for now in (0, 101.9, 102, 1001)] == [False, False, True, True]
    assert not is_expired({"properties": {}}, 1e12)


@pytest.mark.parametrize("expiration", ["soon", "-1", "nan", "inf", [1]])
def test_a_lifetime_that_is_none_is_refused(expiration: object) -> None:
    with pytest.raises(MessageFieldError, match=r"^expiration is a number of seconds"):
        set_expiry({"properties": {"expiration": expiration}}, 0)
