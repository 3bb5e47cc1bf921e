"""No key, token or password of a real place is in the repository."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from roomjobs.local.folders import ROOT

#: What providers' keys look like, and ours. Sources: the providers' pages on their tokens.
#: Each with a text that every match has, since a search for that is quick.
SHAPES = {
    "access key of AWS": ("IA", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "secret key of AWS": (
        "ecret",
        r"(?i)secret_?access_?key\W{1,4}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])",
    ),
    "private key": (
        "PRIVATE KEY-----",
        r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}",
    ),
    "token of this API": ("rj_", r"\brj_[0-9a-f]{16}_[A-Za-z0-9_-]{43}\b"),
    "secret of a local run": ("local_", r"\blocal_[A-Za-z0-9_-]{43}\b"),
    "JWT": (".eyJ", r"\beyJ[A-Za-z0-9_-]{15,}\.eyJ[A-Za-z0-9_-]{15,}\.[A-Za-z0-9_-]{20,}"),
    "token of GitHub": ("gh", r"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    "fine token of GitHub": ("github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{60,}\b"),
    "token of npm": ("npm_", r"\bnpm_[A-Za-z0-9]{36}"),
    "token of PyPI": ("pypi-AgEI", r"\bpypi-AgEI[A-Za-z0-9_-]{50,}"),
    "key of Google": ("AIza", r"\bAIza[A-Za-z0-9_-]{35}\b"),
    "token of Slack": ("xox", r"\bxox[abprs]-[A-Za-z0-9-]{20,}"),
    "key of Stripe": ("sk_live_", r"\bsk_live_[A-Za-z0-9]{20,}"),
    "presigned address": ("X-Amz-Signature=", r"X-Amz-Signature=[0-9a-f]{64}"),
    "address with a password": (
        "://",
        r"://[^\s/:@\"'{}<>$]{1,50}:[^\s/:@\"'{}<>$]{8,50}@[a-z0-9.-]+\.[a-z]{2,}",
    ),
}
EXAMPLES = {"AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"}  # of AWS's documentation
LARGEST = 500_000  # bytes; plans and pictures are larger


def found_in(text: str) -> list[str]:
    return [
        f"{what}: {match[0][:12]}…"
        for what, (part, shape) in SHAPES.items()
        if part in text
        for match in re.finditer(shape, text)
        if match[0] not in EXAMPLES
    ]


def test_no_file_holds_a_secret() -> None:
    command = [shutil.which("git") or "git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    found = []
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        if path.is_file() and path.stat().st_size <= LARGEST:
            found += [f"{name}: {each}" for each in found_in(path.read_bytes().decode("latin-1"))]
    assert not found


@pytest.mark.parametrize(
    ("secret", "what"),
    [
        ("AKIA" + "ABCDEFGHIJKLMNOP", "access key of AWS"),
        ("rj_" + "0" * 16 + "_" + "a" * 43, "token of this API"),
        ("-----BEGIN EC " + "PRIVATE KEY-----\n" + "MHcCAQEEIA" * 3, "private key"),
        ("aws_secret_access_key = " + "abcd/EFGH+" * 4, "secret key of AWS"),
        ("postgres://admin:" + "correct-horse@db.example.com/x", "address with a password"),
        (".".join(["eyJ" + "hbGciOiJub25lIn0", "eyJ" + "zdWIiOiJhbm4ifQ", "s" * 30]), "JWT"),
    ],
)
def test_a_secret_would_be_found(secret: str, what: str) -> None:
    assert [each.partition(":")[0] for each in found_in(f"before {secret} after")] == [what]
