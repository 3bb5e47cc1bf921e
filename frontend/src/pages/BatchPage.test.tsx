import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import type { Batch } from "@/features/jobs/api/batches";
import { fakeApi, json } from "@/testing/fakeApi";
import { renderApp } from "@/testing/renderApp";

const DONE: Batch = {
  batch_id: "batch_1",
  status: "completed",
  name: "Houses",
  created_at: 1_790_000_000,
  updated_at: 1_790_000_010,
  jobs_count: 0,
  counts: { completed: 0, failed: 0, cancelled: 0 },
  share: 1,
  output_url: "https://storage.example/batch.zip?until=1",
  error_message: null,
  poll_after_ms: null,
};

afterEach(() => {
  vi.useRealTimers();
});

test("a page that stays open has an address of all results that is still good", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const later = { ...DONE, output_url: "https://storage.example/batch.zip?until=2" };
  fakeApi({
    "GET /batches/batch_1": [json(DONE), json(later)],
    "GET /batches/batch_1/jobs": json({ jobs: [], next_cursor: null }),
  });
  renderApp("/batches/batch_1");
  const results = await screen.findByRole("link", { name: "All results" });
  expect(results).toHaveAttribute("href", DONE.output_url);
  await vi.advanceTimersByTimeAsync(600_000);
  await waitFor(() => {
    expect(results).toHaveAttribute("href", later.output_url);
  });
});
