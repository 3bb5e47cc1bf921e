"""What can be wrong with a plan, and the errors that say so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a plan, and how to mend it."""

    pointer: str  # JSON Pointer (RFC 6901) to the value at fault
    detail: str

    def __str__(self) -> str:
        return f"{self.pointer or '(document)'}: {self.detail}"


class DetectionError(Exception):
    """Root of the errors that this package raises."""


class InvalidPlanError(DetectionError, ValueError):
    """The plan cannot be read; ``faults`` lists everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
