"""The page has a title for each kind of finding that the detector writes."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[4]
TITLES = (ROOT / "frontend/src/features/viewer/findings.ts").read_text()


def test_the_page_titles_each_kind_of_finding() -> None:
    sources = (ROOT / "detection/report").glob("*.py")
    kinds = {kind for path in sources for kind in re.findall(r'"kind": "(\w+)"', path.read_text())}
    assert {"leak", "lost_room", "doubt"} <= kinds, "they are found in the code at all"
    of_importers = {"drawing", "units"}
    assert [kind for kind in sorted(kinds | of_importers) if f"\n  {kind}: " not in TITLES] == []
