"""Where things lie in a checkout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "deploy" / "cloudformation" / "data.yaml"
SAMPLES = ROOT / "samples"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """All that the local stack keeps, in one folder that may be deleted while nothing runs."""

    path: Path = ROOT / ".roomjobs"

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
