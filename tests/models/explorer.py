"""Visits every state that a model can reach, and says which of them can reach no end."""

from __future__ import annotations

from collections import deque
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from roomjobs.jobs.conditions import edited, holds

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from roomjobs.jobs.changes import Change
    from roomjobs.jobs.conditions import Condition

State = TypeVar("State", bound="Hashable")

Values = tuple[tuple[str, Any], ...]  # an item: its attributes with their values, by name


class Step(NamedTuple):
    """What may happen in a state."""

    what: str
    to: Any
    is_fair: bool = False  # it happens some time, if it can: a sweep, a delivery, a healthy worker


def values(**attributes: object) -> Values:
    return tuple(sorted(attributes.items()))


@cache
def made(change: Change, item: Values, given: Values = ()) -> Values | None:
    """The item after a change by its rule, in the attributes that the model has; None where it is refused."""
    before, said = dict(item), dict(given)
    if not change.allows(before, said):
        return None
    edits = {name: edit for name, edit in change.all_edits.items() if name in before}
    return values(**edited(edits, before, said))


@cache
def meets(condition: Condition, item: Values, given: Values = ()) -> bool:
    return holds(condition, dict(item), dict(given))


def explore(
    start: State, steps: Callable[[State], Iterable[Step]], faults: Callable[[State, Step], str | None]
) -> dict[State, list[Step]]:
    """
    Visit all states, and check each step.

    Parameters
    ----------
    start : hashable
    steps : callable
        What may happen in a state.
    faults : callable
        What is wrong with a step, or None.

    Returns
    -------
    dict
        The steps from each state.

    Raises
    ------
    AssertionError
        A step is wrong; with the shortest way to it.
    """
    came: dict[State, tuple[State | None, str]] = {start: (None, "start")}
    found: dict[State, list[Step]] = {}
    waiting = deque([start])
    while waiting:
        state = waiting.popleft()
        found[state] = list(steps(state))
        for step in found[state]:
            if fault := faults(state, step):
                raise AssertionError("\n".join([fault, *_way(came, state), step.what, repr(step.to)]))
            if step.to not in came:
                came[step.to] = state, step.what
                waiting.append(step.to)
    return found


def stuck(found: dict[State, list[Step]], is_end: Callable[[State], bool]) -> list[State]:
    """The states from which fair steps alone lead to no end."""
    into: dict[State, list[State]] = {}
    for state, steps in found.items():
        for step in steps:
            if step.is_fair:
                into.setdefault(step.to, []).append(state)
    waiting = deque(state for state in found if is_end(state))
    good = set(waiting)
    while waiting:
        for state in into.get(waiting.popleft(), ()):
            if state not in good:
                good.add(state)
                waiting.append(state)
    return [state for state in found if state not in good]


def _way(came: dict[Any, tuple[Any, str]], state: Any) -> list[str]:
    way = []
    while state is not None:
        state, what = came[state]
        way.append(what)
    return way[::-1]
