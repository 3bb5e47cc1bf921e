"""What images and the zip of the Lambdas leave out of botocore."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import botocore
import pytest

from deploy.botocore_data import SERVICES, trim
from deploy.package import ROOT


def test_what_is_called_is_described_where_it_runs() -> None:
    """Other services are left out."""
    apart = {"cli", "local", "scaling"}  # not in either
    called = {
        service
        for path in (ROOT / "roomjobs").rglob("*.py")
        if not apart & set(path.relative_to(ROOT).parts)
        for service in re.findall(r'client(?:\(|, )"([a-z0-9-]+)"', path.read_text())
    }
    assert {"sqs", "dynamodb", "s3", "ecs", "events"} <= called
    assert called - set(SERVICES) == set()


CALLS = """
import sys
sys.path.insert(0, sys.argv[1])
import botocore.session
session = botocore.session.Session()
keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
for region in ("eu-central-1", "us-gov-west-1", "cn-north-1", "mars-1"):
    for service in sys.argv[2:]:
        client = session.create_client(service, region_name=region, **keys)
        print(client.meta.endpoint_url, client.meta.region_name, client.meta.service_model.operation_names)
    s3 = session.create_client("s3", region_name=region, **keys)
    print(s3.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"}).split("?")[0])
"""


def answers(packages: Path) -> str:
    """What clients of a botocore are told: endpoints, operations and presigned addresses."""
    answer = subprocess.run(
        [sys.executable, "-c", CALLS, str(packages), *SERVICES], capture_output=True, text=True, check=True
    )
    return answer.stdout


def test_a_trimmed_botocore_calls_as_a_whole_one(tmp_path: Path) -> None:
    whole = Path(botocore.__file__).parent
    data = whole / "data"
    shutil.copytree(whole, tmp_path / "botocore", ignore=shutil.ignore_patterns("data"))
    for path in data.iterdir():
        if path.is_file():
            (tmp_path / "botocore" / "data").mkdir(exist_ok=True)
            shutil.copy(path, tmp_path / "botocore" / "data")
        elif path.name in {*SERVICES, "ec2", "lambda"}:
            shutil.copytree(path, tmp_path / "botocore" / "data" / path.name)
    trim(tmp_path)
    assert {path.name for path in (tmp_path / "botocore" / "data").iterdir() if path.is_dir()} == {*SERVICES}
    assert answers(tmp_path) == answers(whole.parent)


def test_packages_without_botocore_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        trim(tmp_path)
