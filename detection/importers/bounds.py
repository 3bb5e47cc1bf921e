"""Limits on what a file may cost, known without loading what reads one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits on the size and the depth of a file."""

    data: int = 100_000_000  # bytes
    walls: int = 1_000_000  # of all layers together
    visits: int = 2_000_000  # entities looked at, each as often as blocks and symbols repeat it
    depth: int = 32  # blocks, groups or symbols inside each other
    labels: int = 20_000  # texts that may name rooms
