"""Separates the plans of a batch: JSON Lines, a ZIP archive, or one JSON document."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from itertools import islice
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, NamedTuple

import msgspec

from detection import Fault, InvalidPlanError
from detection.plan.decode import pointer_step
from roomjobs import RoomJobsError
from roomjobs.jobs.batches.batch import BatchFormat
from roomjobs.plans.decoding import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_UNPACKED = 2_000_000_000  # bytes of all plans of an archive
_MOST_DIRECTORY = 8_000_000  # bytes of an archive's list of entries: some 100,000 of them
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OTHERS = {zipfile.ZIP_BZIP2: "bzip2", zipfile.ZIP_LZMA: "LZMA"}
_END = struct.Struct("<4s4H2LH")
_WIDE_END = struct.Struct("<4sQ2H2L4Q")
# Exceptions of zipfile for archives that are damaged, encrypted or of an unknown kind. The same bytes fail
# again, so a retry is useless.
_UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    zlib.error,
    struct.error,
    ValueError,
    OverflowError,
)
_NOT_DECODED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # the exact decoder says why
_READ = 2**16  # bytes
_MOST_FAULTS = 100  # in one error message
_MOST_KINDS = 5  # of files, in one message


class PackingError(RoomJobsError):
    """The plans cannot be separated; the message gives the reason to the sender."""


class Packed(NamedTuple):
    """One plan, and the name of its file, if it had one."""

    name: str | None
    document: bytes


class _Plans(msgspec.Struct, forbid_unknown_fields=True):
    plans: list[msgspec.Raw]


def to_json_lines(body: bytes) -> tuple[bytes, int]:
    """
    The plans of `{"plans": […]}` as JSON Lines, and how many there are.

    Raises
    ------
    InvalidPlanError
        The document has another form; with every fault of its text or of its members.
    """
    try:
        plans = msgspec.json.decode(body, type=_Plans).plans
        _refuse_twice(body, "plans")
    except _NOT_DECODED as error:
        raise InvalidPlanError(_faults(body, str(error))) from error
    # JSON strings contain no raw line breaks, so all of them can be removed.
    lines = [bytes(plan).translate(None, b"\r\n") for plan in plans]
    return b"\n".join(lines), len(lines)


def _faults(body: bytes, otherwise: str) -> tuple[Fault, ...]:
    document = decoded(body)
    if not isinstance(document, dict):
        return (Fault("", 'must be an object with a member "plans" or "upload_id"'),)
    unknown = islice((name for name in document if name != "plans"), _MOST_FAULTS)
    faults = [Fault(f"/{pointer_step(name)}", "is unknown; there is plans") for name in unknown]
    if not isinstance(document.get("plans"), list):
        faults.append(Fault("/plans", "must be a list of plans"))
    return tuple(faults) or (Fault("", otherwise),)


class _Uploaded(msgspec.Struct, forbid_unknown_fields=True):
    upload_id: str


def upload_named(body: bytes) -> str | None:
    """
    The upload id in a JSON document, or None if the document has another form.

    Raises
    ------
    InvalidPlanError
        It is there twice.
    """
    try:
        upload_id = msgspec.json.decode(body, type=_Uploaded).upload_id
    except _NOT_DECODED:
        return None
    _refuse_twice(body, "upload_id")
    return upload_id


def _refuse_twice(body: bytes, name: str) -> None:
    """
    Refuse a document that may have a member twice, of which msgspec keeps the last and others the first.

    Raises
    ------
    InvalidPlanError
    """
    if body.count(f'"{name}"'.encode()) > 1 or b"\\u" in body:
        decoded(body)


def count_lines(body: bytes) -> int:
    """How many plans are in JSON Lines."""
    return sum(1 for line in body.split(b"\n") if line.strip())


def unpack(file: IO[bytes], packing: BatchFormat, *, most_plans: int, most_bytes: int) -> Iterator[Packed]:
    """
    The plans in order; at most one plan is held in memory.

    Parameters
    ----------
    most_plans
        Maximum number of plans in one batch.
    most_bytes
        Maximum size of one unpacked plan, bytes.

    Raises
    ------
    PackingError
        The file has no plan, too many plans, a plan that is too large, or another format.
    """
    read = _zip_entries if packing is BatchFormat.ZIP else _lines
    count = 0
    for count, packed in enumerate(read(file, most_bytes), start=1):
        if count > most_plans:
            raise PackingError(f"The batch has more than {most_plans} plans; send several batches.")
        yield packed
    if count == 0:
        others = left_out(file, packing)
        raise PackingError(f"The batch has no plan. {others}" if others else "The batch has no plan.")


def left_out(file: IO[bytes], packing: BatchFormat) -> str | None:
    """
    What of an archive is no plan, by the endings of its names; None where all are plans.

    Raises
    ------
    PackingError
        The archive cannot be read.
    """
    if packing is not BatchFormat.ZIP:
        return None
    file.seek(0)
    try:
        _check_directory(file)
        with zipfile.ZipFile(file) as archive:
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    except _UNREADABLE as error:
        raise PackingError(f"The archive cannot be read: {error}") from error
    kinds = Counter(_ending(name) for name in names if not _is_plan(name) and not _is_litter(name))
    if not kinds:
        return None
    said = [f"{number} × {kind}" for kind, number in kinds.most_common(_MOST_KINDS)]
    if (rest := len(kinds) - _MOST_KINDS) > 0:
        said.append(f"{rest} other kind{'s' * (rest != 1)}")
    total = kinds.total()
    return (
        f"{total} file{'s are no plans and were' if total > 1 else ' is no plan and was'} left out "
        f"({', '.join(said)}): a batch takes JSON plans; submit drawings one by one."
    )


def has_plans(file: IO[bytes]) -> bool:
    """Whether a readable ZIP holds any plan, by the endings of its names."""
    with zipfile.ZipFile(file) as archive:
        return any(_is_plan(entry.filename) for entry in archive.infolist() if not entry.is_dir())


def _is_plan(name: str) -> bool:
    return name.lower().endswith(".json") and not _is_litter(name)


def _is_litter(name: str) -> bool:
    """Whether a file is one that macOS or Windows adds to folders."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in (".DS_Store", "Thumbs.db")


def _ending(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()[:20]
    return "".join(letter if letter.isprintable() else "?" for letter in suffix) or "without an ending"


def _lines(file: IO[bytes], most_bytes: int) -> Iterator[Packed]:
    number = 0
    while line := file.readline(most_bytes + 2):
        if len(line) > most_bytes and not line.endswith(b"\n"):
            raise PackingError(f"Line {number + 1} has more than the {most_bytes} bytes of a plan.")
        number += 1
        if line.strip():
            yield Packed(None, line.strip())


def _zip_entries(file: IO[bytes], most_bytes: int) -> Iterator[Packed]:
    left = MOST_UNPACKED
    try:
        _check_directory(file)
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                if _is_plan(entry.filename):
                    document = _entry(archive, entry, most_bytes)
                    left -= len(document)
                    if left < 0:
                        raise PackingError(
                            f"The archive has more than {MOST_UNPACKED} bytes unpacked; send several batches."
                        )
                    yield Packed(entry.filename, document)
    except _UNREADABLE as error:
        raise PackingError(f"The archive cannot be read: {error}") from error


def _check_directory(file: IO[bytes]) -> None:
    """
    Refuse an archive whose list of entries is too long for memory; `zipfile` reads it as a whole.

    Source: APPNOTE.TXT of PKWARE, 4.3.16 (end of central directory) and 4.3.14 (of ZIP64).
    """
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - _END.size - 2**16))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < _END.size:
        raise zipfile.BadZipFile("it has no end; part of it is missing, or it is no ZIP archive")
    size = _END.unpack_from(tail, at)[5]
    wide = tail.rfind(b"PK\6\6", 0, at)
    if size == 0xFFFFFFFF and wide >= 0 and at - wide >= _WIDE_END.size:
        size = _WIDE_END.unpack_from(tail, wide)[8]
    if size > _MOST_DIRECTORY:
        raise PackingError(
            f"The archive's list of entries has {size} bytes, at most {_MOST_DIRECTORY} may be."
        )


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most_bytes: int) -> bytes:
    """Read an entry; its size is counted while reading, because the header may state a wrong size."""
    if entry.compress_type not in _METHODS:  # zipfile inflates one read of bz2 or LZMA without any bound
        method = _OTHERS.get(entry.compress_type, f"method {entry.compress_type}")
        raise PackingError(f"{entry.filename!r} is packed by {method}; use deflate or no compression.")
    parts, size = [], 0
    with archive.open(entry) as opened:
        while part := opened.read(_READ):
            size += len(part)
            if size > most_bytes:
                raise PackingError(f"{entry.filename!r} has more than the {most_bytes} bytes of a plan.")
            parts.append(part)
    return b"".join(parts)
