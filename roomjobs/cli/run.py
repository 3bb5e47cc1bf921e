"""`make run` and `make demo`: the local stack, the main job on a sample, and the address to open."""

from __future__ import annotations

import json
import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.markup import escape

from roomjobs.cli.tables import rooms_table
from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.lanes import Lane
from roomjobs.local.child import ChildDiedError
from roomjobs.local.endpoint import NotSavedError, PortBusyError, StateError
from roomjobs.local.folders import SAMPLES, DataFolder
from roomjobs.local.page_build import PageBuildError, page_folder
from roomjobs.local.provision import ProvisioningError
from roomjobs.local.stack import AlreadyRunningError, LocalStack, local_stack
from roomjobs.rest.client import ApiError, Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_EXPECTED = (
    AlreadyRunningError,
    ApiError,
    BotoCoreError,
    ChildDiedError,
    ClientError,
    NotSavedError,
    PortBusyError,
    ProvisioningError,
    StateError,
)


@click.command()
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Where to serve."
)
@click.option("--scale", is_flag=True, help="Start as many workers as the queue needs, none at first.")
@click.option("--once", is_flag=True, help="End after the main job instead of staying up.")
def main(port: int, *, once: bool, scale: bool) -> None:
    """Start the local stack, find the rooms of a sample plan, and serve the page until Ctrl-C."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as it is under nohup
        signal.signal(signal.SIGHUP, _as_interrupt)  # the terminal was closed
    run = _Run(Console(highlight=False))
    folder = DataFolder()
    try:
        with local_stack(port, folder) as stack:
            page = run.build_page(folder.logs / "page.log")
            stack.start(page, run.step, scale=scale)
            run.main_job(stack, once=once)
            run.summary()
            if not once:
                run.welcome(stack, page)
                _stay(stack)
    except KeyboardInterrupt:
        run.say("Ended.")
    except _EXPECTED as error:
        run.say(f"[red]{escape(str(error))}[/]")
        sys.exit(1)


class _Run:
    """The output on the terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._timings: dict[str, float] = {}
        self._began = time.monotonic()

    def say(self, text: str) -> None:
        self._console.print(text, soft_wrap=True)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        with self._console.status(f"{name} …"):
            yield
        self._timings[name] = time.monotonic() - began

    def build_page(self, log: Path) -> Path | None:
        try:
            with self.step("page"):
                return page_folder(log)
        except PageBuildError as error:
            self.say(f"[yellow]{escape(str(error))} Everything else works without it.[/]")
            return None

    def main_job(self, stack: LocalStack, *, once: bool) -> None:
        """Find the rooms of the first sample, as any client would; not while its lane is paused."""
        client = Client(stack.address, stack.secret)
        if any(lane.name == Lane.INTERACTIVE and lane.pause for lane in client.lanes()):
            words = "Single plans wait, their lane is paused: .venv/bin/roomjobs lanes resume interactive"
            if once:
                raise ApiError(words)
            self.say(f"[yellow]{words}[/]")
            return
        sample = json.loads((SAMPLES / "index.json").read_text())[0]
        plan = (SAMPLES / sample["file"]).read_bytes()
        with self.step("sample plan to rooms"):
            job_id = client.submit(plan, fresh=True).job_id
            while (job := client.job(job_id)).poll_after_ms is not None:
                stack.check()
                time.sleep(0.05)
        if job.status is not JobStatus.COMPLETED:
            raise ApiError(f"The sample job {job_id} is {job.status}: {job.error_message}")
        self._timings["of which in the worker"] = job.processing_time or 0.0
        self._console.print(rooms_table(client.result(job_id), title=f"{sample['title']} ({job_id})"))

    def summary(self) -> None:
        total = time.monotonic() - self._began
        steps = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in self._timings.items())
        self.say(f"[dim]{steps}; {total:.1f} s in all[/]")

    def welcome(self, stack: LocalStack, page: Path | None) -> None:
        if page:
            self.say(f"Open [bold]{stack.entrance}[/] in a browser.")
        else:
            self.say(f"The API answers at [bold]{stack.address}[/].")
        self.say('[dim]Other programs need this run\'s token: eval "$(.venv/bin/roomjobs env)" sets it.[/]')
        self.say("[dim]Ctrl-C ends everything; jobs are kept for the next run.[/]")


def _stay(stack: LocalStack) -> None:
    while True:
        stack.check()
        time.sleep(0.5)


def _as_interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
