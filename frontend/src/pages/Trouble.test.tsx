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
