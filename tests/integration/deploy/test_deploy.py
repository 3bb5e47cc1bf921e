"""
An environment from its first day to its last, by the commands that people use, in the embedded endpoint.

What that endpoint does not know is switched off: Application Auto Scaling, alarms that calculate, Budgets.
In an update it loses what did not change in nested stacks, so test_nested_stacks.py updates each by itself.
It runs no container, so the worker of the smoke job is a process of ours, with the task's settings.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from deploy import __main__ as commands
from deploy import images, leftovers, source, stacks
from deploy.package import Package
from deploy.target import TEMPLATES, DeploymentError, Target
from roomjobs.config import Settings
from roomjobs.local.child import Child
from roomjobs.local.stack import worker_command

if TYPE_CHECKING:
    from pathlib import Path

    from roomjobs.local.endpoint import Endpoint

IMAGE = f"000000000000.dkr.ecr.us-east-1.amazonaws.com/room-jobs-worker@sha256:{'a' * 64}"
COMMIT = "0123456789ab"  # that is checked out
BROKEN_QUEUE = "  Broken: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: -1}}\n"
UNKNOWN_HERE = ("Scaling=off", "MathAlarms=off", "MonthlyBudget=0")


@pytest.fixture
def account(endpoint: Endpoint, package: Package, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An empty account; the code of the Lambdas is packaged once, for the Python that runs them here."""
    endpoint.reset()
    environment = endpoint.client_environment()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(commands, "build", lambda _path: package)
    monkeypatch.setattr(source, "commit", lambda: COMMIT)
    return environment


def run(command: str, *words: str, image: str = IMAGE) -> None:
    changed = () if command == "bootstrap" else (*UNKNOWN_HERE, f"WorkerImage={image}")
    options = [word for each in changed for word in ("--set", each)]
    commands.main([command, "--env", "dev", *options, *words])


def resources_of(stack: str) -> dict[str, str]:
    found = boto3.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}


def settings_of_the_task(outputs: dict[str, str]) -> dict[str, str]:
    task = boto3.client("ecs").describe_task_definition(taskDefinition=outputs["TaskDefinitionArn"])
    (container,) = task["taskDefinition"]["containerDefinitions"]
    return {each["name"]: each["value"] for each in container["environment"]}


def push_image(tag: str, manifest: str = '{"schemaVersion": 2}') -> str:
    """What stands for an image in the repository of the worker; nothing here runs it. Gives its digest."""
    put = boto3.client("ecr").put_image(
        repositoryName="room-jobs-worker", imageManifest=manifest, imageTag=tag
    )
    digest: str = put["image"]["imageId"]["imageDigest"]
    return digest


def tags_of(digest: str) -> list[str]:
    found = boto3.client("ecr").describe_images(
        repositoryName="room-jobs-worker", imageIds=[{"imageDigest": digest}]
    )["imageDetails"]
    return sorted(found[0]["imageTags"])


def assert_changes_stacks_alone(lines: list[str], stack: str) -> None:
    assert any(line.split() == ["Modify", stack, "AWS::CloudFormation::Stack"] for line in lines)
    assert not any(line.startswith("  ") for line in lines)  # no resource is described anew


def assert_the_command_line_finds(outputs: dict[str, str], printed: str) -> None:
    exported = dict(line.removeprefix("export ").split("=", 1) for line in printed.splitlines())
    settings = Settings.from_environment(exported)
    assert settings.input_bucket == outputs["InputBucket"]
    assert settings.queue_url == outputs["TaskQueueUrl"]


def smoke_with_a_worker(account: dict[str, str], target: Target, log: Path) -> None:
    """One job through API Gateway, the Lambdas' zip and a worker with the settings of the task definition."""
    worker = Child.start(
        "worker",
        worker_command(1),
        environ={
            **account,
            **settings_of_the_task(target.outputs()),
            "PATH": "/usr/bin:/bin",
            "ROOMJOBS_JOB_MEMORY_MB": "4096",
        },
        log=log,
        stop_seconds=100,
    )
    try:
        api = resources_of(stacks.nested(target, "Api"))["RestApi"]
        run("smoke", "--address", f"{account['AWS_ENDPOINT_URL']}/restapis/{api}/api/_user_request_")
    finally:
        worker.stop()


def is_gone(target: Target, stack: str) -> bool:
    found = target.described(stack)
    return found is None or found["StackStatus"] == "DELETE_COMPLETE"


@pytest.mark.timeout(400)
def test_an_environment_from_its_first_day_to_its_last(
    account: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="make bootstrap"):
        run("deploy", "--without-page")
    run("bootstrap")
    run("bootstrap")
    assert "room-jobs-bootstrap is up to date" in capsys.readouterr().out
    # One role, because the endpoint gives those of ECS and of its scaling the same name.
    roles = boto3.client("iam").list_roles(PathPrefix="/aws-service-role/")["Roles"]
    assert [each["Path"] for each in roles] == ["/aws-service-role/ecs.amazonaws.com/"]

    pushed = push_image("0123456789ab")
    use = partial(run, image=IMAGE.replace("sha256:" + "a" * 64, pushed))

    page = tmp_path / "dist"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<p>one</p>")
    (page / "assets" / "a1.js").write_text("1")
    use("deploy", "--page", str(page))
    assert tags_of(pushed) == ["0123456789ab", f"dev-{pushed.removeprefix('sha256:')[:12]}"]
    target = Target("dev", {})
    outputs = target.outputs()
    assert target.data == ([outputs["InputBucket"], outputs["OutputBucket"]], outputs["JobsTable"])
    s3: Any = boto3.client("s3")

    def entry() -> bytes:
        body: bytes = s3.get_object(Bucket=outputs["PageBucket"], Key="index.html")["Body"].read()
        return body

    assert entry() == b"<p>one</p>"
    asset = s3.head_object(Bucket=outputs["PageBucket"], Key="assets/a1.js")
    assert "immutable" in asset["CacheControl"]
    assert s3.head_object(Bucket=outputs["PageBucket"], Key="index.html")["CacheControl"] == "no-cache"

    smoke_with_a_worker(account, target, tmp_path / "worker.log")
    assert "rooms, accepted after" in capsys.readouterr().out

    use("status")
    assert "room-jobs" not in capsys.readouterr().err

    use("settings")
    assert_the_command_line_finds(outputs, capsys.readouterr().out)

    use("changeset")
    assert "Nothing would change" in capsys.readouterr().out
    use("changeset", "--set", "MaxTasks=7")
    assert_changes_stacks_alone(capsys.readouterr().out.splitlines(), "Worker")
    (page / "index.html").write_text("<p>two</p>")
    use("deploy", "--page", str(page))
    assert entry() == b"<p>two</p>"

    use("rollback")
    assert entry() == b"<p>one</p>"

    use("destroy", "--data")
    assert is_gone(target, target.stack)
    assert not [each for each in s3.list_buckets()["Buckets"] if "detection" in each["Name"]]
    with pytest.raises(SystemExit, match="not deleted by a command"):
        commands.main(["destroy", "--env", "prod"])


def test_commands_where_nothing_is_deployed(
    account: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del account
    code = tmp_path / "lambda.zip"
    code.write_bytes(b"nobody calls it")
    monkeypatch.setattr(commands, "build", lambda _path: Package(code, "b" * 64))
    run("bootstrap")

    # A look at what would be made leaves nothing behind that another command would take for a stack.
    for _ in range(2):
        run("changeset")
        assert "Add      Data " in capsys.readouterr().out
    for command in ("status", "drift", "smoke"):
        with pytest.raises(SystemExit, match="There is no stack room-jobs-dev: run `make deploy ENV=dev`"):
            run(command)
    with pytest.raises(SystemExit, match="There is no earlier deployment"):
        run("rollback")
    with pytest.raises(SystemExit, match="not in the repository"):
        run("deploy", "--without-page")

    # Data outlives its stack in AWS. The endpoint deletes it, so here somebody has made it again.
    buckets, table = Target("dev", {}).data
    s3, dynamodb = boto3.client("s3"), boto3.client("dynamodb")
    for bucket in buckets:
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key="plan", Body=b"{}")
    dynamodb.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "job_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "job_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for _ in range(2):
        run("destroy")
        assert "There is no stack room-jobs-dev." in capsys.readouterr().out
        assert dynamodb.list_tables()["TableNames"] == [table]
    for _ in range(2):
        run("destroy", "--data")
        assert not dynamodb.list_tables()["TableNames"]
        assert not [each for each in s3.list_buckets()["Buckets"] if each["Name"] in buckets]


def take_names(target: Target) -> tuple[list[str], str]:
    """As data.yaml makes them for prod."""
    buckets, table = target.data
    for bucket in buckets:
        target.s3.create_bucket(Bucket=bucket)
    target.client("dynamodb").create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "job_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "job_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        DeletionProtectionEnabled=True,
    )
    return buckets, table


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_a_first_deployment_that_failed_is_begun_anew(
    account: dict[str, str], environment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    del account
    target = Target(environment, {})
    buckets, table = take_names(target)
    broken = {"TemplateBody": f"Resources:\n{BROKEN_QUEUE}"}
    failed = stacks.create_change_set(target, target.stack, broken, {})
    assert failed is not None
    with pytest.raises(DeploymentError, match="ROLLBACK_COMPLETE"):
        stacks.execute(target, target.stack, failed)

    commands.main(["destroy", "--env", environment])  # `deploy` does the same before it begins
    printed = capsys.readouterr().out
    assert all(name in printed for name in (*buckets, table))
    assert is_gone(target, target.stack)
    assert not target.client("dynamodb").list_tables()["TableNames"]
    assert not target.s3.list_buckets()["Buckets"]


@pytest.mark.parametrize("environment", ["dev", "prod"])
@pytest.mark.parametrize("what", ["bucket", "table"])
def test_a_first_deployment_deletes_no_data(account: dict[str, str], environment: str, what: str) -> None:
    del account
    target = Target(environment, {})
    buckets, table = take_names(target)
    if what == "bucket":
        target.s3.put_object(Bucket=buckets[1], Key="result", Body=b"{}")
    else:
        target.client("dynamodb").put_item(TableName=table, Item={"job_id": {"S": "job_1"}})
    way = "taking-it-down" if environment == "prod" else "DATA=delete"
    with pytest.raises(DeploymentError, match=rf"uses its names: the {what} .*{way}"):
        leftovers.clear(target)
    assert target.client("dynamodb").list_tables()["TableNames"] == [table]
    assert len(target.s3.list_buckets()["Buckets"]) == 2


def test_a_deployment_looks_whether_its_names_are_free(account: dict[str, str]) -> None:
    del account
    run("bootstrap")
    push_image(COMMIT)
    buckets, _ = take_names(Target("dev", {}))
    Target("dev", {}).s3.put_object(Bucket=buckets[0], Key="plan", Body=b"{}")
    with pytest.raises(SystemExit, match="uses its names"):
        commands.main(["deploy", "--env", "dev", "--without-page"])


def test_the_image_is_that_of_the_commit(account: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    del account
    run("bootstrap")
    target = Target("dev", {})
    push_image("aaaaaaaaaaaa")
    with pytest.raises(DeploymentError, match=f"no image of {COMMIT}, which is checked out: run `make push"):
        images.of_commit(target, "worker", COMMIT)
    ours = push_image(COMMIT, '{"schemaVersion": 2, "config": {}}')
    push_image("bbbbbbbbbbbb", '{"schemaVersion": 2, "layers": []}')
    assert images.of_commit(target, "worker", COMMIT).endswith(f"room-jobs-worker@{ours}")

    def dirty() -> str:
        raise DeploymentError("commit what you changed first")

    monkeypatch.setattr(source, "commit", dirty)
    with pytest.raises(SystemExit, match="commit what you changed first"):
        run("deploy", "--without-page")


def test_a_repeated_bootstrap_keeps_its_parameters(account: dict[str, str]) -> None:
    del account

    def parameters() -> dict[str, str]:
        standing = Target("dev", {}).described("room-jobs-bootstrap")
        assert standing is not None
        return {each["ParameterKey"]: each["ParameterValue"] for each in standing["Parameters"]}

    deployer = "arn:aws:iam::000000000000:user/deployer"
    run("bootstrap", "--set", "ApiGatewayAccount=false", "--set", f"DeployPrincipal={deployer}")
    run("bootstrap")
    told = {
        "Prefix": "",
        "ApiGatewayAccount": "false",
        "DnsZone": "",
        "GitHubRepository": "",
        "GitHubProvider": "true",
    }
    assert parameters() == {**told, "DeployPrincipal": deployer}
    run("bootstrap", "--set", "DeployPrincipal=")
    assert parameters() == {**told, "DeployPrincipal": ""}
    with pytest.raises(
        SystemExit, match="The bootstrap has no DeployPrinciple; it has Prefix, DeployPrincipal"
    ):
        run("bootstrap", "--set", f"DeployPrinciple={deployer}")


def test_a_stack_lives_through_update_and_rollback(account: dict[str, str]) -> None:
    del account
    target, name = Target("dev", {}), "room-jobs-alone"
    template = (TEMPLATES / "data.yaml").read_text()

    asked: dict[str, Any] = {}
    named: list[str | None] = []  # the stack of each change set
    events = target.cloudformation.meta.events
    events.register(
        "provide-client-params.cloudformation.CreateChangeSet", lambda params, **_: asked.update(params)
    )
    for call in ("DescribeChangeSet", "ExecuteChangeSet", "DeleteChangeSet"):
        events.register(
            f"provide-client-params.cloudformation.{call}",
            lambda params, **_: named.append(params.get("StackName")),
        )

    def change(body: str, **parameters: str) -> None:
        made = stacks.create_change_set(target, name, {"TemplateBody": body}, parameters)
        assert made is not None
        stacks.execute(target, name, made)

    def visibility() -> str:
        url = target.outputs(name)["TaskQueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
        return found["Attributes"]["VisibilityTimeout"]

    sqs = boto3.client("sqs")
    change(template)
    assert "IncludeNestedStacks" not in asked  # it takes placeholders for the outputs of other stacks
    assert visibility() == "60"
    change(template, VisibilityTimeout="90")
    assert visibility() == "90"
    assert (
        stacks.create_change_set(target, name, {"TemplateBody": template}, {"VisibilityTimeout": "90"})
        is None
    )

    assert set(named) == {name}  # else IAM asks for rights on the change set

    broken = template.replace("Resources:\n", "Resources:\n" + BROKEN_QUEUE, 1)
    with pytest.raises(DeploymentError, match="UPDATE_ROLLBACK_COMPLETE"):
        change(broken, VisibilityTimeout="120")
    assert visibility() == "90"

    assert stacks.drift(target, name) == []
    sqs.set_queue_attributes(
        QueueUrl=target.outputs(name)["TaskQueueUrl"], Attributes={"VisibilityTimeout": "7"}
    )
    (line,) = stacks.drift(target, name)
    assert line.startswith("MODIFIED  AWS::SQS::Queue")

    stacks.delete(target, name)
    assert is_gone(target, name)
