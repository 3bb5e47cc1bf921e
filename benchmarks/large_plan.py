"""
The largest plan that is allowed, from upload to result: a square grid of rooms, each side of which is a wall.

Runs the endpoint as a child process; API and worker run in this process, whose memory is printed.

    .venv/bin/python benchmarks/large_plan.py [--walls 1000000]
"""

from __future__ import annotations

import json
import math
import os
import resource
import tempfile
import threading
import time
from itertools import pairwise
from pathlib import Path

import click
from werkzeug.serving import make_server

from roomjobs import services
from roomjobs.api import create_app
from roomjobs.config import Settings
from roomjobs.jobs.processing import Processor
from roomjobs.local.endpoint import start_endpoint
from roomjobs.local.folders import TEMPLATE
from roomjobs.local.provision import provision
from roomjobs.rest.client import Client
from roomjobs.rest.http.settings import ApiSettings


@click.command()
@click.option("--walls", default=1_000_000, show_default=True, help="About how many walls.")
def main(walls: int) -> None:
    """Print the time of each step, and the most memory that was used."""
    plan = a_grid(walls)
    with tempfile.TemporaryDirectory() as path:
        endpoint = start_endpoint(Path(path), Path(path) / "log", keep_state=False)
        try:
            environment = endpoint.client_environment()
            os.environ.update(environment)
            _run(plan, Settings.from_environment({**environment, **provision(TEMPLATE, environment)}))
        finally:
            endpoint.stop()


def _run(plan: bytes, settings: Settings) -> None:
    stores = services.connect(settings)
    server = make_server("127.0.0.1", 0, create_app(settings, ApiSettings(auth="none")), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = Client(f"http://127.0.0.1:{server.server_port}")
    began = time.monotonic()
    job_id = client.submit(plan).job_id
    print(f"{len(plan) / 1e6:.0f} MB uploaded and accepted in {time.monotonic() - began:.1f} s")
    print(f"memory before the work: {_peak():.0f} MB at most")
    processor = Processor(table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=60)
    began = time.monotonic()
    outcome = processor.process(job_id, "benchmark")
    print(f"{outcome.why} in {time.monotonic() - began:.1f} s, of which")
    job = stores.table.get(job_id)
    if job is None:
        raise SystemExit("the job is gone")
    steps = list(job.spans[-1].items())
    for (_, start), (step, end) in pairwise(steps):
        print(f"  {step}: {(end - start) / 1000:.1f} s")
    print(f"{job.wall_count} walls, {job.rooms_count} rooms; {_peak():.0f} MB of memory at most")
    server.shutdown()


def a_grid(walls: int) -> bytes:
    side = int((math.sqrt(1 + 2 * walls) - 1) / 2)
    segments = [
        segment
        for k in range(side + 1)
        for n in range(side)
        for segment in (([k, n], [k, n + 1]), ([n, k], [n + 1, k]))
    ]
    return json.dumps({"walls": [{"type": "line", "start": a, "end": b} for a, b in segments]}).encode()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
