"""
Why each figure, switch and choice in the templates is what it is: one table, a module for each topic.

A type of resources has groups of properties with the reason that they share. A path names a property; `*`
stands for every position of a list. The value is what each resource of the type has there, a tuple where
there are several in order, or one of the forms below.
"""

from __future__ import annotations

from tests.unit.deploy.contracts.reasons import edge, network, programs, stores, watch
from tests.unit.deploy.contracts.reasons.forms import Elsewhere, Given, Group, Only

TABLE: dict[str, tuple[Group, ...]] = {
    **stores.TABLE,
    **programs.TABLE,
    **network.TABLE,
    **edge.TABLE,
    **watch.TABLE,
}

__all__ = ["TABLE", "Elsewhere", "Given", "Group", "Only"]
