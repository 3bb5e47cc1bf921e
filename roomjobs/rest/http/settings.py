"""Settings that only the API needs, from the environment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from roomjobs.config import ConfigurationError, choice, optional, parsed, read, whole
from roomjobs.rest.access.local_secret import LEAST_CHARACTERS, HiddenText

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _root_path(text: str) -> str:
    if not re.fullmatch(r"(/[\w.~-]+)+/?", text, re.ASCII):
        raise ValueError(f"must be a path like /rooms, not {text!r}")
    return text.rstrip("/")


Auth = Literal["required", "local", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """Settings of the API beyond `roomjobs.config.Settings`; one field per variable."""

    auth: Auth = choice(
        "ROOMJOBS_AUTH",
        {"required": "required", "local": "local", "none": "none"},
        "[who needs a token](../use/api.md#who-may-do-what): `required`, `local` or `none`",
    )
    local_secret: HiddenText | None = parsed(
        "ROOMJOBS_LOCAL_SECRET",
        None,
        HiddenText,
        "only with `local`: a token of the person at this machine, at least 32 characters; `make run` makes "
        "one for each run",
    )
    jwks_url: str | None = optional("ROOMJOBS_JWKS_URL", "JWTs signed by these keys are good, too")
    jwt_issuer: str | None = optional("ROOMJOBS_JWT_ISSUER", "whose JWTs; needed with `ROOMJOBS_JWKS_URL`")
    jwt_audience: str | None = optional("ROOMJOBS_JWT_AUDIENCE", "for whom; needed with `ROOMJOBS_JWKS_URL`")
    jwt_scope_prefix: str = parsed(
        "ROOMJOBS_JWT_SCOPE_PREFIX", "", str, "what stands before our scopes in a JWT, such as `roomjobs/`"
    )
    root_path: str = parsed(
        "ROOMJOBS_ROOT_PATH",
        "",
        _root_path,
        "where a proxy shows the API, such as `/rooms`",
    )
    trusted_proxies: int = whole(
        "ROOMJOBS_TRUSTED_PROXIES",
        0,
        "[proxies](../use/proxies.md) whose `Forwarded` or `X-Forwarded-*` is believed, counted from the API",
        at_least=0,
        at_most=10,
    )
    cors_origins: frozenset[str] = parsed(
        "ROOMJOBS_CORS_ORIGINS",
        frozenset(),
        lambda text: frozenset(text.replace(",", " ").split()),
        "origins whose pages may use the API, separated by spaces or commas; `*`: all",
    )
    requests_per_minute: int = whole(
        "ROOMJOBS_REQUESTS_PER_MINUTE", 0, "requests of one owner at one process; 0: any number", at_least=0
    )
    store_seconds: int = whole(
        "ROOMJOBS_STORE_SECONDS",
        4,
        "seconds that a request may wait for stores and queues that fail or do not answer, before its answer "
        "says so; a fourth of them is kept for noting what has become of it",
        at_least=1,
        at_most=25,
    )
    longest_wait_seconds: int = whole(
        "ROOMJOBS_LONGEST_WAIT_SECONDS",
        20,
        "seconds that `Prefer: wait` may ask for; API Gateway ends a request after 29",
        at_least=0,
    )
    waiting_seats: int = whole(
        "ROOMJOBS_WAITING_SEATS",
        4,
        "requests that wait at once in one process; each takes a thread; 0 in Lambda, where a request that "
        "waits is paid for",
        at_least=0,
    )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], command: Sequence[str] = ()) -> ApiSettings:
        """
        Read and check the settings; `command` is what this process was started by.

        Raises
        ------
        roomjobs.config.ConfigurationError
            Naming every variable that is missing or wrong.
        """
        values, faults = read(cls, environ)
        settings = cls(**values)
        faults += settings._jwt_faults()
        faults += settings._local_faults(_served_elsewhere(environ, command))
        if faults:
            raise ConfigurationError(faults)
        return settings

    def _local_faults(self, elsewhere: str | None) -> list[str]:
        if self.auth != "local":
            return []
        faults = []
        if len(self.local_secret or "") < LEAST_CHARACTERS:
            faults.append(
                f"ROOMJOBS_LOCAL_SECRET must have at least {LEAST_CHARACTERS} characters where ROOMJOBS_AUTH "
                "is local; `make run` makes one"
            )
        if elsewhere:
            faults.append(
                f"ROOMJOBS_AUTH must not be local, since the API is served {elsewhere}: take required (by "
                "tokens), or none where nobody else can reach it"
            )
        return faults

    def _jwt_faults(self) -> list[str]:
        if self.jwks_url is None:
            return []
        given = {"ROOMJOBS_JWT_ISSUER": self.jwt_issuer, "ROOMJOBS_JWT_AUDIENCE": self.jwt_audience}
        faults = [
            f"{name} is not set, but ROOMJOBS_JWKS_URL is" for name, value in given.items() if not value
        ]
        address = urlsplit(self.jwks_url)
        if address.scheme != "https" and not (
            address.scheme == "http" and is_loopback(address.hostname or "")
        ):
            faults.append(f"ROOMJOBS_JWKS_URL must be an https address, not {self.jwks_url!r}")
        return faults


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine and can mean no other."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _served_elsewhere(environ: Mapping[str, str], command: Sequence[str]) -> str | None:
    """Where beyond this machine the API is served, as far as can be known at the start."""
    if environ.get("AWS_LAMBDA_FUNCTION_NAME"):
        return "by a Lambda"
    host = environ.get("GRANIAN_HOST", "")
    if command and Path(command[0]).name == "granian":
        options = " ".join(command[1:]).replace("--host=", "--host ").split()
        if "--host" in options[:-1]:
            host = options[options.index("--host") + 1]
    return f"at {host}" if host and not is_loopback(host) else None
