"""What `make changeset` shows of a nested stack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from deploy import stacks
from deploy.stacks import compare, refuse_many_indexes
from deploy.target import DeploymentError

if TYPE_CHECKING:
    from deploy.target import Target

BEFORE = """
Resources:
  Kept: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: !Ref Seconds}}
  Changed: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 30}}
  Gone: {Type: AWS::SNS::Topic}
"""
AFTER = """
Resources:
  Changed: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 60}}
  Kept: # a comment is no change
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: !Ref Seconds
  New: {Type: AWS::S3::Bucket}
"""


def test_resources_that_are_described_anew_are_listed() -> None:
    assert [line.split() for line in compare(BEFORE, AFTER)] == [
        ["Modify", "Changed", "AWS::SQS::Queue"],
        ["Remove", "Gone", "AWS::SNS::Topic"],
        ["Add", "New", "AWS::S3::Bucket"],
    ]


def test_the_same_template_changes_nothing() -> None:
    assert compare(AFTER, AFTER) == []


def _table(*indexes: str) -> str:
    listed = ", ".join(f"{{IndexName: {each}}}" for each in indexes)
    properties = f"Properties: {{GlobalSecondaryIndexes: [{listed}]}}" if indexes else "Properties: {}"
    return f"Resources:\n  Jobs:\n    Type: AWS::DynamoDB::Table\n    {properties}\n"


@pytest.mark.parametrize(
    ("before", "after"), [((), ("a", "b")), (("a", "b"), ()), (("a",), ("b",)), (("a", "b"), ("b", "c"))]
)
def test_two_indexes_at_once_are_refused(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    with pytest.raises(DeploymentError, match=r"Jobs would get or lose the indexes \w, \w at once"):
        refuse_many_indexes(_table(*before), _table(*after))


@pytest.mark.parametrize(("before", "after"), [((), ("a",)), (("a", "b"), ("b",)), (("a", "b"), ("b", "a"))])
def test_one_index_at_a_time_is_fine(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    refuse_many_indexes(_table(*before), _table(*after))


class Stuck:
    """A target whose update could not be rolled back, since something in it was deleted by hand."""

    stack = "room-jobs-dev"

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}

    @property
    def cloudformation(self) -> Any:
        return self

    def described(self) -> dict[str, str]:
        return {"StackStatus": "UPDATE_ROLLBACK_FAILED"}

    def describe_stack_resources(self, **_: object) -> dict[str, Any]:
        identifier = "arn:aws:cloudformation:us-east-1:1:stack/room-jobs-dev-Data-1A2B/0f-1e"
        row = {"LogicalResourceId": "Data", "PhysicalResourceId": identifier}
        return {"StackResources": [{**row, "ResourceType": "AWS::CloudFormation::Stack"}]}

    def continue_update_rollback(self, **told: Any) -> None:
        self.told = told

    def describe_stacks(self, **_: object) -> dict[str, Any]:
        return {"Stacks": [{"StackStatus": "UPDATE_ROLLBACK_COMPLETE"}]}


def test_a_stuck_rollback_goes_on_without_what_is_gone() -> None:
    stuck = Stuck()
    assert stacks.settle(cast("Target", stuck), ("Data.TaskQueue", "Budget"))
    assert stuck.told["ResourcesToSkip"] == ["room-jobs-dev-Data-1A2B.TaskQueue", "Budget"]
    assert stacks.settle(cast("Target", stuck))
    assert "ResourcesToSkip" not in stuck.told
