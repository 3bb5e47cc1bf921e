"""Moves the clock of a process by `CHAOS_SKEW` seconds; Python imports this before all else."""

import os
import time

_real = time.time
_skew = float(os.environ.get("CHAOS_SKEW", "0"))
time.time = lambda: _real() + _skew
