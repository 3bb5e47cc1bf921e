"""Callbacks through which a long detection reports its progress and is asked to stop."""

from collections.abc import Callable

Progress = Callable[
    [str, float], None
]  # stage, share of the whole work (0 to 1); it raises to abort the detection
Beat = Callable[[], None]  # called regularly within a stage; it raises to abort the detection


def silent() -> None:
    """Report nothing."""


class Rising:
    """Progress of a stage of unknown length: each call moves it a little nearer to its end."""

    def __init__(self, report: Progress, stage: str, share: float, end: float) -> None:
        self.report, self.stage, self.share, self.end = report, stage, share, end

    def __call__(self) -> None:
        self.share += 0.05 * (self.end - self.share)
        self.report(self.stage, self.share)
