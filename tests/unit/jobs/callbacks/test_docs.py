"""The code that the docs give receivers."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from roomjobs.jobs.callbacks.signing import headers, new_secret

PAGE = Path(__file__).parents[4] / "docs/use/callbacks.md"
ID = "job_1-1-completed"


def is_genuine(*given: object) -> bool:
    """Run the function of the page."""
    (code,) = re.findall(r"<!-- runs: .*? -->\n```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - it is ours
    return bool(names["is_genuine"](*given))


def test_the_code_of_the_docs_verifies_what_is_sent() -> None:
    old, new, other = new_secret(), new_secret(), new_secret()
    body = '{"type":"job.completed","name":"Häuser"}'
    sent = headers([new, old], ID, int(time.time()), body)
    assert [is_genuine(each, sent, body.encode()) for each in (old, new, other)] == [True, True, False]
    assert not is_genuine(new, sent, body.encode() + b" ")
    assert not is_genuine(new, {**sent, "webhook-id": "another"}, body.encode())


def test_the_code_of_the_docs_refuses_what_is_old() -> None:
    secret = new_secret()
    assert not is_genuine(secret, headers([secret], ID, int(time.time()) - 3600, "{}"), b"{}")
