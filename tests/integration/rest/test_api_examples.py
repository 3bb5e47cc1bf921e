"""The examples of docs/use/api.md, run as they stand there against a local stack."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import nullcontext
from typing import TYPE_CHECKING

import boto3

from roomjobs.local.endpoint import free_port
from roomjobs.local.folders import ROOT, DataFolder
from roomjobs.local.stack import LocalStack, local_stack
from tests.openapi import document

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (ROOT / "docs" / "use" / "api.md").read_text()
SCRIPT = "\n".join(re.findall("```sh\n(.*?)```", TEXT, re.DOTALL))


def test_every_request_has_an_example() -> None:
    for path in document()["paths"]:
        pattern = re.escape(path)
        pattern = re.sub(r"\\{suffix\\}", "geojson", pattern)
        pattern = re.sub(r"\\{\w+\\}", r"\\$[A-Z]+", pattern)
        assert re.search(rf'"\$API{pattern}["?]', SCRIPT), f"docs/use/api.md has no example of {path}"


def as_said(stack: LocalStack) -> dict[str, str]:
    return {"ROOMJOBS_API": stack.address, "ROOMJOBS_TOKEN": stack.secret}


def test_the_examples_run(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "data" / "one-room.ifc", tmp_path / "house.ifc")
    with local_stack(free_port(), DataFolder(tmp_path / "data")) as stack:
        stack.start(None, lambda _name: nullcontext())
        known = stack.environment
        sqs = boto3.client(
            "sqs",
            endpoint_url=known["AWS_ENDPOINT_URL"],
            region_name=known["AWS_REGION"],
            aws_access_key_id=known["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=known["AWS_SECRET_ACCESS_KEY"],
        )
        sqs.send_message(QueueUrl=known["ROOMJOBS_DEAD_LETTER_QUEUE_URL"], MessageBody="no task of ours")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-x", "-c", SCRIPT],  # noqa: S607 - wherever bash is
            env={
                **os.environ,
                "ROOMJOBS_API": stack.address,
                "ROOMJOBS_TOKEN": stack.secret,
                "NO_PROXY": "127.0.0.1",
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=150,
        )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert '"status":"completed"' in done.stdout
