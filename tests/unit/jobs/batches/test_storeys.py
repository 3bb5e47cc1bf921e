"""The storeys of an IFC as the plans of a batch."""

import json
from pathlib import Path

import pytest

from detection import InvalidPlanError
from roomjobs.jobs.batches.batch import BatchFormat
from roomjobs.jobs.batches.storeys import check_ifc, storeys_of
from tests.world import World

IFC = (Path(__file__).parents[3] / "data" / "one-room.ifc").read_bytes()
ROOF = b"#900=IFCBUILDINGSTOREY('0000000000000000000900',$,'Roof',$,$,$,$,$,.ELEMENT.,9.);\nENDSEC;\nEND-ISO"
WITH_ROOF = IFC.replace(b"ENDSEC;\nEND-ISO", ROOF)


def test_each_storey_is_a_plan_named_by_model_and_storey() -> None:
    lines, left_out = storeys_of(WITH_ROOF, f"{'m' * 300}.ifc")
    (plan,) = map(json.loads, lines.splitlines())
    assert len(plan["name"]) == 200
    assert plan["name"].endswith("m, Ground floor")
    assert plan["drawing"]["format"] == "ifc"
    assert left_out == "1 storey was left out: Roof has no walls."
    assert json.loads(storeys_of(IFC, None)[0])["name"] == "Ground floor"


def test_an_ifc_becomes_jobs_of_a_batch() -> None:
    world = World()
    batch = world.acceptance.accept(WITH_ROOF, BatchFormat.IFC, jobs_count=None, name="house.ifc")
    world.settle()
    standing = world.batch(batch.batch_id)
    assert (standing.status, standing.jobs_count) == ("completed", 1)
    assert standing.left_out == "1 storey was left out: Roof has no walls."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (IFC.replace(b"IFCBUILDINGSTOREY", b"IFCBUILDING"), "The file has no storeys (IfcBuildingStorey)"),
        (b"hello", "The file is not IFC"),
        (
            IFC.replace(b"IFCWALL", b"IFCSLAB"),
            "The file has no storey with walls (Ground floor: has no walls)",
        ),
    ],
)
def test_an_ifc_of_no_use_fails_its_batch(data: bytes, words: str) -> None:
    world = World()
    batch = world.acceptance.accept(data, BatchFormat.IFC, jobs_count=None)
    world.settle()
    standing = world.batch(batch.batch_id)
    assert standing.status == "failed"
    assert words in (standing.error_message or "")


def test_an_ifc_is_checked_before_it_is_stored() -> None:
    check_ifc(IFC)
    check_ifc(IFC.decode().encode("utf-16"))
    with pytest.raises(InvalidPlanError, match="is not IFC"):
        check_ifc(b"0\nSECTION")
    with pytest.raises(InvalidPlanError, match="has no storeys"):
        check_ifc(IFC.replace(b"IFCBUILDINGSTOREY", b"IFCBUILDING"))
