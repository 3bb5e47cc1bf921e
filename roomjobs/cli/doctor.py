"""`roomjobs doctor`: examines the local stack."""

from __future__ import annotations

import sys

import click
from rich.console import Console
from rich.markup import escape

from roomjobs.local import doctor as local_doctor
from roomjobs.local.folders import DataFolder


@click.command()
def doctor() -> None:
    """Check each part of the local stack, and print how to fix faults."""
    findings = local_doctor.examine(DataFolder())
    console = Console(highlight=False)
    for finding in findings:
        mark = "[green]ok[/]     " if finding.ok else "[red]missing[/]"
        console.print(f"{mark} {finding.part}: {escape(finding.words)}", soft_wrap=True)
    sys.exit(0 if all(finding.ok for finding in findings) else 1)
