"""When a client is to ask again: soon after a change, and less often the longer nothing happens."""

from __future__ import annotations

import time

#: Milliseconds from one question to the next, while nothing has changed for less than so many seconds.
_BY_SILENCE = ((3.0, 500), (15.0, 1000), (float("inf"), 2000))
#: The same, while at least so many jobs wait before one.
_BY_LINE = ((1000, 5000), (100, 2000), (0, 500))


def poll_after_ms(updated_at: float, *, ahead: int | None = None, now: float | None = None) -> int:
    """
    Milliseconds until a client asks again for what has not ended.

    A job that waits 42 s for the first worker is asked for 32 times so, and every half second 84 times.

    Parameters
    ----------
    updated_at
        When it changed last, Unix seconds.
    ahead
        How many jobs wait before it, if that is known.
    now
        Unix seconds; the clock's by default.

    Examples
    --------
    >>> poll_after_ms(100, now=101), poll_after_ms(100, now=110), poll_after_ms(100, ahead=2500, now=101)
    (500, 1000, 5000)
    """
    silence = (time.time() if now is None else now) - updated_at
    by_silence = next(pause for limit, pause in _BY_SILENCE if silence < limit)
    by_line = next(pause for jobs, pause in _BY_LINE if (ahead or 0) >= jobs)
    return max(by_silence, by_line)
