"""
What a worker says of itself: when asked, and from time to time in the control table.

=====================  ====================  ==========================================================
partition key ``pk``   sort key ``sk`` (S)   other attributes (N, ``pool`` S)
=====================  ====================  ==========================================================
``workers``            name of the worker    ``pool``, ``processes``, ``processed``, ``since``, ``beat``
=====================  ====================  ==========================================================
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from roomjobs.fleet.telemetry.minutes import Minute, minute_of
from roomjobs.sqs import PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient

    from roomjobs.fleet.telemetry.recorder import Recorder

_log = logging.getLogger(__name__)

#: Three times a minute: each minute in which a worker is there has a beat of it.
BEAT_SECONDS = 20
#: A worker that was silent for so long is forgotten.
FORGOTTEN_SECONDS = 300
_PARTITION = "workers"


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life. Times are Unix seconds."""

    name: str
    pool: str  # prefork, threads, solo
    processes: int  # jobs that it can do at once
    processed: int  # tasks since its start
    since: int
    beat: int


class WorkerTable:
    """The last beat of each worker. Every method may raise what boto3 raises."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def put(self, beat: Beat) -> None:
        numbers = {
            name: {"N": str(getattr(beat, name))} for name in ("processes", "processed", "since", "beat")
        }
        self._dynamodb.put_item(
            TableName=self._table,
            Item={
                **_key(beat.name),
                **numbers,
                "pool": {"S": beat.pool},
                TTL_ATTRIBUTE: {"N": str(beat.beat + FORGOTTEN_SECONDS)},
            },
        )

    def remove(self, name: str) -> None:
        self._dynamodb.delete_item(TableName=self._table, Key=_key(name))

    def beats(self, now: float) -> list[Beat]:
        """The last beats of all workers that are not forgotten, by name."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="#pk = :pk",
            ExpressionAttributeNames={"#pk": PARTITION_KEY},
            ExpressionAttributeValues={":pk": {"S": _PARTITION}},
            ConsistentRead=True,
        )
        found = [_beat(item) for page in pages for item in page["Items"]]
        return [each for each in found if each.beat + FORGOTTEN_SECONDS > now]


class Heart:
    """A thread of a worker that beats until `stop`; what goes wrong with a beat harms nothing else."""

    def __init__(
        self,
        name: str,
        table: WorkerTable,
        recorder: Recorder,
        look: Callable[[], Beat],
        *,
        every: float = BEAT_SECONDS,
    ) -> None:
        self._name = name
        self._table = table
        self._recorder = recorder
        self._look = look
        self._every = every
        self._counted = 0  # the minute in which this worker was counted last
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop beating and take leave."""
        self._stop.set()
        self._thread.join(timeout=15)
        try:
            self._table.remove(self._name)
        except Exception as error:  # noqa: BLE001 - then it is forgotten some minutes later
            _log.warning("could not take leave: %r", error)
        self._recorder.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._beat()
            except Exception as error:  # noqa: BLE001 - the next beat may succeed
                _log.warning("this worker's beat was not written: %r", error)
            self._stop.wait(self._every)

    def _beat(self) -> None:
        beat = self._look()
        if minute_of(beat.beat) != self._counted:
            self._counted = minute_of(beat.beat)
            here = Minute()
            here.counts.update(workers=1, processes=beat.processes)
            self._recorder.add(here)
        self._table.put(beat)


def _key(name: str) -> dict[str, Any]:
    return {PARTITION_KEY: {"S": _PARTITION}, SORT_KEY: {"S": name}}


def _beat(item: Any) -> Beat:  # noqa: ANN401 - what boto3 gives
    numbers = {field.name: int(item[field.name]["N"]) for field in fields(Beat) if field.type == "int"}
    return Beat(name=item[SORT_KEY]["S"], pool=item["pool"]["S"], **numbers)
