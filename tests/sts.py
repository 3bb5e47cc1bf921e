"""What STS answers to AssumeRole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_SESSION = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><AssumedRoleId>A:b</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/o/b</Arn>
</AssumedRoleUser><Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
<SessionToken>token</SessionToken><Expiration>{end}</Expiration></Credentials></AssumeRoleResult>
<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>"""


def session(key: str, seconds: float) -> bytes:
    """Write a session with this access key that lasts so many seconds."""
    end = datetime.now(UTC) + timedelta(seconds=seconds)
    return _SESSION.format(key=key, end=end.isoformat()).encode()
