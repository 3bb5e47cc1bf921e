"""Commands that the pages for operators tell exist, with the options that they are given."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest
from botocore import xform_name
from botocore.session import Session

from roomjobs.cli import main
from roomjobs.local.folders import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = sorted((ROOT / "docs" / "operate").glob("*.md"))
#: What the command line of AWS has beside the operations of services, or as an option of all of them.
OF_THE_CLIENT = {("cloudformation", "deploy"), ("configure", "sso"), ("sso", "login")}
OF_ALL = {"region", "profile", "output", "query", "no-cli-pager", "cli-binary-format"}
_CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`]+)`", re.DOTALL)


def commands(program: str) -> Iterator[tuple[str, list[str]]]:
    """The page and the words after the program, for each command in code."""
    for page in PAGES:
        for block, inline in _CODE.findall(page.read_text()):
            text = re.sub(r"\\\n\s*", " ", block or inline.replace("\n", " "))
            for line in text.splitlines():
                found = re.match(rf"(?:\$ )?(?:\w+=\S+ )*(?:\S*/)?{program} (.*)", line.strip())
                if found:
                    told = re.split(r"\s#|\s\||\s&&|;|\$\(", found[1])[0]
                    yield page.name, shlex.split(told.replace("'", " ").replace('"', " "))


AWS = [each for each in commands("aws") if len(each[1]) > 1]
OURS = [each for each in commands("roomjobs") if re.fullmatch(r"[a-z-]+", each[1][0])]


def test_there_are_commands() -> None:
    assert len(AWS) > 12
    assert len(OURS) > 30


@pytest.mark.parametrize(("page", "words"), AWS, ids=lambda value: value if isinstance(value, str) else None)
def test_aws_has_the_operation_and_its_options(page: str, words: list[str]) -> None:
    service, operation, *rest = words
    if (service, operation) in OF_THE_CLIENT:
        return
    model = Session().get_service_model(service)
    names = {xform_name(each, "-"): each for each in model.operation_names}
    assert operation in names, f"{page}: {service} has no {operation}"
    shape = model.operation_model(names[operation]).input_shape
    known = {xform_name(each, "-") for each in shape.members} if shape is not None else set()
    known |= {f"no-{each}" for each in known} | OF_ALL
    asked = {word.removeprefix("--").partition("=")[0] for word in rest if word.startswith("--")}
    assert asked <= known, f"{page}: {service} {operation}"


@pytest.mark.parametrize(("page", "words"), OURS, ids=lambda value: value if isinstance(value, str) else None)
def test_the_command_line_has_the_command_and_its_options(page: str, words: list[str]) -> None:
    command: click.Command = main
    context = click.Context(main)
    for word in words:
        if isinstance(command, click.Group) and not word.startswith("-"):
            found = command.get_command(context, word)
            assert found is not None, f"{page}: there is no {' '.join(words)}"
            command = found
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)} | {"--help"}
    known |= {name for each in main.params for name in each.opts}
    asked = {word.partition("=")[0] for word in words if re.match(r"--[a-z]", word)}
    assert asked <= known, f"{page}: {words}"
