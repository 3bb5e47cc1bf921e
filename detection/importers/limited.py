"""Run a program with limits: `python -m detection.importers.limited SECONDS MEMORY FILE PROGRAM ...`.

The limits are seconds of a processor, bytes of addresses, and bytes of a file that it writes. The program
takes the place of this process; on Linux it has no network, and ends with the one that has started it.
"""

import ctypes
import os
import resource
import signal
import sys

from detection.importers.child import limit
from detection.importers.offline import go_offline

_SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def main(seconds: str, memory: str, file: str, *command: str) -> None:
    """Set the limits and become the program."""
    for kind, most in (
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_FSIZE, int(file)),
        (resource.RLIMIT_CORE, 0),
    ):
        limit(kind, most)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    go_offline()
    os.execv(command[0], command)  # noqa: S606 - a program that was found on the path, without a shell


if __name__ == "__main__":
    main(*sys.argv[1:])
