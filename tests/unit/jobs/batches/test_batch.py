"""Batches: when they expire, where their archives are, and what a refused change says."""

from dataclasses import replace

import pytest

from roomjobs.jobs.batches.batch import (
    Batch,
    BatchFormat,
    BatchMovedError,
    BatchStatus,
    archive_key,
    new_batch,
)

NOW = 1_800_000_000.0


@pytest.fixture
def batch() -> Batch:
    return new_batch(BatchFormat.JSON_LINES, now=NOW, retention_days=30, jobs_count=2)


def test_a_batch_expires_at_its_last_moment(batch: Batch) -> None:
    assert batch.is_expired(batch.expires_at)
    assert not batch.is_expired(batch.expires_at - 0.001)


def test_no_two_archives_share_a_key(batch: Batch) -> None:
    keys = {archive_key(replace(batch, rounds=rounds)) for rounds in (1, 2, 2, 2)}
    assert len(keys) == 4
    assert all(key.startswith(f"batches/{batch.batch_id}/") and key.endswith(".zip") for key in keys)


def test_a_refused_change_says_what_the_batch_is(batch: Batch) -> None:
    done = replace(batch, status=BatchStatus.COMPLETED)
    refused = BatchMovedError("cancel", done)
    assert str(refused) == "cannot cancel: the batch is completed"
    assert (refused.wanted, refused.batch) == ("cancel", done)
    assert str(BatchMovedError("cancel", None)) == "cannot cancel: the batch does not exist"
