import os
import subprocess
import sys

import pytest

from roomjobs.config import ConfigurationError, Settings
from roomjobs.tasks import create_celery

COMPLETE = {
    "AWS_REGION": "eu-central-1",
    "S3_INPUT_BUCKET": "plans",
    "S3_OUTPUT_BUCKET": "results",
    "DYNAMODB_TABLE": "RoomDetectionJobs",
    "ROOMJOBS_CONTROL_TABLE": "RoomDetectionControl",
    "SQS_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/1/room-detection-queue",
    "ROOMJOBS_DEAD_LETTER_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/1/room-detection-dead-letters",
}


def test_a_complete_environment_gives_defaults() -> None:
    settings = Settings.from_environment(COMPLETE)
    assert settings.queue_urls == (settings.queue_url,)
    assert (settings.lease_seconds, settings.max_attempts, settings.retention_days) == (60, 4, 30)


def test_every_missing_or_wrong_variable_is_named_at_once() -> None:
    broken = {**COMPLETE, "ROOMJOBS_LEASE_SECONDS": "soon", "ROOMJOBS_MAX_ATTEMPTS": "0"}
    broken["ROOMJOBS_WAIT_SECONDS"] = "21"
    broken["ROOMJOBS_CONTROL_POLL_SECONDS"] = "often"
    del broken["SQS_QUEUE_URL"]
    with pytest.raises(ConfigurationError) as caught:
        Settings.from_environment(broken)
    assert caught.value.faults == [
        "SQS_QUEUE_URL is not set",
        "ROOMJOBS_LEASE_SECONDS must be a whole number, not 'soon'",
        "ROOMJOBS_WAIT_SECONDS must be at most 20, not 21",
        "ROOMJOBS_CONTROL_POLL_SECONDS must be a number from 0.05 to 60, not 'often'",
        "ROOMJOBS_MAX_ATTEMPTS must be at least 1, not 0",
    ]


def test_workers_look_for_commands_as_often_as_told() -> None:
    settings = Settings.from_environment({**COMPLETE, "ROOMJOBS_CONTROL_POLL_SECONDS": "30"})
    assert create_celery(settings).conf.broker_transport_options["control_poll_seconds"] == 30


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "celery", "-A", "roomjobs", "status"],
        ["-m", "roomjobs.upkeep"],
        ["-c", "from roomjobs.api import create_app; create_app()"],
    ],
)
def test_a_process_ends_naming_missing_settings(command: list[str]) -> None:
    environ = {"PATH": os.environ["PATH"], "AWS_REGION": "eu-central-1"}
    ended = subprocess.run(
        [sys.executable, *command], env=environ, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    lines = ended.stderr.splitlines()
    assert lines[:2] == ["The environment is not complete:", "  S3_INPUT_BUCKET is not set"]
    assert "roomjobs env" in lines[-1]
