"""The scale of a page: as it is printed, or as its dimensions say."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from detection.importers.scale import Scale

_NAMED = re.compile(
    r"\b(?:scale|ma(?:ß|ss)stab|échelle|escala|scala|schaal|skala|масштаб)\W{0,3}(\d{1,9})\s*:\s*(\d{1,9})(?![\d:])",
    re.IGNORECASE,
)
_METRIC = re.compile(r"(?<![\d.:/])1\s*[:/]\s*(\d{1,4}(?:[.,]\d{3})?)(?![\d:/]|\.\d)")
_IMPERIAL = re.compile(
    r"(?<![\d/])(\d{1,4}(?:(?:\s+|\s*-\s*)\d{1,4}/\d{1,4}|/\d{1,4})?)\s*(?:\"|″|”|in\b)\s*=\s*(\d{1,4})\s*(?:'|′|’|ft\b)"
    r"(?:\s*-?\s*(\d{1,4})\s*(?:\"|″|”))?"
)
_NOTHING = re.compile(r"/0+$")  # a fraction of no parts
_USUAL = (10, 20, 25, 50, 75, 100, 125, 150, 200, 250, 300, 400, 500, 750, 1000, 1250, 2000, 2500, 5000)
_LEAST_OF_PLANS = 10  # below which a scale is that of a detail beside them
_IMPERIAL_USUAL = (12, 16, 24, 32, 48, 64, 96, 128, 192, 120, 240, 360, 480, 600)


def printed(texts: Iterable[str]) -> list[float]:
    r"""The ratios that texts state, the most frequent first.

    >>> printed(["Ground floor 1:100", "SCALE: 1/4\" = 1'-0\"", "Maßstab 1 : 100", "06/12/1:3"])
    [100.0, 48.0]
    >>> printed(["Scale 20:1"]), printed(["Plan, scale 1:700", "Edge of the roof, scale 1:2"])
    ([0.05], [700.0])
    """
    found: Counter[float] = Counter()
    for text in texts:
        for match in _NAMED.finditer(text):
            paper, real = int(match[1]), int(match[2])
            if 1 in (paper, real) and real not in (0, *_USUAL) and paper:
                found[real / paper] += 1
        for match in _METRIC.finditer(text):
            ratio = float(re.sub("[.,]", "", match[1]))
            if ratio in _USUAL:
                found[ratio] += 1
        for match in _IMPERIAL.finditer(text):
            parts = match[1].replace("-", " ").split()
            drawn = float(sum(Fraction(part) for part in parts if not _NOTHING.search(part)))
            feet = int(match[2]) + int(match[3] or 0) / 12
            if drawn > 0 and feet > 0:
                found[round(feet * 12 / drawn, 6)] += 1
    plans = any(ratio >= _LEAST_OF_PLANS for ratio in found)
    return [ratio for ratio, _ in found.most_common() if not plans or ratio >= _LEAST_OF_PLANS]


def measured(dimensions: Iterable[tuple[float, float]]) -> float | None:
    """The usual ratio that most dimensions agree with; None unless three and a half of them do.

    Parameters
    ----------
    dimensions
        Length on paper in millimetres, and the length in metres that is stated.

    >>> measured([(42.0, 4.2), (36.1, 3.6), (12.0, 1.2), (50.0, 9.0)])
    100.0
    """
    ratios = [metres * 1000 / length for length, metres in dimensions if length > 0]
    if len(ratios) < 3:
        return None
    votes = {
        usual: sum(math.isclose(ratio, usual, rel_tol=0.02) for ratio in ratios)
        for usual in (*_USUAL, *_IMPERIAL_USUAL)
    }
    best = max(votes, key=votes.__getitem__)
    return float(best) if votes[best] >= max(3, len(ratios) / 2) else None


def chosen(texts: list[str], dimensions: list[tuple[float, float]]) -> tuple[Scale | None, list[str]]:
    """The scale of a page, and what a person should know of it."""
    stated, seen = printed(texts), measured(dimensions)
    if seen is not None and seen in stated[1:]:
        stated.insert(0, stated.pop(stated.index(seen)))
    if not stated and seen is None:
        detail = (
            "the page states no scale that could be read, so lengths are those of the paper, in mm; "
            "give the scale, for example 1:100, or a length like 350=4.2m"
        )
        return None, [detail]
    if not stated:
        return Scale(seen or 1.0), [f"the page states no scale; its dimensions say {_words(seen or 1.0)}"]
    findings = []
    if len(stated) > 1:
        others = ", ".join(_words(ratio) for ratio in stated[1:5])
        findings.append(f"the page states several scales; {_words(stated[0])} was taken, not {others}")
    if seen is not None and not math.isclose(seen, stated[0], rel_tol=0.02):
        findings.append(
            f"the page states {_words(stated[0])}, but its dimensions say {_words(seen)}, which was taken: "
            "it may have been resized when it was printed; give the scale to have it otherwise"
        )
        return Scale(seen), findings
    return Scale(stated[0]), findings


def _words(ratio: float) -> str:
    return f"1:{ratio:g}" if ratio >= 1 else f"{1 / ratio:g}:1"
