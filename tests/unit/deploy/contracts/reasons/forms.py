"""The forms that a value in the table of reasons may have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.unit.deploy.environment import Deployment


@dataclass(frozen=True, slots=True)
class Given:
    """The value of a parameter of main.yaml."""

    parameter: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another contract says what stands here, and would tell if it were missing."""

    contract: str


@dataclass(frozen=True, slots=True)
class When:
    """A value under a condition of the deployment; otherwise the second, `None` for nothing."""

    holds: Callable[[Deployment], bool]
    value: Any
    otherwise: Any = None


class Only(dict[str, Any]):
    """Values by `template/logical id`; other resources of the type have nothing here."""


#: A reason, and the properties that it explains.
Group = tuple[str, Mapping[str, Any]]


def each(places: str, value: str) -> Only:
    """
    The same value for several resources; `{name}` in it is a name in kebab case.

    Examples
    --------
    >>> each("api/Api api/Create", "x-{name}")
    {'api/Api': 'x-api', 'api/Create': 'x-create'}
    """
    return Only({place: value.replace("{name}", kebab(place.partition("/")[2])) for place in places.split()})


def kebab(name: str) -> str:
    """
    A logical id in lower case with hyphens.

    Examples
    --------
    >>> kebab("BatchDeadLetters")
    'batch-dead-letters'
    """
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).strip("-")
