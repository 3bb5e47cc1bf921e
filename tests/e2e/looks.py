"""What every screen is held against: axe, and the width of a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roomjobs.local.folders import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = [*WCAG, "best-practice"]

# Rules that the colours decide: what else axe looks at is the same in the dark.
_COLOURS = ["color-contrast", "link-in-text-block"]


# What fades in is pale for a moment. A transition that is due begins within two frames.
_AT_REST = """
async () => {
  for (const _ of [1, 2]) await new Promise((next) => requestAnimationFrame(next));
  const running = document.getAnimations().filter((each) => each instanceof CSSTransition);
  await Promise.allSettled(running.map((each) => each.finished));
}
"""


def assert_fit_for_all(page: Page, rules: list[str] = RULES) -> None:
    """The screen has no fault that axe knows, and needs no sideways scrolling."""
    _assert_fit(page, {"type": "tag", "values": rules})


def assert_fit_in_every_look(
    page: Page, rules: list[str] = RULES, sizes: Sequence[Any] = (DESKTOP, PHONE)
) -> None:
    """The same on a desk and on a phone, by day and by night; ends as it began, without motion."""
    for size in reversed(sizes):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        _assert_fit(page, {"type": "rule", "values": _COLOURS})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        assert_fit_for_all(page, rules)


def _assert_fit(page: Page, run_only: dict[str, Any]) -> None:
    page.evaluate(_AT_REST)
    if not page.evaluate("'axe' in window"):
        page.evaluate((ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate("runOnly => axe.run(document, {runOnly, resultTypes: ['violations']})", run_only)
    broken = {each["id"]: [node["html"][:200] for node in each["nodes"]] for each in found["violations"]}
    assert broken == {}, (broken, page.viewport_size, run_only)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
