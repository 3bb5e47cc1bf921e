"""Check single values of a plan, and collect what is wrong with them. Standard library only."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from detection.faults import Fault
from detection.options import Limits
from detection.plan.members import UnreadMembers


class Checks:
    """Checks that note a fault for each value that is wrong."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.faults: list[Fault] = []
        self.unlisted = 0
        self.members = UnreadMembers()

    def fault(self, pointer: str, detail: str) -> None:
        """Note a fault; beyond the limit, count it only."""
        if len(self.faults) < self.limits.faults:
            self.faults.append(Fault(pointer, detail))
        else:
            self.unlisted += 1

    def check_point(self, point: object, at: str) -> Sequence[float] | None:
        """The point, if it is one."""
        if not is_list(point):
            self.fault(at, f"must be a point [x, y], is {name_of(point)}")
            return None
        if len(point) != 2:
            self.fault(at, f"must be a point [x, y] of two numbers, has {len(point)}")
            return None
        bound = self.limits.coordinate
        good = [self.number(value, f"{at}/{k}", -bound, bound) for k, value in enumerate(point)]
        return point if all(good) else None

    def number(self, value: object, at: str, low: float, high: float) -> bool:
        """Whether a value is a number between two bounds."""
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            self.fault(at, f"must be a number, is {name_of(value)}")
        elif not low <= value <= high:
            self.fault(at, f"must be a finite number from {low:g} to {high:g}, is {quote(value)}")
        else:
            return True
        return False

    def text(self, value: object, at: str) -> str | None:
        """The text, if it is one that is neither empty nor too long; None where there is none."""
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(at, f"must be text, is {name_of(value)}")
        elif not 1 <= len(value) <= self.limits.text:
            self.fault(at, f"must have 1 to {self.limits.text} characters, has {len(value)}")
        else:
            return value
        return None


NUMBERS = (int, float)


def is_list(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether a value is what a JSON list becomes."""
    return isinstance(value, (list, tuple))


def name_of(value: object) -> str:
    """What a JSON value is called."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "an object" if isinstance(value, Mapping) else "a list"


def quote(value: object) -> str:
    """Short form of an offending value."""
    if isinstance(value, int) and abs(value) >= 10**30:  # printing a huge integer takes quadratic time
        return "a very large integer"
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
