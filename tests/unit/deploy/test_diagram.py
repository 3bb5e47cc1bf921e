"""The diagram in the page on architecture is that of the templates."""

from __future__ import annotations

from tests.unit.deploy.diagram import PAGE, diagram, page_with
from tests.unit.deploy.environment import deployment, load_templates


def test_the_page_shows_what_the_templates_make() -> None:
    text = PAGE.read_text()
    assert page_with(text, diagram(deployment(load_templates(), "prod"))) == text, "run `make approve`"


def test_arrows_follow_the_templates() -> None:
    templates = load_templates()
    drawn = diagram(deployment(templates, "prod")).splitlines()
    assert "  worker_large_Service -- receives --> data_LargeQueue" in drawn
    assert "  worker_Service -- receives --> data_TaskQueue & data_BatchQueue" in drawn
    assert "  data_LargeQueue -- gives up --> data_LargeDeadLetterQueue" in drawn
    assert "  upkeep_WakeFunction -- reads --> data_JobsTable" in drawn, "it may query an index"
    queue = templates["data"]["Resources"]["LargeQueue"]["Properties"]
    queue["RedrivePolicy"]["deadLetterTargetArn"] = {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}
    drawn = diagram(deployment(templates, "prod")).splitlines()
    assert "  data_LargeQueue -- gives up --> data_DeadLetterQueue" in drawn
