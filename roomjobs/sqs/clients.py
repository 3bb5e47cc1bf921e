"""What calls AWS for one connection: each account and region of its queues, and the control table's."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from botocore.config import Config
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from .http.answers import error_code
from .http.calls import QuickCalls
from .session import open_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.credentials import Credentials
    from botocore.session import Session

    from .options import Options, QueueOptions

T = TypeVar("T")


class _Account(NamedTuple):
    region: str | None
    access_key_id: str | None
    secret_access_key: str | None
    session_token: str | None


#: What a call to AWS may raise, down to a socket that breaks while a body is read.
AWS_ERRORS = (BotoCoreError, ClientError, OSError, ValueError)

#: A role's session is renewed this long before its end (seconds), or in the last third of its time.
_RENEW_SECONDS = 300.0
#: When botocore begins to renew credentials (seconds before their end), whatever their time is.
_BOTOCORES_RENEW_SECONDS = 900

_CREDENTIAL_CODES = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)


class Clients:
    """Makes clients when they are first asked for, and anew when credentials went bad.

    The credentials of a role are renewed before they end. Keys from a file or the environment botocore reads
    once; `renew_after` drops the clients, so that the next call reads them again.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = threading.Lock()
        #: By region and access key: None for those of the environment.
        self._sessions: dict[_Account, Session] = {}
        self._sqs: dict[_Account, QuickCalls] = {}
        self._dynamodb: QuickCalls | None = None
        own = _Account(
            options.region, options.access_key_id, options.secret_access_key, options.session_token
        )
        self._own = own
        #: Accounts of queues that have another one.
        self._accounts = {queue.url: _account_of(queue, own) for queue in options.queues.values()}

    def sqs(self, url: str = "") -> QuickCalls:
        """Calls to SQS for the queue at `url`: four tries, unless a caller has its own way to try again."""
        account = self._accounts.get(url, self._own)
        with self._lock:
            if account not in self._sqs:
                session = self._open_session(account)
                # The read timeout is for calls without credentials, which the client itself makes.
                config = _config(self._options.wait_time_seconds + 5)
                client: Any = session.create_client(
                    "sqs", config=config, endpoint_url=self._options.endpoint_url
                )
                self._sqs[account] = QuickCalls(
                    client, self._credentials(session, account), seconds=5, tries=4
                )
            return self._sqs[account]

    def dynamodb(self) -> QuickCalls:
        """Calls to DynamoDB."""
        with self._lock:
            if self._dynamodb is None:
                session = self._open_session(self._own)
                client: Any = session.create_client("dynamodb", config=_config(3))
                self._dynamodb = QuickCalls(client, self._credentials(session, self._own), seconds=3, tries=3)
            return self._dynamodb

    @property
    def unanswered_at(self) -> float:
        """Monotonic time at which any call was last given up, because nobody answered."""
        made = [*self._sqs.values(), *([self._dynamodb] if self._dynamodb else [])]
        return max((calls.unanswered_at for calls in made), default=float("-inf"))

    def send(self, url: str, call: Callable[[QuickCalls], T]) -> T:
        """Make a call of a publisher, and once more if its credentials were refused and may be newer now."""
        try:
            return call(self.sqs(url))
        except (NoCredentialsError, ClientError) as error:
            if not self.renew_after(error):
                raise
            return call(self.sqs(url))

    def renew_after(self, error: BaseException) -> bool:
        """Drop all clients if `error` says that the credentials are bad, out of date or were not there."""
        bad = isinstance(error, NoCredentialsError) or (
            isinstance(error, ClientError) and error_code(error) in _CREDENTIAL_CODES
        )
        if bad:
            with self._lock:
                self._dynamodb = None
                self._sqs.clear()
                self._sessions.clear()
        return bad

    def _open_session(self, account: _Account) -> Session:
        if account not in self._sessions:
            self._sessions[account] = open_session(
                # botocore reads AWS_DEFAULT_REGION only; Lambda, ECS and the other SDKs set AWS_REGION.
                account.region or os.environ.get("AWS_REGION"),
                account.access_key_id,
                account.secret_access_key,
                account.session_token,
            )
        return self._sessions[account]

    def _credentials(self, session: Session, account: _Account) -> Credentials | None:
        """Those of an account; for our own, in any region, those of the role that the options name."""
        source, lifetime = session.get_credentials(), self._options.sts_token_timeout
        is_own = account.access_key_id == self._own.access_key_id
        if self._options.sts_role_arn is None or source is None or not is_own:
            return source
        renew = self._options.sts_token_buffer_time
        early = min(_RENEW_SECONDS, lifetime / 3) if renew is None else renew
        fetcher = AssumeRoleCredentialFetcher(
            _creator_of(session),
            source,
            self._options.sts_role_arn,
            extra_args={"DurationSeconds": lifetime, "RoleSessionName": "celery-sqs"},
            expiry_window_seconds=int(early),
        )
        return _RoleCredentials(fetcher.fetch_credentials, early)


class _RoleCredentials(DeferredRefreshableCredentials):
    """Credentials of a role, renewed some time before their end.

    botocore renews in the last 15 minutes, which would be at each call for a session of 15 minutes.
    """

    def __init__(self, fetch: Callable[[], dict[str, Any]], early: float) -> None:
        super().__init__(fetch, "assume-role")
        self._early = early

    def refresh_needed(self, refresh_in: int | None = None) -> bool:
        """Whether to renew; botocore asks with a shorter time when it must, and not only should, renew."""
        share = 1.0 if refresh_in is None else refresh_in / _BOTOCORES_RENEW_SECONDS
        return bool(super().refresh_needed(int(self._early * share)))


def _creator_of(session: Session) -> Callable[..., Any]:
    """Make clients as botocore asks for them, but in the session's region, as its sts client is regional."""

    def create(service: str, **arguments: Any) -> Any:  # noqa: ANN401 - botocore's own
        return session.create_client(service, **arguments)

    return create


def _account_of(queue: QueueOptions, own: _Account) -> _Account:
    if queue.access_key_id is None:
        return own._replace(region=queue.region or own.region)
    return _Account(
        queue.region or own.region, queue.access_key_id, queue.secret_access_key, queue.session_token
    )


def _config(read_timeout: float) -> Config:
    return Config(
        connect_timeout=3,
        read_timeout=read_timeout,
        retries={"total_max_attempts": 1, "mode": "standard"},
        tcp_keepalive=True,
    )
