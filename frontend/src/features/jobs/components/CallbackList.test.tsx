import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Callback } from "../api/callbacks";
import { PLAN, job } from "@/testing/examples";
import { fakeApi, json } from "@/testing/fakeApi";
import { renderApp } from "@/testing/renderApp";

const ID = "job_1-1-completed";

function told(changes: Partial<Callback>): Response {
  const attempt = { at: 1_790_000_001, milliseconds: 40, status_code: 500, error: null, answer: "no disk" };
  const callback: Callback = {
    id: ID,
    type: "job.completed",
    status: "given up",
    ended_at: 1_790_000_000,
    next_at: null,
    attempts: [attempt],
    ...changes,
  };
  return json({ callback_url: "https://example.com/ended", callbacks: [callback] });
}

test("the callbacks of a job say what was answered, and are sent again by hand", async () => {
  const calls = fakeApi({
    "GET /jobs/job_1": json(job({ status: "failed" })),
    "GET /jobs/job_1/plan": json(PLAN),
    "GET /jobs/job_1/callbacks": [told({}), told({ status: "delivered" })],
    [`POST /jobs/job_1/callbacks/${ID}/redeliver`]: json({ id: ID, status: "due" }, 202),
  });
  const user = renderApp("/jobs/job_1");
  await screen.findByText("The rooms could not be found");
  await user.click(screen.getByRole("button", { name: "More of this job" }));
  await user.click(screen.getByRole("menuitem", { name: /^Callbacks/ }));
  const dialog = await screen.findByRole("dialog", { name: "Callbacks" });
  expect(await within(dialog).findByText("given up")).toBeVisible();
  expect(within(dialog).getByRole("list", { name: "Attempts of job.completed" })).toHaveTextContent(/500no disk$/);
  expect(dialog).toHaveTextContent("https://example.com/ended");
  await user.click(within(dialog).getByRole("button", { name: "Send job.completed again" }));
  expect(await within(dialog).findByText("delivered")).toBeVisible();
  await waitFor(() => {
    expect(calls.filter(({ method }) => method === "POST")).toHaveLength(1);
  });
});

test("a batch that nobody wanted to be told of says so", async () => {
  fakeApi({
    "GET /batches/batch_1": json({ ...BATCH }),
    "GET /batches/batch_1/jobs": json({ jobs: [], next_cursor: null }),
    "GET /batches/batch_1/callbacks": json({ callback_url: null, callbacks: [] }),
  });
  const user = renderApp("/batches/batch_1");
  await user.click(await screen.findByRole("button", { name: "Callbacks" }));
  expect(await screen.findByText(/^Nobody asked to be told of its end/)).toBeVisible();
});

const BATCH = {
  batch_id: "batch_1",
  status: "completed",
  name: "Houses",
  created_at: 1_790_000_000,
  updated_at: 1_790_000_010,
  jobs_count: 0,
  counts: { completed: 0, failed: 0, cancelled: 0 },
  share: 1,
  output_url: null,
  error_message: null,
  poll_after_ms: null,
};
