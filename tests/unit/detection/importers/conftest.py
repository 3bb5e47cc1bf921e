"""PDFs are read without their child process, which takes half a second each; test_pdf.py has it, too."""

from importlib import import_module

import pytest

from detection.importers import pdf
from detection.importers.drawing import Drawing


def _collected(reader: str, data: bytes, drawing: Drawing) -> None:
    own = Drawing(drawing.bounds, page=drawing.page)
    import_module(reader).collect(data, own)
    drawing.take_over(own.handed_over())


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "collected", _collected)
