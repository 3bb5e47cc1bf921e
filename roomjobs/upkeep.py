"""
What has to be done from time to time.

`python -m roomjobs.upkeep` does it on a timer; in the cloud the Lambdas of `lambdas.upkeep` do.
"""

from __future__ import annotations

import logging
import signal
import threading
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

from roomjobs import sending, services, sqs, tasks
from roomjobs.config import settings_or_exit
from roomjobs.sweep import Sweep
from roomjobs.telemetry import logs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roomjobs.batches.desk import BatchDesk
    from roomjobs.config import Settings
    from roomjobs.dead_letters import DeadLetterDesk

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Moves whatever nothing else moves any more. Two runs at once do no harm."""

    sweep: Sweep
    batches: BatchDesk
    release_parked: Callable[[], int]
    remove_expired: Callable[[], int]  # of the fleet's items

    def run(self) -> dict[str, int | bool]:
        """Do one round of bounded work, and give its figures."""
        return {
            **asdict(self.sweep.run()),
            "batches_sent": self.batches.sweep(),
            "parked_released": self.release_parked(),
            "expired_removed": self.remove_expired(),
        }


def create_upkeep(settings: Settings) -> Upkeep:
    stores = services.connect(settings)
    celery = tasks.create_celery(settings)
    batches = services.batch_desk(settings, stores, celery)
    sweep = Sweep(
        table=stores.table,
        index=stores.index,
        send_task=partial(sending.send, celery),
        backlog=stores.queue.backlog,
        resend_seconds=settings.resend_seconds,
        job_changed=batches.tell,
    )
    options = celery.conf.broker_transport_options
    return Upkeep(
        sweep,
        batches,
        release_parked=partial(sqs.release_parked, options),
        remove_expired=partial(sqs.remove_expired, options),
    )


def create_dead_letter_desk(settings: Settings) -> DeadLetterDesk:
    stores = services.connect(settings)
    return services.dead_letter_desk(settings, stores, tasks.create_celery(settings))


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
    settings = settings_or_exit()
    if settings.json_logs:
        logs.configure()
    else:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    runs = (create_dead_letter_desk(settings).fail_jobs, create_upkeep(settings).run)
    repeat(runs, every=settings.sweep_seconds, stop=stop)


if __name__ == "__main__":
    main()
