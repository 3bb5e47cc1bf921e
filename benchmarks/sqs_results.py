"""Where the benchmarks of the transport keep their last figures; the history of a file has earlier ones."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "results" / "sqs"


def store(name: str, figures: Mapping[str, object]) -> None:
    """
    Write the figures of one benchmark, and how busy the machine was: they mean little without that.

    Parameters
    ----------
    name : str
        Of the file, without its ending.
    figures : mapping
        What JSON takes, by a name that says the unit.
    """
    commit = subprocess.run(
        ["git", "rev-parse", "--short=10", "HEAD"],
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = {
        "commit": commit.stdout.strip(),
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        "load average of 15 minutes": round(os.getloadavg()[2], 1),
        "cores": os.cpu_count(),
        "figures": figures,
    }
    (FOLDER / f"{name}.json").write_text(json.dumps(kept, indent=1) + "\n")
