import pytest

from roomjobs.config import ConfigurationError
from roomjobs.rest.http.settings import ApiSettings

JWT = {
    "ROOMJOBS_JWKS_URL": "https://id.example/jwks",
    "ROOMJOBS_JWT_ISSUER": "https://id.example",
    "ROOMJOBS_JWT_AUDIENCE": "rooms",
}


def test_without_a_word_this_machine_needs_no_token() -> None:
    assert ApiSettings.from_environment({}).auth == "local"
    assert ApiSettings.from_environment({}, ["granian", "--host", "127.0.0.1"]).auth == "local"


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({"GRANIAN_HOST": "0.0.0.0"}, []),  # noqa: S104 - the very thing that is refused
        ({}, ["/usr/bin/granian", "--host", "0.0.0.0"]),  # noqa: S104
        ({}, ["granian", "--host=10.0.0.7", "--port", "80"]),
        ({"AWS_LAMBDA_FUNCTION_NAME": "api"}, []),
    ],
)
def test_served_elsewhere_it_starts_only_if_somebody_decided_on_auth(
    environ: dict[str, str], command: list[str]
) -> None:
    with pytest.raises(ConfigurationError, match="ROOMJOBS_AUTH must be set, since the API is served"):
        ApiSettings.from_environment(environ, command)
    for auth in ("required", "none"):
        assert ApiSettings.from_environment({**environ, "ROOMJOBS_AUTH": auth}, command).auth == auth


def test_every_wrong_variable_is_named_at_once() -> None:
    environ = {"ROOMJOBS_AUTH": "off", "ROOMJOBS_JWKS_URL": "http://id.example/jwks"}
    with pytest.raises(ConfigurationError) as caught:
        ApiSettings.from_environment(environ)
    assert caught.value.faults == [
        "ROOMJOBS_AUTH must be one of local, required, none, not 'off'",
        "ROOMJOBS_JWT_ISSUER is not set, but ROOMJOBS_JWKS_URL is",
        "ROOMJOBS_JWT_AUDIENCE is not set, but ROOMJOBS_JWKS_URL is",
        "ROOMJOBS_JWKS_URL must be an https address, not 'http://id.example/jwks'",
    ]


def test_jwts_need_their_issuer_and_audience() -> None:
    assert ApiSettings.from_environment(JWT).jwt_audience == "rooms"
