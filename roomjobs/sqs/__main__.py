"""
`python -m celery_sqs -A shop worker …` starts a worker as `celery -A shop worker …` does, but sooner.

The command `celery` first loads all of its commands, the plugins of other packages and a library for
interactive prompts: 0.2 s of processor time, and 0.3 s where Flower is installed.
"""

from __future__ import annotations

import gc
import os
import sys

import click
from celery import signals
from celery.app.utils import find_app
from celery.bin.base import CLIContext
from celery.bin.worker import worker


@click.group()
@click.option("-A", "--app", "name", required=True, help="Where the Celery app is: a module, or module:app.")
@click.pass_context
def main(context: click.Context, name: str) -> None:
    """Start workers of a Celery app, with the options of `celery worker`."""
    try:
        app = find_app(name)
    except (ModuleNotFoundError, AttributeError) as error:
        raise click.BadParameter(str(error), param_hint="--app") from error
    context.obj = CLIContext(app=app, no_color=False, workdir=None)
    worker.params.extend(app.user_options.get("worker", []))
    # Connected after what the app connects, which may load more, and called before there are child processes.
    signals.worker_init.connect(_collect_from_now_on, weak=False)


def _collect_from_now_on(**_: object) -> None:
    """Collect what comes; what is there already stays, in pages that children share."""
    gc.freeze()
    gc.enable()


main.add_command(worker)

if __name__ == "__main__":
    if any(word.endswith(("gevent", "eventlet")) for word in sys.argv):
        # Such a pool replaces threads and sockets before anything is loaded, which is too late here.
        os.execv(sys.executable, [sys.executable, "-m", "celery", *sys.argv[1:]])  # noqa: S606 - no shell
    gc.disable()  # what an app loads stays, and to look through it again and again is a twentieth of a start
    main(prog_name=f"python -m {__package__}", auto_envvar_prefix="CELERY")
