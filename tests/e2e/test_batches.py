"""Many plans at once, from their files to the file of their results."""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from roomjobs.local.folders import ROOT, SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

BATCH_ADDRESS = re.compile(r"/batches/batch_[0-9a-f]{32}$")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def test_several_files_on_the_drop_zone_become_a_batch(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Plan file").set_input_files([SAMPLES / "studio.json", SAMPLES / "city-flat.json"])
    expect(page).to_have_url(BATCH_ADDRESS)
    expect(page.get_by_text("2 plans · 2 completed")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("studio.json and 1 more")
    results = page.get_by_role("link", name="All results")
    expect(results).to_be_visible()
    with page.expect_download() as download:
        results.click()
    names = zipfile.ZipFile(download.value.path()).namelist()
    assert len(names) >= 3, names  # a summary and two results
    page.reload()  # its address is a page to people
    expect(results).to_be_visible()
    table = page.get_by_role("region", name="Jobs")
    expect(table.get_by_role("row")).to_have_count(3)
    table.get_by_role("link", name="city-flat").click()
    expect(page.locator("path.room")).to_have_count(11)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_plan_that_fails_says_why_in_its_batch(page: Page, tmp_path: Path, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    plans = [
        json.loads((SAMPLES / "studio.json").read_text()),
        {"walls": [{"type": "line", "start": [0, 0]}]},
    ]
    lines = tmp_path / f"{scheme}.jsonl"
    lines.write_text("\n".join(map(json.dumps, plans)))
    page.goto("/jobs")
    page.get_by_label("Files of plans").set_input_files(lines)
    expect(page).to_have_url(BATCH_ADDRESS)
    expect(page.get_by_text("2 plans · 1 completed · 1 failed")).to_be_visible()
    page.get_by_label("Only those that failed").click()
    failed = page.get_by_role("region", name="Jobs").get_by_role("row").nth(1)
    expect(failed).to_contain_text("/walls/0/end")
    page.evaluate((ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    assert {each["id"]: [node["html"][:200] for node in each["nodes"]] for each in found["violations"]} == {}
    page.goto("/jobs")
    expect(page.get_by_role("link", name=f"{scheme}.jsonl")).to_be_visible()
