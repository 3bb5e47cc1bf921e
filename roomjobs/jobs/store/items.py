"""Converts jobs to DynamoDB items and back."""

from __future__ import annotations

import logging
from dataclasses import asdict, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from roomjobs.jobs.job import Job, JobStatus, status_shard
from roomjobs.jobs.lanes import Lane, lane_of
from roomjobs.jobs.store.attributes import encode
from roomjobs.plans.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_log = logging.getLogger(__name__)

_FIELDS = frozenset(field.name for field in fields(Job))
_FLOATS = frozenset({"lease_until", "processing_time", "confidence_score", "share"})
_AS_THEY_ARE = frozenset({"S", "BOOL"})  # kinds of attributes whose value is that of Python


def key(job_id: str) -> dict[str, AttributeValueTypeDef]:
    return encode({"job_id": job_id})


def item(job: Job) -> dict[str, AttributeValueTypeDef]:
    values = {name: getattr(job, name) for name in _FIELDS}
    if job.drawing is not None:
        values["drawing"] = asdict(job.drawing)
    return encode({**values, "status_shard": status_shard(job.job_id, job.status)})


def jobs_of(stored: Iterable[Mapping[str, Any]]) -> list[Job]:
    """The jobs among the items; an item that cannot be read is logged and skipped."""
    jobs = []
    for each in stored:
        try:
            jobs.append(job_of(each))
        except (KeyError, TypeError, ValueError) as error:
            _log.error("the item %s is not a job: %r", each.get("job_id"), error)
    return jobs


def job_of(stored: Mapping[str, Any]) -> Job:
    values: dict[str, Any] = {}
    for name, attribute in stored.items():
        if name not in _FIELDS:
            continue
        ((kind, value),) = attribute.items()
        if kind == "NULL":  # a page of a list has a thousand attributes: what is common comes first
            value = None
        elif kind == "N":
            value = float(value) if name in _FLOATS else _whole(value)
        elif kind not in _AS_THEY_ARE:
            value = _value(attribute)
        values[name] = value
    spans = tuple(values.pop("spans"))
    ready = tuple(values.pop("ready", ()))
    workers = tuple(values.pop("workers", ()))
    if values.get("drawing"):
        values["drawing"] = _drawing(values["drawing"])
    return Job(
        **{
            **values,
            "status": JobStatus(values["status"]),
            "is_held": bool(values.get("is_held")),
            "lane": lane_in(values),
            "ready": ready,
            "spans": spans,
            "workers": workers,
        }
    )


def _value(attribute: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the attribute holds
    """
    The value of an attribute of a job; numbers become `int` or `float`.

    Raises
    ------
    ValueError
        It is of a type that no job has: a set, or bytes.
    """
    ((kind, value),) = attribute.items()
    if kind in _AS_THEY_ARE:
        return value
    match kind:
        case "N":
            return int(value) if value.isdecimal() else _number(Decimal(value))
        case "NULL":
            return None
        case "L":
            return [_value(each) for each in value]
        case "M":
            return {name: _value(each) for name, each in value.items()}
        case _:
            raise ValueError(f"a job has no attribute of type {kind}")


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else int(Decimal(text))


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def lane_in(values: Mapping[str, Any]) -> Lane:
    """The lane of a job as stored, perhaps before jobs had lanes."""
    if "lane" in values:
        return Lane(values["lane"])
    return lane_of(walls=values.get("wall_count"), is_of_batch=values.get("batch_id") is not None)


def _drawing(stored: Mapping[str, Any]) -> Drawing:
    layers, page = stored["layers"], stored.get("page")
    return Drawing(**{**stored, "layers": layers and tuple(layers), "page": page})
