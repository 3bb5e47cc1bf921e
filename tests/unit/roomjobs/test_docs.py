"""What the documents name is there."""

import re

from roomjobs.local.folders import ROOT


def test_the_tests_that_prove_the_invariants_exist() -> None:
    text = (ROOT / "docs" / "invariants.md").read_text()
    links = re.findall(r"\[`([\w.]+)(?:::(\w+))?`\]\(\.\./([\w/.]+)\)", text)
    assert len(links) > 20
    for file, test, path in links:
        assert path.endswith(f"/{file}")
        assert f"def {test}(" in (ROOT / path).read_text() or not test, f"{path} has no {test}"
