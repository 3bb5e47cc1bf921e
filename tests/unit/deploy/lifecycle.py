"""What a lifecycle policy of ECR leaves in a repository, by the rules of its user guide."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Entry:
    """One manifest in a repository: an image, a list of images, an attestation or a signature."""

    digest: str
    day: int  # on which it was pushed
    tags: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()  # digests of what a list names


def releases(environment: str, number: int, *, day: int) -> list[list[Entry]]:
    """Releases, one a day, as the workflow pushes them: a list of images, its four parts, a signature."""
    made = []
    for each in range(day, day + number):
        name = f"{environment}{each}"
        parts = [Entry(f"{name}/{part}", each) for part in range(4)]
        tags = [f"{each:012x}", *([f"{environment}-{each:012x}"] if environment else [])]
        whole = Entry(name, each, tuple(tags), tuple(part.digest for part in parts))
        made.append([*parts, whole, Entry(f"{name}/signature", each, (f"sha256-{name}.sig",))])
    return made


def remaining(rules: Iterable[dict[str, Any]], entries: list[Entry], today: int) -> list[Entry]:
    """
    The entries that the rules leave after all of them have been applied as often as they do something.

    What matches the tags of a rule is not expired by a later one, but is counted by it. What a list names is
    not expired before the list. Source: docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    """
    while True:
        named = {part for entry in entries for part in entry.parts}
        expired = _marked(rules, entries, today) - named
        if not expired:
            return entries
        entries = [entry for entry in entries if entry.digest not in expired]


def _marked(rules: Iterable[dict[str, Any]], entries: list[Entry], today: int) -> set[str]:
    marked: set[str] = set()
    taken: set[str] = set()  # by the tags of an earlier rule
    for rule in sorted(rules, key=lambda each: int(each["rulePriority"])):
        selection = rule["selection"]
        found = sorted((each for each in entries if _selects(selection, each)), key=lambda each: -each.day)
        if selection["countType"] == "imageCountMoreThan":
            over = found[selection["countNumber"] :]
        else:
            over = [each for each in found if today - each.day > selection["countNumber"]]
        marked |= {each.digest for each in over} - taken
        if selection["tagStatus"] != "any":
            taken |= {each.digest for each in found}
    return marked


def _selects(selection: dict[str, Any], entry: Entry) -> bool:
    patterns = [
        *selection.get("tagPatternList", []),
        *(f"{each}*" for each in selection.get("tagPrefixList", [])),
    ]
    match selection["tagStatus"]:
        case "any":
            return True
        case "untagged":
            return not entry.tags
        case _:
            return any(fnmatchcase(tag, pattern) for tag in entry.tags for pattern in patterns)
