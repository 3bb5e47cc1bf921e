"""`python -m deploy <command> --env dev`; the Makefile has a target for each."""

from __future__ import annotations

import argparse
import shlex
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError
from cfnlint.decode import cfn_yaml

from deploy import artifacts, images, leftovers, page, recovery, release, source, stacks
from deploy.link import quick_create
from deploy.package import ROOT, PackagingError, build
from deploy.scan import refuse_critical
from deploy.smoke import smoke
from deploy.target import TEMPLATES, DeploymentError, Target

if TYPE_CHECKING:
    from collections.abc import Callable


#: They act for an account by a role that they make themselves, but too late: the first cluster of an account
#: fails. A template that makes such a role fails where it exists already.
#: Source: github.com/aws-cloudformation/cloudformation-coverage-roadmap, issue 818.
SERVICES_WITH_ROLES = ("ecs.amazonaws.com", "ecs.application-autoscaling.amazonaws.com")


def bootstrap(target: Target, _options: argparse.Namespace) -> None:
    """Create or update the bootstrap stack of the account and region."""
    for service in SERVICES_WITH_ROLES:
        _make_service_role(target, service)
    text = (TEMPLATES / "bootstrap.yaml").read_text()
    declared = cfn_yaml.loads(text)["Parameters"].keys()
    if unknown := target.changed.keys() - declared:
        raise DeploymentError(
            f"The bootstrap has no {', '.join(sorted(unknown))}; it has {', '.join(declared)}."
        )
    standing = target.described(target.bootstrap)
    before = (
        {}
        if standing is None
        else {each["ParameterKey"]: each["ParameterValue"] for each in standing.get("Parameters", [])}
    )
    kept = {name: value for name, value in before.items() if name in declared}  # others keep their values
    own = {**kept, **target.changed, "Prefix": target.prefix}
    _change(target, target.bootstrap, {"TemplateBody": text}, own)
    for name, value in target.outputs(target.bootstrap).items():
        print(f"{name}: {value}")


def push(target: Target, options: argparse.Namespace) -> None:
    """Build an image and push it."""
    print(f"Pushed: {images.push(target, options.image, options.engine, options.platforms)}")


def scan(target: Target, options: argparse.Namespace) -> None:
    """Print what ECR found in the image of the commit that is checked out; refuse what is critical."""
    image = images.of_commit(target, options.image, source.commit())
    print("\n".join(refuse_critical(target.client("ecr"), image, options.accept)))


def changeset(target: Target, _options: argparse.Namespace) -> None:
    """Show what a deployment would change, and change nothing."""
    template, parameters = _prepare(target)
    change = stacks.create_change_set(target, target.stack, {"TemplateURL": template}, parameters)
    if change is None:
        print("Nothing would change.")
        return
    print("\n".join(stacks.describe_changes(target, target.stack, change)))
    target.cloudformation.delete_change_set(StackName=target.stack, ChangeSetName=change)
    if target.described() is None:  # the change set of a new stack leaves an empty stack
        target.cloudformation.delete_stack(StackName=target.stack)


def link(target: Target, _options: argparse.Namespace) -> None:
    """Print an address of the console that creates the environment with one click; upload what it takes."""
    template, parameters = _prepare(target)
    _keep_images(target, parameters)
    print(quick_create(target.cloudformation.meta.region_name, target.stack, template, parameters))


def deploy(target: Target, options: argparse.Namespace) -> None:
    """Bring templates, code, image and page to the environment."""
    template, parameters = _prepare(target)
    bucket = parameters["CodeBucket"]
    folder = None if options.without_page else page.store(target, bucket, options.page)
    _keep_images(target, parameters)
    leftovers.clear(target)
    parameters = release.at_once_if_red(target, parameters)
    watched = stacks.watch(target, options.watch)
    _change(target, target.stack, {"TemplateURL": template}, parameters, watched)
    stacks.protect(target)
    if folder is not None:
        page.publish(target, bucket, folder)
    artifacts.remember(target, bucket, template, parameters, folder)
    for name, value in target.outputs().items():
        print(f"{name}: {value}")


def run_smoke(target: Target, options: argparse.Namespace) -> None:
    """Run one job in the environment."""
    print(smoke(target, address=options.address))


def drift(target: Target, _options: argparse.Namespace) -> None:
    """List resources that were changed by hand."""
    target.outputs()  # raises an error if there is no stack
    found = stacks.drift(target, target.stack)
    print("\n".join(found) if found else "No resource differs from the templates.")
    if found:
        raise DeploymentError("`make deploy` does not mend drift by itself: change it back, or the template.")


def rollback(target: Target, options: argparse.Namespace) -> None:
    """Deploy the previous deployment again, to all requests at once, or roll back a failed update."""
    if stacks.settle(target, tuple(options.skip)):
        print(f"{target.stack} is back where it was before the update that failed.")
        return
    bucket = target.outputs(target.bootstrap)["ArtifactsBucket"]
    deployed = artifacts.history(target, bucket)
    if len(deployed) < 2:
        raise DeploymentError("There is no earlier deployment.")
    before = deployed[-2]
    parameters = before["parameters"]
    assert isinstance(parameters, dict)  # noqa: S101 - as `remember` wrote it
    _keep_images(target, parameters)
    if "Canary" in parameters:  # templates of before have none
        parameters = {**parameters, "Canary": "off"}
    _change(target, target.stack, {"TemplateURL": str(before["template"])}, parameters)
    if before["page"] is not None:
        page.publish(target, bucket, str(before["page"]))
    artifacts.forget_last(target, bucket)


def destroy(target: Target, options: argparse.Namespace) -> None:
    """Delete the environment; plans, results and jobs stay unless they are named."""
    standing = target.described()
    if standing is not None and leftovers.never_was_complete(standing):
        leftovers.clear(target)
        return
    if target.environment == "prod":
        raise DeploymentError(
            "Production is not deleted by a command: docs/operate/deployment.md#taking-it-down has the steps."
        )
    if standing is None:
        print(f"There is no stack {target.stack}.")
    else:
        stacks.refuse_while_it_changes(standing)
        outputs = {each["OutputKey"]: each["OutputValue"] for each in standing.get("Outputs", [])}
        if "PageBucket" in outputs:  # a stack that never was complete has none
            page.empty(target, outputs["PageBucket"])
        stacks.delete(target, target.stack)
    buckets, table = target.data
    if options.data:
        for bucket in buckets:
            with suppress(target.s3.exceptions.NoSuchBucket):
                page.empty(target, bucket)
                target.s3.delete_bucket(Bucket=bucket)
        leftovers.remove_table(target, table)
    else:
        kept = ", ".join([*buckets, table])
        print(f"Kept: {kept}. Their names block a new {target.stack}; DATA=delete deletes them, too.")


def status(target: Target, _options: argparse.Namespace) -> None:
    """Print the state of stack, workers, queue and alarms."""
    outputs = target.outputs()
    standing = target.described()
    print(f"stack          {'' if standing is None else standing['StackStatus']}")
    lanes = {"workers": outputs["ServiceName"]}
    if "LargeServiceName" in outputs:  # not before an older environment is deployed once more
        lanes["  large"] = outputs["LargeServiceName"]
    for words, name in lanes.items():
        (service,) = target.client("ecs").describe_services(cluster=outputs["ClusterName"], services=[name])[
            "services"
        ]
        print(f"{words:14} {service['runningCount']} of {service['desiredCount']} that are wanted")
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    queues = {
        "queue": "TaskQueueUrl",
        "  batches": "BatchQueueUrl",
        "  large": "LargeQueueUrl",
        "dead letters": "DeadLetterQueueUrl",
        "  of batches": "BatchDeadLetterQueueUrl",
        "  of large": "LargeDeadLetterQueueUrl",
    }
    for words, output in queues.items():
        found = target.client("sqs").get_queue_attributes(QueueUrl=outputs[output], AttributeNames=names)[
            "Attributes"
        ]
        print(f"{words:14} {found[names[0]]} wait, {found[names[1]]} in flight")
    alarms = target.client("cloudwatch").describe_alarms(
        AlarmNamePrefix=f"{target.stack}-", StateValue="ALARM"
    )["MetricAlarms"]
    print(f"red alarms     {', '.join(each['AlarmName'] for each in alarms) or 'none'}")


def backup(target: Target, options: argparse.Namespace) -> None:
    """Copy plans, results and jobs of the environment into a folder."""
    print(f"{_folder(options)}: {recovery.back_up(_data(target, options.table), _folder(options))}")


def restore(target: Target, options: argparse.Namespace) -> None:
    """Copy a backup into the environment, beside what it has."""
    print(f"{target.stack}: {recovery.restore(_data(target), _folder(options))}")


def _folder(options: argparse.Namespace) -> Path:
    if options.folder is None:
        raise DeploymentError("Name the folder of the backup: --folder, or FOLDER=… with make.")
    folder: Path = options.folder
    return folder


def _data(target: Target, table: str | None = None) -> recovery.Data:
    """Where an environment has its data; `table` takes the place of its own, beside which it was restored."""
    outputs = target.outputs()
    buckets = {"input": outputs["InputBucket"], "output": outputs["OutputBucket"]}
    return recovery.Data(table or outputs["JobsTable"], buckets, target.client("dynamodb"), target.s3)


#: What the command line calls the outputs of main.yaml.
SETTINGS = {
    "S3_INPUT_BUCKET": "InputBucket",
    "S3_OUTPUT_BUCKET": "OutputBucket",
    "DYNAMODB_TABLE": "JobsTable",
    "ROOMJOBS_CONTROL_TABLE": "ControlTable",
    "SQS_QUEUE_URL": "TaskQueueUrl",
    "ROOMJOBS_BATCH_QUEUE_URL": "BatchQueueUrl",
    "ROOMJOBS_LARGE_QUEUE_URL": "LargeQueueUrl",
    "ROOMJOBS_DEAD_LETTER_QUEUE_URL": "DeadLetterQueueUrl",
    "ROOMJOBS_BATCH_DEAD_LETTER_QUEUE_URL": "BatchDeadLetterQueueUrl",
    "ROOMJOBS_LARGE_DEAD_LETTER_QUEUE_URL": "LargeDeadLetterQueueUrl",
}


def settings(target: Target, _options: argparse.Namespace) -> None:
    """Print the settings of `roomjobs` for the environment, for eval in a shell."""
    outputs = target.outputs()
    print(f"export AWS_REGION={shlex.quote(target.cloudformation.meta.region_name)}")
    for name, output in SETTINGS.items():
        print(f"export {name}={shlex.quote(outputs[output])}")


def _prepare(target: Target) -> tuple[str, dict[str, str]]:
    """
    Upload templates and code of the commit that is checked out; gives the template's address, all parameters.

    Without `WorkerImage` among the parameters it is the image of this commit, whatever else was pushed since.
    """
    commit = source.commit()
    common = target.outputs(target.bootstrap)
    bucket = common["ArtifactsBucket"]
    package = build(ROOT / "build" / "lambda.zip")
    parameters = {
        "CodeBucket": bucket,
        "CodeKey": artifacts.upload_code(target, bucket, package),
        "PermissionsBoundary": common["BoundaryArn"],
        **target.parameters,
    }
    if "WorkerImage" not in parameters:
        parameters["WorkerImage"] = images.of_commit(target, "worker", commit)
    parameters["Release"] = release.release_name((TEMPLATES / "api.yaml").read_text(), parameters)
    return artifacts.upload_templates(target, bucket, parameters["Release"]), parameters


def _keep_images(target: Target, parameters: dict[str, str]) -> None:
    """Tag the images that an environment is about to run, so that the repositories keep them."""
    common = target.outputs(target.bootstrap)
    for name, output in (("WorkerImage", "WorkerRepository"), ("FlowerImage", "FlowerRepository")):
        image = parameters.get(name, "")
        if image.startswith(f"{common[output]}@"):
            images.keep(target, image)


def _make_service_role(target: Target, service: str) -> None:
    try:
        target.client("iam").create_service_linked_role(AWSServiceName=service)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("InvalidInput", "EntityAlreadyExists"):  # it is there
            raise


def _change(
    target: Target,
    stack: str,
    source: dict[str, str],
    parameters: dict[str, str],
    watched: stacks.Watched | None = None,
) -> None:
    change = stacks.create_change_set(target, stack, source, parameters, watched)
    if change is None:
        print(f"{stack} is up to date.")
        return
    print("\n".join(stacks.describe_changes(target, stack, change)))
    stacks.execute(target, stack, change)
    print(f"{stack} is done.")


COMMANDS: dict[str, Callable[[Target, argparse.Namespace], None]] = {
    "bootstrap": bootstrap,
    "push": push,
    "scan": scan,
    "changeset": changeset,
    "link": link,
    "deploy": deploy,
    "smoke": run_smoke,
    "drift": drift,
    "rollback": rollback,
    "destroy": destroy,
    "status": status,
    "backup": backup,
    "restore": restore,
    "settings": settings,
}


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy", description="Deploy Room Jobs to AWS.")
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--env", default="dev", help="a file of deploy/cloudformation/params (default: dev)")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="change a parameter")
    parser.add_argument(
        "--image", choices=images.REPOSITORIES, default="worker", help="push, scan: which one"
    )
    parser.add_argument("--engine", default="docker", help="push: what builds images (default: docker)")
    parser.add_argument(
        "--platforms",
        default=images.PLATFORM,
        help="push: for which processors, such as linux/amd64,linux/arm64",
    )
    parser.add_argument("--accept", action="append", default=[], metavar="CVE", help="scan: does not matter")
    parser.add_argument("--page", type=Path, default=page.DIST, help="deploy: folder of the built page")
    parser.add_argument("--without-page", action="store_true", help="deploy: leave the page as it is")
    parser.add_argument(
        "--watch",
        type=int,
        default=0,
        choices=range(31),
        metavar="MINUTES",
        help="deploy: alarms take the change back for so long after it (0 to 30; default: 0, they do not)",
    )
    parser.add_argument("--address", help="smoke: of the API, instead of that of the stack")
    parser.add_argument(
        "--skip", action="append", default=[], metavar="STACK.RESOURCE", help="rollback: leave it as it is"
    )
    parser.add_argument("--folder", type=Path, help="backup, restore: where the backup is")
    parser.add_argument("--table", help="backup: table of jobs, instead of that of the environment")
    parser.add_argument("--data", action="store_true", help="destroy: plans, results and jobs, too")
    options = parser.parse_args(words)
    changed = {name: value for name, _, value in (each.partition("=") for each in options.set)}
    try:
        COMMANDS[options.command](Target(options.env, changed), options)
    except (NoCredentialsError, NoRegionError) as error:
        reason = str(error).rstrip(".")
        sys.exit(f"Error: {reason}. Set AWS_PROFILE and AWS_REGION, see docs/operate/deployment.md.")
    except KeyboardInterrupt:
        sys.exit("Interrupted. CloudFormation finishes what it has begun; repeat the command after that.")
    except (DeploymentError, PackagingError, ClientError, BotoCoreError) as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
