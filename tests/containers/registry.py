"""Debian's registry of images on loopback, in the place of ECR's: the same protocol, the same login."""

from __future__ import annotations

import secrets
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import urllib3

from roomjobs.local.child import Child
from tests.containers.base_image import command
from tests.containers.engine import registry_program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: On loopback, beside the usual one, whose port 80 somebody may have.
ADDRESS = "127.0.77.1"

_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_CONFIG = """\
version: 0.1
log: {{level: warn}}
storage: {{filesystem: {{rootdirectory: {folder}/images}}}}
http: {{addr: "{address}:80", secret: nothing-is-shared}}
auth: {{htpasswd: {{realm: ecr, path: {folder}/htpasswd}}}}
"""


@dataclass(frozen=True, slots=True)
class Registry:
    """A running registry that answers to the name of another for those who run in its namespace."""

    name: str
    user: str
    password: str
    folder: Path
    child: Child

    def manifest(self, repository: str, tag: str) -> tuple[str, str]:
        """The manifest of an image as it was pushed, and its digest."""
        answer = urllib3.request(
            "GET",
            f"http://{ADDRESS}/v2/{repository}/manifests/{tag}",
            headers={
                "Accept": _MANIFEST,
                **urllib3.make_headers(basic_auth=f"{self.user}:{self.password}"),
            },
            timeout=10,
            retries=False,
        )
        assert answer.status == 200, answer.data
        return answer.data.decode(), answer.headers["Docker-Content-Digest"]

    def run(
        self, *words: str | Path, cwd: Path, environ: Mapping[str, str], seconds: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """Run a program for which the registry has its name; nobody else on the machine sees that."""
        inside = f'mount --bind {shlex.quote(str(self.folder / "hosts"))} /etc/hosts && exec "$@"'
        return subprocess.run(
            [shutil.which("unshare") or "unshare", "--mount", "sh", "-c", inside, "sh", *words],
            cwd=cwd,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    @property
    def environ(self) -> dict[str, str]:
        """What Podman needs to speak to it without TLS, and to keep its login to itself."""
        return {
            "CONTAINERS_REGISTRIES_CONF": str(self.folder / "registries.conf"),
            "REGISTRY_AUTH_FILE": str(self.folder / "auth.json"),
        }


def start_registry(folder: Path, *, name: str, user: str, password: str) -> Registry:
    """Start a registry for one user, on port 80, which names without a port mean."""
    folder.mkdir()
    salt = f"$2b$05${secrets.token_hex(11)}"
    hashed = command("perl", "-e", "print crypt($ARGV[0], $ARGV[1])", password, salt)  # bcrypt
    (folder / "htpasswd").write_text(f"{user}:{hashed}\n")
    (folder / "config.yml").write_text(_CONFIG.format(folder=folder, address=ADDRESS))
    (folder / "hosts").write_text(f"127.0.0.1 localhost\n{ADDRESS} {name}\n")
    (folder / "registries.conf").write_text(f'[[registry]]\nlocation = "{name}"\ninsecure = true\n')
    (folder / "auth.json").write_text("{}")
    child = Child.start(
        "registry",
        [registry_program(), "serve", folder / "config.yml"],
        environ={},
        log=folder / "log",
        stop_seconds=10,
    )
    try:
        child.wait_until(_asks_who_is_there, seconds=20)
    except BaseException:
        child.stop()
        raise
    return Registry(name, user, password, folder, child)


def _asks_who_is_there() -> bool:
    try:
        return urllib3.request("GET", f"http://{ADDRESS}/v2/", timeout=2, retries=False).status == 401
    except urllib3.exceptions.HTTPError:
        return False
