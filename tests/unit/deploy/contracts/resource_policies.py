"""Policies that buckets, queues, topics and images carry themselves, word by word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

_NUMBER = "imageCountMoreThan"
#: What a resource policy of a type is of, which actions it is about, and what belongs to the resource.
_GUARDED = {
    "AWS::S3::BucketPolicy": ("s3:*", ("<{}.Arn>", "<{}.Arn>/*")),
    "AWS::SQS::QueuePolicy": ("sqs:*", ("<{}.Arn>",)),
    "AWS::SNS::TopicPolicy": ("sns:Publish", ("<{}>",)),
}
#: Who else is let in: CloudFront to the page, alarms and budgets to the topic.
_LET_IN: dict[str, dict[str, Any]] = {
    "frontend/PageBucketPolicy": {
        "Sid": "CloudFrontReads",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": "<PageBucket.Arn>/*",
        "Condition": {
            "StringEquals": {"aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/<Distribution>"}
        },
    },
    "monitoring/TopicPolicy": {
        "Sid": "AlarmsAndBudgetPublish",
        "Effect": "Allow",
        "Principal": {"Service": ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]},
        "Action": "sns:Publish",
        "Resource": "<Topic>",
        "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
    },
}
#: Images that are kept: what environments may wake with, signatures, and thirty pushes of six entries each.
_KEPT: list[dict[str, Any]] = [
    *(
        {"tagStatus": "tagged", "tagPatternList": [pattern], "countType": _NUMBER, "countNumber": number}
        for pattern, number in (("prod-*", 10), ("staging-*", 10), ("sha256-*", 1000), ("*-*", 300))
    ),
    {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14},
    {"tagStatus": "any", "countType": _NUMBER, "countNumber": 180},
]


def resources_ask_for_tls_and_let_few_in(made: Deployment) -> Iterator[str]:
    for kind, (actions, patterns) in _GUARDED.items():
        for where, policy in made.of_type(kind):
            own = where.partition("/")[2].removesuffix("Policy")
            about = [pattern.format(own) for pattern in patterns]
            tls = {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": actions,
                "Resource": about if len(about) > 1 else about[0],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
            statements = [_LET_IN[where], tls] if where in _LET_IN else [tls]
            if policy["PolicyDocument"] != {"Version": "2012-10-17", "Statement": statements}:
                yield f"{where} says {json.dumps(policy['PolicyDocument'])}, not {json.dumps(statements)}"


def images_are_kept_by_number(made: Deployment) -> Iterator[str]:
    for where, repository in made.of_type("AWS::ECR::Repository"):
        wanted = [
            {"rulePriority": position, "selection": selection, "action": {"type": "expire"}}
            for position, selection in enumerate(_KEPT, 1)
        ]
        rules = json.loads(repository["LifecyclePolicy"]["LifecyclePolicyText"])["rules"]
        if [{key: each for key, each in rule.items() if key != "description"} for rule in rules] != wanted:
            yield f"{where} keeps {rules}"


CHECKS = (resources_ask_for_tls_and_let_few_in, images_are_kept_by_number)
