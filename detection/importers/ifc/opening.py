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
_RELEASES = re.compile(rb"FILE_SCHEMA\s*\(\s*\(([^()]*)\)", re.IGNORECASE)
_NAME = re.compile(rb"[\"']\s*([^\"']*?)\s*[\"']")
_SAVE_AS = "save it as IFC4 or IFC2x3"
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
    listed = _RELEASES.search(data[:_HEAD])
    if listed is not None:
        data = _of_known_release(data, listed, drawing)
    try:
        model: Any = ifcopenshell.file.from_string(data.decode("utf-8", "replace"))
        model.by_type("IfcProject")
        count = sum(1 for _ in model)
    except RuntimeError as error:
        if "schema" in str(error).lower():
            raise refusal(f"does not say of which release of IFC it is (FILE_SCHEMA); {_SAVE_AS}") from error
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


def _of_known_release(data: bytes, listed: re.Match[bytes], drawing: Drawing) -> bytes:
    """The file with the name of one release that has a schema; a file may list several."""
    names = [name.decode("ascii", "replace") for name in _NAME.findall(listed[1]) if name]
    if not names:
        raise refusal(f"does not say of which release of IFC it is (FILE_SCHEMA); {_SAVE_AS}")
    known = ifcopenshell.ifcopenshell_wrapper.schema_names()
    alike = next(((name, other) for name in names if (other := _read_as(name)) in known), None)
    if alike is None:
        raise refusal(f"is of the release {names[0][:40]!r}; {_SAVE_AS}")
    name, release = alike
    if name.upper() != release:
        drawing.findings.append(f"the file is of the release {name[:40]}, and was read as {release}")
    start, end = listed.span(1)
    return data[:start] + f"'{release}'".encode() + data[end:]


def _read_as(name: str) -> str | None:
    """The release whose schema reads another one."""
    if name.upper() in ifcopenshell.ifcopenshell_wrapper.schema_names():
        return name.upper()
    return next((release for pattern, release in _READ_AS if pattern.fullmatch(name.upper())), None)
