"""Faults of plans, and the errors of this package."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a plan: its place (JSON Pointer), and how to correct it."""

    pointer: str  # JSON Pointer (RFC 6901) to the value at fault
    detail: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.detail}" if self.pointer else f"it {self.detail}"


class DetectionError(Exception):
    """Root of the errors that this package raises."""


class InvalidPlanError(DetectionError, ValueError):
    """The plan cannot be read; ``faults`` lists everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults

    def about(self, name: str) -> str:
        """The faults in sentences about the file of this name.

        Parameters
        ----------
        name
            Of the file, as its user knows it.

        Returns
        -------
        str
            One line for each fault.

        Examples
        --------
        >>> InvalidPlanError((Fault("", "is DWG: save it as DXF"),)).about("flat.dwg")
        'flat.dwg is DWG: save it as DXF'
        """
        return "\n".join(
            f"{name}: {fault}" if fault.pointer else f"{name} {fault.detail}" for fault in self.faults
        )


class NoLengthError(DetectionError, ValueError):
    """The units of a result are no length, which its format needs."""
