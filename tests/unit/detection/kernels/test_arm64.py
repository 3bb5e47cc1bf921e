"""The kernels give the same on arm64, where workers may run as well, as on x86-64."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detection_speed import noisy_block, split_block
from detection.kernels import build

COMPILER, EMULATOR = "aarch64-linux-gnu-gcc", "qemu-aarch64"
PROBE = Path(__file__).parent / "probe.c"


def built(compiler: str, program: Path) -> Path:
    sources = [str(path) for path in (PROBE, *sorted(build.FOLDER.glob("*.c")))]
    flags = [flag for flag in build.FLAGS if flag != "-shared"]
    flags += [*build.STRICT, "-static", f"-I{build.FOLDER}"]
    command = [compiler, *flags, *sources, "-lm", "-o", str(program)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return program


def test_arm64_gives_the_same_as_this_machine(tmp_path: Path) -> None:
    compiler = build.find_compiler()
    if compiler is None or not (shutil.which(COMPILER) and shutil.which(EMULATOR)):
        # A laptop need not have them; .ci/run installs them: gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and
        # qemu-user of Debian.
        pytest.skip(f"needs a C compiler, {COMPILER} and {EMULATOR}")
    here, there = built(compiler[0], tmp_path / "here"), built(COMPILER, tmp_path / "there")
    walls = np.vstack([noisy_block(200, 1), split_block(100, 2, slanted=True)[0] + 100.0])
    said = [
        subprocess.run(command, input=walls.tobytes(), check=True, capture_output=True).stdout.decode()
        for command in ([str(here)], [EMULATOR, str(there)])
    ]
    assert said[0] == said[1]
    assert said[0].count(" 0 ") == said[0].count("\n") == 12, said[0]  # each of them ended well
