"""What the README shows goes in and comes out as it says."""

from __future__ import annotations

import json
import re
from typing import Any

from detection import detect_rooms
from roomjobs.local.folders import ROOT


def _holds(shown: Any, found: Any) -> bool:
    """Whether all that is shown is found; objects may have more members, numbers may differ by 1e-9."""
    if isinstance(shown, dict):
        return all(name in found and _holds(value, found[name]) for name, value in shown.items())
    if isinstance(shown, list):
        return len(shown) == len(found) and all(map(_holds, shown, found))
    if isinstance(shown, float | int):
        return bool(abs(shown - found) < 1e-9)
    return bool(shown == found)


def test_the_example_is_true() -> None:
    text = (ROOT / "README.md").read_text()
    plan, result = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL))
    assert _holds(result, detect_rooms(plan).to_document())
