"""
Plans, results and jobs of an environment in a folder, and back into another one.

    python -m deploy backup --env prod --folder backup      # while it works
    python -m deploy restore --env prod2 --folder backup    # in another region or account

The table is read before the buckets: whatever a job names in them was written before the job said so, so no
result is missing. They are written in the other order, so that a job is seen when all of it is there.
"""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from deploy.target import DeploymentError

if TYPE_CHECKING:
    from pathlib import Path

_AT_ONCE = 16  # objects
_ITEMS, _OBJECTS = "items.jsonl", "objects.jsonl"
#: What an object is beside its bytes.
_KEPT = ("ContentType", "ContentEncoding", "Metadata")


@dataclass(frozen=True, slots=True)
class Data:
    """Where the data of an environment is, and the clients that reach it."""

    table: str
    buckets: dict[str, str]  # by what they hold: input, output
    dynamodb: Any
    s3: Any


@dataclass(frozen=True, slots=True)
class Copied:
    """How much was copied, and how many items were left as they are, since the environment has its own."""

    items: int
    objects: int
    kept: int = 0


def back_up(data: Data, folder: Path) -> Copied:
    """
    Copy everything into a new folder.

    Jobs, tokens and secrets of callbacks are in it, so only its owner may read it.

    Raises
    ------
    DeploymentError
        The folder holds something already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise DeploymentError(f"{folder} is not empty: name a new folder, so that no backup is mixed of two.")
    folder.chmod(0o700)
    items = 0
    with (folder / _ITEMS).open("w") as lines:
        for page in data.dynamodb.get_paginator("scan").paginate(TableName=data.table, ConsistentRead=True):
            for item in page["Items"]:
                lines.write(json.dumps(item, default=_as_text, sort_keys=True) + "\n")
                items += 1
    names = [
        (what, each["Key"])
        for what, bucket in data.buckets.items()
        for page in data.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        for each in page.get("Contents", [])
    ]

    def fetch(number: int) -> str:
        what, key = names[number]
        try:
            found = data.s3.get_object(Bucket=data.buckets[what], Key=key)
        except data.s3.exceptions.NoSuchKey:  # it ended in the meantime, by its age or its owner
            return ""
        (folder / f"{number}.object").write_bytes(found["Body"].read())
        about = {name: found[name] for name in _KEPT if found.get(name)}
        return json.dumps({"bucket": what, "key": key, "file": f"{number}.object", **about}) + "\n"

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        told = [line for line in pool.map(fetch, range(len(names))) if line]
    (folder / _OBJECTS).write_text("".join(told))  # last: without it a backup is not whole
    return Copied(items, len(told))


def restore(data: Data, folder: Path) -> Copied:
    """
    Copy a backup into an environment. An item that is there already stays as it is, so it can be repeated.

    Raises
    ------
    DeploymentError
        The folder holds no complete backup.
    """
    if not (folder / _OBJECTS).exists():
        raise DeploymentError(f"{folder} holds no complete backup: `backup` writes {_OBJECTS} last.")
    objects = [json.loads(line) for line in (folder / _OBJECTS).read_text().splitlines()]

    def put(each: dict[str, Any]) -> None:
        about = {name: each[name] for name in _KEPT if name in each}
        body = (folder / each["file"]).read_bytes()
        data.s3.put_object(Bucket=data.buckets[each["bucket"]], Key=each["key"], Body=body, **about)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(put, objects))
    items = kept = 0
    for line in (folder / _ITEMS).read_text().splitlines():
        try:
            data.dynamodb.put_item(
                TableName=data.table,
                Item=json.loads(line, object_hook=_as_bytes),
                ConditionExpression="attribute_not_exists(job_id)",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            _merge(data, json.loads(line))
            kept += 1
        else:
            items += 1
    return Copied(items, len(objects), kept)


def _merge(data: Data, item: dict[str, Any]) -> None:
    """Add what a list of ids has to the one that is there, such as that of tokens; leave everything else."""
    sets = {name: value for name, value in item.items() if "SS" in value}
    if sets and item.keys() - sets.keys() == {"job_id"}:
        data.dynamodb.update_item(
            TableName=data.table,
            Key={"job_id": item["job_id"]},
            UpdateExpression="ADD " + ", ".join(f"#{n} :{n}" for n in range(len(sets))),
            ExpressionAttributeNames={f"#{n}": name for n, name in enumerate(sets)},
            ExpressionAttributeValues={f":{n}": value for n, value in enumerate(sets.values())},
        )


def _as_text(value: object) -> dict[str, str]:
    """Bytes of the table, which JSON does not have."""
    assert isinstance(value, bytes)  # noqa: S101 - DynamoDB has nothing else that JSON lacks
    return {"base64": base64.b64encode(value).decode()}


def _as_bytes(value: dict[str, Any]) -> Any:  # noqa: ANN401 - what it was
    return base64.b64decode(value["base64"]) if value.keys() == {"base64"} else value
