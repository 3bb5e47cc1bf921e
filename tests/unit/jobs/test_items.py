"""Jobs as items of DynamoDB and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer

from roomjobs.jobs.job import Job, JobStatus, new_job
from roomjobs.jobs.store.items import item, job_of
from roomjobs.plans.drawing import Drawing


def job(**values: Any) -> Job:
    fresh = new_job(wall_count=4, now=1_800_000_000.9, retention_days=30, attempt_limit=4, owner="ann")
    return replace(fresh, **values)


DONE = {"status": JobStatus.COMPLETED, "processing_time": 2.0, "rooms_count": 0, "confidence_score": 0.987654}
WORKING = {
    "status": JobStatus.PROCESSING,
    "lease_until": 1_800_000_090.25,
    "share": 1.0,
    "spans": ({"claimed": 1_800_000_000_123}, {}),
    "workers": ("worker-1", "worker-2"),
    "is_held": True,
}
DRAWN = {"wall_count": None, "drawing": Drawing("pdf", ("A", "B"), "m", "1:100", 2)}


@pytest.mark.parametrize("values", [{}, DONE, WORKING, DRAWN], ids=["new", "done", "working", "drawn"])
def test_a_job_comes_back_as_it_was(values: dict[str, Any]) -> None:
    stored = job(**values)
    read = job_of(item(stored))
    assert read == stored
    kinds = {name: type(value) for name, value in vars_of(read).items()}
    assert kinds == {name: type(value) for name, value in vars_of(stored).items()}


def vars_of(each: Job) -> dict[str, Any]:
    return {name: getattr(each, name) for name in Job.__slots__}


def test_numbers_are_read_as_boto3_reads_them() -> None:
    """DynamoDB writes a number in more than one way."""
    stored = item(job(**DONE))
    for given in ("3", "3.0", "3E+0", "30E-1"):
        stored["rooms_count"] = stored["confidence_score"] = {"N": given}
        read = job_of(stored)
        assert (read.rooms_count, read.confidence_score) == (3, TypeDeserializer().deserialize({"N": given}))
        assert (type(read.rooms_count), type(read.confidence_score)) == (int, float)


def test_an_attribute_that_no_job_has_is_an_error() -> None:
    with pytest.raises(ValueError, match="no attribute of type SS"):
        job_of({**item(job()), "name": {"SS": ["a"]}})
