"""Where things lie in a checkout."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "deploy" / "cloudformation" / "data.yaml"
WORKER_TEMPLATE = TEMPLATE.with_name("worker.yaml")
SAMPLES = ROOT / "samples"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """All that the local stack keeps, in one folder that may be deleted while nothing runs."""

    path: Path = field(default_factory=lambda: Path(os.environ.get("ROOMJOBS_HOME") or ROOT / ".roomjobs"))

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def endpoint(self) -> Path:
        return self.path / "endpoint"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def stack(self) -> Path:
        """What `roomjobs env` reads: ports, environment and process ids of the running stack."""
        return self.path / "stack.json"
