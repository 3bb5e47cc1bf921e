"""The contracts alone catch a sample of the mistakes that can be generated; `make mutants` plants all."""

from __future__ import annotations

import os
import random

import pytest

from tests.unit.deploy.environment import load_templates
from tests.unit.deploy.mutants import judge, mutants

SAMPLE = 60  # some seconds of CPU
CAUGHT = 0.95


@pytest.mark.timeout(600)
def test_generated_mistakes_are_caught() -> None:
    templates = load_templates()
    planted = list(mutants(templates))
    assert len(planted) > 5000
    chosen = random.Random(int(os.environ.get("MUTANTS_SEED", "1"))).sample(planted, SAMPLE)
    missed = [str(mutant) for mutant in chosen if not judge(mutant, templates, alone=True).caught]
    assert len(missed) <= (1 - CAUGHT) * SAMPLE, "\n".join(missed)


def test_templates_as_they_are_are_no_mutants() -> None:
    """A judge who condemns everything would catch everything, too."""
    templates = load_templates()
    (mutant,) = (
        each
        for each in mutants(templates)
        if str(each).startswith("switch: data/Resources/InputBucketPolicy")
    )
    same = type(mutant)(mutant.kind, mutant.template, mutant.path, "false")
    assert not judge(same, templates).caught
