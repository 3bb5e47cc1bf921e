"""Open an IFC file: its release, and whether all of it could be read."""

import re
from typing import Any

import ifcopenshell

from detection.importers.drawing import Drawing, refusal

# Releases that IfcOpenShell has no schema for, and the one whose entities for buildings are the same.
_READ_AS = (
    (re.compile(r"IFC2X(?:2|3)?(?![0-9])\w*"), "IFC2X3"),
    (re.compile(r"IFC4X[1-3]\w*"), "IFC4X3_ADD2"),
    (re.compile(r"IFC4(?!X)\w*"), "IFC4"),
)
_RELEASE = re.compile(rb"FILE_SCHEMA\s*\(\s*\(\s*'([^']*)'", re.IGNORECASE)
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_ENTITY = re.compile(rb"(?:^|;)\s*#\d+\s*=", re.MULTILINE)
_HEAD = 100_000  # bytes that hold the header
_SECTION_END = b"ENDSEC"  # of the header, and of the data
_LEAST = 0.5  # share of the entities without which nothing of the file is believed


def model_of(data: bytes, drawing: Drawing) -> Any:  # noqa: ANN401 - a file of IfcOpenShell
    """The model of a file, with a finding where not all of it could be read.

    Raises
    ------
    InvalidPlanError
        The file is damaged, or of a release that is not read.
    """
    release = _RELEASE.search(data[:_HEAD])
    if release is not None:
        data = _of_known_release(data, release, drawing)
    try:
        model: Any = ifcopenshell.file.from_string(data.decode("utf-8", "replace"))
        model.by_type("IfcProject")
        count = sum(1 for _ in model)
    except RuntimeError as error:
        raise refusal(f"cannot be read as IFC, it is damaged or not complete: {error}"[:300]) from error
    stated = len(set(_ENTITY.findall(_COMMENT.sub(b"", data) if b"/*" in data else data)))
    if count < stated:
        last = max((entity.id() for entity in model), default=0)
        what = f"only {count} of {stated} entities could be read, the last of them is #{last}"
        if count < _LEAST * stated:
            raise refusal(f"is damaged: {what}; export it again")
        drawing.findings.append(f"the file is damaged: {what}; export it again to have all walls")
    elif data.count(_SECTION_END) < 2:  # IfcOpenShell takes half an entity for a whole one
        drawing.findings.append("the file breaks off before its end; export it again to have all walls")
    return model


def _of_known_release(data: bytes, release: re.Match[bytes], drawing: Drawing) -> bytes:
    """The file with the name of a release that has a schema."""
    name = release[1].decode("ascii", "replace")
    known = ifcopenshell.ifcopenshell_wrapper.schema_names()
    if name in known:
        return data
    alike = next((other for pattern, other in _READ_AS if pattern.fullmatch(name.upper())), None)
    if alike is None or alike not in known:
        raise refusal(f"is of the release {name[:40]!r}; save it as IFC4 or IFC2x3")
    if name.upper() != alike:
        drawing.findings.append(f"the file is of the release {name[:40]}, and was read as {alike}")
    start, end = release.span(1)
    return data[:start] + alike.encode() + data[end:]
