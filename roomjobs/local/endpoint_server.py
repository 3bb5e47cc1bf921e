"""`python -m roomjobs.local.endpoint_server`: ministack with a journal of its writes in STATE_DIR."""

from __future__ import annotations

import os
from pathlib import Path

#: The process ends so when some of what it held is neither in its state nor in its journal.
NOT_SAVED = 3


def main() -> None:
    # It reads the environment when it is loaded.
    from ministack import app as ministack  # type: ignore[import-untyped] # noqa: PLC0415

    from roomjobs.local.journal import Journal, Journaled, SavedState  # noqa: PLC0415 - only this process needs it

    folder = Path(os.environ["STATE_DIR"])
    journal = Journal(folder / "journal")

    def save() -> None:
        ministack.save_all(ministack._build_persistence_save_dict())  # noqa: SLF001 - as it does at its end

    if os.environ.get("PERSIST_STATE") == "1":
        folder.mkdir(parents=True, exist_ok=True)
        ministack.app = Journaled(ministack.app, journal, SavedState(folder, save))
    ministack.main()
    if journal.unwritten:
        # Python's own end flushes the log, which is on the same full disk, and would replace this code.
        os._exit(NOT_SAVED)


if __name__ == "__main__":
    main()
