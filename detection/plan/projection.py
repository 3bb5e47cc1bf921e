"""From degrees to metres around a point, and back: standard library only.

On the plane that touches the ellipsoid in the point, one degree is as long as the ellipsoid's radii say. Over
a building that differs from an equal-area projection by less than a hundred-thousandth.

Source: the radii of curvature of the WGS 84 ellipsoid, NIMA TR8350.2.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_AXIS = 6_378_137.0  # metres, of the equator
_SQUARED_ECCENTRICITY = 6.694_379_990_14e-3
FARTHEST = 20_000.0  # metres from the point, within which a plan is true enough

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LocalProjection:
    """Metres to the east and north of a point that is given in degrees."""

    longitude: float
    latitude: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> "LocalProjection":
        """The projection about the middle of points (longitude, latitude)."""
        longitudes, latitudes = zip(*points, strict=True)
        return cls(
            round((min(longitudes) + max(longitudes)) / 2, 9), round((min(latitudes) + max(latitudes)) / 2, 9)
        )

    def metres(self, longitude: float, latitude: float) -> Point:
        """East and north of the point.

        >>> x, y = LocalProjection(13.0, 52.0).metres(13.0001, 52.0001)
        >>> round(x, 3), round(y, 3)
        (6.868, 11.127)
        """
        east, north = self._degree()
        return (longitude - self.longitude) * east, (latitude - self.latitude) * north

    def degrees(self, x: float, y: float) -> Point:
        """Longitude and latitude of a point in metres."""
        east, north = self._degree()
        return self.longitude + x / east, self.latitude + y / north

    def _degree(self) -> Point:
        """Metres of one degree to the east and to the north."""
        angle = math.radians(self.latitude)
        bend = 1 - _SQUARED_ECCENTRICITY * math.sin(angle) ** 2
        across = _AXIS / math.sqrt(bend)
        along = _AXIS * (1 - _SQUARED_ECCENTRICITY) / bend**1.5
        return math.radians(1) * across * math.cos(angle), math.radians(1) * along


def from_mercator(x: float, y: float) -> Point:
    """Degrees of a point on web maps (EPSG:3857), whose metres are too long away from the equator."""
    return math.degrees(x / _AXIS), math.degrees(2 * math.atan(math.exp(y / _AXIS)) - math.pi / 2)
