"""Real plans with rooms that people, not polygonizers, marked."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from detection import detect_rooms

PLANS = sorted((Path(__file__).parents[2] / "data" / "plans").glob("*.json"))
CLOSED = [path for path in PLANS if not path.name.startswith(("r2v_gaps", "r2v_diag"))]


def turned(plan: dict[str, Any], degrees: float, shift: float) -> dict[str, Any]:
    """The plan, rotated and moved far away."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[cos, sin], [-sin, cos]])

    def moved(points: Any) -> Any:
        return (np.array(points, dtype=float).reshape(-1, 2) @ turn + shift).tolist()

    walls = [
        {**wall, "start": moved(wall["start"])[0], "end": moved(wall["end"])[0]} for wall in plan["walls"]
    ]
    holes = [[moved(ring) for ring in rings] for rings in plan.get("holes", [])]
    return {**plan, "walls": walls, "rooms": [moved(ring) for ring in plan["rooms"]], "holes": holes}


def polygons(rings: list[Any], holes: list[Any]) -> np.ndarray:
    shapes = [shapely.Polygon(*ring) for ring in zip(rings, holes or [[]] * len(rings), strict=True)]
    return np.array([shapely.make_valid(shape) for shape in shapes], dtype=object)


@pytest.mark.parametrize("degrees", [0, 17.3])
@pytest.mark.parametrize("path", CLOSED, ids=lambda path: path.stem)
def test_every_room_of_a_clean_plan_is_found(path: Path, degrees: float) -> None:
    plan = json.loads(path.read_text())
    if degrees:
        plan = turned(plan, degrees, 1e6)
    truth = polygons(plan["rooms"], plan.get("holes", []))
    found = detect_rooms(plan).to_document()["rooms"]
    shapes = polygons([room["polygon"] for room in found], [room["holes"] for room in found])
    predicted, true = shapely.STRtree(truth).query(shapes, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[predicted], truth[true]))
    overlap = shared / (shapely.area(shapes[predicted]) + shapely.area(truth[true]) - shared)
    assert len(set(true[overlap >= 0.9])) == len(truth)
