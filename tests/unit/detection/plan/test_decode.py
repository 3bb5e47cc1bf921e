"""The text of a plan: what is refused, and where the fault is said to be."""

import json
from collections.abc import Iterator

import pytest

from detection import Fault, InvalidPlanError
from detection.plan import decode
from detection.plan.decode import MAX_DEPTH, decode_plan


def test_plain_json_is_read_as_it_is() -> None:
    document = {"walls": [{"type": "line", "start": [0, 0.5], "end": [1e3, -2]}], "note": "Küche 🛋"}
    assert decode_plan(json.dumps(document, ensure_ascii=False).encode()) == document
    assert decode_plan(json.dumps(document, indent=2).encode()) == document


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (b'{"a":1,"b":{"c":1,"c":2},"a":3}', {"/a": "more than once", "/b/c": "more than once"}),
        (b'{"a~/b":1,"a~/b":2}', {"/a~0~1b": "more than once"}),
        (b'{"\\u0061":1,"a":2}', {"/a": "more than once"}),
        (b'[{"x":NaN},{"x":[-Infinity]},1e999]', {"/0/x": "finite", "/1/x/0": "finite", "/2": "finite"}),
        (b'{"units":"\\ud800"}', {"/units": "surrogate"}),
        (b'{"\\ud800":1}', {"": "surrogate"}),
        (b'{"x":' + b"7" * 5000 + b"}", {"": "thousands of digits"}),
        (b"[" * 100_000, {"": "too deeply"}),
        (b"[" * 50 + b"]" * 50, {"/0" * MAX_DEPTH: "too deeply"}),
        (b'{"x":1', {"": "line 1, column 7"}),
        (b'{"x":1}\n}', {"": "line 2, column 1"}),
        (b"", {"": "is empty"}),
        (b" \n", {"": "is empty"}),
        (b"\xef\xbb\xbf{}", {"": "byte order mark"}),
        ("{}".encode("utf-16"), {"": "UTF-16"}),
        ("{}".encode("utf-16-be"), {"": "UTF-16-BE"}),
        ("{}".encode("utf-32"), {"": "UTF-32"}),
        ('{"x":"ü"}'.encode("latin-1"), {"": "0xfc at position 6"}),
    ],
)
def test_every_fault_of_a_text_is_named_with_its_place(text: bytes, faults: dict[str, str]) -> None:
    with pytest.raises(InvalidPlanError) as caught:
        decode_plan(text)
    assert [fault.pointer for fault in caught.value.faults] == list(faults)
    for fault in caught.value.faults:
        assert faults[fault.pointer] in fault.detail


def test_a_thousand_faults_are_listed_and_the_rest_are_not() -> None:
    with pytest.raises(InvalidPlanError) as caught:
        decode_plan(b"[" + b",".join([b"NaN"] * 5000) + b"]")
    assert len(caught.value.faults) == 1001
    assert "the first 1000" in caught.value.faults[-1].detail


def _nested(depth: int) -> str:
    return "[" * depth + "1.5" + "]" * depth


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ('{"a": [1, 2.5, "text", null, true]}', True),
        (_nested(MAX_DEPTH - 1), True),
        (_nested(MAX_DEPTH + 1), False),
        ('{"a": [[{"b": 1, "b": 2}]]}', False),
        ('{"a": [NaN]}', False),
        ("[[1e999]]", False),
        ('[{"a": "\\ud800"}]', False),
        ('[{"\\udfff": 1}]', False),
        ('"\\ud800"', False),
    ],
)
def test_a_fault_is_found_without_a_look_at_each_value(
    text: str, *, sound: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []

    def spied(document: object) -> Iterator[Fault]:
        looked.append(document)
        yield Fault("", "")

    monkeypatch.setattr(decode, "_faults", spied)
    if sound:
        decode_plan(text.encode())
    else:
        with pytest.raises(InvalidPlanError):
            decode_plan(text.encode())
    assert len(looked) == (not sound)
