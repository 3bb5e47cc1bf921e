"""What `make changeset` shows of a nested stack."""

from __future__ import annotations

from deploy.stacks import compare

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
