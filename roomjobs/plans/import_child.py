"""
The child process that reads one drawing; `bounded_import` starts it.

It reads one line with the request and then the drawing from standard input, and writes one JSON document. It
has no credentials, no network (on Linux) and limits on CPU time and memory, so a hostile drawing harms only
this process.
"""

from __future__ import annotations

import resource
import sys

import msgspec

from detection import InvalidPlanError, importers
from detection.importers.offline import go_offline
from roomjobs.plans import importing
from roomjobs.plans.bounded_import import CPU_SECONDS, MEMORY_BYTES, Answer, Question


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    go_offline()
    question = msgspec.json.decode(sys.stdin.buffer.readline(), type=Question)
    try:
        answer = _answer(question, sys.stdin.buffer.read())
    except MemoryError:
        answer = Answer(too_large=True)
    sys.stdout.buffer.write(msgspec.json.encode(answer))


def _answer(question: Question, data: bytes) -> Answer:
    bounds = importers.Bounds(
        data=question.most_bytes, walls=question.most_walls, visits=question.most_visits, depth=question.depth
    )
    try:
        imported = importers.read(
            data,
            format=question.format,
            layers=question.layers,
            units=question.units,
            scale=question.scale,
            page=question.page,
            bounds=bounds,
        )
    except importers.TooManyEntitiesError as error:
        if question.most_visits < importing.BOUNDS.visits:
            return Answer(too_large=True)  # for a request; a worker allows more
        return Answer(faults=[(fault.pointer, fault.detail) for fault in error.faults])
    except InvalidPlanError as error:
        return Answer(faults=[(fault.pointer, fault.detail) for fault in error.faults])
    except importers.MissingLibraryError as error:
        return Answer(missing=str(error))
    return Answer(imported=msgspec.Raw(msgspec.json.encode(imported)))


if __name__ == "__main__":
    main()
