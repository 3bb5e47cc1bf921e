"""What the fitted model does not know about openings, rule by rule, on both sides of each limit."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from detection.closing.evidence import Evidence, Style
from detection.closing.rules import adjusted
from detection.segments.segments import BoolArray

STYLE = Style(
    overshooting=0.0,
    pairs=0.1,
    wide_pairs=0.0,
    dangles=0.1,
    overshoot=0.0,
    solid=0.0,
    pair_count=4,
    widest_pairs=(0.3, 0.25),
)


def evidence(**given: Any) -> Evidence:
    """One hypothesis inside of a building, of which nothing is so but what is given."""
    nothing: dict[str, Any] = {
        each.name: False if each.type == BoolArray else 1.0 for each in fields(Evidence)
    }
    return Evidence(**{name: np.array([value]) for name, value in {**nothing, "gap": 0.2, **given}.items()})


def logit(style: Style = STYLE, before: float = 0.0, **given: float) -> float:
    return float(adjusted(np.array([before]), evidence(**given), style)[0])


def test_what_no_rule_is_about_stays() -> None:
    assert logit(before=0.7) == 0.7
    assert logit(before=-3.0, outside=True) == -3.0


AROUND_A_CORNER: dict[str, Any] = {"elbow": True, "outside": True, "width": 0.3, "gap": 0.7}


@pytest.mark.parametrize("otherwise", [{"outside": False}, {"width": 0.25}, {"gap": 0.71}, {"solid": True}])
def test_walls_meet_at_a_corner_of_the_outside(otherwise: dict[str, Any]) -> None:
    assert logit(**AROUND_A_CORNER) == 1.5
    assert logit(before=2.0, **AROUND_A_CORNER) == 2.0
    assert logit(**{**AROUND_A_CORNER, **otherwise}) == 0.0


def test_no_way_leads_around_to_a_corner() -> None:
    assert logit(elbow=True, corner=True) == -np.inf
    assert logit(elbow=True) == logit(corner=True) == 0.0


NARROW: dict[str, Any] = {"continues": True, "back": 0.09, "outside": True, "width": 0.3, "gap": 0.06}


@pytest.mark.parametrize(
    "otherwise",
    [
        {"continues": False},
        {"back": 0.1},
        {"outside": False},
        {"width": 0.25},
        {"gap": 0.061},
        {"sideways": True},
    ],
)
def test_nobody_leaves_a_slit_to_the_outside(otherwise: dict[str, Any]) -> None:
    assert logit(**NARROW) == 1.5
    assert logit(**{**NARROW, **otherwise}) == 0.0


def test_a_slit_around_a_corner_is_a_corner() -> None:
    """Both rules together would count the same reason twice."""
    assert logit(**{**NARROW, "elbow": True}) == 1.5


@pytest.mark.parametrize(
    ("gap", "mutual", "less"),
    [
        (0.34, False, 1.0),  # 1.1 times the widest pair, 0.3, and more
        (0.33, False, 0.0),
        (0.3, True, 1.0),  # the widest pair itself beside the second, 0.25
        (0.3, False, 0.0),
        (0.2, True, 0.0),
    ],
)
def test_what_is_wider_than_all_doors_is_a_passage(gap: float, less: float, *, mutual: bool) -> None:
    assert logit(gap=gap, mutual=mutual) == -less
    assert logit(gap=gap, mutual=mutual, sideways=True) == 0.0
    assert logit(replace(STYLE, pair_count=3), gap=gap, mutual=mutual) == 0.0


def test_beside_wide_openings_nothing_is_too_wide() -> None:
    assert logit(replace(STYLE, widest_pairs=(0.34, 0.2)), gap=0.4) == -1.0
    assert logit(replace(STYLE, widest_pairs=(0.35, 0.2)), gap=0.4) == 0.0


@pytest.mark.parametrize(
    "otherwise", [{"solid": False}, {"outside": True}, {"sideways": True}, {"elbow": True}]
)
def test_a_lone_nib_ends_within_a_room(otherwise: dict[str, Any]) -> None:
    alone = replace(STYLE, pair_count=0)
    assert logit(alone, before=2.0, solid=True) == -0.4
    assert logit(alone, before=-2.0, solid=True) == -2.0
    assert logit(alone, before=2.0, **{"solid": True, **otherwise}) == 2.0


def test_two_nibs_across_a_wide_way_end_within_a_room() -> None:
    pair = replace(STYLE, pair_count=1)
    wide: dict[str, Any] = {"before": 2.0, "solid": True, "mutual": True, "gap": 0.36}
    assert logit(pair, **wide) == -0.4
    assert logit(pair, **{**wide, "gap": 0.35}) == 2.0
    assert logit(pair, **{**wide, "mutual": False}) == 2.0
    assert logit(replace(STYLE, pair_count=2), **wide) == 2.0


def test_who_draws_doors_leaves_open_what_is_one_room() -> None:
    drawn = replace(STYLE, drawn=8)
    assert (logit(drawn), logit(drawn, outside=True)) == (-1.0, 0.0)
    assert logit(replace(STYLE, drawn=7)) == 0.0


def test_only_among_several_ends_are_overshoots_the_rule() -> None:
    """Of fewer, each may be a jamb of the only door or window."""
    overshooting = replace(STYLE, overshooting=1.0, pair_count=0)
    assert logit(replace(overshooting, ends=5), before=1.0, gap=0.3, mutual=True) == 1.0
    assert logit(replace(overshooting, ends=6), before=1.0, gap=0.3, mutual=True) == -2.5
