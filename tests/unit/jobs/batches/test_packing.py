"""Plans of a batch, told apart."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis.strategies import integers, sampled_from

from detection import InvalidPlanError
from roomjobs.jobs.batches import packing
from roomjobs.jobs.batches.batch import BatchFormat
from roomjobs.jobs.batches.packing import (
    PackingError,
    count_lines,
    left_out,
    to_json_lines,
    unpack,
    upload_named,
)

LINES, ZIP = BatchFormat.JSON_LINES, BatchFormat.ZIP


def unpacked(
    content: bytes, format_: BatchFormat, *, most_plans: int = 10, most_bytes: int = 50
) -> list[tuple[str | None, bytes]]:
    plans = unpack(io.BytesIO(content), format_, most_plans=most_plans, most_bytes=most_bytes)
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
        (b'{"\xb9":"0",}', [""]),
        (b'{"plans":[],"plans":[{}]}', ["/plans"]),
        (b'{"plans":[],"pl\\u0061ns":[{}]}', ["/plans"]),
    ],
)
def test_of_another_document_every_fault_is_named(body: bytes, pointers: list[str]) -> None:
    with pytest.raises(InvalidPlanError) as caught:
        to_json_lines(body)
    assert [fault.pointer for fault in caught.value.faults] == pointers


def test_an_upload_is_named_once() -> None:
    assert upload_named(b'{"upload_id":"upload_1"}') == "upload_1"
    assert upload_named(b'{"\xb9":"0",}') is None
    with pytest.raises(InvalidPlanError):
        upload_named(b'{"upload_id":"upload_1","upload_id":"upload_2"}')


def test_the_json_files_of_an_archive_are_plans_by_name() -> None:
    archive = zipped(flats__a_json=b"{}", readme=b"no plan", b_json=b"[]")
    assert unpacked(archive, ZIP) == [("flats/a.json", b"{}"), ("b.json", b"[]")]


def test_what_an_archive_holds_beside_plans_is_counted() -> None:
    names = ("1.PNG", "2.png", "3.png", "flat.dxf", "README", ".DS_Store")
    archive = zipped(**{"a.JSON": b"{}", **dict.fromkeys(names, b"")})
    said = left_out(io.BytesIO(archive), ZIP)
    assert said is not None
    assert "5 files are no plans and were left out (3 × .png, 1 × .dxf, 1 × without an ending)" in said
    assert left_out(io.BytesIO(zipped(a_json=b"{}")), ZIP) is None
    assert left_out(io.BytesIO(b"{}"), LINES) is None
    assert unpacked(archive, ZIP) == [("a.JSON", b"{}")]


@pytest.mark.parametrize(
    ("content", "format_", "reason"),
    [
        (b"\n\n", LINES, "no plan"),
        (b"{}\n" * 11, LINES, "more than 10 plans"),
        (b"{}\n" + b"x" * 60, LINES, "Line 2 has more than the 50 bytes"),
        (b"x" * 60 + b"\n{}", LINES, "Line 1 has more than the 50 bytes"),
        (b"PK no archive", ZIP, "cannot be read"),
        (zipped(**{"plan.png": b""}), ZIP, r"no plan. 1 file is no plan and was left out \(1 × .png\)"),
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
def test_ambiguous_names_are_refused_with_their_place(
    content: bytes, format_: BatchFormat, reason: str
) -> None:
    with pytest.raises(PackingError, match=reason):
        unpacked(content, format_)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "lzma"])
def test_a_bomb_of_another_method_is_not_opened(method: int) -> None:
    """Zipfile inflates all that one read of them holds: 1,204 bytes took 3.1 GB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("a.json", b"\0" * 20_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(PackingError, match="use deflate or no compression"):
            unpacked(file.getvalue(), ZIP)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@given(place=integers(0, 10**6), byte=integers(0, 255), method=sampled_from([0, 8, 12, 14, 9, 97]))
def test_a_damaged_archive_is_refused_by_name(place: int, byte: int, method: int) -> None:
    """Whatever zipfile raises, it is no fault of the worker, and no retry mends it."""
    archive = bytearray(zipped(a_json=b'{"walls": []}' * 3, b_json=bytes(range(256))))
    archive[place % len(archive)] = byte
    if method:
        archive[8:10] = struct.pack("<H", method)
        archive[archive.index(b"PK\1\2") + 10 :][:2] = struct.pack("<H", method)
    with suppress(PackingError):
        unpacked(bytes(archive), ZIP, most_bytes=1000)


def test_broken_deflate_is_a_fault_of_the_sender() -> None:
    archive = bytearray(zipped(a_json=bytes(range(256)) * 4))
    data = 30 + len("a.json")
    archive[data : data + 40] = b"\xff" * 40
    with pytest.raises(PackingError, match="cannot be read"):
        unpacked(bytes(archive), ZIP, most_bytes=10_000)


def test_an_archive_is_bounded_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MOST_UNPACKED", 60)
    with pytest.raises(PackingError, match="more than 60 bytes unpacked"):
        unpacked(zipped(a_json=b" " * 40, b_json=b" " * 40), ZIP)


def test_a_list_of_too_many_entries_is_not_read() -> None:
    archive = bytearray(zipped(a_json=b"{}"))
    archive[-10:-6] = struct.pack("<L", 9_000_000)  # the size of the list, by the end of the archive
    with pytest.raises(PackingError, match="list of entries has 9000000 bytes"):
        unpacked(bytes(archive), ZIP)
