"""Which pens of a page draw walls, where no layer says it.

Drawings show what the plane of the plan cuts with a heavier line than what lies below it, and often fill it
(ISO 128-3, DIN 1356-1).
"""

from collections import defaultdict
from collections.abc import Mapping

from detection.importers.pdf import clutter
from detection.importers.pdf.page import Drawn, Pen

WALL_PEN = 0.9  # millimetres on paper: a wider line is a wall itself, not its edge
MOST_PENS = 100  # that are told apart
_HEAVIER = 1.4  # times the common width of lines, from which on a pen draws what is cut
_PALE, _DEEP = 140, 50  # of 255: how light a grey and a colour may be that walls are drawn in
_COLOURED = 48  # of 255, between the most and the least of red, green and blue: more is no grey
_SPREAD = 0.5  # of the width and height of all lines, over which those of a wall pen extend
_SHARE = 0.05  # of the length of all dark lines, below which heavy ones are marks: clouds, arrows, guards
_CURVED = 0.3  # of the paths of a pen, from which on it draws clouds of revisions, and no walls
_REPEATED = 0.5  # of the corners of areas that heavy lines go through: they only fill these


def wall_pens(kept: list[Drawn], lengths: Mapping[Pen, float]) -> set[Pen]:
    """The pens of what is cut: the heavy lines and the areas filled like walls; without any, all dark lines.

    Parameters
    ----------
    kept
        The paths of the page.
    lengths
        The length of all paths of each pen, in millimetres.
    """
    whole = clutter.box_of(kept)
    width, height = whole[2] - whole[0], whole[3] - whole[1]

    def spread(pens: set[Pen]) -> bool:
        box = clutter.box_of([each for each in kept if each.pen in pens])
        return box[2] - box[0] >= _SPREAD * width and box[3] - box[1] >= _SPREAD * height

    lines = {pen for pen in lengths if not pen.filled}
    lines = {pen for pen in lines if is_dark(pen.colour)} or lines
    straight = lines - _curved(kept)
    total = sum(lengths[pen] for pen in lines)

    def many(pens: set[Pen]) -> bool:
        return sum(lengths[pen] for pen in pens) >= _SHARE * total

    solid = _solid(kept)
    solid = solid if solid and spread(solid) else set()
    thick = {pen for pen in straight if pen.width >= WALL_PEN}
    if thick and many(thick) and spread(thick):
        return thick
    heavy: set[Pen] = set()
    for pen in sorted(straight, key=lambda pen: -pen.width)[:MOST_PENS]:
        lighter = [other for other in lines if other.width < pen.width]
        light = sum(lengths[other] for other in lighter)
        heavy.add(pen)
        if not lighter or light < 0.1 * total:
            break
        common = max(lighter, key=lengths.__getitem__)
        if pen.width >= _HEAVIER * common.width and many(heavy) and spread(heavy | solid):
            drawn = {other for other in heavy if many({same for same in heavy if same.width == other.width})}
            drawn = drawn or heavy
            return drawn if _repeat(kept, solid, drawn) else drawn | solid
    return solid or lines or {pen for pen in lengths if pen.filled}


def is_dark(colour: tuple[int, int, int]) -> bool:
    """Whether walls may be drawn in a colour: dark, or a grey that is not pale."""
    red, green, blue = colour
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return light <= _DEEP or (_is_grey(colour) and light <= _PALE)


def _is_grey(colour: tuple[int, int, int]) -> bool:
    return max(colour) - min(colour) <= _COLOURED


def _curved(kept: list[Drawn]) -> set[Pen]:
    """The pens of which many paths are arcs, but swings of doors."""
    paths: dict[Pen, int] = defaultdict(int)
    arcs: dict[Pen, int] = defaultdict(int)
    for each in kept:
        paths[each.pen] += 1
        arcs[each.pen] += any(bulge for _, _, bulge in each.path[0]) and not clutter.is_swing(each.path)
    return {pen for pen, count in paths.items() if count > 1 and arcs[pen] > _CURVED * count}


def _solid(kept: list[Drawn]) -> set[Pen]:
    """The pens of areas that are filled like walls."""
    areas: dict[Pen, list[Drawn]] = defaultdict(list)
    for each in kept:
        if each.pen.filled and _is_grey(each.pen.colour):
            areas[each.pen].append(each)
    return {pen for pen, drawn in areas.items() if clutter.are_slender(drawn)}


def _repeat(kept: list[Drawn], areas: set[Pen], lines: set[Pen]) -> bool:
    """Whether areas only fill what lines enclose: most of their corners are those of the lines."""
    corners, ends = (
        {(round(x, 1), round(y, 1)) for each in kept if each.pen in pens for x, y, _ in each.path[0]}
        for pens in (areas, lines)
    )
    return len(corners & ends) >= _REPEATED * len(corners)
