"""Faults of plans, and the errors of this package."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a plan: its place (JSON Pointer), and how to correct it."""

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
