"""Which plans and uploads share a result."""

import pytest

from roomjobs.jobs.store import result_cache
from roomjobs.jobs.store.result_cache import content_hash, upload_hash
from roomjobs.plans.drawing import Drawing

WALL = {"type": "line", "start": [0, 0], "end": [4, 0]}


def test_equal_plans_share_a_result() -> None:
    one = content_hash({"walls": [WALL], "units": "m", "name": "north"}, "ann")
    assert one == content_hash({"name": "south", "units": "m", "walls": [WALL]}, "ann")
    assert one != content_hash({"walls": [WALL], "units": "mm"}, "ann")
    assert one != content_hash({"walls": [{**WALL, "end": [5, 0]}], "units": "m"}, "ann")


def test_owners_share_no_results() -> None:
    assert content_hash({"walls": [WALL]}, "ann") != content_hash({"walls": [WALL]}, "bob")
    assert upload_hash("ab" * 32, "ann") != upload_hash("ab" * 32, "bob")


def test_equal_uploads_share_a_result() -> None:
    as_plan = upload_hash("ab" * 32, "ann")
    as_drawing = upload_hash("ab" * 32, "ann", Drawing("dxf"))
    of_one_layer = upload_hash("ab" * 32, "ann", Drawing("dxf", layers=("A-WALL",)))
    elsewhere = upload_hash("cd" * 32, "ann")
    assert len({as_plan, as_drawing, of_one_layer, elsewhere}) == 4
    assert as_drawing == upload_hash("ab" * 32, "ann", Drawing("dxf"))


def test_another_library_reads_a_drawing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = upload_hash("ab" * 32, "ann", Drawing("dxf"))
    monkeypatch.setattr(result_cache, "library_versions", lambda _: {"ezdxf": "0.0.1"})
    assert upload_hash("ab" * 32, "ann", Drawing("dxf")) != before
