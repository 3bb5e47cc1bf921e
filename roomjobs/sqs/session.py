"""Opens sessions of AWS by botocore alone: to import boto3, too, takes 13 ms at each start of a Lambda."""

from __future__ import annotations

from functools import cache

from botocore.loaders import Loader, create_loader
from botocore.session import Session


def open_session(
    region: str | None = None,
    access_key_id: str | None = None,
    secret_access_key: str | None = None,
    session_token: str | None = None,
) -> Session:
    """
    Open what makes clients and has their credentials; not to be shared across a fork.

    Parameters
    ----------
    region : str, optional
        Where its clients call; without one, botocore's own sources, of which `AWS_REGION` is none.
    access_key_id, secret_access_key, session_token : str, optional
        Credentials; without them, those of the environment.

    Returns
    -------
    botocore.session.Session
        One that shares with all others of this process what was read of the descriptions of services.

    Examples
    --------
    >>> session = open_session("eu-central-1", "key", "secret")
    >>> session.create_client("sqs").meta.region_name
    'eu-central-1'
    """
    session = Session()
    session.register_component("data_loader", _loader(session.get_config_variable("data_path")))
    if region is not None:
        session.set_config_variable("region", region)
    if access_key_id is not None or secret_access_key is not None or session_token is not None:
        session.set_credentials(access_key_id or "", secret_access_key or "", session_token)
    return session


@cache
def _loader(folders: str | None) -> Loader:
    """Read the descriptions of services once a process, for all sessions."""
    return create_loader(folders)
