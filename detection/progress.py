"""Callbacks through which a long detection reports its progress and is asked to stop."""

from collections.abc import Callable

Progress = Callable[
    [str, float], None
]  # stage, share of the whole work (0 to 1); it raises to abort the detection
Beat = Callable[[], None]  # called regularly within a stage; it raises to abort the detection


def silent() -> None:
    """Report nothing."""
