"""Runs one job in a deployed environment: at zero tasks only this proves that workers can start."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.target import DeploymentError
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.access.token_table import TokenTable
from roomjobs.rest.client import ApiError, Client

if TYPE_CHECKING:
    from deploy.target import Target

PLAN = Path(__file__).parent.parent / "samples" / "studio.json"


def smoke(target: Target, *, address: str | None = None, seconds: float = 300) -> str:
    """
    Submit a plan as a client does, with a token of this one hour, and wait for its rooms.

    Raises
    ------
    DeploymentError
        The API refuses, the job fails, or it takes too long.
    """
    outputs = target.outputs()
    tokens = TokenTable(target.client("dynamodb"), outputs["JobsTable"])
    made = tokens.create(owner="smoke-test", scopes=[Scope.SUBMIT, Scope.READ], label="smoke test", days=1)
    try:
        return _run(Client(address or outputs["ApiUrl"], token=made.text), seconds)
    except ApiError as error:
        raise DeploymentError(f"The API refuses: {error}") from error
    finally:
        tokens.revoke(made.token.token_id)


def _run(client: Client, seconds: float) -> str:
    began = time.monotonic()
    job = client.submit(PLAN.read_bytes(), fresh=True)
    accepted = time.monotonic() - began
    for state in client.watch(job.job_id):
        if state.status in ("completed", "failed", "cancelled"):
            break
        if time.monotonic() - began > seconds:
            raise DeploymentError(
                f"{job.job_id} is {state.status} after {seconds:g} s. Do workers start? "
                "docs/operate/runbook.md#oldest-message goes through the reasons."
            )
    if state.status != "completed":
        raise DeploymentError(f"{job.job_id} {state.status}: {state.error_message}")
    return (
        f"{job.job_id}: {state.rooms_count} rooms, accepted after {accepted:.2f} s, "
        f"done after {time.monotonic() - began:.1f} s"
    )
