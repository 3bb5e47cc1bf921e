"""
What has to be done from time to time.

`python -m roomjobs.upkeep` does it on a timer; in the cloud the Lambdas of `lambdas.upkeep` do.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from typing import TYPE_CHECKING

from roomjobs import services, tasks
from roomjobs.config import Settings
from roomjobs.dead_letters import DeadLetterDesk
from roomjobs.sweep import Sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_log = logging.getLogger(__name__)


def create_sweep(settings: Settings) -> Sweep:
    stores = services.connect(settings)
    celery = tasks.create_celery(settings)
    return Sweep(
        table=stores.table,
        index=stores.index,
        send_task=lambda job: tasks.send(celery, job),
        backlog=stores.queue.backlog,
        resend_seconds=settings.resend_seconds,
    )


def create_dead_letter_desk(settings: Settings) -> DeadLetterDesk:
    stores = services.connect(settings)
    return DeadLetterDesk(stores.dead_letters, stores.table)


def repeat(runs: Sequence[Callable[[], object]], *, every: float, stop: threading.Event) -> None:
    """Run all, now and then every so many seconds until `stop` is set; a fault waits for the next turn."""
    while not stop.is_set():
        for run in runs:
            try:
                _log.info("%s", run())
            except Exception:  # noqa: BLE001 - whatever was out of reach may be back the next time
                _log.exception("failed, and will be tried again in %s s", every)
        stop.wait(every)


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = Settings.from_environment(os.environ)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    runs = (create_dead_letter_desk(settings).fail_jobs, create_sweep(settings).run)
    repeat(runs, every=settings.sweep_seconds, stop=stop)


if __name__ == "__main__":
    main()
