import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { fakeApi, json } from "@/testing/fakeApi";
import { ALARM, DEAD_LETTER, FAILURE, LANE, METRICS, QUEUES, WORKER, minute } from "@/testing/fleetExamples";
import { renderApp } from "@/testing/renderApp";

// jsdom has no canvas to draw on; real charts are tested in a real browser.
vi.mock("uplot", () => ({
  default: class {
    setData = () => undefined;
    setSize = () => undefined;
    destroy = () => undefined;
  },
}));

const SCALING = { minutes: [{ at: 60_000, workers: 1, processes: 2 }] };
const FLEET = {
  "GET /fleet/workers": json({ workers: [WORKER] }),
  "GET /fleet/queues": json(QUEUES),
  "GET /fleet/metrics": json(METRICS),
  "GET /fleet/scaling": json(SCALING),
  "GET /fleet/failures": json({ failures: [FAILURE] }),
  "GET /fleet/dead-letters": json({ dead_letters: [DEAD_LETTER] }),
  "GET /fleet/lanes": json({ lanes: [LANE] }),
  "GET /fleet/alarms": json({
    alarms: [
      ALARM,
      { ...ALARM, name: "error-rate", sounds: false, value: null },
      { ...ALARM, name: "upkeep-silent", sounds: null, value: null },
    ],
  }),
  "GET /fleet/events": json({ title: "Not Implemented", status: 501 }, 501),
};

test("without events the page asks by itself, and shows all there is to know", async () => {
  fakeApi(FLEET);
  renderApp("/operations");
  expect(await screen.findByText("Asking every 5 s")).toBeVisible();
  expect((await screen.findByText("Waiting")).nextSibling).toHaveTextContent("12");
  expect(screen.getByText("Busy").nextSibling).toHaveTextContent("1 of 2");
  expect(await screen.findByText("Oldest waits for")).toBeVisible();
  expect(await screen.findByRole("figure", { name: "Run" })).toHaveTextContent("p50 50 msp95 100 msp99 200 ms");
  expect(await screen.findByRole("heading", { name: "celery@one" })).toBeVisible();
  expect(await screen.findByRole("link", { name: "3 jobs" })).toHaveAttribute(
    "href",
    "/jobs?status=failed&error=time-limit",
  );
});

test("a lane is paused after a question and resumed without one, and alarms are shown with their limits", async () => {
  const paused = { ...LANE, pause: { at: Date.now() / 1000 - 36_000, by: "ann" } };
  const calls = fakeApi({
    ...FLEET,
    "GET /fleet/lanes": [json({ lanes: [LANE] }), json({ lanes: [paused] })],
    "POST /fleet/lanes/batch:pause": json(paused),
    "POST /fleet/lanes/batch:resume": json(LANE),
  });
  const user = renderApp("/operations");
  await screen.findByText(/^plans of batches/);
  const lanes = screen.getByRole("region", { name: "Lanes" });
  expect(lanes).toHaveTextContent("plans of batches · 7 waiting · 1 with a worker · 0 delayed");
  await user.click(within(lanes).getByText("Pause"));
  await user.click(within(screen.getByRole("dialog", { name: "Pause the lane batch?" })).getByText("Pause"));
  expect(await within(lanes).findByText("paused for 10 h")).toBeVisible();
  expect(lanes).toHaveTextContent("paused by ann");
  await user.click(within(lanes).getByText("Resume"));
  const changes = () => calls.filter(({ method }) => method === "POST").map(({ path }) => path);
  await waitFor(() => {
    expect(changes()).toEqual(["/fleet/lanes/batch:pause", "/fleet/lanes/batch:resume"]);
  });
  await screen.findByText("over its limit");
  const alarms = screen.getByRole("region", { name: "Alarms" });
  expect(alarms).toHaveTextContent(
    "over its limitMore than 100 jobs wait, for five minutes. Now: 120 jobs, limit 100.",
  );
  expect(alarms).toHaveTextContent(/error-rate\s*too few jobs/); // which is not quiet
  expect(alarms).toHaveTextContent("1 more that CloudWatch watches in AWS");
});

test("an event changes what is shown", async () => {
  const event = {
    workers: [],
    queues: { ...QUEUES, queues: [{ ...QUEUES.queues[0], visible: 99 }] },
    minutes: [minute(60_120, 9)],
  };
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`id: a\nevent: fleet\ndata: ${JSON.stringify(event)}\n\n`));
    },
  });
  fakeApi({ ...FLEET, "GET /fleet/events": () => new Response(body) });
  renderApp("/operations");
  expect(await screen.findByText("Live")).toBeVisible();
  await waitFor(() => {
    expect(screen.getByText("Waiting").nextSibling).toHaveTextContent("99");
  });
});

test("figures that nobody confirms are shown as old, with their age, and not as now", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const answers: Parameters<typeof fakeApi>[0] = { ...FLEET };
  fakeApi(answers);
  renderApp("/operations");
  await screen.findByRole("heading", { name: "celery@one" });
  for (const path of Object.keys(answers))
    if (path.startsWith("GET /fleet")) answers[path] = json({ title: "Down", status: 503 }, 503);
  await vi.advanceTimersByTimeAsync(90_000);
  await waitFor(() => {
    expect(screen.getByText("Waiting").parentElement).toHaveAttribute("data-old", "true");
  });
  expect(screen.queryByText("Workers now")).toBeNull();
  expect(screen.getByRole("region", { name: "Workers" })).toHaveTextContent("Old: as it was");
  expect(screen.getByRole("button", { name: "Grow by one" })).toBeDisabled();
  vi.useRealTimers();
});

test("the list of dead letters never says none beside a figure that says some", async () => {
  fakeApi({
    ...FLEET,
    "GET /fleet/queues": json({ ...QUEUES, dead_letters: 3 }),
    "GET /fleet/dead-letters": json({ dead_letters: [] }),
  });
  renderApp("/operations");
  expect(await screen.findByText(/3 dead letters came since this list was read/)).toBeVisible();
  expect(screen.queryByText(/None: every task/)).toBeNull();
});

test("without jobs in the last two minutes there is no figure of now", async () => {
  const minutes = [minute(60_000, 3), minute(60_060), minute(60_120)];
  fakeApi({ ...FLEET, "GET /fleet/metrics": json({ ...METRICS, minutes }) });
  renderApp("/operations");
  expect(await screen.findByRole("figure", { name: "Run" })).toHaveTextContent("p50 no jobs");
});

test("a worker is shut down only after another look", async () => {
  const calls = fakeApi({ ...FLEET, "POST /fleet/workers/celery@one:shutdown": new Response(null, { status: 202 }) });
  const user = renderApp("/operations");
  await user.click(await screen.findByRole("button", { name: "Shut down" }));
  const dialog = await screen.findByRole("dialog", { name: "Shut celery@one down?" });
  expect(calls.some(({ method }) => method === "POST")).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Shut down" }));
  await waitFor(() => {
    expect(calls.some(({ path }) => decodeURIComponent(path) === "/fleet/workers/celery@one:shutdown")).toBe(true);
  });
});

test("a refused command says why", async () => {
  const problem = { title: "Conflict", status: 409, detail: "It does not answer." };
  fakeApi({
    ...FLEET,
    "POST /fleet/workers/celery%40one:grow": json(problem, 409),
    "POST /fleet/workers/celery@one:grow": json(problem, 409),
  });
  const user = renderApp("/operations");
  await user.click(await screen.findByRole("button", { name: "Grow by one" }));
  expect(await screen.findByText("It does not answer.")).toBeVisible();
});

test("a dead letter can be looked at and redriven", async () => {
  const calls = fakeApi({ ...FLEET, "POST /fleet/dead-letters/m-1/redrive": json({ message_ids: ["m-1"] }) });
  const user = renderApp("/operations");
  await user.click(await screen.findByRole("button", { name: "Peek" }));
  expect(screen.getByText(/"headers"/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Redrive" }));
  await waitFor(() => {
    expect(calls.some(({ path }) => path === "/fleet/dead-letters/m-1/redrive")).toBe(true);
  });
});

test("who is no operator is told so", async () => {
  const problem = { title: "Forbidden", status: 403, detail: "This request needs a token with the scope operate." };
  fakeApi({ ...FLEET, "GET /fleet/queues": json(problem, 403) });
  renderApp("/operations");
  expect(await screen.findByRole("heading", { name: "This page is for operators" })).toBeVisible();
});
