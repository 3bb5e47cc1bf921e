"""Members of a plan that nothing reads, where one that is read may be meant. Standard library only."""

import difflib
from collections.abc import Iterable, Mapping

PLAN = (
    *("walls", "units", "name", "labels", "spaces", "drawn_openings", "wall_thickness", "findings"),
    *("projection", "drawing"),
)
WALL = ("type", "start", "end", "bulge", "points", "closed", "is_load_bearing", "thickness", "id")
LABEL = ("text", "point", "kind")
SPACE = ("polygon", "name", "number")
DRAWN_OPENING = ("kind", "start", "end", "type")

_MOST = 200  # names that are looked at: a plan may hold millions, and each is compared with all known ones
_LONGEST = 40  # characters of a name that can be a misspelt one
_ALIKE = 0.75  # share of equal characters: two that changed places in a short name, not `layer` for `label`


class UnreadMembers:
    """Counts the members of the objects of a plan that are not known, and finds what they may stand for."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], tuple[int, str]] = {}

    def note(self, item: Mapping[str, object], known: tuple[str, ...], what: str, at: str) -> None:
        """Note what `item`, one of the `what` of a plan, holds beside the `known` members."""
        for name in item:
            if name in known:
                continue
            count, first = self._seen.get((what, name), (0, at))
            if count or len(self._seen) < _MOST:
                self._seen[what, name] = count + 1, first

    def findings(self) -> Iterable[dict[str, str]]:
        """A finding for each name that resembles a known one; others belong to whoever wrote the plan."""
        for (what, name), (count, first) in self._seen.items():
            meant = _meant(name, _KNOWN[what])
            if meant is not None:
                yield {
                    "kind": "member",
                    "detail": f'{_subject(what, count, first)} a member "{name}", which is not read; write '
                    f'"{meant}" if that is meant',
                }


_KNOWN = {"plan": PLAN, "walls": WALL, "labels": LABEL, "spaces": SPACE, "drawn_openings": DRAWN_OPENING}


def _subject(what: str, count: int, first: str) -> str:
    if what == "plan":
        return "the plan has"
    return f"{first} has" if count == 1 else f"{count} {what}, the first is {first}, have"


def _meant(name: str, known: tuple[str, ...]) -> str | None:
    if len(name) > _LONGEST:
        return None
    plain = {_plain(each): each for each in known}
    alike = difflib.get_close_matches(_plain(name), plain, n=1, cutoff=_ALIKE)
    return plain[alike[0]] if alike else None


def _plain(name: str) -> str:
    """A name without what languages write differently: `isLoadBearing`, `is-load-bearing`."""
    return "".join(filter(str.isalnum, name)).lower()
