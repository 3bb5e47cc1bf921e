"""The table of what each broker passes, with each difference explained."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.celery_suite.explained import EXPLAINED, THEIRS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Outcomes of tests by suite and broker.
Outcomes = dict[tuple[str, str], dict[str, dict[str, str]]]

PAGE = Path("docs/understand/celery-suite.md")
_MARKED = re.compile(r"(<!-- made by make celery-suite -->\n).*(\n<!-- end -->)", re.DOTALL)
#: Outcomes by suite and broker, in the folder of the runs.
_KEPT = "outcomes.json"
_NOT_RUN = "not run"
_NOT_EXPLAINED = "**not explained**"


def load(folder: Path) -> Outcomes:
    """Read the outcomes of earlier runs."""
    kept = folder / _KEPT
    return (
        {(suite, broker): each for suite, broker, each in json.loads(kept.read_text())}
        if kept.exists()
        else {}
    )


def save(found: Outcomes, folder: Path) -> None:
    """Keep the outcomes for later runs."""
    (folder / _KEPT).write_text(json.dumps([[*key, each] for key, each in found.items()]))


def line(suite: str, broker: str, outcomes: Mapping[str, Mapping[str, str]]) -> str:
    """Say in one line how a suite went."""
    counts = Counter(each["outcome"] for each in outcomes.values())
    told = ", ".join(f"{number} {what}" for what, number in sorted(counts.items())) or "nothing ran"
    return f"{suite} on {broker}: {told}"


def table(found: Outcomes) -> str:
    """Write the counts of each suite and broker, and each test whose outcome differs, in Markdown."""
    suites = list(dict.fromkeys(suite for suite, _ in found))
    brokers = list(dict.fromkeys(broker for _, broker in found))
    lines = [
        "| passed / failed / skipped | " + " | ".join(brokers) + " |",
        "| --- |" + " --- |" * len(brokers),
    ]
    for suite in suites:
        most = max(len(found.get((suite, broker), {})) for broker in brokers)
        cells = (_counts(found.get((suite, broker), {}), most) for broker in brokers)
        lines.append(f"| {suite} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "| test that differs | " + " | ".join(brokers) + " | why |",
        "| --- |" + " --- |" * (len(brokers) + 1),
    ]
    for suite in suites:
        for test, outcomes in _differing(found, suite, brokers):
            why = explanation(test) or _elsewhere(found, suite, test) or _NOT_EXPLAINED
            lines.append(f"| `{test}` | " + " | ".join(outcomes) + f" | {why} |")
    return "\n".join(lines)


def unexplained(found: Outcomes, broker: str = "here") -> list[str]:
    """Name the tests that fail on a broker and have no explanation."""
    return [
        test
        for (_, name), outcomes in found.items()
        for test, each in sorted(outcomes.items())
        if name == broker and each["outcome"] == "failed" and explanation(_short(test)) is None
    ]


def explanation(test: str) -> str | None:
    """Find why brokers differ in a test."""
    return next((why for pattern, why in EXPLAINED.items() if re.search(pattern, test)), None)


def _elsewhere(found: Outcomes, suite: str, test: str, here: str = "here") -> str | None:
    """Why a test that passes here fails on another broker."""
    ends = {
        broker: f"{test} {each['reason'].rpartition(' ')[2]}"
        for (of, broker), outcomes in found.items()
        for name, each in outcomes.items()
        if of == suite and _short(name) == test and each["outcome"] == "failed"
    }
    if here in ends:
        return None
    return next((why for end in ends.values() for key, why in THEIRS.items() if re.search(key, end)), None)


def write(found: Outcomes) -> None:
    """Put the table into its page of the docs."""
    made = table(found).replace("\\", "\\\\")
    PAGE.write_text(_MARKED.sub(rf"\1{made}\2", PAGE.read_text()))


def _counts(outcomes: Mapping[str, Mapping[str, str]], most: int) -> str:
    """Write how many passed, failed and were skipped, and of a suite that was cut how many were run."""
    if not outcomes:
        return _NOT_RUN
    counts = Counter(each["outcome"] for each in outcomes.values())
    told = " / ".join(str(counts[what]) for what in ("passed", "failed", "skipped"))
    return told if len(outcomes) == most else f"{told} ({len(outcomes)} of {most} run)"


def _differing(found: Outcomes, suite: str, brokers: list[str]) -> Iterator[tuple[str, list[str]]]:
    tests = {test for broker in brokers for test in found.get((suite, broker), {})}
    for test in sorted(tests):
        each = [found.get((suite, broker), {}).get(test, {}).get("outcome", _NOT_RUN) for broker in brokers]
        ran = set(each) - {_NOT_RUN}  # a suite that was cut tells nothing of the rest
        if len(ran) > 1 or "failed" in ran:
            yield _short(test), each


def _short(test: str) -> str:
    """A test's name without the folder that all share."""
    return test.removeprefix("t/integration/").replace("test_shared_classes.py::", "")
