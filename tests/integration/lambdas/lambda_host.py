"""
A process as Lambda has it: an interpreter, and on its path nothing but the unpacked zip.

`python -I -S lambda_host.py <folder>` reads lines of JSON, `{"handler", "event"}`, and answers each with
`{"answer", "calls"}`: what the handler gave, and which operations of AWS it called.
"""

import importlib
import json
import sys

sys.path = [
    sys.argv[1],
    *(path for path in sys.path if path.endswith(("lib-dynload", ".zip")) or "python3" in path),
]
sys.path = [path for path in sys.path if "site-packages" not in path]

from botocore.client import BaseClient  # noqa: E402 - only now the path is that of a Lambda

from roomjobs.sqs import QuickCalls  # noqa: E402 - as above

calls: list[str] = []
call = BaseClient._make_api_call  # type: ignore[attr-defined]


def recorded(self, operation, parameters):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    calls.append(f"{self.meta.service_model.service_name}:{operation}")
    return call(self, operation, parameters)


BaseClient._make_api_call = recorded  # type: ignore[attr-defined]

quick_call = QuickCalls.call


def recorded_quick_call(self, operation, asked, **more):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN003, ANN201
    calls.append(f"{self._client.meta.service_model.service_name}:{operation}")
    return quick_call(self, operation, asked, **more)


QuickCalls.call = recorded_quick_call  # type: ignore[method-assign]

for line in sys.stdin:
    request = json.loads(line)
    module, _, name = request["handler"].rpartition(".")
    calls.clear()
    answer = getattr(importlib.import_module(module), name)(request["event"], None)
    sys.stdout.write(json.dumps({"answer": answer, "calls": calls}) + "\n")
    sys.stdout.flush()
