import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { job, PENDING } from "@/testing/examples";
import { fakeApi, json } from "@/testing/fakeApi";
import { renderApp } from "@/testing/renderApp";

afterEach(() => {
  vi.useRealTimers();
});

const JOBS = [
  job({ job_id: "job_1", name: "Flat", status: "failed", owner: "ann" }),
  job({ job_id: "job_2", name: "House", status: "failed", owner: "bob" }),
  job({ ...PENDING, job_id: "job_3", owner: "ann" }),
];

test("all failed jobs that are listed are retried at once, and what is refused is told", async () => {
  const problem = { title: "Conflict", status: 409, detail: "It has not failed." };
  const calls = fakeApi({
    "GET /batches": json({ batches: [] }),
    "GET /jobs": json({ jobs: JOBS, next_cursor: null }),
    "POST /jobs/job_1/retry": json(PENDING),
    "POST /jobs/job_2/retry": json(problem, 409),
  });
  renderApp("/jobs");
  fireEvent.click(await screen.findByText("Retry 2 failed jobs"));
  expect(calls.some(({ method }) => method === "POST")).toBe(false); // it asks first
  fireEvent.click(within(screen.getByRole("dialog")).getByText("Retry 2 failed jobs"));
  expect(await screen.findByText("1 job handed in again. 1 not, such as House: It has not failed.")).toBeVisible();
  expect(screen.queryByText(/^Cancel 1 job/)).toBeNull(); // one has a button of its own
  expect(screen.getByText("bob")).toHaveAttribute("href", "/jobs?owner=bob");
});

test("a service that is out of reach gets no further request", async () => {
  const jobs = Array.from({ length: 8 }, (_, n) => job({ job_id: `job_${String(n)}`, name: "Flat", status: "failed" }));
  let answer: ((response: Response) => void) | undefined;
  const late = new Promise<Response>((done) => (answer = done));
  const calls = fakeApi({
    "GET /batches": json({ batches: [] }),
    "GET /jobs": json({ jobs, next_cursor: null }), // the first one of these is not answered at all
    ...Object.fromEntries(jobs.slice(1).map(({ job_id: id }) => [`POST /jobs/${id}/retry`, () => late])),
  });
  const posts = () => calls.filter(({ method }) => method === "POST").length;
  renderApp("/jobs");
  fireEvent.click(await screen.findByText("Retry 8 failed jobs"));
  fireEvent.click(within(screen.getByRole("dialog")).getByText("Retry 8 failed jobs"));
  expect(await screen.findByText(/^Stopped after 0 jobs: /)).toBeVisible();
  const before = posts();
  answer?.(json(PENDING));
  expect(await screen.findByText(/^Stopped after 3 jobs: /)).toBeVisible(); // those that were under way
  expect(posts()).toBe(before);
});

test("a list that nobody confirms says so, and since when", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const answers: Parameters<typeof fakeApi>[0] = {
    "GET /batches": json({ batches: [] }),
    "GET /jobs": json({ jobs: JOBS, next_cursor: null }),
  };
  fakeApi(answers);
  renderApp("/jobs");
  expect(await screen.findByText("Flat")).toBeVisible();
  expect(screen.queryByRole("alert")).toBeNull();
  answers["GET /jobs"] = new Response("<html>", { status: 503 });
  await vi.advanceTimersByTimeAsync(6_000); // until it is asked for again
  expect(await screen.findByText(/^This is how it stood at .*The service is not ready \(status 503\)/)).toBeVisible();
  expect(screen.getByText("Flat")).toBeVisible();
});

test("a filtered list is kept by a name, found again after a reload, and forgotten", async () => {
  localStorage.clear();
  fakeApi({ "GET /batches": json({ batches: [] }), "GET /jobs": json({ jobs: JOBS, next_cursor: null }) });
  renderApp("/jobs?status=failed&owner=ann");
  fireEvent.click(await screen.findByText("Save this view"));
  fireEvent.change(screen.getByLabelText("Name of the view"), { target: { value: "Ann’s faults" } });
  fireEvent.click(screen.getByText("Save"));
  cleanup();
  renderApp("/jobs");
  fireEvent.click(await screen.findByText("Ann’s faults"));
  expect(screen.getByText("of ann: show all")).toBeVisible();
  expect(screen.getByText("failed", { selector: "[aria-pressed=true] *" })).toBeVisible();
  fireEvent.keyDown(screen.getByRole("button", { name: "Ann’s faults" }), { key: "Delete" });
  fireEvent.keyUp(screen.getByRole("button", { name: "Ann’s faults" }), { key: "Delete" });
  expect(screen.queryByText("Ann’s faults")).toBeNull();
});
