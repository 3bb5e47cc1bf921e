"""What the documents name is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from roomjobs.cli.reference import SETTINGS_PAGE, settings_page
from roomjobs.jobs import changes as job_changes
from roomjobs.jobs.batches import changes as batch_changes
from roomjobs.jobs.changes import diagram
from roomjobs.local.folders import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from roomjobs.jobs.changes import Change

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "samples/*.md", "roomjobs/**/*.md")
    for path in ROOT.glob(pattern)
)
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_PLACE = re.compile(
    r"`((?:benchmarks|deploy|detection|docker|docs|frontend|requirements|roomjobs|samples|tests)/[\w./-]+)`"
)
_MADE_BY_READERS = {"docker/.env"}
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


@pytest.mark.parametrize(
    ("page", "least"), [("understand/invariants", 20), ("understand/promises", 10), ("use/callbacks", 1)]
)
def test_the_tests_that_prove_the_promises_exist(page: str, least: int) -> None:
    text = (ROOT / "docs" / f"{page}.md").read_text()
    links = re.findall(r"\[`([\w.]+)(?:::(\w+))?`\]\((?:\.\./)+([\w/.]+)\)", text)
    assert len(links) >= least
    for file, test, path in links:
        assert path.endswith(f"/{file}")
        assert f"def {test}(" in (ROOT / path).read_text() or not test, f"{path} has no {test}"


def test_tests_that_are_evidence_of_security_exist() -> None:
    files = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("roomjobs/sqs/tests/**/*.py")]
    known = {file.stem for file in files}
    known.update(name for file in files for name in re.findall(r"def (test_\w+)\(", file.read_text()))
    named = re.findall(r"`(test_\w+)(?:\.py)?`", (ROOT / "docs" / "operate" / "security.md").read_text())
    assert set(named) <= known


@pytest.mark.parametrize("rules", [job_changes.CHANGES, batch_changes.CHANGES], ids=["job", "batch"])
def test_the_diagrams_of_changes_are_those_of_the_rules(rules: tuple[Change, ...]) -> None:
    text = (ROOT / "docs" / "understand" / "invariants.md").read_text()
    assert f"```mermaid\n{diagram(rules)}\n```" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(page: Path) -> None:
    for path, heading in _LINK.findall(_CODE.sub("", page.read_text())):
        target = page.parent / path if path else page
        assert target.exists(), f"{path} is not there"
        assert not heading or heading in _headings(target), f"{path}#{heading} is not there"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_and_folders_that_are_named_exist(page: Path) -> None:
    named = set(_PLACE.findall(page.read_text())) - _MADE_BY_READERS
    assert [each for each in sorted(named) if not (ROOT / each).exists()] == []


def test_commands_of_make_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        code = "\n".join(_CODE.findall(page.read_text()))
        named = re.findall(r"\bmake ([a-z][a-z0-9-]*)", code)
        assert set(named) <= targets, f"{page.name} names targets of make that do not exist"


def test_the_page_of_settings_is_as_the_code_has_them() -> None:
    text = SETTINGS_PAGE.read_text()
    assert settings_page(text) == text, "run: make reference"


def test_variables_of_the_command_line_are_read() -> None:
    elsewhere = "".join(path.read_text() for path in (ROOT / "roomjobs").rglob("*.py"))
    documented = re.findall(r"^\| `([A-Z0-9_]+)` \|", SETTINGS_PAGE.read_text(), re.MULTILINE)
    assert all(f'"{name}"' in elsewhere for name in documented)


def test_the_walk_of_a_plan_passes_each_file_once() -> None:
    page = (ROOT / "docs" / "understand" / "architecture.md").read_text()
    walk = page.partition("## The walk of one plan")[2].partition("\n## ")[0]
    files = re.findall(r"`((?:roomjobs|detection)/[\w/]+\.py)`", walk)
    assert len(files) > 25
    assert len(set(files)) == len(files)
    assert all((ROOT / file).is_file() for file in files)


def _headings(page: Path) -> set[str]:
    """The names that GitHub gives to the headings of a page."""
    lines = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}
