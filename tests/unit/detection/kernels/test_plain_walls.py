"""Plans whose walls become numbers are read as by the decoder of all plans, or left to it."""

import json
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from detection import InvalidPlanError
from detection.kernels.library import Kernels
from detection.options import Limits
from detection.plan.decode import decode_plan
from detection.plan.decode_walls import with_plain_walls
from detection.plan.parse import find_faults, parse_plan
from detection.plan.plain_walls import PlainWalls

WALL = '{"type":"line","start":[0,0.5],"end":[1e3,-2],"is_load_bearing":true}'
OTHER = '{ "end" : [ 3 , 4 ] ,\n"type" : "line", "start": [ -0, -0.0 ] }'
PLAN = f'{{"units": "m", "a": [{{"walls": "\\"]}}"}}], "walls": [{WALL}, {OTHER}], "name": "Küche"}}'

numbers = st.one_of(
    st.integers(-(10**12), 10**12).map(str),
    st.floats(-1e12, 1e12).map(repr),
    st.floats(-9, 9).map("{:.24e}".format),
    st.tuples(st.integers(-99, 99), st.integers(-330, 9)).map(lambda pair: f"{pair[0]}E{pair[1]:+d}"),
    st.tuples(st.integers(), st.integers(0, 10**25)).map(lambda pair: f"{pair[0] % 10**9}.{pair[1]:021d}"),
)


def _outcome(document: Any) -> tuple[object, ...]:
    plan = parse_plan(document)
    signs = [math.copysign(1, number) for number in plan.pieces]
    return (
        plan.pieces,
        signs,
        plan.owners,
        plan.load_bearing,
        plan.thickness,
        plan.ids,
        plan.units,
        plan.findings,
    )


@given(st.lists(numbers, min_size=4, max_size=4))
@example(["900719925474.0993", "1e12", "1e-22", "123456789012345678901234567890e-22"])
@example(["0.1", "-0", "-0.0", "1" + "0" * 60 + "e-50"])
def test_numbers_are_the_nearest_of_64_bits(given_numbers: list[str]) -> None:
    a, b, c, d = given_numbers
    text = f'{{"walls":[{{"type":"line","start":[{a},{b}],"end":[{c},{d}]}},{WALL}]}}'.encode()
    assert _outcome(with_plain_walls(text, decode_plan)) == _outcome(decode_plan(text))


def test_walls_become_numbers_and_the_rest_stays(kernels: Kernels) -> None:
    assert kernels is not None
    plan: Any = with_plain_walls(PLAN.encode(), decode_plan)
    assert isinstance(plan["walls"], PlainWalls)
    expected: Any = decode_plan(PLAN.encode())
    assert [wall | {"is_load_bearing": k == 0} for k, wall in enumerate(expected["walls"])] == list(
        plan["walls"]
    )
    assert plan["walls"][-1:] == [plan["walls"][1]]
    assert plan | {"walls": 0} == expected | {"walls": 0}
    assert _outcome(plan) == _outcome(expected)
    assert find_faults(plan, Limits(coordinate=10)) == find_faults(expected, Limits(coordinate=10)) != []
    assert find_faults(plan, Limits(walls=1)) == find_faults(expected, Limits(walls=1)) != []
    assert find_faults(plan, Limits(pieces=1)) == find_faults(expected, Limits(pieces=1)) != []


@pytest.mark.parametrize(
    "walls",
    [
        '[{"type":"arc","start":[0,0],"end":[1,1],"bulge":1}]',
        f'[{WALL[:-1]},"id":"a"}}]',
        f"[{WALL},]",
        f"[{WALL}",
        f"[{WALL}]]",
        "[]",
        "{}",
        "7",
        f'[{WALL[:-1]},"start":[1,1]}}]',
        '[{"type":"line","start":[0,0]}]',
        '[{"type":"line","start":[0,0],"end":[1,01]}]',
        '[{"type":"line","start":[0,0],"end":[1,.5]}]',
        '[{"type":"line","start":[0,0],"end":[1,5.]}]',
        '[{"type":"line","start":[0,0],"end":[1,+5]}]',
        '[{"type":"line","start":[0,0],"end":[1,NaN]}]',
        '[{"type":"line","start":[0,0],"end":[1,2e12]}]',
        '[{"type":"line","start":[0,0],"end":[1,2,3]}]',
        '[{"type":"line","start":[0,0],"end":[1,true]}]',
        '[{"type":"line","start":[0,0],"end":[1,1],"is_load_bearing":null}]',
        f'[{WALL}],"walls":[{WALL}]',
        f'[{WALL}],"\\u0077alls":[]',
        f'[{WALL}],"x":"\\ud800"',
        f'[{WALL}],"x":NaN',
    ],
)
def test_other_walls_are_left_to_the_decoder_of_all(walls: str) -> None:
    text = f'{{"units":"m","walls":{walls}}}'.encode()
    outcomes = []
    for read in (decode_plan, lambda text: with_plain_walls(text, decode_plan)):
        try:
            document: Any = read(text)
            assert not isinstance(document["walls"], PlainWalls)
            outcomes.append(repr(document))
        except InvalidPlanError as error:
            outcomes.append(str(error.faults))
    assert outcomes[0] == outcomes[1]


@given(
    st.lists(st.tuples(st.integers(0, len(PLAN) - 1), st.sampled_from('[]{}":,0-.e\\ tw\x00é')), max_size=3)
)
def test_a_damaged_text_is_read_or_refused_as_by_the_decoder(edits: list[tuple[int, str]]) -> None:
    damaged = list(PLAN)
    for place, character in edits:
        damaged[place] = character
    text = "".join(damaged).encode()
    outcomes = []
    for read in (decode_plan, lambda text: with_plain_walls(text, decode_plan)):
        try:
            outcomes.append(_outcome(read(text)))
        except InvalidPlanError as error:
            outcomes.append(error.faults)
    assert outcomes[0] == outcomes[1]


def test_without_kernels_the_decoder_of_all_reads_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detection.plan.decode_walls.kernels", lambda: None)
    assert with_plain_walls(PLAN.encode(), decode_plan) == json.loads(PLAN)
