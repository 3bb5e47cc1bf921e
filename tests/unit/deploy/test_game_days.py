"""Game days name what is there: files of tests, modules, and the settings of the monkey."""

from __future__ import annotations

import importlib.util
import re

import pytest
from click.testing import CliRunner

from benchmarks.game_day import GAME_DAYS, main
from roomjobs.local.folders import ROOT

PAGE = (ROOT / "docs" / "operate" / "recovery.md").read_text()
KNOBS = set(
    re.findall(r'environ\.get\("(CHAOS_\w+)"', (ROOT / "tests" / "chaos" / "test_chaos.py").read_text())
)


@pytest.mark.parametrize("name", GAME_DAYS)
def test_a_game_day_can_be_played(name: str) -> None:
    day = GAME_DAYS[name]
    _, module, *words = day.command
    assert importlib.util.find_spec(module)
    assert all((ROOT / word).exists() for word in words if word.startswith("tests/"))
    assert day.environ.keys() <= KNOBS
    assert f"`make game-day PLAY={name}`" in PAGE


def test_game_days_are_listed() -> None:
    listed = CliRunner().invoke(main).output
    assert all(re.search(rf"^{name} ", listed, re.MULTILINE) for name in GAME_DAYS)
