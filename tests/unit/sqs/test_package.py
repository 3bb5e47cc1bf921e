"""The package could be published tomorrow: it knows nothing of this product, and its README is complete."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from roomjobs import sqs
from roomjobs.sqs.options import Options

PACKAGE = Path(sqs.__file__).parent
TEXTS = sorted(path for path in PACKAGE.rglob("*.*") if path.suffix in {".py", ".md", ".toml"})
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.stem != "__init__")
README = (PACKAGE / "README.md").read_text()
OURS = re.compile(r"\b(rooms?|floors?|walls?|plans?|jobs?|detections?|flask)\b", re.IGNORECASE)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_word_of_this_product(path: Path) -> None:
    assert OURS.findall(path.read_text()) == []


def run(code: str, folder: Path) -> list[str]:
    command = [sys.executable, "-P", "-c", code]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


def test_it_works_under_another_name_and_without_the_rest(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "elsewhere", ignore=shutil.ignore_patterns("__pycache__"))
    paths = (path.relative_to(PACKAGE).with_suffix("") for path in MODULES)
    modules = sorted(".".join(("elsewhere", *path.parts)) for path in paths)
    code = f"""
import importlib, sys
sys.path.insert(0, {str(tmp_path)!r})
for name in {modules!r}:
    importlib.import_module(name)
import celery, elsewhere
app = celery.Celery("shop", broker="celery-sqs://")
elsewhere.install(app)
app.conf.broker_transport_options = {{"predefined_queues": {{"orders": {{"url": "http://127.0.0.1:1/orders"}}}}}}
print(type(app.connection().transport).__module__)
print(*(name for name in sys.modules if name.partition(".")[0] in ("roomjobs", "detection")))
"""
    assert run(code, tmp_path) == ["elsewhere.transport"]


def test_its_own_distribution_holds_all_of_it(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    shutil.copytree(PACKAGE, sources, ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)]
    subprocess.run(build, cwd=sources, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("celery_sqs-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        found = {name.removeprefix("celery_sqs/") for name in archive.namelist()}
    assert {str(path.relative_to(PACKAGE)) for path in MODULES} | {"py.typed"} <= found
    shutil.unpack_archive(wheel, tmp_path / "installed", "zip")
    (source,) = tmp_path.glob("celery_sqs-*.tar.gz")
    with tarfile.open(source) as packed:
        sent = {name.partition("/")[2] for name in packed.getnames()}
    assert {name for name in found if ".dist-info/" not in name} <= sent
    assert any(name.endswith("/licenses/LICENSE") for name in found)
    (metadata,) = (tmp_path / "installed").glob("*.dist-info/METADATA")  # which holds the README
    example = re.findall(r"```python\n(.*?)```", metadata.read_text(), re.DOTALL)[0]
    code = f"""
import sys
sys.path.insert(0, {str(tmp_path / "installed")!r})
{example}
print(type(app.connection().transport).__module__)
print(*(name for name in sys.modules if name.partition(".")[0] in ("roomjobs", "detection")))
"""
    assert run(code, tmp_path) == ["celery_sqs.transport"]


def test_a_publisher_loads_no_part_of_a_worker(tmp_path: Path) -> None:
    code = """
import sys, celery
from roomjobs import sqs
sqs.install(celery.Celery("shop"))
print(*(name for name in ("celery.worker.request", "billiard.pool") if name in sys.modules))
"""
    assert run(code, tmp_path) == []


def test_the_readme_explains_each_option_with_its_default() -> None:
    table = dict(re.findall(r"^\| `(\w+)` \| (\S+)? *\|", README, re.MULTILINE))
    for field in dataclasses.fields(Options):
        name = "predefined_queues" if field.name == "queues" else field.name
        assert name in table, name
        if field.default not in (dataclasses.MISSING, None):
            assert table[name] == str(field.default) or float(table[name]) == float(field.default), name


def test_the_readme_names_each_module() -> None:
    for path in MODULES:
        name = str(path.relative_to(PACKAGE))
        assert f"`{name}`" in README, name
