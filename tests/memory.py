"""Stand-ins in memory behind the ports of tables and stores, for thousands of interleavings in seconds."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from botocore.exceptions import EndpointConnectionError

from roomjobs.jobs.conditions import ALWAYS, edited, holds
from roomjobs.jobs.store.attributes import encode, plain
from roomjobs.jobs.store.conditional_table import (
    Check,
    ConditionalTable,
    ConditionFailedError,
    Delete,
    Item,
    Put,
    Update,
    Write,
)
from roomjobs.plans.store import PlanStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from roomjobs.jobs.conditions import Condition


class UnreachableError(EndpointConnectionError):
    """As botocore says that a service is out of reach."""

    def __init__(self) -> None:
        super().__init__(endpoint_url="memory:")


class ProcessDiedError(BaseException):
    """The process ends at this line: not even what handles errors happens after it."""


@dataclass
class Faults:
    """
    What goes wrong with the next writes, one word each.

    ``ok``, ``down`` (it does not happen), ``lost`` (it does, without an answer), ``dies`` and ``dies after``
    (the process that writes, before or after it).
    """

    next: list[str] = field(default_factory=list)
    is_down: bool = False
    before: Callable[[Sequence[Write]], None] = lambda _writes: None  # happens just before a write

    def take(self) -> str:
        if self.is_down:
            return "down"
        return self.next.pop(0) if self.next else "ok"


class MemoryTable(ConditionalTable):
    """Holds items as DynamoDB spells them, and evaluates the same conditions and edits."""

    def __init__(self) -> None:  # no client
        self.items: dict[str, Item] = {}
        self.faults = Faults()

    def get(self, item_key: str) -> Item | None:
        if self.faults.is_down:
            raise UnreachableError
        return self.items.get(item_key)

    def get_many(self, keys: Iterable[str]) -> list[Item]:
        return [found for found in map(self.get, keys) if found is not None]

    def write(self, write: Put | Update | Delete) -> Item:
        before = self.get(write.key)
        self._make([write])
        return self.items.get(write.key) or before or {}

    def transact_once(self, writes: Sequence[Write]) -> None:
        assert len({write.key for write in writes}) == len(writes), "DynamoDB takes one write an item"
        assert len(writes) <= 100, "as many as DynamoDB takes in a transaction"
        self._make(writes)

    def in_index(
        self,
        partition: str,
        *,
        at_most: int,
        forward: bool = True,
        after: Item | None = None,
        only: Sequence[str] = (),
    ) -> tuple[list[Item], Item | None]:
        if self.faults.is_down:
            raise UnreachableError
        found = [item for item in self.items.values() if item.get("status_shard") == {"S": partition}]
        found.sort(key=lambda item: (int(item["created_at"]["N"]), item["job_id"]["S"]), reverse=not forward)
        if after is not None:
            found = found[found.index(self.items[after["job_id"]["S"]]) + 1 :]
        page = found[:at_most]
        last = {"job_id": page[-1]["job_id"]} if len(found) > at_most else None
        if only:
            page = [{name: item[name] for name in only if name in item} for item in page]
        return page, last

    def count_in_index(self, partition: str, where: Condition = ALWAYS) -> int:
        found = [item for item in self.items.values() if item.get("status_shard") == {"S": partition}]
        return sum(holds(where, plain(item), {}) for item in found)

    def _make(self, writes: Sequence[Write]) -> None:
        self.faults.before(writes)
        fault = self.faults.take()
        if fault == "down":
            raise UnreachableError
        if fault == "dies":
            raise ProcessDiedError
        for write in writes:
            stored = self.items.get(write.key)
            given = plain(encode(write.given))
            if not holds(write.when, plain(stored or {}), given):
                raise ConditionFailedError(stored)
        for write in writes:
            self._apply(write)
        if fault == "lost":
            raise UnreachableError
        if fault == "dies after":
            raise ProcessDiedError

    def _apply(self, write: Write) -> None:
        match write:
            case Put():
                self.items[write.key] = write.item
            case Delete():
                self.items.pop(write.key, None)
            case Update():
                before = plain(self.items.get(write.key, encode({"job_id": write.key})))
                self.items[write.key] = encode(edited(write.edits, before, write.given))
            case Check():
                pass


class MemoryPlans(PlanStore):
    """Holds plans and results by key; `is_down` stands for an outage of S3."""

    def __init__(self) -> None:  # no client
        self.objects: dict[str, bytes] = {}
        self.is_down = False
        self.presign_seconds = 60
        self.reads: list[str] = []

    def put_plan(self, key: str, document: bytes) -> None:
        self._check()
        self.objects[key] = document

    put_result = put_plan

    def put_large_result(self, key: str, file: IO[bytes]) -> None:
        self.put_result(key, file.read())

    def put_archive(self, key: str, file: IO[bytes]) -> None:
        self._check()
        self.objects[key] = file.read()

    def read_plan(self, key: str, *, at_most: int | None = None) -> bytes:  # noqa: ARG002 - as its port
        self._check()
        self.reads.append(key)
        return self.objects[key]

    read_result = read_plan

    def download_plan(self, key: str, file: IO[bytes]) -> None:
        file.write(self.read_plan(key))

    def copy_result(self, source: str, target: str) -> bool:
        self._check()
        with suppress(KeyError):
            self.objects[target] = self.objects[source]
        return source in self.objects

    copy_plan = copy_result

    def _check(self) -> None:
        if self.is_down:
            raise UnreachableError
