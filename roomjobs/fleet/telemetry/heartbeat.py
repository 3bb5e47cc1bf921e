"""A worker's sign of life: a thread that writes a heartbeat to the control table three times a minute."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from roomjobs.fleet.telemetry.minute_table import Minute, minute_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.fleet.telemetry.recorder import Recorder
    from roomjobs.fleet.telemetry.worker_table import Beat, WorkerTable

_log = logging.getLogger(__name__)

#: Seconds between two heartbeats, so that each minute of a worker's life has one.
BEAT_SECONDS = 20


class Heart:
    """A thread of a worker that beats until `stop`; what goes wrong with a beat harms nothing else."""

    def __init__(
        self,
        name: str,
        table: WorkerTable,
        recorder: Recorder,
        look: Callable[[], Beat],
        *,
        obey: Callable[[], None] = lambda: None,
        every: float = BEAT_SECONDS,
    ) -> None:
        """`obey` does what operators have left for all workers to do, once with each beat."""
        self._name = name
        self._table = table
        self._recorder = recorder
        self._look = look
        self._obey = obey
        self._every = every
        self._counted = 0  # the minute in which this worker was counted last
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop heartbeats and deregister this worker."""
        self._stop.set()
        self._thread.join(timeout=15)
        try:
            self._table.remove(self._name)
        except Exception as error:  # noqa: BLE001 - then it is forgotten some minutes later
            _log.warning("this worker could not be deregistered, and is listed for some minutes: %r", error)
        self._recorder.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            for work in (self._obey, self._beat):
                try:
                    work()
                except Exception as error:  # noqa: BLE001 - the next beat may succeed
                    _log.warning("a part of this worker's heartbeat failed: %r", error)
            self._stop.wait(self._every)

    def _beat(self) -> None:
        beat = self._look()
        if minute_of(beat.beat) != self._counted:
            self._counted = minute_of(beat.beat)
            here = Minute()
            here.counts.update(workers=1, processes=beat.processes)
            self._recorder.add(here)
        self._table.put(beat)
