"""
What detection uses of SciPy, imported when it is used first.

With the kernels most plans need nothing of it, and to import it is a quarter of the CPU of a worker's start.
"""

from __future__ import annotations

from typing import Any

# ruff: noqa: PLC0415, ANN401 - imported at the first use; SciPy says what its functions take and give


def tree_of(points: Any) -> Any:
    """
    Index points for searches of neighbours: `scipy.spatial.cKDTree`.

    Examples
    --------
    >>> tree_of([[0.0, 0.0], [3.0, 4.0]]).query([0.0, 1.0])
    (1.0, 0)
    """
    from scipy.spatial import cKDTree

    return cKDTree(points)


def coo_array(entries: Any, shape: tuple[int, int]) -> Any:
    """A sparse matrix of values and their positions: `scipy.sparse.coo_array`."""
    from scipy.sparse import coo_array as make

    return make(entries, shape=shape)


def connected_components(graph: Any, *, directed: bool = True) -> Any:
    """The number of components and that of each node: `scipy.sparse.csgraph.connected_components`."""
    from scipy.sparse.csgraph import connected_components as find

    return find(graph, directed=directed)


def minimum_spanning_tree(graph: Any) -> Any:
    """The lightest edges that join all nodes: `scipy.sparse.csgraph.minimum_spanning_tree`."""
    from scipy.sparse.csgraph import minimum_spanning_tree as find

    return find(graph)
