"""What each entry point loads: a Lambda starts quickly only if it loads little."""

import subprocess
import sys

import pytest

HEAVY = ("numpy", "scipy", "shapely", "networkx")


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("detection.plan.parse", (*HEAVY, "boto3", "celery", "flask")),
        ("detection.pipeline", ("boto3", "celery", "flask")),
        ("roomjobs.jobs.job", (*HEAVY, "boto3", "celery", "flask")),
        ("roomjobs.api", (*HEAVY, "ministack")),
        ("roomjobs.rest.api_gateway", (*HEAVY, "ministack")),
        ("roomjobs.upkeep", (*HEAVY, "flask", "ministack")),
        ("roomjobs.tasks", (*HEAVY, "flask", "ministack")),
    ],
)
def test_a_module_does_not_load_what_it_must_not_know(module: str, unwanted: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print(*[name for name in {unwanted!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
