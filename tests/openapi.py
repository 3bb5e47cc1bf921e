"""The OpenAPI document of the API, for tests that start nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import Any

from roomjobs.local.folders import ROOT


@cache
def document() -> dict[str, Any]:
    """What `python -m roomjobs.api` prints, as it is told to make the copy in docs."""
    command = [sys.executable, "-m", "roomjobs.api"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env={"PATH": ""}).stdout
    made: dict[str, Any] = json.loads(printed)
    return made
