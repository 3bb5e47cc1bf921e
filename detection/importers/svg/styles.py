"""Visibility of SVG elements: style sheets, style attributes and inheritance.

Selectors of one element are understood (``path``, ``.st0``, ``#walls``, ``g.hidden``), which is what drawing
programs write; others are passed over. Source: CSS 2.2, cascade; SVG 2, chapters on painting and rendering.
"""

import re
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element  # the type only; defusedxml parses

from detection.importers.svg.transforms import LENGTH, PIXELS

_RULE = re.compile(r"([^{}]+)\{([^{}]*)(?:\}|$)")  # the end of a sheet ends its last rule, too
_NOISE = re.compile(r"/\*.*?\*/|<!--|-->|@(?:import|charset)[^;]*;", re.DOTALL)
_AT_BLOCK = re.compile(r"@(?!media\b)[\w-]+[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_PRINT_ONLY = re.compile(r"@media\s+print[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SELECTOR = re.compile(r"(?P<tag>[\w-]+|\*)?(?P<rest>(?:[.#][\w-]+)*)")
_NAMES = (
    "display",
    "visibility",
    "opacity",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "fill",
    "fill-opacity",
    "clip-path",
    "mask",
    "mask-type",
    "transform",
    "clip-rule",
    "fill-rule",
)
_NOTHING = ("none", "transparent", "rgba(0,0,0,0)")


@dataclass(frozen=True, slots=True)
class Look:
    """How an element is painted; missing properties are inherited."""

    visible: bool = True
    stroke: str = "none"
    stroke_width: float | None = None  # in user units; None if it is not declared
    fill: str = "black"
    stroke_seen: bool = True
    fill_seen: bool = True

    @property
    def is_stroked(self) -> bool:
        """Whether lines along the outline are seen."""
        return self.visible and self.stroke not in _NOTHING and self.stroke_seen and self.stroke_width != 0

    @property
    def is_filled(self) -> bool:
        """Whether the inside is seen."""
        return self.visible and self.fill not in _NOTHING and self.fill_seen


class StyleSheet:
    """The rules of all ``style`` elements of a file."""

    def __init__(self, text: str) -> None:
        text = _AT_BLOCK.sub("", _PRINT_ONLY.sub("", _NOISE.sub("", text)))
        text = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", r"\1", text)
        self._rules: dict[str, list[tuple[tuple[int, int], str | None, frozenset[str], dict[str, str]]]] = {}
        for order, match in enumerate(_RULE.finditer(text)):
            said = declarations(match[2])
            for selector in match[1].split(","):
                self._add(selector.strip(), order, said)

    def _add(self, selector: str, order: int, said: dict[str, str]) -> None:
        match = _SELECTOR.fullmatch(selector)
        if not selector or match is None:
            return
        tag = None if match["tag"] in (None, "*") else match["tag"]
        parts = frozenset(re.findall(r"[.#][\w-]+", match["rest"]))
        weight = sum(100 if part[0] == "#" else 10 for part in parts) + (tag is not None)
        key = min(parts) if parts else (tag or "*")
        self._rules.setdefault(key, []).append(((weight, order), tag, parts, said))

    def said_of(self, element: Element, tag: str) -> dict[str, str]:
        """Declarations of an element's attributes, rules and style, the strongest last."""
        said = {name: value.strip() for name in _NAMES if (value := element.get(name)) is not None}
        if self._rules:
            own = {f".{name}" for name in element.get("class", "").split()}
            if identity := element.get("id"):
                own.add(f"#{identity}")
            found = [
                (weight, rule)
                for key in (*own, tag, "*")
                for weight, wanted, parts, rule in self._rules.get(key, ())
                if wanted in (None, tag) and parts <= own
            ]
            for _, rule in sorted(found, key=lambda each: each[0]):
                said |= rule
        return said | declarations(element.get("style", ""))


def declarations(text: str) -> dict[str, str]:
    """The properties of a list like ``fill:none; stroke:#000``."""
    pairs = (each.split(":", 1) for each in _NOISE.sub("", text).split(";") if ":" in each)
    return {name.strip().lower(): _value(value.replace("!important", "").strip()) for name, value in pairs}


def _value(text: str) -> str:
    return text if "url(" in text else text.lower()  # ids tell large letters from small ones


def look_of(around: Look, said: dict[str, str]) -> Look | None:
    """How an element is painted; None where it and all in it is not drawn."""
    if said.get("display") == "none" or _share(said.get("opacity")) == 0:
        return None
    changes: dict[str, object] = {}
    if "visibility" in said and said["visibility"] != "inherit":
        changes["visible"] = said["visibility"] == "visible"
    for name in ("stroke", "fill"):
        if (value := said.get(name, "inherit").replace(" ", "")) not in ("inherit", ""):
            changes[name] = value
        if f"{name}-opacity" in said:
            changes[f"{name}_seen"] = _share(said[f"{name}-opacity"]) != 0
    if match := LENGTH.fullmatch(said.get("stroke-width", "inherit")):
        changes["stroke_width"] = float(match[1]) * PIXELS.get(match[2].lower(), 0.01)
    return replace(around, **changes) if changes else around  # type: ignore[arg-type] # of these fields


def _share(text: str | None) -> float:
    try:
        return 1.0 if text is None else float(text.removesuffix("%"))
    except ValueError:
        return 1.0
