"""Rooms as GeoJSON."""

from typing import Any

_PROPERTIES = ("area", "perimeter", "label_point", "sealed", "load_bearing_share", "confidence")


def document(result: dict[str, Any]) -> dict[str, Any]:
    """The rooms as a FeatureCollection (RFC 7946, but in the units of the plan instead of degrees).

    The member ``units``, which the standard leaves to us, says so to those who read it.
    """
    return {
        "type": "FeatureCollection",
        "units": result.get("units"),
        "features": [
            {
                "type": "Feature",
                "id": room["id"],
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[*ring, ring[0]] for ring in (room["polygon"], *room["holes"])],
                },
                "properties": {name: room[name] for name in _PROPERTIES if name in room},
            }
            for room in result["rooms"]
        ],
    }
