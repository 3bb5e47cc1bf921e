"""Sessions of botocore: where they call, as whom, and what they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roomjobs.sqs import open_session

if TYPE_CHECKING:
    import pytest
    from botocore.credentials import ReadOnlyCredentials
    from botocore.session import Session


def keys_of(session: Session) -> ReadOnlyCredentials:
    credentials = session.get_credentials()
    assert credentials is not None
    return credentials.get_frozen_credentials()


def test_a_session_has_a_region_and_keys() -> None:
    session = open_session("eu-west-3", "key", "secret", "token")
    client = session.create_client("dynamodb")
    assert client.meta.region_name == "eu-west-3"
    assert keys_of(session)[:3] == ("key", "secret", "token")


def test_without_keys_those_of_the_environment_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "own")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert keys_of(open_session("eu-west-3")).access_key == "own"


def test_sessions_read_descriptions_of_services_once() -> None:
    one, other = open_session("eu-west-3", "a", "b"), open_session("eu-west-1", "c", "d")
    assert one.get_component("data_loader") is other.get_component("data_loader")
    assert one.get_service_model("sqs").operation_names == other.get_service_model("sqs").operation_names
    assert keys_of(one).access_key != keys_of(other).access_key


def test_descriptions_of_another_folder_are_read_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DATA_PATH", "/nowhere")
    assert "/nowhere" in open_session().get_component("data_loader").search_paths
    monkeypatch.delenv("AWS_DATA_PATH")
    assert "/nowhere" not in open_session().get_component("data_loader").search_paths
