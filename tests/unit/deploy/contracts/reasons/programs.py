"""Why functions, tasks, services and schedules are as they are."""

from __future__ import annotations

from tests.unit.deploy.contracts.reasons.forms import Elsewhere, Given, Group, Only

_WORKERS = ("worker/{}", "worker-large/{}")


def _workers(value: object, logical: str = "TaskDefinition", **flower: object) -> Only:
    """A value for the workers of both lanes, and another one for Flower if it has any."""
    return Only(
        dict.fromkeys((place.format(logical) for place in _WORKERS), value)
        | {f"flower/{logical}": each for each in flower.values()}
    )


_CONTAINER = "ContainerDefinitions/*"
#: On loopback alone, behind a password that is in no file and in no list of processes of ECS.
_FLOWER = (
    'exec celery -A roomjobs flower --address=127.0.0.1 --port=5555 --basic-auth="operator:$FLOWER_PASSWORD"'
)
_WIRED = Elsewhere("tasks_are_wired")
_OWN = Elsewhere("functions_have_what_is_theirs")
_MOVED = Elsewhere("releases")
_RELEASED = ("Create", "Status", "Api")
_FUNCTIONS = {
    "api/Create": "create-room-detection-job",
    "api/Status": "get-room-detection-status",
    "api/Api": "room-jobs-api",
    "upkeep/Sweep": "room-jobs-sweep",
    "upkeep/DeadLetters": "room-jobs-dead-letters",
    "upkeep/Wake": "room-jobs-wake",
}

TABLE: dict[str, tuple[Group, ...]] = {
    "Lambda::Function": (
        (
            "names that clients and operators know",
            {
                "FunctionName": Only(
                    {f"{each}Function": f"{{p}}{name}-{{e}}" for each, name in _FUNCTIONS.items()}
                )
            },
        ),
        (
            "the code is the zip that was uploaded, and runs where the zip was made for",
            dict.fromkeys(
                (
                    *("Runtime", "Architectures/*", "Handler", "Role", "Code/S3Bucket", "Code/S3Key"),
                    "LoggingConfig/LogGroup",
                ),
                _OWN,
            ),
        ),
        (
            "a GB is most of a vCPU, which importing the app takes; whoever imports less has less (docs/operate/cost.md)",
            {
                "MemorySize": Only(
                    {
                        "api/CreateFunction": 1024,
                        "api/StatusFunction": 512,
                        "api/ApiFunction": 1024,
                        "upkeep/SweepFunction": 512,
                        "upkeep/DeadLettersFunction": 512,
                        "upkeep/WakeFunction": 256,
                    }
                )
            },
        ),
        (
            "API Gateway waits 29 s; an upkeep ends before its next turn, the sweep with a minute to spare",
            {
                "Timeout": Only(
                    {
                        **dict.fromkeys(("api/CreateFunction", "api/StatusFunction", "api/ApiFunction"), 29),
                        **dict.fromkeys(("upkeep/SweepFunction", "upkeep/DeadLettersFunction"), 240),
                        "upkeep/WakeFunction": 60,
                    }
                )
            },
        ),
    ),
    "Lambda::Permission": (
        (
            "API Gateway invokes each function for its own routes alone",
            {
                "Action": "lambda:InvokeFunction",
                "Principal": "apigateway.amazonaws.com",
                "FunctionName": _OWN,
                "SourceArn": Only(
                    {
                        f"api/{each}Permission": f"arn:aws:execute-api:us-east-1:123456789012:<RestApi>/{routes}"
                        for each, routes in (
                            ("Create", "*/POST/jobs"),
                            ("Status", "*/GET/jobs/*"),
                            ("Api", "*/*"),
                        )
                    }
                ),
            },
        ),
    ),
    "Lambda::Version": (("each function has one for each release", {"FunctionName": _MOVED}),),
    "Lambda::Alias": (
        (
            "whoever calls gets what is let loose, and never what was uploaded last",
            dict.fromkeys(("Name", "FunctionName", "FunctionVersion"), _MOVED),
        ),
    ),
    "CodeDeploy::Application": (
        ("one for the API", {"ApplicationName": "{p}room-jobs-{e}", "ComputePlatform": "Lambda"}),
    ),
    "CodeDeploy::DeploymentGroup": (
        (
            "a group moves one alias at a time; a release goes back by its alarms, and when nobody can ask for them",
            {
                "ApplicationName": "{p}room-jobs-{e}",
                "DeploymentGroupName": Only(
                    {f"api/{each}Release": f"{{p}}room-jobs-{{e}}-{each.lower()}" for each in _RELEASED}
                ),
                "ServiceRoleArn": "<ReleaseRole.Arn>",
                "DeploymentConfigName": _MOVED,
                "DeploymentStyle/DeploymentType": "BLUE_GREEN",
                "DeploymentStyle/DeploymentOption": "WITH_TRAFFIC_CONTROL",
                "AutoRollbackConfiguration/Enabled": True,
                "AutoRollbackConfiguration/Events/*": (
                    "DEPLOYMENT_FAILURE",
                    "DEPLOYMENT_STOP_ON_ALARM",
                    "DEPLOYMENT_STOP_ON_REQUEST",
                ),
                "AlarmConfiguration/Enabled": True,
                "AlarmConfiguration/IgnorePollAlarmFailure": False,
                "AlarmConfiguration/Alarms/*/Name": Only(
                    {
                        f"api/{each}Release": (
                            f"{{p}}room-jobs-{{e}}-release-{each.lower()}",
                            "{p}room-jobs-{e}-release-answers",
                        )
                        for each in _RELEASED
                    }
                ),
            },
        ),
    ),
    "Scheduler::Schedule": (
        (
            "what waits for a worker waits a minute at most; the rest has five; the next turn is the retry",
            {
                "Name": Only(
                    {
                        f"upkeep/{each}Schedule": f"{{p}}room-jobs-{{e}}-{name}"
                        for each, name in (
                            ("Sweep", "sweep"),
                            ("DeadLetters", "dead-letters"),
                            ("Wake", "wake"),
                        )
                    }
                ),
                **dict.fromkeys(
                    ("Target/Arn", "Target/RoleArn", "State"), Elsewhere("schedules_call_their_functions")
                ),
                "ScheduleExpression": Elsewhere("schedules_run_in_time"),
                "FlexibleTimeWindow/Mode": "OFF",
                "Target/RetryPolicy/MaximumRetryAttempts": 0,
            },
        ),
    ),
    "ECS::Cluster": (
        (
            "Container Insights would cost more than the workers",
            {
                "ClusterName": "{p}room-jobs-{e}",
                "CapacityProviders/*": ("FARGATE", "FARGATE_SPOT"),
                "ClusterSettings/*/Name": "containerInsights",
                "ClusterSettings/*/Value": "disabled",
            },
        ),
    ),
    "ECS::Service": (
        (
            "each lane scales by itself; only Flower has a wanted number, one, since a second would show the same",
            {
                "ServiceName": Only(
                    {
                        "worker/Service": "{p}room-jobs-worker-{e}",
                        "worker-large/Service": "{p}room-jobs-worker-large-{e}",
                        "flower/Service": "{p}room-jobs-flower-{e}",
                    }
                ),
                "DesiredCount": Only({"flower/Service": 1}),
                "CapacityProviderStrategy/*/CapacityProvider": Elsewhere(
                    "services_choose_capacity_in_one_way"
                ),
                "CapacityProviderStrategy/*/Weight": 1,
                **dict.fromkeys(
                    (
                        *(
                            "Cluster",
                            "TaskDefinition",
                            "NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp",
                        ),
                        "NetworkConfiguration/AwsvpcConfiguration/SecurityGroups/*",
                        "NetworkConfiguration/AwsvpcConfiguration/Subnets",
                    ),
                    _WIRED,
                ),
            },
        ),
        (
            "an update keeps the wanted workers and goes back by itself; Flower may be away, and never twice",
            {
                "DeploymentConfiguration/MinimumHealthyPercent": _workers(100, "Service", flower=0),
                "DeploymentConfiguration/MaximumPercent": _workers(200, "Service", flower=100),
                "DeploymentConfiguration/DeploymentCircuitBreaker/Enable": True,
                "DeploymentConfiguration/DeploymentCircuitBreaker/Rollback": True,
            },
        ),
        (
            "the bill tells what each service cost; people get into Flower, and never into containers with plans",
            {
                "PropagateTags": "SERVICE",
                "EnableECSManagedTags": _workers(True, "Service"),
                "PlatformVersion": _workers("LATEST", "Service"),
                "EnableExecuteCommand": Only({"flower/Service": True}),
            },
        ),
    ),
    "ECS::TaskDefinition": (
        (
            "a task of Fargate as large as its parameters say, for the platform that the image is made for",
            {
                "Family": Only(
                    {
                        "worker/TaskDefinition": "{p}room-jobs-worker-{e}",
                        "worker-large/TaskDefinition": "{p}room-jobs-worker-large-{e}",
                        "flower/TaskDefinition": "{p}room-jobs-flower-{e}",
                    }
                ),
                "RequiresCompatibilities/*": "FARGATE",
                "NetworkMode": "awsvpc",
                "Cpu": Only(
                    {
                        "worker/TaskDefinition": Given("WorkerCpu"),
                        "worker-large/TaskDefinition": Given("LargeWorkerCpu"),
                        "flower/TaskDefinition": 256,
                    }
                ),
                "Memory": Only(
                    {
                        "worker/TaskDefinition": Given("WorkerMemory"),
                        "worker-large/TaskDefinition": Given("LargeWorkerMemory"),
                        "flower/TaskDefinition": 512,
                    }
                ),
                "RuntimePlatform/CpuArchitecture": _WIRED,
                "RuntimePlatform/OperatingSystemFamily": "LINUX",
                **dict.fromkeys(("ExecutionRoleArn", "TaskRoleArn", f"{_CONTAINER}/Image"), _WIRED),
            },
        ),
        (
            "a container that is read-only, of nobody's, and writes into volumes alone: Flower's agent has two more",
            {
                f"{_CONTAINER}/Name": _workers("worker", flower="flower"),
                f"{_CONTAINER}/Essential": True,
                f"{_CONTAINER}/User": "10001:10001",
                f"{_CONTAINER}/ReadonlyRootFilesystem": True,
                f"{_CONTAINER}/LinuxParameters/InitProcessEnabled": True,
                "Volumes/*/Name": _workers("tmp", flower=("tmp", "agent-state", "agent-log")),
                f"{_CONTAINER}/MountPoints/*/SourceVolume": _workers(
                    "tmp", flower=("tmp", "agent-state", "agent-log")
                ),
                f"{_CONTAINER}/MountPoints/*/ContainerPath": _workers(
                    "/tmp",  # noqa: S108 - a path in the container
                    flower=("/tmp", "/var/lib/amazon", "/var/log/amazon"),  # noqa: S108 - as above
                ),
                f"{_CONTAINER}/Command/*": Only(
                    {
                        "flower/TaskDefinition": _FLOWER,
                        **dict.fromkeys(
                            ("worker/TaskDefinition", "worker-large/TaskDefinition"),
                            Elsewhere("limits_are_those_of_the_parameters"),
                        ),
                    }
                ),
                f"{_CONTAINER}/EntryPoint/*": Only({"flower/TaskDefinition": ("sh", "-c")}),
                f"{_CONTAINER}/Secrets/*/Name": Only({"flower/TaskDefinition": "FLOWER_PASSWORD"}),
                f"{_CONTAINER}/Secrets/*/ValueFrom": Only({"flower/TaskDefinition": "<Password>"}),
            },
        ),
        (
            "healthy is who received within two minutes; three looks forgive a slow answer; 120 s are Fargate's most",
            {
                f"{_CONTAINER}/HealthCheck/Command/*": _workers(
                    ("CMD", "sh", "-c", 'find "$ROOMJOBS_HEALTH_FILE" -mmin -2 | grep -q .')
                ),
                f"{_CONTAINER}/HealthCheck/Interval": _workers(30),
                f"{_CONTAINER}/HealthCheck/Timeout": _workers(5),
                f"{_CONTAINER}/HealthCheck/StartPeriod": _workers(120),
                f"{_CONTAINER}/HealthCheck/Retries": _workers(3),
                f"{_CONTAINER}/StopTimeout": _workers(120),
            },
        ),
        (
            "a log that is slow must not hold a worker up; 4 MB are minutes of lines",
            {
                f"{_CONTAINER}/LogConfiguration/LogDriver": "awslogs",
                f"{_CONTAINER}/LogConfiguration/Options/awslogs-group": _WIRED,
                f"{_CONTAINER}/LogConfiguration/Options/awslogs-region": "us-east-1",
                f"{_CONTAINER}/LogConfiguration/Options/awslogs-stream-prefix": _workers(
                    "worker", flower="flower"
                ),
                f"{_CONTAINER}/LogConfiguration/Options/mode": _workers("non-blocking"),
                f"{_CONTAINER}/LogConfiguration/Options/max-buffer-size": _workers("4m"),
            },
        ),
    ),
    "ApplicationAutoScaling::ScalableTarget": (
        (
            "from none to the most of the lane",
            {
                "ServiceNamespace": "ecs",
                "ScalableDimension": "ecs:service:DesiredCount",
                "ResourceId": Elsewhere("the_target_is_the_service"),
                "MinCapacity": 0,
                "MaxCapacity": Only(
                    {
                        "worker/ScalableTarget": Given("MaxTasks"),
                        "worker-large/ScalableTarget": Given("LargeMaxTasks"),
                    }
                ),
            },
        ),
    ),
    "ApplicationAutoScaling::ScalingPolicy": (
        (
            "an idle alarm ends all workers in one step",
            {
                "PolicyName": "drain-in",
                "PolicyType": "StepScaling",
                "ScalingTargetId": "<ScalableTarget>",
                "StepScalingPolicyConfiguration/AdjustmentType": "ExactCapacity",
                "StepScalingPolicyConfiguration/MetricAggregationType": "Minimum",
                "StepScalingPolicyConfiguration/StepAdjustments/*/MetricIntervalLowerBound": 0,
                "StepScalingPolicyConfiguration/StepAdjustments/*/ScalingAdjustment": 0,
            },
        ),
    ),
    "SecretsManager::Secret": (
        (
            "190 bits, of characters that a shell and an address take",
            {
                "Name": "{p}room-jobs-{e}-flower",
                "GenerateSecretString/PasswordLength": 32,
                "GenerateSecretString/ExcludePunctuation": True,
            },
        ),
    ),
    "IAM::Role": (
        (
            "roles are known by their names, to the boundary and to the deploy role",
            {
                "RoleName": Only(
                    {
                        "bootstrap/DeployRole": "{p}room-jobs-deploy-us-east-1",
                        **{
                            f"{stack}/{kind.title()}Role": f"{{p}}room-jobs-{{e}}-{stack}-{kind}"
                            for stack in ("worker", "worker-large", "flower")
                            for kind in ("execution", "task")
                        },
                        **{
                            f"api/{each}Role": f"{{p}}room-jobs-{{e}}-{each.lower()}"
                            for each in ("Create", "Status", "Api")
                        },
                        "upkeep/SweepRole": "{p}room-jobs-{e}-sweep",
                        "upkeep/DeadLettersRole": "{p}room-jobs-{e}-dead-letters",
                        "upkeep/WakeRole": "{p}room-jobs-{e}-wake",
                        "upkeep/ScheduleRole": "{p}room-jobs-{e}-schedule",
                        "data/CopyRole": "{p}room-jobs-{e}-copy",
                        "copies/BackupRole": "{p}room-jobs-{e}-backup",
                        "api/ReleaseRole": "{p}room-jobs-{e}-release",
                    }
                ),
                "PermissionsBoundary": Elsewhere("roles_are_bounded"),
                "ManagedPolicyArns/*": Only(
                    {
                        "bootstrap/ApiGatewayRole": (
                            "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
                        ),
                        "bootstrap/DeployRole": ("<DeployPolicy>", "<DeployPolicyWithoutNames>"),
                    }
                ),
                "MaxSessionDuration": Only(
                    {"bootstrap/DeployRole": 7200}
                ),  # a first deployment takes over an hour
            },
        ),
    ),
    "IAM::ManagedPolicy": (
        (
            "policies of one region's bootstrap",
            {
                "ManagedPolicyName": Only(
                    {
                        "bootstrap/Boundary": "{p}room-jobs-boundary-us-east-1",
                        "bootstrap/DeployPolicy": "{p}room-jobs-deploy-us-east-1",
                        "bootstrap/DeployPolicyWithoutNames": "{p}room-jobs-deploy-without-names-us-east-1",
                    }
                )
            },
        ),
    ),
}
