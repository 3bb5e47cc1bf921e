"""The batches in DynamoDB, beside their jobs: conditional writes, and each end of a job counted once."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import asdict, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zlib import crc32

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError

from roomjobs.jobs.batches.batch import FINAL, Batch, BatchFormat, BatchMovedError, BatchStatus
from roomjobs.jobs.job import Job, JobStatus
from roomjobs.jobs.store.items import encode, job_of, key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef, TransactWriteItemTypeDef

_FIELDS = frozenset(field.name for field in fields(Batch))
_INDEX = "by-status"
_OPEN, _ENDED = "batch#open", "batch#ended"  # partitions of the index
_COUNTERS = 8  # items that a batch's counts are spread over: transactions on one item wait for each other
_TRIES = 12
_PAGE = 100  # keys in one BatchGetItem at most
_READS = 20  # of up to 1 MB each, in one look at the index
_deserialize = TypeDeserializer().deserialize


class BatchTable:
    """
    Reads and conditional writes of batches and their counters.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is out of reach or refuses.
    """

    def __init__(
        self, dynamodb: DynamoDBClient, table: str, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._clock = clock

    def add(self, batch: Batch) -> None:
        self._dynamodb.put_item(TableName=self._table, Item=_item(batch))

    def get(self, batch_id: str) -> Batch | None:
        """The batch, or None when there is none or it has expired."""
        answer = self._dynamodb.get_item(TableName=self._table, Key=key(batch_id), ConsistentRead=True)
        batch = _batch_of(answer["Item"]) if "Item" in answer else None
        return None if batch is None or batch.is_expired(self._clock()) else batch

    def counted(self, batch: Batch, jobs_count: int) -> Batch:
        """Note how many plans there are."""
        return self._change(batch, "expand", {"jobs_count": jobs_count}, {BatchStatus.EXPANDING})

    def expanded(self, batch: Batch, up_to: int) -> Batch:
        """Note that the first `up_to` plans are jobs."""
        return self._change(batch, "expand", {"expanded": up_to}, {BatchStatus.EXPANDING})

    def run(self, batch: Batch) -> Batch:
        """All plans are jobs."""
        return self._change(batch, "run", {"status": BatchStatus.RUNNING}, {BatchStatus.EXPANDING})

    def fail(self, batch: Batch, message: str) -> Batch:
        after = {"status": BatchStatus.FAILED, "error_message": message}
        return self._change(batch, "fail", after, set(BatchStatus) - FINAL)

    def cancel(self, batch: Batch) -> Batch:
        """Have all its jobs cancelled; once that is so, or asked for, it stays so."""
        try:
            return self._change(
                batch,
                "cancel",
                {"status": BatchStatus.CANCELLING},
                {BatchStatus.EXPANDING, BatchStatus.RUNNING},
            )
        except BatchMovedError as moved:
            if moved.batch and moved.batch.status in {BatchStatus.CANCELLING, BatchStatus.CANCELLED}:
                return moved.batch
            raise

    def cancelled(self, batch: Batch) -> Batch:
        """All its jobs have ended."""
        after = {"status": BatchStatus.CANCELLED, "jobs_count": batch.expanded}
        return self._change(batch, "end", after, {BatchStatus.CANCELLING})

    def complete(self, batch: Batch, output_s3_key: str) -> Batch:
        """Point to the collected results of this round."""
        after = {
            "status": BatchStatus.COMPLETED,
            "output_s3_key": output_s3_key,
            "rounds": batch.rounds + 1,
        }
        return self._change(batch, "complete", after, {BatchStatus.RUNNING}, rounds=batch.rounds)

    def reopen(self, batch: Batch) -> Batch:
        """Wait for its jobs again, since one of them is retried."""
        return self._change(batch, "reopen", {"status": BatchStatus.RUNNING}, {BatchStatus.COMPLETED})

    def resume(self, batch: Batch) -> Batch:
        """Let a batch go on whose task was given up."""
        status = BatchStatus.EXPANDING if batch.expanded != batch.jobs_count else BatchStatus.RUNNING
        after = {"status": status, "error_message": None, **_sent(batch, self._clock())}
        return self._change(batch, "resume", after, {BatchStatus.FAILED}, sends=batch.sends)

    def note_send(self, batch: Batch, now: float) -> Batch:
        """Note that its task is about to be sent again, unless another did."""
        return self._change(
            batch, "send again", _sent(batch, now), set(BatchStatus) - FINAL, sends=batch.sends
        )

    def open_batches(self, at_most: int) -> list[Batch]:
        """Batches that have not ended, oldest first; a little behind the table."""
        return self._in_index(_OPEN, at_most, forward=True)

    def newest(self, at_most: int, *, owner: str | None = None) -> list[Batch]:
        """Batches of that owner or of all, newest first; a little behind the table."""
        found = [*self._in_index(_OPEN, at_most, owner), *self._in_index(_ENDED, at_most, owner)]
        return sorted(found, key=lambda batch: (-batch.created_at, batch.batch_id))[:at_most]

    def counts(self, batch_id: str) -> Counter[JobStatus]:
        """How many of its jobs have ended, and how."""
        keys = [key(f"{batch_id}#{number}") for number in range(_COUNTERS)]
        total: Counter[JobStatus] = Counter()
        for stored in self._get_all(keys):
            total.update({each: int(stored[each]["N"]) for each in JobStatus if each in stored})
        return total

    def jobs(self, job_ids: Iterable[str]) -> dict[str, Job]:
        """Those of the jobs that are there, by id."""
        ids = list(job_ids)
        found: dict[str, Job] = {}
        for first in range(0, len(ids), _PAGE):
            jobs = map(job_of, self._get_all([key(each) for each in ids[first : first + _PAGE]]))
            found.update((job.job_id, job) for job in jobs)
        return found

    def count(self, job: Job) -> None:
        """
        Have the batch of a job count its end, or that it waits again: once, however often this is called.

        One transaction marks the job and moves the counters, so neither is ever without the other.
        """
        for turn in range(_TRIES):
            ended = job.status if job.is_final else None
            if job.batch_id is None or job.counted == ended:
                return
            try:
                self._dynamodb.transact_write_items(TransactItems=self._counting(job, ended))
            except ClientError as error:
                if not _is_conflict(error) or turn == _TRIES - 1:
                    raise
                time.sleep(random.uniform(0, min(1.0, 0.02 * 2**turn)))
            else:
                return
            answer = self._dynamodb.get_item(TableName=self._table, Key=key(job.job_id), ConsistentRead=True)
            if "Item" not in answer:
                return
            job = job_of(answer["Item"])

    def _counting(self, job: Job, ended: JobStatus | None) -> list[TransactWriteItemTypeDef]:
        moves = {name: by for name, by in ((ended, 1), (job.counted, -1)) if name is not None}
        number = crc32(job.job_id.encode()) % _COUNTERS
        return [
            {
                "Update": {
                    "TableName": self._table,
                    "Key": key(job.job_id),
                    "UpdateExpression": "SET counted = :ended",
                    "ConditionExpression": "counted = :before AND #status = :status",
                    "ExpressionAttributeNames": {"#status": "status"},
                    "ExpressionAttributeValues": encode(
                        {":ended": ended, ":before": job.counted, ":status": job.status}
                    ),
                }
            },
            {
                "Update": {
                    "TableName": self._table,
                    "Key": key(f"{job.batch_id}#{number}"),
                    "UpdateExpression": "SET expires_at = :expires ADD "
                    + ", ".join(f"#{name} :{name}" for name in moves),
                    "ExpressionAttributeNames": {f"#{name}": name for name in moves},
                    "ExpressionAttributeValues": encode(
                        {":expires": job.expires_at, **{f":{name}": by for name, by in moves.items()}}
                    ),
                }
            },
        ]

    def _change(
        self,
        batch: Batch,
        wanted: str,
        after: Mapping[str, object],
        allowed: Iterable[BatchStatus],
        **unchanged: object,
    ) -> Batch:
        status = after.get("status", batch.status)
        set_ = {**after, "updated_at": int(self._clock())}
        if "status" in after:
            set_["status_shard"] = _partition(BatchStatus(str(status)))
        states = {f":state{number}": state for number, state in enumerate(sorted(allowed))}
        same = "".join(f" AND #{name} = :same_{name}" for name in unchanged)
        try:
            answer = self._dynamodb.update_item(
                TableName=self._table,
                Key=key(batch.batch_id),
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in set_),
                ConditionExpression=f"#status IN ({', '.join(states)}){same}",
                ExpressionAttributeNames={f"#{name}": name for name in (*set_, *unchanged, "status")},
                ExpressionAttributeValues=encode(
                    {
                        **states,
                        **{f":{name}": value for name, value in set_.items()},
                        **{f":same_{name}": value for name, value in unchanged.items()},
                    }
                ),
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            stored: Any = error.response.get("Item")
            raise BatchMovedError(wanted, _batch_of(stored) if stored else None) from error
        return _batch_of(answer["Attributes"])

    def _get_all(self, keys: list[Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        pause = 0.05
        while keys:
            answer = self._dynamodb.batch_get_item(
                RequestItems={self._table: {"Keys": keys, "ConsistentRead": True}}
            )
            found += answer["Responses"].get(self._table, [])
            left: Any = answer.get("UnprocessedKeys", {})
            keys = left.get(self._table, {}).get("Keys", [])
            if keys:
                time.sleep(pause := min(2 * pause, 2.0))
        return found

    def _in_index(
        self, partition: str, at_most: int, owner: str | None = None, *, forward: bool = False
    ) -> list[Batch]:
        query: QueryInputTypeDef = {
            "TableName": self._table,
            "IndexName": _INDEX,
            "KeyConditionExpression": "status_shard = :partition",
            "ExpressionAttributeValues": encode({":partition": partition}),
            "ScanIndexForward": forward,
        }
        if owner is not None:
            query["FilterExpression"] = "#owner = :owner"
            query["ExpressionAttributeNames"] = {"#owner": "owner"}
            query["ExpressionAttributeValues"] = encode({":partition": partition, ":owner": owner})
        found: list[Batch] = []
        now = self._clock()
        for _ in range(_READS):
            answer = self._dynamodb.query(**query)
            batches = map(_batch_of, answer["Items"])
            found += [batch for batch in batches if not batch.is_expired(now)]
            if len(found) >= at_most or not answer.get("LastEvaluatedKey"):
                break
            query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
        return found[:at_most]


def _partition(status: BatchStatus) -> str:
    return _ENDED if status in FINAL else _OPEN


def _item(batch: Batch) -> dict[str, Any]:
    return {
        **key(batch.batch_id),  # the table's key is called after the jobs
        **encode({**asdict(batch), "status_shard": _partition(batch.status)}),
    }


def _batch_of(stored: Mapping[str, Any]) -> Batch:
    values = {name: _deserialize(value) for name, value in stored.items() if name in _FIELDS}
    values = {name: int(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    return Batch(
        **{**values, "status": BatchStatus(values["status"]), "format": BatchFormat(values["format"])}
    )


def _sent(batch: Batch, now: float) -> dict[str, object]:
    return {"sends": batch.sends + 1, "sent_at": int(now), "sent_expanded": batch.expanded}


def _is_conflict(error: ClientError) -> bool:
    """Whether somebody else was quicker, or was at it in this very moment."""
    if error.response["Error"]["Code"] in {"TransactionConflictException", "TransactionInProgressException"}:
        return True
    reasons: Any = error.response.get("CancellationReasons", [])
    return any(each.get("Code") in {"ConditionalCheckFailed", "TransactionConflict"} for each in reasons)
