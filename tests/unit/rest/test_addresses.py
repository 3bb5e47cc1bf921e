"""The addresses that answers give, behind proxies, prefixes and stages."""

from __future__ import annotations

from typing import Any

import flask
import pytest
from apig_wsgi import make_lambda_handler

from roomjobs.rest.http import addresses
from roomjobs.rest.http.settings import ApiSettings


def app_behind(**settings: Any) -> flask.Flask:
    app = flask.Flask("behind")
    addresses.register(app, ApiSettings(**settings))

    @app.route("/jobs", methods=["GET", "POST"])
    def jobs() -> dict[str, str | None]:
        return {
            "location": addresses.address("/jobs/job_1"),
            "host": flask.request.host_url,
            "client": flask.request.remote_addr,
        }

    return app


def seen(app: flask.Flask, path: str = "/jobs", **headers: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answered: dict[str, str] = app.test_client().post(path, headers=named).get_json()
    return answered


def test_without_a_setting_no_header_is_believed() -> None:
    told = seen(
        app_behind(),
        X_Forwarded_Prefix="/evil",
        X_Forwarded_Host="evil.example",
        X_Forwarded_For="192.0.2.9",
        Forwarded="for=192.0.2.9;host=evil.example",
    )
    assert told == {"location": "/jobs/job_1", "host": "http://localhost/", "client": "127.0.0.1"}


@pytest.mark.parametrize("path", ["/jobs", "/rooms/jobs"], ids=["taken away", "left"])
def test_a_root_path_stands_before_each_address(path: str) -> None:
    assert seen(app_behind(root_path="/rooms"), path)["location"] == "/rooms/jobs/job_1"


def test_a_path_that_only_begins_like_the_root_is_another(capsys: pytest.CaptureFixture[str]) -> None:
    client = app_behind(root_path="/room").test_client()
    assert client.post("/rooms/jobs").status_code == 404
    assert capsys.readouterr().out == ""


def test_the_headers_of_a_proxy_of_ours_are_believed() -> None:
    told = seen(
        app_behind(trusted_proxies=1),
        X_Forwarded_Prefix="/rooms",
        X_Forwarded_Host="id.example",
        X_Forwarded_Proto="https",
        X_Forwarded_For="198.51.100.1, 192.0.2.9",  # the first is what the client wrote
    )
    assert told == {"location": "/rooms/jobs/job_1", "host": "https://id.example/", "client": "192.0.2.9"}


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ('for=192.0.2.9;proto=https;host="id.example"', "192.0.2.9"),
        ('For="[2001:db8::1]:4711"; Proto=https; Host=id.example', "2001:db8::1"),
        ("for=198.51.100.1, for=192.0.2.9:80;proto=https;host=id.example", "192.0.2.9"),
    ],
)
def test_forwarded_says_the_same(forwarded: str, client: str) -> None:
    told = seen(app_behind(trusted_proxies=1), Forwarded=forwarded)
    assert (told["host"], told["client"]) == ("https://id.example/", client)


def event(path: str, full_path: str) -> dict[str, Any]:
    return {
        "version": "1.0",
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": "POST",
        "headers": {"X-Forwarded-For": "198.51.100.1, 192.0.2.9"},
        "multiValueHeaders": {"X-Forwarded-For": ["198.51.100.1, 192.0.2.9"], "Host": ["x.example"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": {"path": full_path, "identity": {"sourceIp": "192.0.2.9"}, "requestId": "r"},
        "body": None,
        "isBase64Encoded": False,
    }


@pytest.mark.parametrize(
    ("full_path", "location"),
    [("/api/jobs", "/api/jobs/job_1"), ("/jobs", "/jobs/job_1"), ("/v1/rooms/jobs", "/v1/rooms/jobs/job_1")],
    ids=["stage, and CloudFront", "a domain of its own", "base path"],
)
def test_the_stage_of_api_gateway_is_known(full_path: str, location: str) -> None:
    handler = make_lambda_handler(app_behind())
    answer = flask.json.loads(handler(event("/jobs", full_path), None)["body"])
    assert (answer["location"], answer["client"]) == (location, "192.0.2.9")


@pytest.mark.parametrize("text", ["rooms", "/", "/a b", "//x", "/a?b", "https://x/"])
def test_a_root_path_is_a_path(text: str) -> None:
    with pytest.raises(Exception, match="must be a path like /rooms"):
        ApiSettings.from_environment({"ROOMJOBS_ROOT_PATH": text})
    assert ApiSettings.from_environment({"ROOMJOBS_ROOT_PATH": "/a/b/"}).root_path == "/a/b"
