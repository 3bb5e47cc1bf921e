"""
What happened in each minute, added up by all processes in the control table.

=========================  ======================  ====================================================
partition key ``pk`` (S)   sort key ``sk`` (S)     other attributes (N)
=========================  ======================  ====================================================
``minutes#<hour>``         ``<minute>``            ``submitted``, …, ``wait_<bucket>``, ``run_<bucket>``,
                                                   ``by_<process>``: the number of its last write
=========================  ======================  ====================================================

Hour and minute are the Unix seconds at which they begin. A process writes what it counted in some seconds at
once, so a minute of a busy fleet of 1,000 processes takes 200 writes a second: one item bears 1,000.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from roomjobs.fleet.telemetry.histogram import Histogram
from roomjobs.sqs import PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

MINUTE = 60
HOUR = 3600
KEPT_DAYS = 8
#: An expression may hold 4 KB; hardly a write counts that many different things.
_ADDS_AT_ONCE = 250
_MOST_PARTS = 100  # of one write
_WRITER = "by_"  # before the name of each writer, with the number of its last write
_HISTOGRAMS = ("wait", "run")
_RECOUNT: Any = {PARTITION_KEY: {"S": "minutes"}, SORT_KEY: {"S": "recount"}}


@dataclass(slots=True)
class Minute:
    """What was counted in one minute, by one process or by all."""

    counts: Counter[str] = field(default_factory=Counter)
    wait: Histogram = field(default_factory=Histogram)  # from the wish for an attempt to its claim
    run: Histogram = field(default_factory=Histogram)  # from the claim to the end of the job

    def merge(self, other: Minute) -> None:
        self.counts.update(other.counts)
        self.wait.merge(other.wait)
        self.run.merge(other.run)

    def __bool__(self) -> bool:
        return bool(+self.counts or self.wait.counts or self.run.counts)


def minute_of(now: float) -> int:
    """The Unix second at which the minute began."""
    return int(now) // MINUTE * MINUTE


@dataclass(frozen=True, slots=True)
class MinuteTable:
    """Adds to minutes and reads them. Every method may raise what botocore raises."""

    dynamodb: DynamoDBClient
    table: str

    def add(self, at: int, minute: Minute, *, writer: str, number: int) -> None:
        """
        Add to the minute that began `at`; what other processes add meanwhile is kept.

        A write of which nobody knows whether it happened can be repeated: it counts once.

        Parameters
        ----------
        at : int
            Unix seconds.
        minute : Minute
        writer : str
            The process, by a name that no other has.
        number : int
            Of its writes; a later one has a higher number.
        """
        numbers = dict(+minute.counts)
        for name in _HISTOGRAMS:
            histogram: Histogram = getattr(minute, name)
            numbers |= {f"{name}_{bucket}": count for bucket, count in histogram.counts.items()}
        pairs = list(numbers.items())
        for start in range(0, len(pairs), _ADDS_AT_ONCE):
            some = pairs[start : start + _ADDS_AT_ONCE]
            adds = ", ".join(f"#n{index} :n{index}" for index in range(len(some)))
            part = number * _MOST_PARTS + start // _ADDS_AT_ONCE
            with suppress(self.dynamodb.exceptions.ConditionalCheckFailedException):  # it has happened
                self.dynamodb.update_item(
                    TableName=self.table,
                    Key={PARTITION_KEY: {"S": _partition(at)}, SORT_KEY: {"S": str(at)}},
                    UpdateExpression=f"ADD {adds} SET {TTL_ATTRIBUTE} = :expires, #writer = :part",
                    ConditionExpression="attribute_not_exists(#writer) OR #writer < :part",
                    ExpressionAttributeNames={
                        "#writer": f"{_WRITER}{writer}",
                        **{f"#n{index}": name for index, (name, _) in enumerate(some)},
                    },
                    ExpressionAttributeValues={
                        **{f":n{index}": {"N": str(count)} for index, (_, count) in enumerate(some)},
                        ":expires": {"N": str(at + KEPT_DAYS * 24 * HOUR)},
                        ":part": {"N": str(part)},
                    },
                )

    def raise_to(self, at: int, name: str, count: int) -> None:
        """Raise one count of the minute that began `at`, unless it is as high already."""
        with suppress(self.dynamodb.exceptions.ConditionalCheckFailedException):
            self.dynamodb.update_item(
                TableName=self.table,
                Key={PARTITION_KEY: {"S": _partition(at)}, SORT_KEY: {"S": str(at)}},
                UpdateExpression=f"SET #name = :count, {TTL_ATTRIBUTE} = :expires",
                ConditionExpression="attribute_not_exists(#name) OR #name < :count",
                ExpressionAttributeNames={"#name": name},
                ExpressionAttributeValues={
                    ":count": {"N": str(count)},
                    ":expires": {"N": str(at + KEPT_DAYS * 24 * HOUR)},
                },
            )

    def recounted_to(self) -> int:
        """The end of the last quarter of an hour that was counted again, Unix seconds, 0 if none was."""
        found = self.dynamodb.get_item(TableName=self.table, Key=_RECOUNT).get("Item", {})
        return int(found["until"]["N"]) if found else 0

    def note_recount(self, until: int) -> None:
        """Note that everything was counted again up to `until`, Unix seconds."""
        self.dynamodb.put_item(TableName=self.table, Item={**_RECOUNT, "until": {"N": str(until)}})

    def read(self, first: int, last: int) -> dict[int, Minute]:
        """The minutes that began from `first` to `last` and in which something happened, oldest first."""
        return {
            int(item[SORT_KEY]["S"]): _minute(item)
            for hour in range(first // HOUR * HOUR, last + 1, HOUR)
            for item in self._query(hour, max(first, hour), min(last, hour + HOUR - MINUTE))
        }

    def _query(self, hour: int, first: int, last: int) -> Iterable[dict[str, Any]]:
        # An hour has 60 items of a few kilobytes at most, and an answer of DynamoDB holds a megabyte.
        return self.dynamodb.query(
            TableName=self.table,
            KeyConditionExpression="#pk = :pk AND #sk BETWEEN :first AND :last",
            ExpressionAttributeNames={"#pk": PARTITION_KEY, "#sk": SORT_KEY},
            ExpressionAttributeValues={
                ":pk": {"S": _partition(hour)},
                ":first": {"S": str(first)},
                ":last": {"S": str(last)},
            },
        )["Items"]


def _partition(at: int) -> str:
    return f"minutes#{at // HOUR * HOUR}"


def _minute(item: Mapping[str, Any]) -> Minute:
    minute = Minute()
    for name, value in item.items():
        kind, _, bucket = name.partition("_")
        if kind in _HISTOGRAMS and bucket.isdecimal():
            getattr(minute, kind).counts[int(bucket)] = int(value["N"])
        elif not name.startswith(_WRITER) and name not in (PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE):
            minute.counts[name] = int(value["N"])
    return minute
