"""The embedded AWS-compatible endpoint (ministack with a journal), as a child process on loopback."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import urllib3

from roomjobs import RoomJobsError
from roomjobs.local.child import Child
from roomjobs.local.endpoint_server import NOT_SAVED
from roomjobs.local.journal import SAVE_PATH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOST = "127.0.0.1"  # never beyond loopback: the endpoint runs code that it is given
REGION = "us-east-1"


class PortBusyError(RoomJobsError):
    """Another program listens on a port that is needed."""


class StateError(RoomJobsError):
    """The endpoint could not write down what was made for the first jobs."""

    def __init__(self, log: Path) -> None:
        super().__init__(
            "The local AWS endpoint could not write down its tables and queues. See whether there is room on "
            f"the disk, then start again ({log} says more)."
        )


class NotSavedError(RoomJobsError):
    """The endpoint ended, and some of the jobs that it held are not on disk."""

    def __init__(self, log: Path, code: int) -> None:
        cause = (
            "The disk is full: some of the last changes of jobs could not be saved and are lost. Free some "
            "space"
            if code == NOT_SAVED
            else f"The local AWS endpoint ended in disorder (exit code {code}): some of the last changes of "
            "jobs may be lost. See whether there is room on the disk"
        )
        super().__init__(f"{cause} before the next start ({log} says more).")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A running endpoint."""

    child: Child
    port: int
    has_saved: bool  # some earlier one wrote its state down

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def client_environment(self) -> dict[str, str]:
        """What boto3, the AWS CLI and Celery need to talk to this endpoint."""
        return client_environment(self.url)

    def reset(self) -> None:
        """Forget everything."""
        response = urllib3.request("POST", f"{self.url}/_ministack/reset", timeout=60, retries=False)
        if response.status != 200:
            raise RuntimeError(f"the endpoint was not reset: HTTP {response.status}")

    def save(self) -> None:
        """
        Have it write its state down now; what is written from then on is in its journal.

        Raises
        ------
        StateError
            The disk has no room for it.
        """
        response = urllib3.request("POST", f"{self.url}{SAVE_PATH}", timeout=60, retries=False)
        if response.status != 204:
            raise StateError(self.child.log)

    def stop(self) -> None:
        """
        End it gracefully: then it writes its whole state down, and needs its journal no more.

        Raises
        ------
        NotSavedError
            The disk had no room for all that it held.
        """
        was_dead = self.child.process.poll() is not None  # which `check` has told; its journal has its writes
        self.child.stop()
        if self.child.process.returncode and not was_dead:
            raise NotSavedError(self.child.log, self.child.process.returncode)


def client_environment(url: str) -> dict[str, str]:
    """What boto3, the AWS CLI and Celery need to talk to an endpoint on this machine."""
    there = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    no_proxy = f"{there},{HOST}" if there else HOST
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,  # where both are set, the lower-case one counts
    }


def start_endpoint(
    folder: Path,
    log: Path,
    *,
    keep_state: bool,
    seconds: float = 30,
    server: str = "roomjobs.local.endpoint_server",
) -> Endpoint:
    """
    Start the endpoint with its data in `folder`, by the module `server`.

    Its port is chosen once and then kept, because the addresses of queues contain it.

    Raises
    ------
    PortBusyError
        The kept port is taken.
    roomjobs.local.child.ChildDiedError
        It does not come up.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tmp").mkdir(exist_ok=True)
    memo = folder / "start.json"
    port = free_port()
    if keep_state and memo.exists():
        last = json.loads(memo.read_text())
        port = last["port"]
        check_port(
            port,
            f"The local AWS endpoint needs it, because its data is tied to it. Try again in a minute; if "
            f"another program keeps the port, delete {folder} and its jobs.",
        )
    memo.write_text(json.dumps({"port": port, "at": time.time()}))
    endpoint = Endpoint(
        child=Child.start(
            "local AWS endpoint",
            [sys.executable, "-m", server],
            environ=_server_environment(os.environ, folder, port, keep_state=keep_state),
            log=log,
            stop_seconds=30,
        ),
        port=port,
        has_saved=any((folder / "state").glob("*.json")),
    )
    try:
        endpoint.child.wait_until(lambda: answers(f"{endpoint.url}/_ministack/health"), seconds=seconds)
    except BaseException:
        endpoint.child.stop()
        raise
    return endpoint


def _server_environment(
    environ: Mapping[str, str], folder: Path, port: int, *, keep_state: bool
) -> dict[str, str]:
    inherited = {name: value for name, value in environ.items() if not name.startswith("AWS_")}
    switch = "1" if keep_state else "0"
    return {
        **inherited,
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "PERSIST_STATE": switch,
        "S3_PERSIST": switch,
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
        "TMPDIR": str(folder / "tmp"),
        "LOG_LEVEL": "WARNING",
    }


def answers(url: str) -> bool:
    """Whether a GET of `url` is answered with success."""
    try:
        return urllib3.request("GET", url, timeout=2, retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def check_port(port: int, hint: str) -> None:
    """Raise `PortBusyError` with a hint if something listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortBusyError(f"Port {port} is busy ({error.strerror}). {hint}") from error
