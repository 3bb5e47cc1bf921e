"""Clients that know the REST API and nothing else, and keep a record of what they are told."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_TIMEOUT = 20.0  # seconds
_FINAL = {"completed", "failed", "cancelled"}
_TOLD_SHARE = 0.3  # of the wishes, whose ends are told


@dataclass(slots=True)
class Wish:
    """What a client wants done, and what it knows of it."""

    name: str  # of its plans; no other wish has it
    plans: list[bytes]
    is_batch: bool
    key: str | None  # its Idempotency-Key
    callback_url: str | None = None  # where its end is to be told
    subject: str | None = None  # id of the job or batch, once it was told
    is_refused: bool = False  # it was told that nothing was accepted
    is_unknown: bool = False  # it was told nothing, or that nobody knows

    @property
    def body(self) -> bytes:
        return b"\n".join(self.plans)


@dataclass(slots=True)
class Record:
    """What all clients have seen."""

    wishes: list[Wish] = field(default_factory=list)
    ends: dict[str, str] = field(default_factory=dict)  # the first final status of each job that was seen
    retried: set[str] = field(default_factory=set)  # jobs of which a retry was asked for
    cancelled: set[str] = field(default_factory=set)  # batches and jobs
    deleted: set[str] = field(default_factory=set)  # jobs whose deletion was asked for
    gone: set[str] = field(default_factory=set)  # jobs whose deletion was confirmed
    redriven: bool = False
    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)  # that each submission took
    faults: list[str] = field(default_factory=list)  # answers that no client should get
    lock: threading.Lock = field(default_factory=threading.Lock)


class Stranger:
    """
    One client.

    Parameters
    ----------
    port : int
        Of the API.
    chance : random.Random
        What it does next.
    address : callable, optional
        Where the end of the wish of a name is to be told.
    """

    def __init__(
        self,
        port: int,
        chance: random.Random,
        record: Record,
        address: Callable[[str], str] | None = None,
    ) -> None:
        self._port = port
        self._address = address
        self._chance = chance
        self._record = record

    def act(self) -> None:
        """Do one of the things that clients do."""
        acts: list[tuple[int, Callable[[], None]]] = [
            (10, self._submit),
            (2, self._cancel_job),
            (4, self._retry_failed),
            (1, self._cancel_batch),
            (1, self._redrive),
            (1, self._delete_job),
            (8, self.look),
        ]
        (act,) = self._chance.choices([act for _, act in acts], [weight for weight, _ in acts])
        act()

    def _submit(self) -> None:
        self.ask(self.wish(1, is_batch=False))

    def wish(self, size: int, *, is_batch: bool) -> Wish:
        """Wish for a job, or for a batch of some plans of which a few are wrong."""
        name = uuid.UUID(int=self._chance.getrandbits(128)).hex
        plans = [a_plan(self._chance, f"{name}-{place}", may_be_wrong=is_batch) for place in range(size)]
        key = f"key-{name}" if is_batch or self._chance.random() < 0.8 else None
        is_told = self._address is not None and self._chance.random() < _TOLD_SHARE
        wish = Wish(name, plans, is_batch, key, self._address(name) if self._address and is_told else None)
        with self._record.lock:
            self._record.wishes.append(wish)
        return wish

    def ask(self, wish: Wish) -> bool:
        """Send a wish; true if it was accepted."""
        headers = {"Content-Type": "application/x-ndjson" if wish.is_batch else "application/json"}
        headers |= {"Cache-Control": "no-cache"} | ({"Idempotency-Key": wish.key} if wish.key else {})
        began = time.monotonic()
        path = "/batches" if wish.is_batch else "/jobs"
        path += f"?callback_url={quote(wish.callback_url, safe='')}" if wish.callback_url else ""
        status, _, answer = self.request("POST", path, wish.body, headers)
        self._record.seconds.append(time.monotonic() - began)
        wish.is_refused = False
        if status == 202:
            subject = answer["batch_id" if wish.is_batch else "job_id"]
            if wish.subject not in (None, subject):
                self._record.faults.append(f"{wish.key} made {wish.subject} and {subject}")
            wish.subject = subject
        elif status == 503 and "nothing was accepted" in answer.get("detail", ""):
            wish.is_refused = True
        elif status in {0, 409, 503}:
            wish.is_unknown = True
        else:
            self._record.faults.append(f"POST {path} was answered {status}: {answer}")
        return status == 202

    def look(self) -> None:
        """Read a job of which the end was not seen yet."""
        known = [each.subject for each in self._record.wishes if each.subject and not each.is_batch]
        waiting = [each for each in known if each not in self._record.ends]
        if waiting:
            job_id = self._chance.choice(waiting)
            status, _, job = self.request("GET", f"/jobs/{job_id}")
            if status == 200:
                self._note(job)
            elif status == 404 and job_id not in self._record.deleted:
                self._record.faults.append(f"{job_id} was accepted, and is not there")

    def _note(self, job: dict[str, Any]) -> None:
        if job["status"] in _FINAL:
            self._record.ends.setdefault(job["job_id"], job["status"])

    def _cancel_job(self) -> None:
        known = [each.subject for each in self._record.wishes if each.subject and not each.is_batch]
        if known:
            job_id = self._chance.choice(known[-20:])
            self._record.cancelled.add(job_id)
            self.request("POST", f"/jobs/{job_id}/cancel")

    def _delete_job(self) -> None:
        """Delete a job that is over."""
        over = [each for each in self._record.ends if each not in self._record.deleted]
        if over:
            job_id = self._chance.choice(over)
            self._record.deleted.add(job_id)
            status, _, _ = self.request("DELETE", f"/jobs/{job_id}")
            if status == 204:
                self._record.gone.add(job_id)

    def _cancel_batch(self) -> None:
        known = [each.subject for each in self._record.wishes if each.subject and each.is_batch]
        if known and self._chance.random() < 0.5:
            batch_id = self._chance.choice(known)
            self._record.cancelled.add(batch_id)
            self.request("POST", f"/batches/{batch_id}/cancel")

    def _retry_failed(self) -> None:
        """Retry failed jobs, most of them of batches that are about to be packed."""
        known = [each.subject for each in self._record.wishes if each.subject and each.is_batch]
        batch = f"&batch={self._chance.choice(known[-3:])}" if known else ""
        status, _, answer = self.request("GET", f"/jobs?status=failed&limit=20{batch}")
        if status == 200 and answer["jobs"]:
            job_id = self._chance.choice(answer["jobs"])["job_id"]
            self._record.retried.add(job_id)
            self.request("POST", f"/jobs/{job_id}/retry")

    def _redrive(self) -> None:
        self._record.redriven = True
        self.request("POST", "/fleet/dead-letters/redrive")

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], Any]:
        """Ask the API; status 0 where no answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_TIMEOUT)
        route = path.partition("?")[0].split("/")[1]
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            self._record.answers[f"{method} /{route}: {type(error).__name__}"] += 1
            return 0, {}, {}
        finally:
            connection.close()
        self._record.answers[f"{method} /{route}: {response.status}"] += 1
        if response.status >= 500 and response.status != 503:
            self._record.faults.append(f"{method} {path} was answered {response.status}: {content[:500]!r}")
        is_json = "json" in (response.getheader("Content-Type") or "")
        return response.status, dict(response.getheaders()), json.loads(content) if is_json else content


def a_plan(chance: random.Random, name: str, *, may_be_wrong: bool) -> bytes:
    """A grid of a random number of rooms, or now and then what is no plan."""
    across, up = chance.randint(1, 10), chance.randint(1, 10)
    rows = [{"type": "line", "start": (0, k), "end": (across, k)} for k in range(up + 1)]
    columns = [{"type": "line", "start": (k, 0), "end": (k, up)} for k in range(across + 1)]
    if may_be_wrong and chance.random() < 0.15:
        return json.dumps({"name": name, "walls": [{"type": "hexagon"}]}).encode()
    return json.dumps({"name": name, "walls": rows + columns}).encode()
