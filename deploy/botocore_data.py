"""
Takes out of botocore what no process of the service reads: `python botocore_data.py FOLDER`.

botocore describes four hundred services, and reads the endpoints of all to open its first client. Those that
are called here stay, and those that credentials come from, without the pages of their documentation: a Lambda
opens its clients in two thirds of the processor time. Used by `package.py` and by the build of the images,
where nothing but the standard library is at hand.
"""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from pathlib import Path
from typing import Any

SERVICES = ("dynamodb", "ecs", "events", "s3", "sqs", "sso", "sso-oidc", "sts")


def trim(packages: Path) -> None:
    """
    Trim the botocore in a folder of packages.

    Raises
    ------
    FileNotFoundError
        There is no botocore, or it keeps its descriptions elsewhere.
    """
    data = packages / "botocore" / "data"
    for folder in data.iterdir():
        if folder.is_dir() and folder.name not in SERVICES:
            shutil.rmtree(folder)
    prefixes = {_trim_service(path) for path in data.glob("*/*/service-2.json.gz")}
    _trim_endpoints(data / "endpoints.json", prefixes)


def _trim_service(path: Path) -> str:
    """Leave the documentation out of the description of a service, and give its name among the endpoints."""
    described = without_documentation(json.loads(gzip.decompress(path.read_bytes())))
    path.write_bytes(gzip.compress(_compact(described), mtime=0))
    prefix: str = described["metadata"]["endpointPrefix"]
    return prefix


def without_documentation(described: Any) -> Any:  # noqa: ANN401 - any JSON
    """
    Empty texts that are called documentation; a member of that name is no text, and stays.

    Examples
    --------
    >>> without_documentation({"type": "list", "documentation": "<p>Tags.</p>"})
    {'type': 'list', 'documentation': ''}
    >>> without_documentation({"members": {"documentation": {"shape": "Text"}}})
    {'members': {'documentation': {'shape': 'Text'}}}
    """
    if isinstance(described, list):
        return [without_documentation(each) for each in described]
    if not isinstance(described, dict):
        return described
    return {
        name: "" if name == "documentation" and isinstance(each, str) else without_documentation(each)
        for name, each in described.items()
    }


def _trim_endpoints(path: Path, prefixes: set[str]) -> None:
    described = json.loads(path.read_bytes())
    for partition in described["partitions"]:
        services = partition["services"]
        partition["services"] = {name: services[name] for name in services if name in prefixes}
    path.write_bytes(_compact(described))


def _compact(described: object) -> bytes:
    return json.dumps(described, separators=(",", ":"), ensure_ascii=False).encode()


if __name__ == "__main__":
    for found in Path(sys.argv[1]).rglob("botocore/data"):
        trim(found.parent.parent)
