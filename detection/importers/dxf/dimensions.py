"""Evidence of the real size of a drawing: dimensions with a length as text, and swings of doors."""

import math
from itertools import pairwise

from ezdxf.entities.arc import Arc
from ezdxf.entities.dimension import Dimension
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.lwpolyline import LWPolyline
from ezdxf.math import Vec2, bulge_radius

from detection.importers.drawing import Drawing
from detection.importers.texts import stated_metres

_MOST = 2000  # most samples of each kind; more would not change the result


def note_dimension(dimension: Dimension, drawing: Drawing) -> None:
    """Record the measure of a linear dimension and its text, if the text states another length."""
    drawing.ignore("DIMENSION", "is used as evidence of the units")
    if dimension.dimtype > 1 or len(drawing.evidence.stated) >= _MOST:  # neither linear nor aligned
        return
    try:
        length = float(dimension.get_measurement())
        text = _shown(dimension, length)
    except (ValueError, TypeError, AttributeError, ZeroDivisionError):  # broken points or styles
        return
    said = stated_metres(text) if text else None
    if said and length > 0 and math.isfinite(length):
        drawing.evidence.stated.append((length, said))


def _shown(dimension: Dimension, length: float) -> str | None:
    """The text that overrides the measure, or the measure as its style scales it; None without a length."""
    text = dimension.dxf.get("text", "").strip()
    if text and "<>" not in text:
        return str(text)
    style = dimension.override()
    factor = abs(float(style.get("dimlfac", 1.0) or 1.0))
    ending = str(style.get("dimpost", "") or "").replace("<>", "").strip().lower()
    if math.isclose(factor, 1.0) and ending not in ("m", "mm", "cm"):
        return None
    places = int(style.get("dimdec", 2))
    return f"{length * factor:.{places}f}{ending if ending in ('m', 'mm', 'cm') else ''}"


def note_leaf(entity: DXFGraphic, drawing: Drawing) -> None:
    """Record the radius of a quarter circle, the swing of a door."""
    if len(drawing.evidence.leaves) >= _MOST:
        return
    if isinstance(entity, Arc):
        sweep = (entity.dxf.end_angle - entity.dxf.start_angle) % 360
        if abs(sweep - 90) < 2:
            drawing.evidence.leaves.append(float(entity.dxf.radius))
    elif isinstance(entity, LWPolyline) and entity.has_arc:
        points = [(float(x), float(y), float(bulge)) for x, y, bulge in entity.get_points("xyb")]
        for (x, y, bulge), (x1, y1, _) in pairwise(points):
            if math.isclose(abs(bulge), math.tan(math.pi / 8), rel_tol=0.03):
                drawing.evidence.leaves.append(float(bulge_radius(Vec2(x, y), Vec2(x1, y1), bulge)))
