"""The storeys of a building model (IFC) as the plans of a batch."""

from __future__ import annotations

import re

import msgspec

from detection import Fault, InvalidPlanError, importers
from detection.importers.encodings import plain
from detection.options import Limits
from roomjobs.plans.importing import BOUNDS, document_of

_STOREY = re.compile(rb"\bIFCBUILDINGSTOREY\s*\(", re.IGNORECASE)
_MOST_LEFT_OUT = 5  # storeys, in one message
_LONGEST = Limits().text  # characters of a name


def check_ifc(body: bytes) -> None:
    """
    Refuse what is no IFC with storeys, as far as its text says; a worker reads it.

    Raises
    ------
    InvalidPlanError
    """
    text = plain(body)
    if not text.startswith(b"ISO-10303-21"):
        raise InvalidPlanError((Fault("", "is not IFC: the first line must be ISO-10303-21;"),))
    if _STOREY.search(text) is None:
        detail = "has no storeys (IfcBuildingStorey); submit it as a single drawing, by POST /jobs"
        raise InvalidPlanError((Fault("", detail),))


def storeys_of(data: bytes, name: str | None) -> tuple[bytes, str | None]:
    """
    A plan for each storey, from the lowest up, as JSON lines, and which storeys have none, in a sentence.

    IfcOpenShell reads the file in a child process with limits. Each plan is named `name, storey`.

    Raises
    ------
    InvalidPlanError
        No plan can be made of the file.
    detection.importers.MissingLibraryError
        IfcOpenShell is not installed here.
    """
    storeys = importers.read_storeys(data, bounds=BOUNDS)
    return b"\n".join(
        msgspec.json.encode({"name": _name(name, storey), **document_of(imported, "ifc")})
        for storey, imported in storeys.plans.items()
    ), _sentence(storeys.left_out)


def _name(model: str | None, storey: str) -> str:
    model = re.sub(r"\.ifc$", "", model or "", flags=re.IGNORECASE)
    room = _LONGEST - len(storey) - 2  # the storey is what tells the plans apart
    return f"{model[:room]}, {storey}" if model and room > 0 else storey[:_LONGEST]


def _sentence(left_out: dict[str, str]) -> str | None:
    if not left_out:
        return None
    said = [f"{name} {why}" for name, why in [*left_out.items()][:_MOST_LEFT_OUT]]
    if (rest := len(left_out) - len(said)) > 0:
        said.append(f"{rest} more")
    count = len(left_out)
    return f"{count} storey{'s were' if count > 1 else ' was'} left out: {'; '.join(said)}."
