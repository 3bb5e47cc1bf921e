"""Rooms as GeoJSON."""

from typing import Any

from detection.plan.projection import LocalProjection

_PROPERTIES = (
    *("name", "number", "usage", "area", "net_area", "stated_area", "perimeter", "label_point", "sealed"),
    *("load_bearing_share", "confidence"),
)


def document(result: dict[str, Any], plan: object) -> dict[str, Any]:
    """The rooms as a FeatureCollection (RFC 7946): in degrees if the plan was imported from degrees.

    Others are in the units of the plan; the member ``units``, which the standard leaves to us, says so. Areas
    and lengths are in those units either way.
    """
    projection = _projection(plan)

    def place(point: list[float]) -> list[float]:
        return point if projection is None else [round(value, 9) for value in projection.degrees(*point)]

    def properties(room: dict[str, Any]) -> dict[str, Any]:
        kept = {name: room[name] for name in _PROPERTIES if room.get(name) is not None}
        return {**kept, "label_point": place(room["label_point"])} if "label_point" in kept else kept

    return {
        "type": "FeatureCollection",
        "units": result.get("units") if projection is None else "degrees",
        **({} if projection is None else {"measured_in": result.get("units")}),
        "features": [
            {
                "type": "Feature",
                "id": room["id"],
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [place(point) for point in (*ring, ring[0])]
                        for ring in (room["polygon"], *room["holes"])
                    ],
                },
                "properties": properties(room),
            }
            for room in result["rooms"]
        ],
    }


def _projection(plan: object) -> LocalProjection | None:
    where = plan.get("projection") if isinstance(plan, dict) else None
    if not isinstance(where, dict):
        return None
    longitude, latitude = where.get("longitude"), where.get("latitude")
    if not isinstance(longitude, (int, float)) or not isinstance(latitude, (int, float)):
        return None
    if abs(latitude) >= 90 or abs(longitude) > 540:
        return None
    return LocalProjection(float(longitude), float(latitude))
