"""The table of docs/use/formats.md: each kind of entity, and what an importer makes of it.

``python -m tests.drawings.table`` prints it.
"""

from collections.abc import Iterator

from detection.importers import read
from tests.drawings import dxf, others, pdf

KINDS = {
    "dxf": (dxf.BOUNDING, dxf.EVIDENCE, dxf.IGNORED),
    "svg": (others.SVG, others.SVG_EVIDENCE, others.SVG_IGNORED),
    "pdf": (pdf.PDF, pdf.PDF_EVIDENCE, pdf.PDF_IGNORED),
    "geojson": (others.GEOJSON, others.GEOJSON_EVIDENCE, others.GEOJSON_IGNORED),
}
HEAD = "| format | entity | what becomes of it |\n| --- | --- | --- |"


def rows() -> Iterator[str]:
    """A line for each kind, with the answer that the importer gives now."""
    for format_, groups in KINDS.items():
        for group, bounds in zip(groups, (True, False, False), strict=True):
            for kind, data in group.items():
                yield f"| {format_.upper()} | {kind} | {answer(data, format_, bounds=bounds)} |"


def answer(data: bytes, format_: str, *, bounds: bool) -> str:
    """Taken as a wall, with what; or used as a label; or why it is ignored."""
    imported = read(data, format=format_)
    said = []
    if bounds:
        walls = imported.plan["walls"]
        kinds = sorted({"polyline, closed" if wall.get("closed") else wall["type"] for wall in walls})
        thickness = " with its thickness" if any("thickness" in wall for wall in walls) else ""
        said.append(f"wall: {', '.join(kinds)}{thickness}")
    said += [f"label: {label['text']}" for label in imported.plan.get("labels", ())]
    said += [f"ignored: {each.why}" for each in imported.ignored]
    return "; ".join(said)


def table() -> str:
    """The whole table."""
    return "\n".join([HEAD, *rows()])


if __name__ == "__main__":
    print(table())  # noqa: T201 - what the command is for
