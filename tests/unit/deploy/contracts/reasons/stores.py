"""Why buckets, tables, queues, images and logs are as they are."""

from __future__ import annotations

from tests.unit.deploy.contracts.reasons.forms import Elsewhere, Given, Group, Only, When

_IS_PROD = When(lambda made: made.name == "prod", value=True, otherwise=False)
_DAY = 1  # what an upload or a part of one may wait for its submission
_WEEK = 7  # days to notice that something was overwritten
_MONTH = 30  # days to go back to a page or a zip that was replaced
_FORTNIGHT = 14 * 24 * 3600  # seconds; the longest that SQS keeps a message
_SQS = "arn:aws:sqs:us-east-1:123456789012:{p}room-detection-"
_GROUPS = {  # programs by what writes into their log
    "worker/LogGroup": "worker",
    "worker-large/LogGroup": "worker-large",
    "flower/LogGroup": "flower",
    "api/CreateLogGroup": "create-room-detection-job",
    "api/StatusLogGroup": "get-room-detection-status",
    "api/ApiLogGroup": "room-jobs-api",
    "api/AccessLogGroup": "access",
    "upkeep/SweepLogGroup": "room-jobs-sweep",
    "upkeep/DeadLettersLogGroup": "room-jobs-dead-letters",
    "upkeep/WakeLogGroup": "room-jobs-wake",
}


def _copied(value: object, *_: object) -> When:
    """A value where documents are copied to another region, which is prod2 in these tests."""
    return When(lambda made: bool(made.stacks["main"].parameters["CopyTo"]), value)


TABLE: dict[str, tuple[Group, ...]] = {
    "S3::Bucket": (
        (
            "names of buckets are unique in the world, so they hold the account",
            {
                "BucketName": Only(
                    {
                        "bootstrap/ArtifactsBucket": "{p}room-jobs-artifacts-123456789012-us-east-1",
                        "data/InputBucket": "{p}room-detection-input-{e}-123456789012",
                        "data/OutputBucket": "{p}room-detection-output-{e}-123456789012",
                        "frontend/PageBucket": "{p}room-jobs-page-{e}-123456789012",
                    }
                )
            },
        ),
        (
            "plans are somebody's property: nobody reads them without a signature, or by another owner's rules",
            {
                **{
                    f"PublicAccessBlockConfiguration/{each}": True
                    for each in (
                        *("BlockPublicAcls", "BlockPublicPolicy"),
                        *("IgnorePublicAcls", "RestrictPublicBuckets"),
                    )
                },
                "BucketEncryption/ServerSideEncryptionConfiguration/*/ServerSideEncryptionByDefault/SSEAlgorithm": (
                    "AES256"
                ),
                "OwnershipControls/Rules/*/ObjectOwnership": "BucketOwnerEnforced",
            },
        ),
        (
            "a second region has all that jobs name, and nothing that its owner deleted",
            {
                f"ReplicationConfiguration/{path}": Only(
                    {"data/InputBucket": _copied(*values), "data/OutputBucket": _copied(*values[::-1])}
                    if path.endswith("Bucket")
                    else dict.fromkeys(("data/InputBucket", "data/OutputBucket"), _copied(*values))
                )
                for path, values in {
                    "Role": ("<CopyRole.Arn>",),
                    "Rules/*/Id": ("copy",),
                    "Rules/*/Status": ("Enabled",),
                    "Rules/*/Priority": (1,),
                    "Rules/*/Filter/Prefix": ("",),
                    "Rules/*/DeleteMarkerReplication/Status": ("Enabled",),
                    "Rules/*/Destination/Bucket": (
                        "arn:aws:s3:::{p}room-detection-input-prod2-123456789012",
                        "arn:aws:s3:::{p}room-detection-output-prod2-123456789012",
                    ),
                }.items()
            },
        ),
        (
            "what was overwritten by mistake can be had back for a while; what nobody submitted goes after a day",
            {
                "VersioningConfiguration/Status": "Enabled",
                "LifecycleConfiguration/Rules/*/Status": Elsewhere("pages_reach_buckets_by_what_they_need"),
                "LifecycleConfiguration/Rules/*/Id": Only(
                    {
                        "bootstrap/ArtifactsBucket": "forget-what-was-replaced",
                        "data/InputBucket": ("expire-uploads", "expire-after-the-job"),
                        "data/OutputBucket": "expire-after-the-job",
                        "frontend/PageBucket": "forget-old-pages",
                    }
                ),
                "LifecycleConfiguration/Rules/*/Prefix": Only({"data/InputBucket": "uploads/"}),
                "LifecycleConfiguration/Rules/*/ExpirationInDays": Only(
                    {
                        "data/InputBucket": (_DAY, Given("RetentionDays")),
                        "data/OutputBucket": Given("RetentionDays"),
                    }
                ),
                "LifecycleConfiguration/Rules/*/NoncurrentVersionExpiration/NoncurrentDays": Only(
                    {
                        "bootstrap/ArtifactsBucket": _MONTH,
                        "data/InputBucket": (_DAY, _WEEK),
                        "data/OutputBucket": _WEEK,
                        "frontend/PageBucket": _MONTH,
                    }
                ),
                "LifecycleConfiguration/Rules/*/AbortIncompleteMultipartUpload/DaysAfterInitiation": Only(
                    {
                        "bootstrap/ArtifactsBucket": _DAY,
                        "data/InputBucket": _DAY,
                        "data/OutputBucket": _DAY,
                        "frontend/PageBucket": _DAY,
                    }
                ),
            },
        ),
        (
            "the page puts plans and reads results by signed addresses; an answer to a preflight holds an hour",
            {
                "CorsConfiguration/CorsRules/*/AllowedOrigins/*": Only(
                    dict.fromkeys(("data/InputBucket", "data/OutputBucket"), Given("PageOrigin"))
                ),
                "CorsConfiguration/CorsRules/*/AllowedMethods/*": Only(
                    {"data/InputBucket": ("GET", "PUT"), "data/OutputBucket": "GET"}
                ),
                "CorsConfiguration/CorsRules/*/AllowedHeaders/*": Only(
                    dict.fromkeys(("data/InputBucket", "data/OutputBucket"), "*")
                ),
                "CorsConfiguration/CorsRules/*/ExposedHeaders/*": Only(
                    dict.fromkeys(("data/InputBucket", "data/OutputBucket"), "ETag")
                ),
                "CorsConfiguration/CorsRules/*/MaxAge": Only(
                    dict.fromkeys(("data/InputBucket", "data/OutputBucket"), 3600)
                ),
            },
        ),
    ),
    "Backup::BackupVault": (("each environment has its own", {"BackupVaultName": "{p}room-jobs-{e}"}),),
    "Backup::BackupPlan": (
        (
            "each hour, the most often that there is; what is copied is kept over a weekend, and the table has a past",
            {
                "BackupPlan/BackupPlanName": "{p}room-jobs-{e}-table",
                **{
                    f"BackupPlan/BackupPlanRule/*/{path}": value
                    for path, value in {
                        "RuleName": "hourly",
                        "TargetBackupVault": "{p}room-jobs-{e}",
                        "ScheduleExpression": "cron(0 * * * ? *)",
                        "StartWindowMinutes": 60,
                        "CompletionWindowMinutes": 120,
                        "Lifecycle/DeleteAfterDays": 1,
                        "CopyActions/*/DestinationBackupVaultArn": (
                            "arn:aws:backup:eu-west-1:123456789012:backup-vault:{p}room-jobs-prod2"
                        ),
                        "CopyActions/*/Lifecycle/DeleteAfterDays": 3,
                    }.items()
                },
            },
        ),
    ),
    "Backup::BackupSelection": (
        (
            "the jobs table alone: what the control table holds is worth nothing elsewhere",
            {
                "BackupPlanId": "<Plan>",
                "BackupSelection/SelectionName": "table",
                "BackupSelection/IamRoleArn": "<BackupRole.Arn>",
                "BackupSelection/Resources/*": (
                    "arn:aws:dynamodb:us-east-1:123456789012:table/{p}RoomDetectionJobs-{e}"
                ),
            },
        ),
    ),
    "S3::BucketPolicy": (
        (
            "each bucket has the policy of its own",
            {
                "Bucket": Only(
                    {
                        "bootstrap/ArtifactsBucketPolicy": "{p}room-jobs-artifacts-123456789012-us-east-1",
                        "data/InputBucketPolicy": "{p}room-detection-input-{e}-123456789012",
                        "data/OutputBucketPolicy": "{p}room-detection-output-{e}-123456789012",
                        "frontend/PageBucketPolicy": "{p}room-jobs-page-{e}-123456789012",
                    }
                )
            },
        ),
    ),
    "DynamoDB::Table": (
        (
            "the code names keys and indexes; what has expired goes by itself",
            {
                "TableName": Only(
                    {
                        "data/JobsTable": "{p}RoomDetectionJobs-{e}",
                        "data/ControlTable": "{p}RoomDetectionControl-{e}",
                    }
                ),
                "AttributeDefinitions/*/AttributeName": Only(
                    {
                        "data/JobsTable": ("job_id", "status_shard", "owner", "created_at"),
                        "data/ControlTable": ("pk", "sk"),
                    }
                ),
                "AttributeDefinitions/*/AttributeType": Only(
                    {"data/JobsTable": ("S", "S", "S", "N"), "data/ControlTable": ("S", "S")}
                ),
                "KeySchema/*/AttributeName": Only(
                    {"data/JobsTable": "job_id", "data/ControlTable": ("pk", "sk")}
                ),
                "KeySchema/*/KeyType": Only(
                    {"data/JobsTable": "HASH", "data/ControlTable": ("HASH", "RANGE")}
                ),
                "GlobalSecondaryIndexes/*/IndexName": Only({"data/JobsTable": ("by-status", "by-owner")}),
                "GlobalSecondaryIndexes/*/KeySchema/*/AttributeName": Only(
                    {"data/JobsTable": ("status_shard", "created_at", "owner", "created_at")}
                ),
                "GlobalSecondaryIndexes/*/KeySchema/*/KeyType": Only(
                    {"data/JobsTable": ("HASH", "RANGE") * 2}
                ),
                "GlobalSecondaryIndexes/*/Projection/ProjectionType": Only(
                    {"data/JobsTable": ("ALL", "ALL")}
                ),
                "TimeToLiveSpecification/AttributeName": "expires_at",
                "TimeToLiveSpecification/Enabled": True,
            },
        ),
        (
            "without jobs a table costs nothing; a key of the customer's would cost $1 a month",
            {"BillingMode": "PAY_PER_REQUEST", "SSESpecification/SSEEnabled": False},
        ),
        (
            "jobs of prod can be restored and are not deleted by mistake; the control table is made anew",
            {
                "DeletionProtectionEnabled": Only({"data/JobsTable": _IS_PROD}),
                "PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled": Only(
                    {"data/JobsTable": _IS_PROD}
                ),
            },
        ),
    ),
    "SQS::Queue": (
        (
            "a lane is a queue and what it gives up",
            {
                "QueueName": Only(
                    {
                        f"data/{lane}{kind}": f"{{p}}room-detection-{infix}{name}-{{e}}"
                        for lane, infix in (("", ""), ("Batch", "batch-"), ("Large", "large-"))
                        for kind, name in (("Queue", "queue"), ("DeadLetterQueue", "dead-letters"))
                        if lane or kind != "Queue"
                    }
                    | {"data/TaskQueue": "{p}room-detection-queue-{e}"}
                ),
                "RedrivePolicy/deadLetterTargetArn": Only(
                    {
                        "data/TaskQueue": "<DeadLetterQueue.Arn>",
                        "data/BatchQueue": "<BatchDeadLetterQueue.Arn>",
                        "data/LargeQueue": "<LargeDeadLetterQueue.Arn>",
                    }
                ),
                "RedrivePolicy/maxReceiveCount": Only(
                    dict.fromkeys(
                        ("data/TaskQueue", "data/BatchQueue", "data/LargeQueue"), Given("MaxReceiveCount")
                    )
                ),
                "RedriveAllowPolicy/redrivePermission": Only(
                    dict.fromkeys(
                        ("data/DeadLetterQueue", "data/BatchDeadLetterQueue", "data/LargeDeadLetterQueue"),
                        "byQueue",
                    )
                ),
                "RedriveAllowPolicy/sourceQueueArns/*": Only(
                    {
                        # Letters of batches went there once, and may lie there for a fortnight.
                        "data/DeadLetterQueue": (f"{_SQS}queue-{{e}}", f"{_SQS}batch-queue-{{e}}"),
                        "data/BatchDeadLetterQueue": f"{_SQS}batch-queue-{{e}}",
                        "data/LargeDeadLetterQueue": f"{_SQS}large-queue-{{e}}",
                    }
                ),
            },
        ),
        (
            "nothing is lost in a fortnight without workers, and an empty receive waits as long as SQS lets it",
            {
                "MessageRetentionPeriod": _FORTNIGHT,
                "VisibilityTimeout": Given("VisibilityTimeout"),
                "ReceiveMessageWaitTimeSeconds": Only(
                    dict.fromkeys(("data/TaskQueue", "data/BatchQueue", "data/LargeQueue"), 20)
                ),
                "SqsManagedSseEnabled": True,
            },
        ),
    ),
    "SQS::QueuePolicy": (
        (
            "each queue has the policy of its own",
            {
                "Queues/*": Only(
                    {
                        f"data/{lane}{kind}Policy": (
                            f"https://sqs.us-east-1.amazonaws.com/123456789012/{{p}}room-detection-{infix}{name}-{{e}}"
                        )
                        for lane, infix in (("", ""), ("Batch", "batch-"), ("Large", "large-"))
                        for kind, name in (("Queue", "queue"), ("DeadLetterQueue", "dead-letters"))
                        if lane or kind != "Queue"
                    }
                    | {
                        "data/TaskQueuePolicy": (
                            "https://sqs.us-east-1.amazonaws.com/123456789012/{p}room-detection-queue-{e}"
                        )
                    }
                )
            },
        ),
    ),
    "ECR::Repository": (
        (
            "an image is what was tested: no tag moves, and each push is scanned",
            {
                "RepositoryName": Only(
                    {
                        "bootstrap/WorkerRepository": "{p}room-jobs-worker",
                        "bootstrap/FlowerRepository": "{p}room-jobs-flower",
                    }
                ),
                "ImageTagMutability": "IMMUTABLE",
                "ImageScanningConfiguration/ScanOnPush": True,
                "LifecyclePolicy/LifecyclePolicyText": Elsewhere("images_in_use_are_kept"),
            },
        ),
    ),
    "Logs::LogGroup": (
        (
            "a log is found by its program, and ends; API Gateway and EventBridge write to names of theirs",
            {
                "LogGroupName": Only(
                    {place: f"/{{p}}room-jobs/{{e}}/{name}" for place, name in _GROUPS.items()}
                    | {
                        "api/ExecutionLogGroup": "API-Gateway-Execution-Logs_<RestApi>/api",
                        "monitoring/EventLogGroup": "/aws/events/{p}room-jobs-{e}",
                    }
                ),
                "RetentionInDays": Only(
                    dict.fromkeys((*_GROUPS, "api/ExecutionLogGroup"), Given("LogRetentionDays"))
                    | {"monitoring/EventLogGroup": 90}  # a quarter, to compare failures of tasks with
                ),
            },
        ),
    ),
}
