"""Polling intervals for clients: short after a change, longer the longer nothing changes."""

from __future__ import annotations

import time

#: Upper bounds on seconds since the last change, each with the polling interval, milliseconds.
_BY_SILENCE = ((3.0, 500), (15.0, 1000), (float("inf"), 2000))
#: Lower bounds on the position in the queue, each with the polling interval, milliseconds.
_BY_POSITION = ((1000, 5000), (100, 2000), (0, 500))


def poll_after_ms(
    updated_at: float, *, ahead: int | None = None, least: int = 0, now: float | None = None
) -> int:
    """
    Milliseconds until a client should poll again for a job or batch that has not ended.

    For a job that waits 42 s for the first worker this makes 32 requests; polling every 0.5 s makes 84.

    Parameters
    ----------
    updated_at
        When it changed last, Unix seconds.
    ahead
        How many jobs wait before it, if that is known.
    least
        As many milliseconds at least, because many ask.
    now
        Unix seconds; the clock's by default.

    Examples
    --------
    >>> poll_after_ms(100, now=101), poll_after_ms(100, now=110), poll_after_ms(100, ahead=2500, now=101)
    (500, 1000, 5000)
    """
    silence = (time.time() if now is None else now) - updated_at
    by_silence = next(pause for limit, pause in _BY_SILENCE if silence < limit)
    by_line = next(pause for jobs, pause in _BY_POSITION if (ahead or 0) >= jobs)
    return max(by_silence, by_line, least)
