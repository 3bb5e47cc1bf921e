"""Reading the dead letters of several lanes."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, cast

from roomjobs.jobs.store.dead_letter_queue import DeadLetterQueue


class Queues:
    """Stands in for SQS: so many messages by address."""

    def __init__(self, **waiting: int) -> None:
        self.waiting = Counter(waiting)

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        url = asked["QueueUrl"]
        count = min(asked["MaxNumberOfMessages"], self.waiting[url])
        names = [f"{url}-{self.waiting[url] - number}" for number in range(count)]
        self.waiting[url] -= count
        return {
            "Messages": [
                {
                    "MessageId": name,
                    "ReceiptHandle": name,
                    "Body": json.dumps({}),
                    "Attributes": {"SentTimestamp": "0"},
                }
                for name in names
            ]
        }

    def change_message_visibility_batch(self, **_: Any) -> None:
        """All are put down."""


def test_many_letters_of_one_lane_hide_no_others() -> None:
    queue = DeadLetterQueue(
        cast("Any", Queues(single=100, large=3)), ("single", "batch", "large"), at_most=40
    )
    with queue.held() as letters:
        assert Counter(letter.queue for letter in letters) == {"single": 37, "large": 3}
