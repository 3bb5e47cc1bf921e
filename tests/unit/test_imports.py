"""
What each entry point loads, and which modules hold what.

A Lambda starts quickly only if it loads little. The directions of imports are contracts in pyproject.toml.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from roomjobs.local.folders import ROOT

SOURCES = sorted((ROOT / "roomjobs").rglob("*.py"))

HEAVY = ("numpy", "scipy", "shapely", "networkx")


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("detection.plan.parse", (*HEAVY, "boto3", "celery", "flask")),
        ("detection.pipeline", ("boto3", "celery", "flask", "scipy")),  # a worker starts with it
        ("roomjobs.jobs.job", (*HEAVY, "boto3", "celery", "flask")),
        ("roomjobs.api", (*HEAVY, "boto3", "ministack", "roomjobs.sqs.channel")),
        ("roomjobs.rest.api_gateway", (*HEAVY, "ministack")),
        ("roomjobs.upkeep", (*HEAVY, "boto3", "flask", "ministack")),
        ("roomjobs.tasks", (*HEAVY, "boto3", "flask", "ministack")),
    ],
)
def test_a_module_does_not_load_what_it_must_not_know(module: str, unwanted: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(*[name for name in {unwanted!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def test_the_service_has_few_rooms() -> None:
    entries = {path.name for path in (ROOT / "roomjobs").iterdir()} - {"__pycache__", "py.typed"}
    assert len(entries - {"__init__.py"}) <= 12


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_stores_hold_a_client_of_a_store(path: Path) -> None:
    inside = path.relative_to(ROOT / "roomjobs")
    if inside.parts[0] in {"sqs", "local"} or str(inside) == "services.py":
        return  # a library of its own; the emulator's own tools; what opens the clients
    if re.search(r"(store|table|index|queue|listing|cache)$", path.stem):
        return
    assert not re.findall(r"\b(?:DynamoDB|S3|SQS)Client\b", path.read_text())


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_transport_is_used_by_its_front_door(path: Path) -> None:
    if path.relative_to(ROOT / "roomjobs").parts[0] != "sqs":
        assert not re.findall(r"^\s*(?:from|import) roomjobs\.sqs\.", path.read_text(), re.MULTILINE)
