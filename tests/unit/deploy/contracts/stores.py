"""What must hold of buckets, tables and queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.unit.deploy.contracts.settings import settings_of_the_worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment

UPLOADS = "uploads/"  # before the keys of documents that nobody submitted yet
FORTNIGHT = 14 * 24 * 3600  # seconds; the longest that SQS keeps a message


def buckets_are_private(made: Deployment) -> Iterator[str]:
    guarded = {
        each["Bucket"]
        for _, each in made.of_type("AWS::S3::BucketPolicy")
        if _asks_for_tls(each["PolicyDocument"])
    }
    for where, bucket in made.of_type("AWS::S3::Bucket"):
        block = bucket.get("PublicAccessBlockConfiguration", {})
        if len(block) != 4 or not all(block.values()):
            yield f"{where} may be made public"
        if bucket["BucketName"] not in guarded:
            yield f"{where} answers without TLS"
        if not bucket.get("BucketEncryption"):
            yield f"{where} says nothing of encryption"
        if bucket.get("VersioningConfiguration", {}).get("Status") != "Enabled":
            yield f"{where} keeps no versions"
        if not bucket.get("LifecycleConfiguration", {}).get("Rules"):
            yield f"{where} keeps everything for ever"


def documents_outlive_their_jobs(made: Deployment) -> Iterator[str]:
    days = int(settings_of_the_worker(made).retention_days)
    for where, bucket in made.of_type("AWS::S3::Bucket"):
        if "room-detection" not in bucket["BucketName"]:
            continue
        for rule in bucket.get("LifecycleConfiguration", {}).get("Rules", []):
            if rule.get("Prefix") == UPLOADS:  # a job has a copy of its own
                continue
            if int(rule.get("ExpirationInDays", 0)) < days:
                yield f"{where} deletes documents before their jobs, which are kept for {days} days"
        if not bucket.get("CorsConfiguration", {}).get("CorsRules"):
            yield f"{where} answers no page"


def tables_are_what_the_code_expects(made: Deployment) -> Iterator[str]:
    tables = dict(made.of_type("AWS::DynamoDB::Table"))
    jobs, control = tables["data/JobsTable"], tables["data/ControlTable"]
    for name, table, keys in (("jobs", jobs, ["job_id"]), ("control", control, ["pk", "sk"])):
        if [each["AttributeName"] for each in table["KeySchema"]] != keys:
            yield f"the key of the {name} table is not {keys}"
        ttl = table.get("TimeToLiveSpecification", {})
        if ttl.get("AttributeName") != "expires_at" or not ttl.get("Enabled"):
            yield f"items of the {name} table never expire"
        if table.get("BillingMode") != "PAY_PER_REQUEST":
            yield f"the {name} table costs money while nothing happens"
    yield from _indexes_of_jobs(jobs)
    if made.name == "prod":
        if not jobs.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled"):
            yield "production cannot be restored to a point in time"
        if not jobs.get("DeletionProtectionEnabled"):
            yield "production's jobs can be deleted"


def _indexes_of_jobs(jobs: dict[str, Any]) -> Iterator[str]:
    indexes = {each["IndexName"]: each for each in jobs.get("GlobalSecondaryIndexes", [])}
    for index, partition in (("by-status", "status_shard"), ("by-owner", "owner")):
        if index not in indexes:
            yield f"the jobs table has no index {index}"
        elif [each["AttributeName"] for each in indexes[index]["KeySchema"]] != [partition, "created_at"]:
            yield f"the index {index} has another key"


def what_is_stored_survives_its_stack(made: Deployment) -> Iterator[str]:
    for logical in ("InputBucket", "OutputBucket", "JobsTable"):
        resource = made.stacks["data"].resources[logical]
        if not str(resource.get("DeletionPolicy", "Delete")).startswith("Retain"):
            yield f"{logical} goes with its stack"
        if resource.get("UpdateReplacePolicy") != "Retain":
            yield f"{logical} goes when an update replaces it"


def tasks_come_back_often_enough(made: Deployment) -> Iterator[str]:
    settings = settings_of_the_worker(made)
    queues = dict(made.of_type("AWS::SQS::Queue"))
    tasks, letters = queues["data/TaskQueue"], queues["data/DeadLetterQueue"]
    for where, queue in queues.items():
        if not queue.get("SqsManagedSseEnabled"):
            yield f"{where} is not encrypted"
        if int(queue.get("MessageRetentionPeriod", 0)) != FORTNIGHT:
            yield f"{where} forgets before a fortnight is over"
        if int(queue["VisibilityTimeout"]) != settings.lease_seconds:
            yield f"{where}: visibility and lease differ"
    received = int(tasks.get("RedrivePolicy", {}).get("maxReceiveCount", 0))
    if received <= settings.max_attempts:
        yield f"maxReceiveCount {received} lets a task go before its job had {settings.max_attempts} attempts"
    if tasks.get("RedrivePolicy", {}).get("deadLetterTargetArn") != "<DeadLetterQueue.Arn>":
        yield "tasks that are given up go nowhere"
    sources = letters.get("RedriveAllowPolicy", {}).get("sourceQueueArns", [])
    if not any(each.endswith(f":{tasks['QueueName']}") for each in sources):
        yield "the dead-letter queue takes no letters of the task queue"
    guarded = {
        url
        for _, each in made.of_type("AWS::SQS::QueuePolicy")
        if _asks_for_tls(each["PolicyDocument"])
        for url in each["Queues"]
    }
    for where, queue in queues.items():
        if not any(url.endswith(f"/{queue['QueueName']}") for url in guarded):
            yield f"{where} answers without TLS"


def _asks_for_tls(policy: dict[str, Any]) -> bool:
    return any(
        each["Effect"] == "Deny"
        and each.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") == "false"
        for each in policy["Statement"]
    )


CHECKS = (
    buckets_are_private,
    documents_outlive_their_jobs,
    tables_are_what_the_code_expects,
    what_is_stored_survives_its_stack,
    tasks_come_back_often_enough,
)
