"""moto's server as the AWS of the tests: a second emulator, by other people, beside the embedded endpoint."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import urllib3

from roomjobs.local.child import Child
from roomjobs.local.endpoint import HOST, answers, client_environment, free_port

if TYPE_CHECKING:
    from typing import Self


@dataclass(frozen=True, slots=True)
class MotoEndpoint:
    """A running server of moto, with the interface of `roomjobs.local.endpoint.Endpoint`."""

    child: Child
    port: int

    @classmethod
    def start(cls, log: Path) -> Self:
        port = free_port()
        child = Child.start(
            "moto",
            [Path(sys.executable).with_name("moto_server"), "--host", HOST, "--port", str(port)],
            environ={name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            log=log,
        )
        made = cls(child, port)
        child.wait_until(lambda: answers(f"{made.url}/moto-api/data.json"), seconds=60)
        return made

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def client_environment(self) -> dict[str, str]:
        return client_environment(self.url)

    def reset(self) -> None:
        """Forget everything."""
        response = urllib3.request("POST", f"{self.url}/moto-api/reset", timeout=60, retries=False)
        if response.status != 200:
            raise RuntimeError(f"moto was not reset: HTTP {response.status}")

    def stop(self) -> None:
        self.child.stop()
