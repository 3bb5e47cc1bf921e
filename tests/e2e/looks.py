"""What every screen is held against: axe, and the width of a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from roomjobs.local.folders import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = [*WCAG, "best-practice"]

in_every_look = pytest.mark.parametrize(
    "look",
    [(scheme, size) for scheme in ("light", "dark") for size in (DESKTOP, PHONE)],
    ids=["light-desktop", "light-phone", "dark-desktop", "dark-phone"],
)


def wear(page: Page, look: tuple[Any, Any]) -> None:
    """Colours and size of a look, without motion."""
    scheme, size = look
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size(size)


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
    page.evaluate(_AT_REST)
    page.evaluate((ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate(f"axe.run(document, {{runOnly: {rules}}})")
    broken = {each["id"]: [node["html"][:200] for node in each["nodes"]] for each in found["violations"]}
    assert broken == {}, broken
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
