import pytest

from roomjobs.config import ConfigurationError
from roomjobs.rest.http.settings import ApiSettings

JWT = {
    "ROOMJOBS_JWKS_URL": "https://id.example/jwks",
    "ROOMJOBS_JWT_ISSUER": "https://id.example",
    "ROOMJOBS_JWT_AUDIENCE": "rooms",
}


def test_without_a_word_everybody_needs_a_token() -> None:
    assert ApiSettings.from_environment({}).auth == "required"


LOCAL = {"ROOMJOBS_AUTH": "local", "ROOMJOBS_LOCAL_SECRET": "s" * 32}


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({"GRANIAN_HOST": "0.0.0.0"}, []),  # noqa: S104 - the very thing that is refused
        ({}, ["/usr/bin/granian", "--host", "0.0.0.0"]),  # noqa: S104
        ({}, ["granian", "--host=10.0.0.7", "--port", "80"]),
        ({"AWS_LAMBDA_FUNCTION_NAME": "api"}, []),
    ],
)
def test_the_secret_of_a_run_is_for_one_machine(environ: dict[str, str], command: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="ROOMJOBS_AUTH must not be local, since the API is served"):
        ApiSettings.from_environment({**environ, **LOCAL}, command)
    assert ApiSettings.from_environment(LOCAL, ["granian", "--host", "127.0.0.1"]).auth == "local"


def test_local_needs_a_secret_that_nobody_guesses() -> None:
    for secret in ("", "s" * 31):
        with pytest.raises(ConfigurationError, match="at least 32 characters"):
            ApiSettings.from_environment({**LOCAL, "ROOMJOBS_LOCAL_SECRET": secret})
    assert "sss" not in repr(ApiSettings.from_environment(LOCAL))


def test_every_wrong_variable_is_named_at_once() -> None:
    environ = {"ROOMJOBS_AUTH": "off", "ROOMJOBS_JWKS_URL": "http://id.example/jwks"}
    with pytest.raises(ConfigurationError) as caught:
        ApiSettings.from_environment(environ)
    assert caught.value.faults == [
        "ROOMJOBS_AUTH must be one of required, local, none, not 'off'",
        "ROOMJOBS_JWT_ISSUER is not set, but ROOMJOBS_JWKS_URL is",
        "ROOMJOBS_JWT_AUDIENCE is not set, but ROOMJOBS_JWKS_URL is",
        "ROOMJOBS_JWKS_URL must be an https address, not 'http://id.example/jwks'",
    ]


def test_jwts_need_their_issuer_and_audience() -> None:
    assert ApiSettings.from_environment(JWT).jwt_audience == "rooms"
