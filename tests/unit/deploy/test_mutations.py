"""
The contracts catch mistakes: each is planted into the templates in memory, and the named check finds it.

A mistake that changes what the API shows would be found by the hash of its deployment too, so such
templates are stamped anew before they are checked.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.deploy.contracts import CHECKS
from tests.unit.deploy.environment import VARIANTS, Templates, deployment, load_templates
from tests.unit.deploy.planting import deployment_keys, restamp

Plant = Callable[[Templates], object]


def properties(templates: Templates, place: str) -> Any:
    """The properties of `template/Logical`, or what lies below them at `template/Logical/key/0/key`."""
    template, logical, *path = place.split("/")
    value = templates[template]["Resources"][logical]["Properties"]
    for step in path:
        value = value[int(step) if step.isdigit() else step]
    return value


def put(place: str, **values: object) -> Plant:
    return lambda templates: properties(templates, place).update(values)


def drop(place: str, *names: str) -> Plant:
    return lambda templates: [properties(templates, place).pop(name) for name in names]


def remove(template: str, *logical: str) -> Plant:
    return lambda templates: [templates[template]["Resources"].pop(name) for name in logical]


def attribute(place: str, name: str, value: object) -> Plant:
    template, logical = place.split("/")

    def plant(templates: Templates) -> None:
        templates[template]["Resources"][logical][name] = value

    return plant


def copy_queue(name: str, like: str) -> Plant:
    """One more queue of tasks, which is encrypted, ends and answers by TLS alone, as the other."""

    def plant(templates: Templates) -> None:
        resources = templates["data"]["Resources"]
        policy = json.loads(json.dumps(resources[f"{like}Policy"]).replace(f'"{like}"', f'"{name}"'))
        queue = json.loads(json.dumps(resources[like]).replace("room-detection-", f"room-detection-{name}-"))
        resources.update({name: queue, f"{name}Policy": policy})

    return plant


def swap(place: str, old: str, new: str) -> Plant:
    """Replace text in a string."""
    parent, _, key = place.rpartition("/")

    def plant(templates: Templates) -> None:
        holder = properties(templates, parent)
        assert old in holder[key]
        holder[key] = holder[key].replace(old, new)

    return plant


def forget_a_method(templates: Templates) -> None:
    for key in deployment_keys(templates):
        templates["api"]["Resources"][key]["DependsOn"].remove("ProxyMethod")


def forget_all_methods(templates: Templates) -> None:
    for key in deployment_keys(templates):
        del templates["api"]["Resources"][key]["DependsOn"]


def show_one_deployment_always(templates: Templates) -> None:
    """As if a parameter that changes methods renewed what a deployment shows."""
    api = templates["api"]["Resources"]
    shown, other = deployment_keys(templates)
    del api[shown]["Condition"], api[other]
    api["Stage"]["Properties"]["DeploymentId"] = {"Ref": shown}


def drop_endpoint(templates: Templates) -> None:
    """Private networking without the endpoint of the queue."""
    templates["main"]["Parameters"]["PrivateNetworking"]["Default"] = "true"
    del templates["network"]["Resources"]["SqsEndpoint"]


def set_variable(place: str, name: str, value: str | None) -> Plant:
    """Set or remove a variable of a container."""

    def plant(templates: Templates) -> None:
        variables = properties(templates, place)
        variables[:] = [each for each in variables if each["Name"] != name]
        if value is not None:
            variables.append({"Name": name, "Value": value})

    return plant


def first_statement(place: str, **values: object) -> Plant:
    return put(f"{place}/Policies/0/PolicyDocument/Statement/0", **values)


CONTAINER = "worker/TaskDefinition/ContainerDefinitions/0"
NOW = "monitoring/NowDashboard/DashboardBody/Fn::Sub"

MISTAKES: dict[str, tuple[str, Plant]] = {
    # workers
    "stop timeout over Fargate's limit": ("workers_get_time_to_leave", put(CONTAINER, StopTimeout=300)),
    "stop timeout left to the default": ("workers_get_time_to_leave", drop(CONTAINER, "StopTimeout")),
    "launch type beside a capacity provider": (
        "services_choose_capacity_in_one_way",
        put("worker/Service", LaunchType="FARGATE"),
    ),
    "capacity provider that the cluster lacks": (
        "services_choose_capacity_in_one_way",
        put("worker/Cluster", CapacityProviders=["FARGATE_SPOT"]),
    ),
    "no public address and no NAT": (
        "services_reach_aws",
        put("worker/Service/NetworkConfiguration/AwsvpcConfiguration", AssignPublicIp="DISABLED"),
    ),
    "public address without a route": ("services_reach_aws", remove("network", "DefaultRoute")),
    "private, without the endpoint of the queue": ("services_reach_aws", drop_endpoint),
    "no gateway endpoint for S3": ("services_reach_aws", remove("network", "S3Endpoint")),
    "no execution role": ("tasks_have_two_roles", drop("worker/TaskDefinition", "ExecutionRoleArn")),
    "no task role": ("tasks_have_two_roles", drop("worker/TaskDefinition", "TaskRoleArn")),
    "writable root": ("containers_are_closed", put(CONTAINER, ReadonlyRootFilesystem=False)),
    "root user": ("containers_are_closed", drop(CONTAINER, "User")),
    "no init process": ("containers_are_closed", drop(CONTAINER, "LinuxParameters")),
    "an image by its tag": ("containers_are_closed", put(CONTAINER, Image="room-jobs-worker:latest")),
    "an open port": ("containers_are_closed", put(CONTAINER, PortMappings=[{"ContainerPort": 5555}])),
    "no circuit breaker": (
        "services_go_back_by_themselves",
        drop("worker/Service/DeploymentConfiguration", "DeploymentCircuitBreaker"),
    ),
    "a size that Fargate lacks": ("tasks_run_on_fargate", put("worker/TaskDefinition", Memory=4096)),
    "a job may have all memory of its task": (
        "containers_have_complete_settings",
        set_variable(f"{CONTAINER}/Environment", "ROOMJOBS_JOB_MEMORY_MB", "512"),
    ),
    "a worker without its queue": (
        "containers_have_complete_settings",
        set_variable(f"{CONTAINER}/Environment", "SQS_QUEUE_URL", None),
    ),
    "no health check": ("workers_tell_their_health", drop(CONTAINER, "HealthCheck")),
    "a log group that nobody makes": (
        "containers_log_to_a_group_that_is_made",
        put(f"{CONTAINER}/LogConfiguration/Options", **{"awslogs-group": "/elsewhere"}),
    ),
    "a way in from everywhere": (
        "nobody_can_connect_to_workers",
        put(
            "network/WorkerSecurityGroup",
            SecurityGroupIngress=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}],
        ),
    ),
    "an image of prod that pushes for dev push out": (
        "images_in_use_are_kept",
        swap("bootstrap/WorkerRepository/LifecyclePolicy/LifecyclePolicyText", '"prod-*"', '"production-*"'),
    ),
    "fewer addresses than workers": (
        "the_most_workers_have_addresses",
        put("network/WorkerSubnetA", CidrBlock="10.20.1.0/25"),
    ),
    # scaling
    "more at least than at most": (
        "capacity_goes_from_zero_to_the_most",
        put("worker/ScalableTarget", MinCapacity=99),
    ),
    "more tasks than a new account may start": (
        "capacity_goes_from_zero_to_the_most",
        put("worker/ScalableTarget", MaxCapacity=30),
    ),
    "a worker that never ends": (
        "capacity_goes_from_zero_to_the_most",
        put("worker/ScalableTarget", MinCapacity=1),
    ),
    "scaling of another service": (
        "the_target_is_the_service",
        put("worker/ScalableTarget", ResourceId="service/other/other"),
    ),
    "a desired count": ("the_target_is_the_service", put("worker/Service", DesiredCount=1)),
    "metric math that does not parse": (
        "metric_math_can_be_computed",
        put("worker/IdleAlarm/Metrics/0", Expression="received + + (empty"),
    ),
    "an unknown function": (
        "metric_math_can_be_computed",
        put("worker/IdleAlarm/Metrics/0", Expression="FILLED(received, 0) + empty"),
    ),
    "an unknown metric id": (
        "metric_math_can_be_computed",
        put("worker/IdleAlarm/Metrics/0", Expression="received + empty + delayed"),
    ),
    "two metrics are returned": (
        "metric_math_can_be_computed",
        put("worker/IdleAlarm/Metrics/1", ReturnData=True),
    ),
    "two periods in one alarm": (
        "metric_math_can_be_computed",
        put("worker/IdleAlarm/Metrics/1/MetricStat", Period=300),
    ),
    "an idle alarm that lasts all night": (
        "alarms_drive_the_policies",
        put("worker/IdleAlarm/Metrics/0", Expression="IF(received == 0, 1, 0)"),
    ),
    "an idle alarm that rings between short jobs": (
        "alarms_drive_the_policies",
        put("worker/IdleAlarm/Metrics/0", Expression="IF(empty > 0, 1, 0)"),
    ),
    "a filler in the place of the newest minute": (
        "alarms_wait_for_late_data",
        put(
            "worker/IdleAlarm/Metrics/0", Expression="IF(FILL(received, 0) == 0 AND FILL(empty, 0) > 0, 1, 0)"
        ),
    ),
    "an alarm that drives nothing": ("alarms_drive_the_policies", put("worker/IdleAlarm", AlarmActions=[])),
    "missing data that counts as work": (
        "alarms_drive_the_policies",
        put("worker/IdleAlarm", TreatMissingData="breaching"),
    ),
    "an alarm of another queue": (
        "alarms_and_metrics_name_the_queue",
        put("monitoring/QueueDepthAlarm", Dimensions=[{"Name": "QueueName", "Value": "other"}]),
    ),
    # stores
    "given up at the first delivery": (
        "tasks_come_back_often_enough",
        put("data/TaskQueue/RedrivePolicy", maxReceiveCount=0),
    ),
    "no dead-letter queue": ("tasks_come_back_often_enough", drop("data/TaskQueue", "RedrivePolicy")),
    "messages kept for four days": (
        "tasks_come_back_often_enough",
        put("data/TaskQueue", MessageRetentionPeriod=345600),
    ),
    "a queue in the clear": (
        "tasks_come_back_often_enough",
        put("data/TaskQueue", SqsManagedSseEnabled=False),
    ),
    "visibility unlike the lease": (
        "tasks_come_back_often_enough",
        put("data/TaskQueue", VisibilityTimeout=30),
    ),
    "a public bucket": (
        "buckets_are_private",
        put("data/InputBucket/PublicAccessBlockConfiguration", BlockPublicPolicy=False),
    ),
    "a bucket without TLS": ("buckets_are_private", remove("data", "OutputBucketPolicy")),
    "a bucket without versions": ("buckets_are_private", drop("data/InputBucket", "VersioningConfiguration")),
    "results that end before their jobs": (
        "documents_outlive_their_jobs",
        put("data/OutputBucket/LifecycleConfiguration/Rules/0", ExpirationInDays=1),
    ),
    "results that no page can read": (
        "documents_outlive_their_jobs",
        drop("data/OutputBucket", "CorsConfiguration"),
    ),
    "jobs that are never forgotten": (
        "tables_are_what_the_code_expects",
        drop("data/JobsTable", "TimeToLiveSpecification"),
    ),
    "no index": ("tables_are_what_the_code_expects", drop("data/JobsTable", "GlobalSecondaryIndexes")),
    "production without backups": (
        "tables_are_what_the_code_expects",
        drop("data/JobsTable", "PointInTimeRecoverySpecification"),
    ),
    "a table that goes with its stack": (
        "what_is_stored_survives_its_stack",
        attribute("data/JobsTable", "DeletionPolicy", "Delete"),
    ),
    # API
    "a deployment before its methods": ("the_deployment_shows_the_api", forget_all_methods),
    "a deployment before one method": ("the_deployment_shows_the_api", forget_a_method),
    "a deployment that is the same with and without keys": (
        "the_deployment_shows_the_api",
        show_one_deployment_always,
    ),
    "a stale hash": ("the_deployment_shows_the_api", put("api/JobResource", PathPart="{id}")),
    "a function that may not be invoked": (
        "methods_reach_their_functions",
        remove("api", "CreatePermission"),
    ),
    "an integration by GET": (
        "methods_reach_their_functions",
        put("api/CreateMethod/Integration", IntegrationHttpMethod="GET"),
    ),
    "a route of the API that nobody takes": (
        "every_route_of_the_api_is_there",
        remove("api", "JobProxyMethod"),
    ),
    "states from the wrong function": (
        "every_route_of_the_api_is_there",
        swap("api/StatusMethod/Integration/Uri/Fn::Sub", "StatusAlias", "ApiAlias"),
    ),
    "a body that nobody validates": (
        "submissions_are_validated",
        drop("api/CreateMethod", "RequestValidatorId"),
    ),
    "an API for everybody": (
        "the_api_asks_who_is_there",
        put("api/ApiFunction/Environment/Variables", ROOMJOBS_AUTH="none"),
    ),
    "an API that does not say who may ask": (
        "the_api_asks_who_is_there",
        drop("api/StatusFunction/Environment/Variables", "ROOMJOBS_AUTH"),
    ),
    "events from a Lambda": (
        "functions_can_run",
        drop("api/ApiFunction/Environment/Variables", "ROOMJOBS_STREAMS"),
    ),
    "figures written between two invocations": (
        "functions_can_run",
        put("api/CreateFunction/Environment/Variables", ROOMJOBS_METRICS_LINGER_SECONDS="5"),
    ),
    "a screen that the bucket is asked for": (
        "screens_are_the_page",
        swap("frontend/Screens/FunctionCode", "[.][^/]+$", "[a-z]+$"),
    ),
    "the page in the place of the API": (
        "screens_are_the_page",
        put(
            "frontend/Distribution/DistributionConfig/CacheBehaviors/0",
            FunctionAssociations=[{"EventType": "viewer-request", "FunctionARN": "<Screens>"}],
        ),
    ),
    "a route that is not there, in words of API Gateway": (
        "refusals_are_problems",
        remove("api", "NoRouteProblem"),
    ),
    "a role whose name CloudFormation makes up": (
        "the_deploy_role_knows_each_role_by_its_name",
        drop("upkeep/DeadLettersRole", "RoleName"),
    ),
    "a role with the name of the deploy role": (
        "the_deploy_role_knows_each_role_by_its_name",
        put("worker/TaskRole", RoleName="room-jobs-deploy-task"),
    ),
    "two roles of one name": (
        "the_deploy_role_knows_each_role_by_its_name",
        put("worker/TaskRole", RoleName="room-jobs-prod-worker-execution"),
    ),
    "a name that is longer than AWS takes": (
        "names_fit",
        put("upkeep/DeadLettersFunction", FunctionName="room-jobs-" + "x" * 55),
    ),
    "a named queue that a parameter replaces": (
        "what_has_a_name_need_not_be_replaced",
        put("data/TaskQueue", FifoQueue={"Ref": "MaxReceiveCount"}),
    ),
    "a budget whose thresholds can never change": (
        "what_has_a_name_need_not_be_replaced",
        put("budget/Budget/Budget", BudgetName="room-jobs"),
    ),
    "a Lambda that asks for more than the most": (
        "those_who_ask_for_workers_know_the_most",
        put("upkeep/WakeFunction/Environment/Variables", ROOMJOBS_CAPACITY="delay:30 max:1000"),
    ),
    "an API that asks for workers without knowing how many": (
        "those_who_ask_for_workers_know_the_most",
        drop("api/CreateFunction/Environment/Variables", "ROOMJOBS_CAPACITY"),
    ),
    "more tasks than MaxTasks": (
        "those_who_ask_for_workers_know_the_most",
        put("worker/ScalableTarget", MaxCapacity=21),
    ),
    "no throttling": ("the_stage_is_bounded_and_logged", put("api/Stage", MethodSettings=[])),
    "an access log by the name of its streams": (
        "the_stage_is_bounded_and_logged",
        put("api/Stage/AccessLogSetting", DestinationArn={"Fn::GetAtt": ["AccessLogGroup", "Arn"]}),
    ),
    "a function that any API may invoke": (
        "methods_reach_their_functions",
        drop("api/ApiPermission", "SourceArn"),
    ),
    "logs of a region that end with the bootstrap": (
        "what_a_region_shares_outlives_the_bootstrap",
        attribute("bootstrap/ApiGatewayRole", "DeletionPolicy", "Delete"),
    ),
    "no access log": ("the_stage_is_bounded_and_logged", drop("api/Stage", "AccessLogSetting")),
    "an access log that is no JSON": (
        "the_stage_is_bounded_and_logged",
        swap("api/Stage/AccessLogSetting/Format", '"path":', '"path"'),
    ),
    "plans in the log": (
        "the_stage_is_bounded_and_logged",
        put("api/Stage/MethodSettings/0", DataTraceEnabled=True),
    ),
    "metrics of each method, which cost more than the work": (
        "the_stage_is_bounded_and_logged",
        put("api/Stage/MethodSettings/0", MetricsEnabled=True),
    ),
    "traces that nobody counts": ("the_stage_is_bounded_and_logged", put("api/Stage", TracingEnabled=True)),
    "refusals in another form": ("refusals_are_problems", remove("api", "ThrottledProblem")),
    "a handler that is not there": (
        "functions_can_run",
        put("api/CreateFunction", Handler="roomjobs.rest.api_gateway.create"),
    ),
    "a function without its settings": (
        "functions_can_run",
        drop("upkeep/SweepFunction/Environment/Variables", "DYNAMODB_TABLE"),
    ),
    "a variable that is Lambda's own": (
        "functions_can_run",
        put("api/ApiFunction/Environment/Variables", AWS_REGION="us-east-1"),
    ),
    "an answer that comes too late": ("functions_can_run", put("api/ApiFunction", Timeout=60)),
    "one role for two functions": (
        "functions_can_run",
        put("api/StatusFunction", Role={"Fn::GetAtt": ["ApiRole", "Arn"]}),
    ),
    "a limit that Lambda does not keep": (
        "bodies_fit_into_an_event",
        put("api/CreateFunction/Environment/Variables", ROOMJOBS_MAX_BODY_BYTES="5000000"),
    ),
    "a Lambda that waits": (
        "nobody_waits_in_a_lambda",
        drop("api/StatusFunction/Environment/Variables", "ROOMJOBS_WAITING_SEATS"),
    ),
    "a deployment before an answer": (
        "the_deployment_shows_the_api",
        lambda templates: [
            templates["api"]["Resources"][key]["DependsOn"].remove("TooLargeProblem")
            for key in deployment_keys(templates)
        ],
    ),
    "a log for ever": ("logs_end", drop("upkeep/WakeLogGroup", "RetentionInDays")),
    "a log that API Gateway keeps for ever": ("logs_end", remove("api", "ExecutionLogGroup")),
    "a sweep that nobody calls": ("schedules_run_in_time", remove("upkeep", "SweepSchedule")),
    # rights
    "all actions": ("rights_are_small", first_statement("worker/TaskRole", Action="s3:*")),
    "all resources": ("rights_are_small", first_statement("worker/TaskRole", Resource="*")),
    "a policy that IAM does not take": (
        "policies_fit",
        put("bootstrap/Boundary/PolicyDocument/Statement/0", Resource=["arn:aws:s3:::x"] * 400),
    ),
    "a role without the boundary": ("roles_are_bounded", drop("upkeep/WakeRole", "PermissionsBoundary")),
    "rights beyond the boundary": (
        "the_boundary_admits_what_roles_need",
        first_statement("worker/TaskRole", Action="s3:DeleteBucket"),
    ),
    "a role for other accounts": (
        "services_act_for_this_account_alone",
        drop("worker/TaskRole/AssumeRolePolicyDocument/Statement/0", "Condition"),
    ),
    # monitoring
    "dead workers that are written nowhere": (
        "failures_of_tasks_are_heard",
        put("monitoring/TaskFailures/Targets/0", Arn={"Fn::GetAtt": ["EventLogGroup", "Arn"]}),
    ),
    "a dashboard that is gone": (
        "four_questions_have_a_dashboard",
        remove("monitoring", "TrendsDashboard"),
    ),
    "no status overview": (
        "four_questions_have_a_dashboard",
        attribute("monitoring/StatusDashboard", "Condition", "IsMailed"),
    ),
    "a dashboard that is no JSON": ("dashboards_can_be_drawn", swap(NOW, '"widgets": [', '"widgets": [,')),
    "a widget that there is not": (
        "dashboards_can_be_drawn",
        swap(NOW, '"type": "alarm"', '"type": "alarms"'),
    ),
    "a widget beyond the edge": ("dashboards_can_be_drawn", swap(NOW, '"width": 24', '"width": 25')),
    "a widget upon another": ("dashboards_can_be_drawn", swap(NOW, '"y": 11', '"y": 8')),
    "a dashboard of alarms that are gone": (
        "dashboards_show_alarms_that_are_there",
        remove("monitoring", "OldestMessageAlarm"),
    ),
    "a log of workers that nobody shows": (
        "dashboards_show_the_logs_of_all_workers",
        swap(
            "monitoring/ErrorsDashboard/DashboardBody/Fn::Sub",
            "SOURCE '${LargeWorkerLogGroup}'",
            "SOURCE '${WorkerLogGroup}'",
        ),
    ),
    "a metric that nobody writes": ("own_metrics_exist", swap(NOW, "JobsSubmitted", "JobsCreated")),
    "an alarm without a runbook": (
        "alarms_tell_what_to_do",
        put("monitoring/ErrorRateAlarm", AlarmDescription="Something failed."),
    ),
    "a section that is not there": (
        "alarms_tell_what_to_do",
        swap("monitoring/ErrorRateAlarm/AlarmDescription/Fn::Sub", "#error-rate", "#errors"),
    ),
    "an alarm that tells nobody": (
        "alarms_tell_what_to_do",
        drop("monitoring/DeadLettersAlarm", "AlarmActions"),
    ),
    "an alarm that rings at night": (
        "alarms_tell_what_to_do",
        put("monitoring/ProcessingAlarm", TreatMissingData="breaching"),
    ),
    "an alarm that cannot ring": (
        "what_the_plan_wants_to_know_is_watched",
        put("monitoring/QueueDepthAlarm", DatapointsToAlarm=6),
    ),
    "a missing alarm": (
        "what_the_plan_wants_to_know_is_watched",
        remove("monitoring", "OldestMessageAlarm"),
    ),
    "deaths of another cluster": (
        "failures_of_tasks_are_heard",
        put("monitoring/TaskFailures/EventPattern/detail", clusterArn=["arn:aws:ecs:us-east-1:1:cluster/x"]),
    ),
    "a silent budget": ("the_budget_rings", put("budget/Budget", NotificationsWithSubscribers=[])),
    # wiring
    "a stack that is given another's output": (
        "stacks_are_given_what_they_ask_for",
        put("main/Worker/Parameters", OutputBucket={"Fn::GetAtt": ["Data", "Outputs.InputBucket"]}),
    ),
    "a bucket in the place of another": (
        "variables_stand_for_what_they_say",
        put("api/CreateFunction/Environment/Variables", S3_OUTPUT_BUCKET={"Ref": "InputBucket"}),
    ),
    "a lease that is left to the default": (
        "programs_are_told_what_they_need",
        set_variable(f"{CONTAINER}/Environment", "ROOMJOBS_LEASE_SECONDS", None),
    ),
    "functions for another processor than their wheels": (
        "functions_have_what_is_theirs",
        put("api/CreateFunction", Architectures=["arm64"]),
    ),
    "a schedule that calls another's function": (
        "schedules_call_their_functions",
        put("upkeep/SweepSchedule/Target", Arn={"Fn::GetAtt": ["WakeFunction", "Arn"]}),
    ),
    "idle workers that are let go by the number of messages": (
        "scaling_is_wired",
        lambda templates: [
            put("worker/IdleAlarm/Metrics/0", ReturnData=False)(templates),
            put("worker/IdleAlarm/Metrics/1", ReturnData=True)(templates),
        ],
    ),
    "a task that takes the other's role": (
        "tasks_are_wired",
        put("worker/TaskDefinition", TaskRoleArn={"Fn::GetAtt": ["ExecutionRole", "Arn"]}),
    ),
    "workers of single plans that are idle while batches run": (
        "lanes_take_their_queues",
        swap(
            "worker/IdleAlarm/Metrics/2/Fn::If/2/MetricStat/Metric/Dimensions/0/Value/Ref",
            "BatchQueueName",
            "LargeQueueName",
        ),
    ),
    "a deploy role for the tokens of all repositories": (
        "the_deploy_role_is_taken_by_whom_it_is_for",
        swap("bootstrap/DeployRole/AssumeRolePolicyDocument/Statement/0/Action", "sts:AssumeRole", "sts:*"),
    ),
    "an ARN of another region": (
        "arns_have_their_parts",
        swap(
            "worker/TaskRole/Policies/0/PolicyDocument/Statement/5/Resource/0/Fn::Sub",
            "${AWS::Region}",
            "eu-west-9",
        ),
    ),
    "a right to a table that is not there": (
        "rights_are_about_what_is_made",
        swap(
            "worker/TaskRole/Policies/0/PolicyDocument/Statement/3/Resource/Fn::Sub",
            "${ControlTable}",
            "Control",
        ),
    ),
    # calls
    "a worker that cannot keep a message hidden": (
        "roles_may_do_what_the_code_calls",
        lambda templates: properties(templates, "worker/TaskRole/Policies/0/PolicyDocument/Statement/4")[
            "Action"
        ].remove("sqs:ChangeMessageVisibility"),
    ),
    "a worker that may not read the index": (
        "roles_may_do_what_the_code_calls",
        lambda templates: properties(templates, "worker/TaskRole/Policies/0/PolicyDocument/Statement/2")[
            "Resource"
        ].pop(),
    ),
    "a right that nobody uses": (
        "roles_may_do_nothing_else",
        first_statement("worker/TaskRole", Action=["s3:GetObject", "s3:GetObjectAcl"]),
    ),
    "a role that another service takes": (
        "roles_are_taken_by_who_runs_them",
        put("worker/TaskRole/AssumeRolePolicyDocument/Statement/0/Principal", Service="ec2.amazonaws.com"),
    ),
    # metrics
    "a dimension that AWS does not write": (
        "metrics_are_those_that_are_written",
        put("monitoring/QueueDepthAlarm/Dimensions/0", Name="Queue"),
    ),
    "a sum in the place of a maximum": (
        "alarms_ring_by_their_figures",
        put("monitoring/QueueDepthAlarm", Statistic="Sum"),
    ),
    "dead letters of the task queue": (
        "alarms_watch_their_own",
        put("monitoring/DeadLettersAlarm/Dimensions/0", Value={"Ref": "TaskQueueName"}),
    ),
    "a topic that CloudWatch may not publish to": (
        "whoever_rings_may_ring",
        put("monitoring/TopicPolicy/PolicyDocument/Statement/0/Principal", Service=["budgets.amazonaws.com"]),
    ),
    # production
    "production for everybody": (
        "production_is_as_it_must_be",
        lambda templates: templates["main"]["Parameters"]["Auth"].update(Default="none"),
    ),
    "workers let out by HTTP alone": (
        "workers_speak_https_and_nothing_else",
        put("network/WorkerSecurityGroup/SecurityGroupEgress/0", FromPort=80, ToPort=80),
    ),
    "a subnet without routes": ("the_network_leads_out", remove("network", "WorkerSubnetBRoutes")),
    "keys that are asked for when they are not": (
        "keys_are_asked_for_where_they_are_wanted",
        put("api/CreateMethod", ApiKeyRequired={"Fn::If": ["IsKeyed", False, True]}),
    ),
    "a burst in the place of the rate": (
        "limits_are_those_of_the_parameters",
        put("api/Stage/MethodSettings/0", ThrottlingRateLimit={"Ref": "BurstLimit"}),
    ),
    # bounds
    "a sweep that runs beside the one before": (
        "functions_have_time_and_memory",
        put("upkeep/SweepFunction", Timeout=900),
    ),
    "pages that may not upload": (
        "pages_reach_buckets_by_what_they_need",
        put("data/InputBucket/CorsConfiguration/CorsRules/0", AllowedMethods=["GET"]),
    ),
    "an update that ends workers first": (
        "updates_keep_the_workers_that_are_wanted",
        put("worker/Service/DeploymentConfiguration", MinimumHealthyPercent=0),
    ),
    "an index of keys alone": (
        "the_index_shows_whole_jobs",
        put("data/JobsTable/GlobalSecondaryIndexes/0/Projection", ProjectionType="KEYS_ONLY"),
    ),
    "workers that are kept for hours": (
        "steps_act_at_once",
        put("worker/DrainIn/StepScalingPolicyConfiguration", Cooldown=36000),
    ),
    "an API that is reached without TLS": (
        "the_page_is_kept_and_the_api_is_reached_by_tls",
        put(
            "frontend/Distribution/DistributionConfig/Origins/1/CustomOriginConfig",
            OriginProtocolPolicy="http-only",
        ),
    ),
    "a budget of a quarter": (
        "budgets_ring_before_the_money_is_gone",
        put("budget/Budget/Budget", TimeUnit="QUARTERLY"),
    ),
    "a network without names": (
        "networks_give_names_and_no_addresses",
        put("network/Vpc", EnableDnsHostnames=False),
    ),
    "a rule that hears of workers that start": (
        "events_of_dead_tasks_arrive",
        put("monitoring/TaskFailures/EventPattern/detail", lastStatus=["RUNNING"]),
    ),
    "an access log among the lines of a function": (
        "access_logs_are_apart",
        swap("api/Stage/AccessLogSetting/DestinationArn/Fn::Sub", "${AccessLogGroup}", "${ApiLogGroup}"),
    ),
    # kinds
    "a key of a kind that DynamoDB does not know": (
        "resources_fit_their_schemas",
        put("data/ControlTable/KeySchema/0", KeyType="HASHED"),
    ),
    "a queue that nobody watches": ("queues_have_an_end_and_a_watch", copy_queue("Quick", "TaskQueue")),
    "a queue whose letters come back to itself": (
        "queues_have_an_end_and_a_watch",
        put(
            "data/LargeQueue/RedrivePolicy",
            deadLetterTargetArn={"Fn::GetAtt": ["LargeQueue", "Arn"]},
        ),
    ),
    "a function that fails in silence": (
        "functions_are_watched",
        lambda templates: properties(templates, "monitoring/UpkeepAlarm/Metrics").pop(),
    ),
    "a repository that goes with its stack": (
        "what_is_stored_is_kept_and_nothing_else",
        attribute("bootstrap/WorkerRepository", "DeletionPolicy", "Delete"),
    ),
    "a right to receive from a table": (
        "rights_are_about_resources_of_their_service",
        put(
            "worker/TaskRole/Policies/0/PolicyDocument/Statement/3",
            Action=["dynamodb:GetItem", "sqs:ReceiveMessage"],
        ),
    ),
    "a bucket that everybody may read": (
        "policies_say_what_they_mean",
        put("data/InputBucketPolicy/PolicyDocument/Statement/0", Effect="Allow"),
    ),
    "a queue that two environments would share": (
        "names_are_of_their_environment",
        put("data/TaskQueue", QueueName="room-detection-queue"),
    ),
    "an action that there is not": (
        "the_deploy_role_has_actions_that_there_are",
        lambda templates: properties(templates, "bootstrap/DeployPolicy/PolicyDocument/Statement/3")[
            "Action"
        ].append("ecr:ListLayers"),
    ),
    "no rule against frames": (
        "browsers_get_every_header",
        drop("frontend/Headers/ResponseHeadersPolicyConfig/SecurityHeadersConfig", "FrameOptions"),
    ),
    # choices
    "a condition that asks for another parameter": (
        "conditions_hold_when_they_are_to",
        lambda templates: templates["budget"]["Conditions"].update(
            IsTagged={"Fn::Not": [{"Fn::Equals": [{"Ref": "TopicArn"}, ""]}]}
        ),
    ),
    "a sweep that is made in some environments": (
        "resources_are_made_where_they_are_to",
        attribute("upkeep/SweepSchedule", "Condition", "IsScaled"),
    ),
    "a name that is blank where there is none": (
        "nothing_is_left_blank",
        put("frontend/Distribution/DistributionConfig", Aliases=[{"Ref": "DomainName"}]),
    ),
    "a stack that does not hear of a parameter": (
        "nested_stacks_are_given_all_they_ask_for",
        drop("main/Upkeep/Parameters", "VisibilityTimeout"),
    ),
    "a value that main.yaml takes and a nested stack does not": (
        "parameters_have_one_meaning",
        lambda templates: templates["main"]["Parameters"]["VpcCidr"].pop("AllowedPattern"),
    ),
    "an output of something else": (
        "outputs_are_of_what_they_say",
        lambda templates: templates["main"]["Outputs"]["BatchQueueUrl"].update(
            Value={"Fn::GetAtt": ["Data", "Outputs.LargeQueueUrl"]}
        ),
    ),
    # page
    "the page for every distribution": (
        "only_cloudfront_reads_the_page",
        drop("frontend/PageBucketPolicy/PolicyDocument/Statement/0", "Condition"),
    ),
    "reads that nobody signs": (
        "only_cloudfront_reads_the_page",
        drop("frontend/Distribution/DistributionConfig/Origins/0", "OriginAccessControlId"),
    ),
    "errors that show as the page": (
        "errors_of_the_api_stay_errors",
        put(
            "frontend/Distribution/DistributionConfig",
            CustomErrorResponses=[{"ErrorCode": 403, "ResponseCode": 200, "ResponsePagePath": "/index.html"}],
        ),
    ),
    "states that are kept": (
        "errors_of_the_api_stay_errors",
        put(
            "frontend/Distribution/DistributionConfig/CacheBehaviors/0",
            CachePolicyId="658327ea-f89d-4fab-a63d-7e88639e58f6",
        ),
    ),
    "no security headers": (
        "browsers_are_guarded",
        drop("frontend/Distribution/DistributionConfig/DefaultCacheBehavior", "ResponseHeadersPolicyId"),
    ),
    # figures and documents
    "a timeout that is longer than its turn": (
        "figures_are_what_their_reasons_say",
        put("upkeep/SweepFunction", Timeout=241),
    ),
    "a subscription that is left out": (
        "reasons_are_about_what_there_is",
        remove("monitoring", "Subscription"),
    ),
    "a task of a size that Fargate lacks": (
        "parameters_have_their_limits",
        lambda templates: templates["main"]["Parameters"]["WorkerCpu"].update(AllowedValues=[256, 500]),
    ),
    "an image of any address": (
        "patterns_take_what_they_are_to",
        lambda templates: templates["main"]["Parameters"]["WorkerImage"].update(AllowedPattern="^.+$"),
    ),
    "a rule that refuses what it is to admit": (
        "rules_refuse_what_cannot_be",
        lambda templates: templates["main"]["Rules"]["FlowerNeedsAWayOut"].pop("RuleCondition"),
    ),
    "a route before its gateway is attached": (
        "orders_are_told",
        lambda templates: templates["network"]["Resources"]["DefaultRoute"].pop("DependsOn"),
    ),
    "an address without its stage": (
        "outputs_are_the_texts_they_are_to_be",
        lambda templates: templates["api"]["Outputs"]["Url"].update(Value={"Fn::Sub": "https://${RestApi}"}),
    ),
    "an access log that calls milliseconds bytes": (
        "the_access_log_says_what_happened",
        swap("api/Stage/AccessLogSetting/Format", "$context.responseLatency", "$context.responseLength"),
    ),
    "a page that loads from anywhere": (
        "pages_load_what_is_theirs",
        swap(
            "frontend/Headers/ResponseHeadersPolicyConfig/SecurityHeadersConfig/ContentSecurityPolicy/ContentSecurityPolicy/Fn::Sub",
            "default-src 'self'",
            "default-src *",
        ),
    ),
    "an error rate of ten thousand per cent": (
        "alarms_calculate_what_they_say",
        swap("monitoring/ErrorRateAlarm/Metrics/0/Expression", "100 *", "10000 *"),
    ),
    "a budget that counts nothing": (
        "a_tag_is_what_the_budget_counts",
        put("budget/Budget/Budget", CostFilters={"TagKeyValue": [""]}),
    ),
    "images that are forgotten after five pushes": (
        "images_are_kept_by_number",
        swap(
            "bootstrap/WorkerRepository/LifecyclePolicy/LifecyclePolicyText",
            '"countNumber":180',
            '"countNumber":30',
        ),
    ),
    "a queue that asks for TLS at another one": (
        "resources_ask_for_tls_and_let_few_in",
        put(
            "data/TaskQueuePolicy/PolicyDocument/Statement/0",
            Resource={"Fn::GetAtt": ["BatchQueue", "Arn"]},
        ),
    ),
    "a table that anybody reads by a policy of its own": (
        "figures_are_what_their_reasons_say",
        put("data/JobsTable", ResourcePolicy={"PolicyDocument": {"Statement": [{"Principal": "*"}]}}),
    ),
    "an output that two environments would export by one name": (
        "outputs_are_given_everywhere_and_to_nobody_else",
        lambda templates: templates["data"]["Outputs"]["JobsTable"].update(Export={"Name": "JobsTable"}),
    ),
    "an output of some environments": (
        "outputs_are_given_everywhere_and_to_nobody_else",
        lambda templates: templates["data"]["Outputs"]["JobsTable"].update(Condition="IsProd"),
    ),
    "a stack that has a minute to be made": (
        "nested_stacks_are_given_all_they_ask_for",
        put("main/Worker", TimeoutInMinutes=1),
    ),
    "a table that is copied once a day": (
        "figures_are_what_their_reasons_say",
        put("copies/Plan/BackupPlan/BackupPlanRule/0", ScheduleExpression="cron(0 5 * * ? *)"),
    ),
    "copies into a vault of the same region": (
        "figures_are_what_their_reasons_say",
        swap(
            "copies/Plan/BackupPlan/BackupPlanRule/0/CopyActions/0/DestinationBackupVaultArn/Fn::Sub",
            "${CopyToRegion}",
            "${AWS::Region}",
        ),
    ),
    # the deploy role and the boundary
    "a deploy role that may not make queues": (
        "the_deploy_role_reaches_what_is_made",
        lambda templates: properties(templates, "bootstrap/DeployPolicy/PolicyDocument/Statement/2")[
            "Resource"
        ].pop(),
    ),
    "a deploy role for all buckets": (
        "nobody_reaches_what_is_others",
        put("bootstrap/DeployPolicy/PolicyDocument/Statement/1", Resource="arn:aws:s3:::*"),
    ),
    "a deploy role that may pass roles to any service": (
        "the_deploy_role_cannot_loosen_itself",
        lambda templates: [
            each.pop("Condition")
            for each in properties(templates, "bootstrap/DeployPolicy/PolicyDocument/Statement")
            if each.get("Sid") == "HandRolesToServices"
        ],
    ),
    "a boundary with a right that no role has": (
        "the_boundary_has_no_right_that_nobody_has",
        lambda templates: properties(templates, "bootstrap/Boundary/PolicyDocument/Statement/2")[
            "Action"
        ].append("sqs:PurgeQueue"),
    ),
    "requests that go past the alias": (
        "requests_go_to_aliases",
        swap("api/StatusMethod/Integration/Uri/Fn::Sub", "StatusAlias", "StatusFunction.Arn"),
    ),
    "a function that a release does not change": (
        "requests_go_to_aliases",
        put("api/CreateFunction", Description="POST /jobs"),
    ),
    "a release for everybody at once": (
        "a_release_moves_by_its_group",
        lambda templates: templates["api"]["Resources"]["ApiAlias"].pop("UpdatePolicy"),
    ),
    "a release that moves with another function": (
        "a_release_moves_by_its_group",
        lambda templates: templates["api"]["Resources"]["ApiAlias"]["UpdatePolicy"]["Fn::If"][1][
            "CodeDeployLambdaAliasUpdate"
        ].update(DeploymentGroupName={"Ref": "StatusRelease"}),
    ),
    "a release that the failures of the one before take back": (
        "alarms_take_a_release_back",
        lambda templates: properties(templates, "api/ApiReleaseAlarm/Dimensions").pop(),
    ),
    "a release that silence takes back": (
        "alarms_take_a_release_back",
        put("api/AnswersReleaseAlarm", TreatMissingData="breaching"),
    ),
    "a service that waits for signals": (
        "attributes_are_of_their_types",
        attribute("worker/Service", "CreationPolicy", {"ResourceSignal": {"Count": 1}}),
    ),
    "a version that deployments do not find": (
        "versions_can_be_named",
        lambda templates: templates["api"]["Resources"].update(
            SweepVersion={"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": "x"}}
        ),
    ),
    "versions that are kept": (
        "versions_can_be_named",
        attribute("api/ApiVersion", "DeletionPolicy", "Retain"),
    ),
    "a boundary that knows no log of ours": (
        "the_boundary_knows_what_only_aws_names",
        lambda templates: [
            each.update(Resource="arn:aws:logs:us-east-1:123456789012:log-group:/other/*")
            for each in properties(templates, "bootstrap/Boundary/PolicyDocument/Statement")
            if each.get("Sid") == "Logs"
        ],
    ),
}
_BY_NAME = {check.__name__: check for check in CHECKS}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found(mistake: str) -> None:
    named, plant = MISTAKES[mistake]
    templates = load_templates()
    plant(templates)
    if named != "the_deployment_shows_the_api":
        templates = restamp(templates, "api")
    made = (deployment(templates, name, **more) for name, more in (("prod", {}), VARIANTS["flower"]))
    assert any(list(_BY_NAME[named](each)) for each in made), f"{named} does not see: {mistake}"


def test_every_check_finds_some_mistake() -> None:
    assert {named for named, _ in MISTAKES.values()} == {*_BY_NAME} - NOT_PLANTED


#: Checks of bootstrap, planted below.
NOT_PLANTED = {
    "the_deploy_role_makes_bounded_roles_alone",
    "the_deploy_role_may_do_what_cloudformation_does",
}


@pytest.mark.parametrize("action", ["iam:*", "iam:CreatePolicyVersion"])
def test_a_deploy_role_that_could_free_itself_is_found(action: str) -> None:
    templates = load_templates()
    put("bootstrap/DeployPolicy/PolicyDocument/Statement/1", Action=[action])(templates)
    assert list(_BY_NAME["the_deploy_role_makes_bounded_roles_alone"](deployment(templates, "prod")))


def test_a_deploy_role_that_makes_unbounded_roles_is_found() -> None:
    templates = load_templates()
    for statement in properties(templates, "bootstrap/DeployPolicy/PolicyDocument/Statement"):
        if statement.get("Sid") == "RolesWithinTheBoundary":
            del statement["Condition"]
    assert list(_BY_NAME["the_deploy_role_makes_bounded_roles_alone"](deployment(templates, "prod")))


@pytest.mark.parametrize("action", ["ec2:DescribeNetworkAcls", "secretsmanager:GetRandomPassword"])
def test_a_right_that_the_deploy_role_lacks_is_found(action: str) -> None:
    templates = load_templates()
    for statement in properties(templates, "bootstrap/DeployPolicyWithoutNames/PolicyDocument/Statement"):
        if action in statement["Action"]:
            statement["Action"].remove(action)
    found = _BY_NAME["the_deploy_role_may_do_what_cloudformation_does"](deployment(templates, "prod"))
    assert [line for line in found if action in line]
