"""The rooms of a whole building as one area schedule, with totals by storey and usage.

Rows come from one result at a time, so that thousands of plans need no more memory than the largest of them.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from detection.exporters.schedule import COLUMNS, plain, rows

_ALL = "All"
_NOT_STATED = "not stated"
_SUMMED = ("net_area_m2", "area_m2", "net_area_ft2", "area_ft2")


@dataclass(slots=True)
class _Sum:
    rooms: int = 0
    unmeasured: int = 0  # in units that are no length
    without_net: int = 0  # as their walls have no thickness
    areas: list[float] = field(default_factory=lambda: [0.0] * len(_SUMMED))

    def add(self, areas: list[float | None]) -> None:
        net, gross, *_ = areas
        self.rooms += 1
        self.unmeasured += gross is None
        self.without_net += net is None and gross is not None
        self.areas = [total + (each or 0.0) for total, each in zip(self.areas, areas, strict=True)]

    def merge(self, other: "_Sum") -> None:
        self.rooms += other.rooms
        self.unmeasured += other.unmeasured
        self.without_net += other.without_net
        self.areas = [mine + theirs for mine, theirs in zip(self.areas, other.areas, strict=True)]

    def row(self, plan: str, usage: str) -> list[Any]:
        areas = (round(area, 4) for area in self.areas)
        return [plan, usage, self.rooms, *areas, self.unmeasured, self.without_net]


class Building:
    """Collects the rooms of plans, storeys as a rule, and sums their areas.

    Examples
    --------
    >>> room = {"id": "room-1", "area": 6, "net_area": 5, "perimeter": 12, "usage": "hall"}
    >>> building = Building()
    >>> for storey in ("Ground", "First"):
    ...     written = building.rows(storey, {"units": "m", "rooms": [{**room, "label_point": [3, 1]}]})
    ...     assert [row[:2] for row in written] == [[storey, "room-1"]]
    >>> for row in building.totals():
    ...     print(*row)
    Ground hall 1 5.0 6.0 53.8196 64.5835 0 0
    Ground All 1 5.0 6.0 53.8196 64.5835 0 0
    First hall 1 5.0 6.0 53.8196 64.5835 0 0
    First All 1 5.0 6.0 53.8196 64.5835 0 0
    All hall 2 10.0 12.0 107.6392 129.167 0 0
    All All 2 10.0 12.0 107.6392 129.167 0 0
    """

    COLUMNS = ("plan", *COLUMNS)
    #: Rooms without a unit of length are in no sum, those without a net area only in the gross one.
    TOTALS = ("plan", "usage", "rooms", *_SUMMED, "rooms_without_unit", "rooms_without_net_area")

    def __init__(self) -> None:
        self._sums: dict[str, dict[str, _Sum]] = {}

    def rows(self, plan: str, result: dict[str, Any]) -> Iterator[list[Any]]:
        """The row of each room of a plan, as `COLUMNS` names its values.

        Parameters
        ----------
        plan
            Name of the plan or storey.
        result
            Its result document.
        """
        where = {name: place for place, name in enumerate(COLUMNS)}
        sums = self._sums.setdefault(plan, {})
        for row in rows(result):
            usage = row[where["usage"]] or _NOT_STATED
            sums.setdefault(usage, _Sum()).add([row[where[name]] for name in _SUMMED])
            yield [plan, *row]

    def totals(self) -> Iterator[list[Any]]:
        """Sums by plan and usage, of each plan, and of the building; `TOTALS` names their values."""
        whole: dict[str, _Sum] = {}
        for plan, sums in self._sums.items():
            yield from _summed(plan, sums)
            for usage, each in sums.items():
                whole.setdefault(usage, _Sum()).merge(each)
        yield from _summed(_ALL, whole)


def _summed(plan: str, sums: dict[str, _Sum]) -> Iterator[list[Any]]:
    whole = _Sum()
    for usage, each in sorted(sums.items()):
        whole.merge(each)
        yield each.row(plan, usage)
    yield whole.row(plan, _ALL)


def csv_lines(table: Iterable[Iterable[Any]]) -> bytes:
    """Rows as CSV in UTF-8, in which no text is a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in table:
        writer.writerow([plain(value) if isinstance(value, str) else value for value in row])
    return text.getvalue().encode()
