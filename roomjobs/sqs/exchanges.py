"""Kombu's exchange types, which ask the channel for more than a process's own bindings."""
# ruff: noqa: ANN401 - the signatures are kombu's

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kombu.transport.virtual import exchange

if TYPE_CHECKING:
    from .channel import Channel
    from .messages import Envelope


class Direct(exchange.DirectExchange):
    """Delivers to the queues that are bound with the routing key."""

    channel: Channel

    def deliver(self, message: Envelope, exchange: str, routing_key: str, **kwargs: Any) -> None:  # noqa: ARG002
        self.channel.deliver(exchange, routing_key, message)


class Topic(exchange.TopicExchange):
    """Delivers to the queues whose patterns match the routing key."""

    channel: Channel

    def deliver(self, message: Envelope, exchange: str, routing_key: str, **kwargs: Any) -> None:  # noqa: ARG002
        self.channel.deliver(exchange, routing_key, message)


class Fanout(exchange.FanoutExchange):
    """Delivers to all bound queues, of other processes too if they listen to commands or events."""

    channel: Channel

    def deliver(self, message: Envelope, exchange: str, routing_key: str, **kwargs: Any) -> None:  # noqa: ARG002
        self.channel.deliver_to_all(exchange, routing_key, message)


EXCHANGE_TYPES = {"direct": Direct, "topic": Topic, "fanout": Fanout}
