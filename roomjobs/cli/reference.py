"""
Writes into the documentation what the code knows: `python -m roomjobs.cli.reference`, or `make reference`.

A test holds the pages against the code, so nobody has to remember to run it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roomjobs.config import Settings, table_rows
from roomjobs.local.folders import ROOT
from roomjobs.rest.http.settings import ApiSettings

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS_PAGE = ROOT / "docs" / "operate" / "settings.md"
_HEAD = ["| variable | default | meaning |", "| --- | --- | --- |"]


def settings_page(text: str) -> str:
    """
    Give the page of settings with its tables as the code has them.

    Parameters
    ----------
    text
        The page, with a line `<!-- service -->` and a line `<!-- api -->`, each before a table and each ended
        by a line `<!-- end -->`.
    """
    for name, settings in (("service", Settings), ("api", ApiSettings)):
        table = "\n".join([f"<!-- {name} -->", *_HEAD, *table_rows(settings), "<!-- end -->"])
        parts = re.split(rf"^<!-- {name} -->$.*?^<!-- end -->$", text, flags=re.DOTALL | re.MULTILINE)
        if len(parts) != 2:
            raise ValueError(f"{SETTINGS_PAGE.name} must have one table `{name}`, has {len(parts) - 1}")
        text = table.join(parts)
    return text


def _write(page: Path, text: str) -> None:
    if page.read_text() != text:
        page.write_text(text)
        print(f"{page.relative_to(ROOT)} was updated")  # noqa: T201 - a command that says what it did


if __name__ == "__main__":
    _write(SETTINGS_PAGE, settings_page(SETTINGS_PAGE.read_text()))
