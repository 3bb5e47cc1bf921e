"""Messages of any size as items of the control table, and back."""

from __future__ import annotations

import dataclasses
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mypy_boto3_dynamodb.type_defs import WriteRequestTypeDef

    from ..log_once import Once

PARTITION_KEY = "pk"
SORT_KEY = "sk"
TTL_ATTRIBUTE = "expires_at"

#: DynamoDB takes items of 400 KB, attribute names and keys included.
PART_BYTES = 350_000
Item = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """A message found in a queue of the control plane."""

    key: str
    parts: int
    body: bytes


def parts_of(partition: str, key: str, body: bytes) -> list[Item]:
    """Cut a body into items that DynamoDB takes."""
    packed = zlib.compress(body)
    pieces = [packed[start : start + PART_BYTES] for start in range(0, len(packed), PART_BYTES)]
    return [
        {
            PARTITION_KEY: {"S": partition},
            SORT_KEY: {"S": f"{key}.{index:03d}"},
            "body": {"B": piece},
            "parts": {"N": str(len(pieces))},
        }
        for index, piece in enumerate(pieces)
    ]


def letters_of(items: Iterable[Item], once: Once) -> Iterator[Letter]:
    """Put parts together again; a message with a part missing or damaged is left out, and named once."""
    found: defaultdict[str, list[bytes]] = defaultdict(list)
    for item in items:
        key = item[SORT_KEY]["S"].rpartition(".")[0]
        try:
            found[key].append(item["body"]["B"])
            if len(found[key]) < int(item["parts"]["N"]):
                continue
            pieces = found.pop(key)
            letter = Letter(key, len(pieces), zlib.decompress(b"".join(pieces)))
        except (KeyError, ValueError, zlib.error) as error:
            once.warn(key, "message %s in the control table cannot be read: %r", key, error)
            continue
        yield letter


def part_keys(letter: Letter) -> list[str]:
    return [f"{letter.key}.{index:03d}" for index in range(letter.parts)]


def delete_request(partition: str, key: str) -> WriteRequestTypeDef:
    return {"DeleteRequest": {"Key": {PARTITION_KEY: {"S": partition}, SORT_KEY: {"S": key}}}}
