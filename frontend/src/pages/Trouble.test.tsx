import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { PENDING, PLAN, RESULT, job } from "@/testing/examples";
import { fakeApi, json } from "@/testing/fakeApi";
import { renderApp } from "@/testing/renderApp";

/** A job whose service is in trouble, and pages that cannot load a part of theirs. */

afterEach(() => {
  vi.doUnmock("@/features/submit/components/ImportDialog");
});

test.each([
  [429, "The service takes no more requests for the moment (status 429)."],
  [500, "The service failed (status 500)."],
  [503, "The service is not ready (status 503)."],
])("a job whose first answer is %i says so while it is asked again", async (status, message) => {
  let answer = () => new Response("<html>", { status });
  fakeApi({ "GET /jobs/job_1": () => answer(), "GET /jobs/job_1/plan": json(PLAN), "GET /result.json": json(RESULT) });
  renderApp("/jobs/job_1");
  expect(await screen.findByRole("alert")).toHaveTextContent(message);
  answer = () => json(job());
  await waitFor(() => {
    expect(screen.queryByText(message, { exact: false })).toBeNull();
  });
});

test("what was known of a job is not shown as how it stands once the service is silent", async () => {
  const answers: Parameters<typeof fakeApi>[0] = {
    "GET /jobs/job_1": json(PENDING),
    "GET /jobs/job_1/plan": json(PLAN),
  };
  fakeApi(answers);
  renderApp("/jobs/job_1");
  expect(await screen.findByText("Waiting for a worker…")).toBeVisible();
  delete answers["GET /jobs/job_1"];
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "This is how it stood before. The service cannot be reached.",
  );
});

test("a network that fails is told in words, and the plan is kept", async () => {
  const answers: Parameters<typeof fakeApi>[0] = {};
  const calls = fakeApi(answers);
  const user = renderApp("/");
  await user.upload(screen.getByLabelText("Plan file"), new File([JSON.stringify(PLAN)], "flat.json"));
  const dialog = await screen.findByRole("dialog", { name: "The service cannot be reached" });
  expect(dialog).toHaveTextContent("Your plan is still here");
  expect(dialog).not.toHaveTextContent("Failed to fetch");
  answers["POST /jobs"] = json({ job_id: "job_1", status: "pending", created_at: 1, poll_after_ms: 500 }, 202);
  await user.click(within(dialog).getByRole("button", { name: "Try again" }));
  await waitFor(() => {
    expect(calls.filter(({ method }) => method === "POST")).toHaveLength(2);
  });
});

test("walls that the editor cannot open are named before it opens", async () => {
  const broken = { walls: [PLAN.walls[0], { type: "line", start: [0] }, { type: "line" }] };
  const errors = [{ pointer: "/walls/1/start", detail: "has two coordinates" }];
  fakeApi({ "POST /jobs": json({ title: "Bad", status: 422, errors }, 422) });
  const user = renderApp("/");
  await user.upload(screen.getByLabelText("Plan file"), new File([JSON.stringify(broken)], "flat.json"));
  expect(await screen.findByText("The editor opens without walls 2, 3, whose points cannot be read.")).toBeVisible();
});

const PORTAL = () => new Response("<html>Sign in to the guest network</html>", { status: 200 });
const CUT = () => new Response('{"job_id": "job_', { status: 200 });

test.each([
  ["a plan that is handed in", "POST /jobs", PORTAL, "The plan could not be sent"],
  ["a job", "GET /jobs/job_1", CUT, null],
  ["a plan", "GET /jobs/job_1/plan", PORTAL, null],
  ["a result", "GET /result.json", CUT, null],
  ["a result of another kind", "GET /result.json", () => json(null), null],
])("an answer for %s that the service did not write is told in words", async (_, asked, answer, title) => {
  fakeApi({
    "GET /jobs/job_1": json(job()),
    "GET /jobs/job_1/plan": json(PLAN),
    "GET /result.json": json(RESULT),
    [asked]: answer,
  });
  const user = renderApp(title ? "/" : "/jobs/job_1");
  if (title) await user.upload(screen.getByLabelText("Plan file"), new File([JSON.stringify(PLAN)], "flat.json"));
  const said = await screen.findByText(/What came is no answer of the service: it broke off/);
  expect(said).toBeVisible();
  expect(document.body).not.toHaveTextContent(/JSON at|JSON input|valid JSON|Unterminated|undefined/);
  if (title) expect(screen.getByRole("dialog", { name: title })).toHaveTextContent("Your plan is still here");
});
