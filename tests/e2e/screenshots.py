"""
Takes the pictures of the documentation anew, from the real page over the real stack.

    .venv/bin/python -m tests.e2e.screenshots [editor-light …]
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, sync_playwright

from roomjobs.local.endpoint import free_port
from roomjobs.local.folders import ROOT, SAMPLES, DataFolder
from roomjobs.local.page_build import page_folder
from roomjobs.local.stack import local_stack
from tests.e2e.chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable

IMAGES = ROOT / "docs" / "images"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def gallery(page: Page) -> None:
    page.goto("/")
    page.locator(".sample-card svg").nth(11).wait_for()


def viewer(page: Page) -> None:
    gallery(page)
    page.locator(".sample-card").first.click()
    page.locator("path.room").nth(4).hover(force=True)  # the drawing takes it, and looks up the room
    page.wait_for_timeout(400)  # the end of the fade


def editor(page: Page) -> None:
    """One wall taken away, another drawn, and the rooms found again."""
    gallery(page)
    page.locator(".sample-card").first.click()
    page.get_by_role("link", name="Edit this plan").click()
    sheet = page.get_by_role("application")
    sheet.wait_for()
    for _ in range(10):
        page.keyboard.press("n")
    page.keyboard.press("Delete")
    page.keyboard.press("w")
    box = sheet.bounding_box()
    assert box
    for x in (0.129, 0.525):
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * 0.62)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Find rooms again").click()
    page.get_by_text("The rooms are those of this drawing").wait_for()
    page.locator(".change-mark").first.wait_for()
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)  # the end of the fade


def jobs(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Plan file").set_input_files(sorted(SAMPLES.glob("*-flat.json")))
    page.get_by_role("link", name="All results").wait_for()
    page.goto("/jobs")
    page.locator(".job-table").wait_for()


def compare(page: Page) -> None:
    """A flat, and the same one without two of its inner walls."""
    plan = json.loads((SAMPLES / "city-flat.json").read_text())
    walls = [wall for number, wall in enumerate(plan["walls"]) if number not in (4, 9)]
    for name, changes in (("City flat", {}), ("City flat, rebuilt", {"walls": walls})):
        page.goto("/")
        content = json.dumps({**plan, **changes, "name": name}).encode()
        page.get_by_label("Plan file").set_input_files(
            {"name": f"{name}.json", "mimeType": "application/json", "buffer": content}
        )
        page.locator("path.room").first.wait_for()
    page.get_by_role("link", name="Compare with…").click()
    page.get_by_role("list", name="Completed jobs").get_by_role("button", name="City flat").last.click()
    page.get_by_role("list", name="Rooms", exact=True).wait_for()
    page.get_by_role("button", name="Swap").click()
    page.get_by_role("list", name="Rooms", exact=True).wait_for()
    page.wait_for_timeout(300)


def operations(page: Page) -> None:
    page.goto("/operations?minutes=15")
    page.get_by_text("answering").wait_for()
    page.locator("figure.chart canvas").nth(3).wait_for()
    page.wait_for_timeout(500)  # the first drawing of the charts


PICTURES: dict[str, tuple[Callable[[Page], None], str, Any]] = {
    "gallery-light": (gallery, "light", DESKTOP),
    "gallery-dark": (gallery, "dark", DESKTOP),
    "viewer-light": (viewer, "light", DESKTOP),
    "viewer-dark": (viewer, "dark", DESKTOP),
    "editor-light": (editor, "light", DESKTOP),
    "editor-dark": (editor, "dark", DESKTOP),
    "jobs-light": (jobs, "light", DESKTOP),
    "jobs-dark": (jobs, "dark", DESKTOP),
    "compare-light": (compare, "light", DESKTOP),
    "compare-dark": (compare, "dark", DESKTOP),
    "operations-light": (operations, "light", DESKTOP),
    "operations-dark": (operations, "dark", DESKTOP),
    "viewer-phone": (viewer, "light", PHONE),
}


def main(names: list[str]) -> int:
    """Take the pictures of these names, or all."""
    program = find_chromium()
    if program is None:
        print("No Chromium; run: .venv/bin/python tests/e2e/chromium.py")  # noqa: T201 - a command
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as path, sync_playwright() as playwright:
        folder = DataFolder(Path(path))
        options = ["--disable-gpu", "--disable-background-networking"]
        if os.geteuid() == 0:
            options.append("--no-sandbox")
        with local_stack(free_port(), folder) as stack:
            stack.start(page_folder(folder.logs / "page.log"), lambda _name: nullcontext())
            browser = playwright.chromium.launch(executable_path=program, args=options)
            for name in names or PICTURES:
                show, scheme, size = PICTURES[name]
                context = browser.new_context(
                    base_url=stack.address,
                    viewport=size,
                    color_scheme="dark" if scheme == "dark" else "light",
                    device_scale_factor=1.5,
                )
                context.request.get(stack.entrance)
                page = context.new_page()
                show(page)
                page.screenshot(path=IMAGES / f"{name}.png")
                context.close()
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
