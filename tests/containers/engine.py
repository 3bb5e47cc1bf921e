"""
Podman for the tests of the images: installed where the user may, with a store and a base image of its own.

The store lies in `build/containers` of the checkout, so that nothing of the user's own images is touched and
a second run finds the layers of the first.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from roomjobs.local.child import Child
from tests.containers.base_image import EngineError, UnfitMachineError, command, make_base

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
BASE = "localhost/python:3.12-slim"
TARGETS = ("worker", "api", "flower")

_FOLDER = ROOT / "build" / "containers"
# runc, because crun refuses hosts with both versions of cgroups.
_PACKAGES = [
    *("podman", "buildah", "runc", "netavark", "aardvark-dns", "iptables", "uidmap"),
    "catatonit",  # the init process of a container
]
# Neither systemd's cgroups nor the usual limits can be had inside a container, where CI mostly runs.
_CONF = """\
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
compat_api_enforce_docker_hub = false
[containers]
default_ulimits = ["nofile=16384:16384", "nproc=16384:16384"]
"""


def install() -> None:
    """
    Install what is missing by apt.

    Raises
    ------
    UnfitMachineError
        This machine is no Debian, or the user is not root.
    EngineError
        The installation failed.
    """
    if not sys.platform.startswith("linux"):
        raise UnfitMachineError("images are built on Linux only")
    if os.geteuid() != 0:
        raise UnfitMachineError("limits of containers need root")
    if all(map(shutil.which, ("podman", "buildah", "runc", "catatonit"))):
        return
    apt = shutil.which("apt-get")
    if apt is None:
        raise UnfitMachineError("Podman is not installed, and there is no apt-get to install it with")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *_PACKAGES]):
        done = subprocess.run(
            [apt, "-qq", *arguments], env=environ, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise EngineError(f"apt-get {arguments[0]} failed: {done.stderr.strip()[-300:]}")


def registry_program() -> Path:
    """
    The registry of Debian's package, unpacked only: installed it would listen on this machine for ever.

    Raises
    ------
    EngineError
        It cannot be had.
    """
    folder = _FOLDER / "registry"
    program = folder / "usr" / "bin" / "docker-registry"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [shutil.which("apt-get") or "apt-get", "-qq", "download", "docker-registry"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
        packages = list(folder.glob("docker-registry_*.deb"))
        if not packages:
            raise EngineError("apt-get does not download docker-registry")
        command("dpkg-deb", "--extract", packages[0], folder)
    return program


@dataclass(frozen=True)
class Engine:
    """Podman with our configuration."""

    folder: Path = _FOLDER
    base: str = BASE

    @cached_property
    def _program(self) -> str:
        found = shutil.which("podman")
        if found is None:
            raise EngineError("Podman is not installed")
        return found

    @cached_property
    def _environ(self) -> dict[str, str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        conf = self.folder / "containers.conf"
        conf.write_text(_CONF)
        return {**os.environ, "CONTAINERS_CONF": str(conf)}

    def run(self, *arguments: str | Path, seconds: float = 60) -> str:
        """
        Run a podman command and return what it printed to standard output.

        Raises
        ------
        EngineError
            It failed.
        """
        done = self.call(*arguments, seconds=seconds)
        if done.returncode != 0:
            raise EngineError(f"podman {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")
        return done.stdout

    def call(self, *arguments: str | Path, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a podman command that may fail."""
        return subprocess.run(
            [self._program, *self._places, *arguments],
            env=self._environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )

    def build(self, target: str) -> str:
        """Build an image from our Dockerfile, on the base image of this machine, and return its name."""
        self._import_base()
        name = f"localhost/room-jobs-{target}"
        self.run(
            "build", "--file", ROOT / "docker" / "Dockerfile", "--target", target, "--tag", name,
            *self._building_here, ROOT,
            seconds=600,
        )  # fmt: skip
        return name

    def serve(self, socket: Path, log: Path) -> Child:
        """Podman's stand-in for the daemon of Docker, for tools that speak to one."""
        command = [self._program, *self._places, "system", "service", "--time", "0", f"unix://{socket}"]
        child = Child.start("podman", command, environ=self._environ, log=log, stop_seconds=10)
        try:
            child.wait_until(socket.exists, seconds=20)
        except BaseException:
            child.stop()
            raise
        return child

    def program(self, folder: Path, **environ: str) -> Path:
        """A program like podman, with the store and the base image of this engine, for those who call one."""
        program = folder / "engine"
        settings = {"CONTAINERS_CONF": self._environ["CONTAINERS_CONF"], **environ}
        exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in settings.items())
        program.write_text(
            f"#!/bin/sh\n{exports}"
            f'if [ "$1" = build ]; then shift; set -- build {shlex.join(self._building_here)} "$@"; fi\n'
            f'exec {shlex.join([self._program, *self._places])} "$@"\n'
        )
        program.chmod(0o755)
        return program

    @property
    def _places(self) -> list[str]:
        return ["--root", str(self.folder / "store"), "--runroot", str(self.folder / "run")]

    @property
    def _building_here(self) -> list[str]:
        return [
            *(
                "--build-arg",
                f"PYTHON_IMAGE={self.base}",
                "--build-arg",
                f"COMPILER_IMAGE={self.base}",
                "--pull=never",
                "--network",
                "host",
            ),
            *("--format", "docker", "--layers", "--volume", f"{self._pip_folder()}:/etc/xdg/pip:ro"),
            *("--volume", f"{self._pip_folder()}:/etc/uv:ro"),
        ]

    def _import_base(self) -> None:
        if self.run("images", "--quiet", self.base):
            return
        archive = make_base(self.folder)
        path = "ENV PATH=/usr/local/bin:/usr/bin:/bin"
        self.run("import", "--change", path, archive, self.base, seconds=120)
        archive.unlink()

    def _pip_folder(self) -> Path:
        """What pip on this machine knows about indexes and certificates, for pip and uv in the build."""
        folder = self.folder / "pip"
        if folder.exists():
            return folder
        known = command(sys.executable, "-m", "pip", "config", "list")
        lines = dict(re.findall(r"^[\w:-]+\.([\w-]+)='(.*)'$", known, re.MULTILINE))
        wanted = {name: lines[name] for name in ("index-url", "extra-index-url", "timeout") if name in lines}
        making = folder.with_suffix(".new")
        making.mkdir(parents=True, exist_ok=True)
        bundle = lines.get("cert") or os.environ.get("SSL_CERT_FILE")
        if bundle:
            shutil.copyfile(bundle, making / "ca.pem")
            wanted["cert"] = "/etc/xdg/pip/ca.pem"
        text = "".join(f"{name} = {value}\n" for name, value in wanted.items()).replace("\\n", "\n  ")
        (making / "pip.conf").write_text(f"[global]\n{text}")
        indexes = [
            f'[[index]]\nurl = "{url}"\ndefault = {str(name == "index-url").lower()}\n'
            for name in ("index-url", "extra-index-url")
            for url in re.findall(r"https?://[^\s\\]+", wanted.get(name, ""))
        ]
        # The base image holds the certificates of this machine.
        (making / "uv.toml").write_text("".join(["native-tls = true\n", *indexes]))
        making.rename(folder)
        return folder


@dataclass(frozen=True, slots=True)
class Container:
    """A container of one of our images, with a task's limits on Fargate's smallest size."""

    engine: Engine
    name: str

    def start(self, target: str, *words: str, environment: Mapping[str, str]) -> None:
        """Start it with the limits of the task definition; the endpoint of the tests is on loopback."""
        self.engine.run(
            "run", "--detach", "--name", self.name, "--network", "host", "--http-proxy=false",
            "--read-only", "--tmpfs", "/tmp:mode=1777",  # noqa: S108 - inside of the container
            "--cap-drop", "all", "--memory", "512m", "--cpus", "0.25",
            "--no-healthcheck",  # Podman has systemd run it; `is_healthy` does so here
            *(f"--env={name}={value}" for name, value in environment.items()),
            f"localhost/room-jobs-{target}", *words,
        )  # fmt: skip

    @property
    def is_running(self) -> bool:
        return self._inspect("{{.State.Running}}") == "true"

    @property
    def exit_code(self) -> int:
        return int(self._inspect("{{.State.ExitCode}}"))

    @property
    def was_out_of_memory(self) -> bool:
        return self._inspect("{{.State.OOMKilled}}") == "true"

    def is_healthy(self) -> bool:
        """Run the image's own health check, once."""
        image = json.loads(self.engine.run("image", "inspect", self._inspect("{{.ImageName}}")))[0]
        kind, *words = image["Healthcheck"]["Test"]
        assert kind == "CMD", "the check is no exec form"
        return self.engine.call("exec", self.name, *words, seconds=30).returncode == 0

    def logs(self) -> str:
        done = self.engine.call("logs", self.name)
        return done.stdout + done.stderr

    def stop(self, seconds: int = 120) -> None:
        """Send SIGTERM; SIGKILL after as long as the task definition gives it."""
        self.engine.run("stop", "--time", str(seconds), self.name, seconds=seconds + 30)

    def remove(self) -> None:
        self.engine.call("rm", "--force", "--time", "0", self.name)

    def _inspect(self, what: str) -> str:
        return self.engine.run("inspect", "--format", what, self.name).strip()
