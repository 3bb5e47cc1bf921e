"""How the API serves a built page."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import flask
import pytest

from roomjobs.rest.routes import page

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """An app with the page and a stand-in for the API's route of a job."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Room Jobs</title>")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-abc123.js").write_text("export {}")
    (tmp_path / "secret.txt").write_text("not served")
    app = flask.Flask(__name__, static_folder=None)
    app.register_blueprint(
        page.blueprint(tmp_path, lambda: {"https://plans.example", "https://results.example"})
    )
    app.add_url_rule("/jobs/<job_id>", view_func=lambda job_id: {"job_id": job_id})
    return app.test_client()


def test_the_page_allows_no_inline_script(client: FlaskClient) -> None:
    response = client.get("/", headers=BROWSER, buffered=True)
    assert response.status_code == 200
    assert b"Room Jobs" in response.data
    assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    policy = response.headers["Content-Security-Policy"]
    assert "connect-src 'self' https://plans.example https://results.example;" in policy
    assert "https:;" not in policy
    assert "*" not in policy  # no wildcards: only where documents are
    assert "script-src" not in response.headers["Content-Security-Policy"]  # so default-src holds


def test_the_page_is_revalidated_its_assets_are_not(client: FlaskClient) -> None:
    assert "no-cache" in client.get("/", buffered=True).headers["Cache-Control"]
    assert "immutable" in client.get("/assets/index-abc123.js", buffered=True).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/assets/index-abc123.js"])
def test_texts_are_compressed_for_those_who_take_it(client: FlaskClient, path: str) -> None:
    plain = client.get(path, headers=BROWSER, buffered=True)
    packed = client.get(path, headers={**BROWSER, "Accept-Encoding": "gzip, br"}, buffered=True)
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]  # the tag names bytes
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["Vary"]
    known = {"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"}
    assert client.get(path, headers={**BROWSER, **known}, buffered=True).status_code == 304


def test_a_job_address_shows_people_the_page(client: FlaskClient) -> None:
    assert b"<!doctype html>" in client.get("/jobs/job_1", headers=BROWSER, buffered=True).data
    for accept in ("application/json", "*/*"):
        assert client.get("/jobs/job_1", headers={"Accept": accept}).get_json() == {"job_id": "job_1"}


@pytest.mark.parametrize(
    ("headers", "is_page"),
    [
        (BROWSER, True),
        ({"Accept": "text/html"}, True),
        (
            {"Accept": "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"},
            False,
        ),  # Java's HttpURLConnection
        ({"Accept": "text/html,*/*", "Sec-Fetch-Mode": "navigate"}, True),
        ({"Accept": "text/html,*/*;q=0.1"}, False),
    ],
)
def test_programs_that_take_anything_get_the_job(
    client: FlaskClient, headers: dict[str, str], *, is_page: bool
) -> None:
    answered = client.get("/jobs/job_1", headers=headers, buffered=True).data
    assert (b"<!doctype html>" in answered) is is_page


@pytest.mark.parametrize("path", ["/secret.txt", "/assets/../secret.txt", "/assets/%2e%2e/secret.txt"])
def test_nothing_outside_the_assets_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/editor", "/operations", "/compare?a=job_1&b=job_2"])
def test_pages_have_addresses_of_their_own(client: FlaskClient, path: str) -> None:
    assert b"<!doctype html>" in client.get(path, headers=BROWSER, buffered=True).data


def test_unknown_addresses_show_people_the_page(client: FlaskClient) -> None:
    told = client.get("/nothing", headers=BROWSER, buffered=True)
    assert (told.status_code, b"Room Jobs" in told.data) == (404, True)
    again = client.get("/nothing", headers={**BROWSER, "If-None-Match": told.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")
    for accept in ("application/json", "*/*"):
        assert b"Room Jobs" not in client.get("/nothing", headers={"Accept": accept}).data
