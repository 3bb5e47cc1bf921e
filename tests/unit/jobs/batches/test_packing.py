"""Plans of a batch, told apart."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from detection import InvalidPlanError
from roomjobs.jobs.batches.batch import BatchFormat
from roomjobs.jobs.batches.packing import PackingError, count_lines, to_json_lines, unpack

LINES, ZIP = BatchFormat.JSON_LINES, BatchFormat.ZIP


def unpacked(
    content: bytes, packing: BatchFormat, *, most_plans: int = 10, most_bytes: int = 50
) -> list[tuple[str | None, bytes]]:
    plans = unpack(io.BytesIO(content), packing, most_plans=most_plans, most_bytes=most_bytes)
    return [(packed.name, packed.document) for packed in plans]


def zipped(**entries: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_json", ".json"), content)
    return file.getvalue()


def test_a_plan_per_line_and_empty_lines_do_not_count() -> None:
    body = b'{"walls":[1]}\r\n\n{"walls":[2]}'
    assert unpacked(body, LINES) == [(None, b'{"walls":[1]}'), (None, b'{"walls":[2]}')]
    assert count_lines(body) == 2


def test_a_document_of_plans_becomes_a_plan_per_line() -> None:
    body = json.dumps({"plans": [{"walls": ["a\nb"]}, {"walls": []}]}, indent=2).encode()
    lines, count = to_json_lines(body)
    assert count == 2
    assert [json.loads(plan) for _, plan in unpacked(lines, LINES)] == json.loads(body)["plans"]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (b"", [""]),
        (b"[]", [""]),
        (b'{"plans":1}', ["/plans"]),
        (b'{"plan":[]}', ["/plan", "/plans"]),
        (b'{"plans":[],"a/b~":1}', ["/a~1b~0"]),
        (b'{"plans":[{]}', [""]),
    ],
)
def test_of_another_document_every_fault_is_named(body: bytes, pointers: list[str]) -> None:
    with pytest.raises(InvalidPlanError) as caught:
        to_json_lines(body)
    assert [fault.pointer for fault in caught.value.faults] == pointers


def test_the_json_files_of_an_archive_are_plans_by_name() -> None:
    archive = zipped(flats__a_json=b"{}", readme=b"no plan", b_json=b"[]")
    assert unpacked(archive, ZIP) == [("flats/a.json", b"{}"), ("b.json", b"[]")]


@pytest.mark.parametrize(
    ("content", "packing", "reason"),
    [
        (b"\n\n", LINES, "no plan"),
        (b"{}\n" * 11, LINES, "more than 10 plans"),
        (b"{}\n" + b"x" * 60, LINES, "Line 2 has more than the 50 bytes"),
        (b"x" * 60 + b"\n{}", LINES, "Line 1 has more than the 50 bytes"),
        (b"PK no archive", ZIP, "cannot be read"),
        (zipped(readme=b"no plan"), ZIP, "no plan"),
        (zipped(a_json=b" " * 10_000_000), ZIP, "'a.json' has more than the 50 bytes"),  # 10 kB packed
        (zipped(a_json=b"{}")[:-30], ZIP, "cannot be read"),
    ],
    ids=[
        "empty",
        "too many",
        "last line too long",
        "first line too long",
        "no archive",
        "no plan in it",
        "bomb",
        "cut off",
    ],
)
def test_what_cannot_be_told_apart_is_refused_with_the_place(
    content: bytes, packing: BatchFormat, reason: str
) -> None:
    with pytest.raises(PackingError, match=reason):
        unpacked(content, packing)
