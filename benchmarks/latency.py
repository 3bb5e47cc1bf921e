"""
Latency from submit to result on the local stack: API, queue, one worker, stores.

Starts the local stack twice in a temporary data folder (the second start is measured), then submits small
real plans one after the other and waits for each.

    .venv/bin/python benchmarks/latency.py [--plans 100]
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

import boto3
import click

from roomjobs.jobs.job import JobStatus
from roomjobs.local.endpoint import free_port
from roomjobs.local.folders import SAMPLES, DataFolder
from roomjobs.local.stack import LocalStack, local_stack
from roomjobs.rest.client import Client


@click.command()
@click.option("--plans", default=100, show_default=True, help="How many plans to submit.")
def main(plans: int) -> None:
    """Print the latency of the main job and the time of a second start."""
    sample = json.loads((SAMPLES / "index.json").read_text())[0]
    plan = (SAMPLES / sample["file"]).read_bytes()
    with tempfile.TemporaryDirectory() as path:
        folder = DataFolder(Path(path))
        for start in (1, 2):
            began = time.monotonic()
            with local_stack(free_port(), folder) as stack:
                stack.start(None, lambda _name: nullcontext())
                client = Client(stack.address, stack.secret)
                _until_result(client, plan)
                print(f"start {start}: first result after {time.monotonic() - began:.1f} s")
                if start == 2:
                    _report(stack, client, plan, plans)


def _report(stack: LocalStack, client: Client, plan: bytes, plans: int) -> None:
    waits, job_ids = [], []
    for _ in range(plans):
        began = time.monotonic()
        job_ids.append(_until_result(client, plan))
        waits.append(time.monotonic() - began)
    cuts = statistics.quantiles(waits, n=20)
    print(f"submit to result over {plans} plans of {len(json.loads(plan)['walls'])} walls:")
    print(f"  p50 {statistics.median(waits) * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms")
    parts = [_parts(stack, job_id) for job_id in job_ids]
    for step in parts[0]:
        middle = statistics.median(part[step] for part in parts)
        share = sum(part[step] for part in parts) / sum(waits) / 1000
        print(f"  {step:9} p50 {middle:4.0f} ms, {share:5.1%} of all")


def _until_result(client: Client, plan: bytes) -> str:
    job_id = client.submit(plan, fresh=True).job_id
    while (job := client.job(job_id)).poll_after_ms is not None:
        time.sleep(0.005)
    if job.status is not JobStatus.COMPLETED:
        sys.exit(f"{job_id} is {job.status}: {job.error_message}")
    return job_id


def _parts(stack: LocalStack, job_id: str) -> dict[str, int]:
    """Milliseconds of each step of the first attempt."""
    environment = stack.environment
    dynamodb = boto3.client(
        "dynamodb",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name=environment["AWS_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )
    item = dynamodb.get_item(TableName=environment["DYNAMODB_TABLE"], Key={"job_id": {"S": job_id}})["Item"]
    span = {step: int(at["N"]) for step, at in item["spans"]["L"][0]["M"].items()}
    return {
        "read": span["read"] - span["claimed"],
        "detection": span["detected"] - span["read"],
        "write": span["written"] - span["detected"],
    }


if __name__ == "__main__":
    main()
