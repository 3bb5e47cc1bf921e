"""Converts jobs to DynamoDB items and back."""

from __future__ import annotations

import logging
from dataclasses import asdict, fields
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from roomjobs.jobs.job import Job, JobStatus, status_shard
from roomjobs.jobs.lanes import Lane, lane_of
from roomjobs.plans.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

_log = logging.getLogger(__name__)

_FIELDS = frozenset(field.name for field in fields(Job))
_FLOATS = frozenset({"lease_until", "processing_time", "confidence_score", "share"})
_MOST_DIGITS = 10**38  # of a number of DynamoDB; boto3 refuses more
_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


def key(job_id: str) -> dict[str, AttributeValueTypeDef]:
    return encode({"job_id": job_id})


def item(job: Job) -> dict[str, AttributeValueTypeDef]:
    values = {name: getattr(job, name) for name in _FIELDS}
    return encode({**values, "status_shard": status_shard(job.job_id, job.status)})


def encode(values: Mapping[str, object]) -> dict[str, AttributeValueTypeDef]:
    return {name: attribute(value) for name, value in values.items()}


def attribute(value: object) -> AttributeValueTypeDef:
    """
    A value as DynamoDB's JSON has it; what is common in a fraction of boto3's time.

    Examples
    --------
    >>> attribute("pending"), attribute(3), attribute(None), attribute([0.5])
    ({'S': 'pending'}, {'N': '3'}, {'NULL': True}, {'L': [{'N': '0.500000'}]})
    """
    kind = type(value)
    if kind is str:
        return {"S": value}  # type: ignore[typeddict-item]  # it is known by its type
    if value is None:
        return {"NULL": True}
    if kind is bool:
        return {"BOOL": value}  # type: ignore[typeddict-item]
    if kind is int and -_MOST_DIGITS < value < _MOST_DIGITS:  # type: ignore[operator]
        return {"N": str(value)}
    found: AttributeValueTypeDef = _serialize(storable(value))
    return found


def plain(stored: Mapping[str, Any]) -> dict[str, Any]:
    """An item as values of Python; numbers are `Decimal`."""
    return {name: _deserialize(value) for name, value in stored.items()}


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
    values = {name: _value(attribute) for name, attribute in stored.items() if name in _FIELDS}
    for name, value in values.items():
        if type(value) is (int if name in _FLOATS else float):
            values[name] = float(value) if name in _FLOATS else int(value)
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
    The value of an attribute of a job in a fraction of boto3's time; numbers become `int` or `float`.

    Raises
    ------
    ValueError
        It is of a type that no job has: a set, or bytes.
    """
    ((kind, value),) = attribute.items()
    match kind:
        case "S" | "BOOL":
            return value
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


def storable(value: object) -> object:
    """Convert floats, tuples and enums, which boto3's serializer does not accept."""
    match value:
        case StrEnum():
            return value.value
        case float():
            return Decimal(f"{value:.6f}")
        case tuple() | list():
            return [storable(each) for each in value]
        case Drawing():
            return storable(asdict(value))
        case dict():
            return {name: storable(each) for name, each in value.items()}
        case _:
            return value
