"""How a long detection tells that it goes on, and is told to stop."""

from collections.abc import Callable

Progress = Callable[[str, float], None]  # stage and share of the whole work; may raise to abort
Beat = Callable[[], None]  # a sign of life within a stage; may raise to abort


def silent() -> None:
    """Tell nobody."""
