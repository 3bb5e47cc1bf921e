import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { SAMPLES } from "@/features/samples/catalogue";
import { PENDING, PLAN, RESULT, job } from "@/testing/examples";
import { fakeApi, json } from "@/testing/fakeApi";
import { renderApp } from "@/testing/renderApp";

const ACCEPTED = json({ job_id: "job_1", status: "pending", created_at: 1, poll_after_ms: 20 }, 202);

function planFile(text = JSON.stringify(PLAN)): File {
  return new File([text], "house.json", { type: "application/json" });
}

test("a chosen file becomes a job, and its rooms are shown", async () => {
  const calls = fakeApi({
    "POST /jobs": ACCEPTED,
    "GET /jobs/job_1": [json(PENDING), json(job())],
    "GET /result.json": json(RESULT),
  });
  const user = renderApp("/");
  await user.upload(screen.getByLabelText("Plan file"), planFile());

  const table = await screen.findByRole("table", { name: "Rooms" });
  expect(within(table).getAllByRole("row")).toHaveLength(3); // with the head
  expect(screen.getByRole("heading", { level: 1, name: "house" })).toBeVisible();
  const [posted] = calls.filter(({ method }) => method === "POST");
  expect(JSON.parse(posted?.body ?? "")).toEqual({ ...PLAN, name: "house" }); // so that lists can call it by name
  expect(posted?.headers.get("Accept")).toBe("application/json");
  expect(calls.filter(({ path }) => path === "/jobs/job_1/plan")).toEqual([]); // it is known already
});

test("keys lead to the other pages, and one tells which", async () => {
  fakeApi({});
  const user = renderApp("/");
  await user.keyboard("?");
  expect(await screen.findByRole("dialog", { name: "Keys" })).toHaveTextContent("JobsJ");
  await user.keyboard("{Escape}");
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).toBeNull();
  });
  await user.keyboard("j");
  expect(await screen.findByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();
});

test("a file that is no plan is refused without asking the API", async () => {
  const calls = fakeApi({});
  const user = renderApp("/");
  await user.upload(screen.getByLabelText("Plan file"), planFile("{oops"));
  expect(await screen.findByRole("alert")).toHaveTextContent("house.json is not JSON");
  expect(calls.filter(({ method }) => method === "POST")).toEqual([]);
});

test("each fault that the API finds is named with its wall", async () => {
  const errors = [
    { pointer: "/walls/1/end/0", detail: "must be a number" },
    { pointer: "/walls/4", detail: "has no length" },
  ];
  const problem = {
    type: "about:blank",
    title: "Invalid",
    status: 422,
    detail: "Two faults.",
    request_id: "r1",
    errors,
  };
  fakeApi({ "POST /jobs": json(problem, 422) });
  const user = renderApp("/");
  await user.upload(screen.getByLabelText("Plan file"), planFile());

  const list = within(await screen.findByRole("list", { name: "Faults" }));
  await waitFor(() => {
    const faults = list.getAllByRole("listitem").map((fault) => fault.textContent);
    expect(faults).toEqual(["Wall 2, end, x line 1: must be a number", "Wall 5 line 1: has no length"]);
  }); // the lines come after the faults, since the file is read once more for them
});

test("when the network fails, the same plan is handed in again on demand", async () => {
  const lost = () => Promise.reject(new TypeError("Failed to fetch"));
  const calls = fakeApi({
    "POST /jobs": [lost, ACCEPTED],
    "GET /jobs/job_1": json(job()),
    "GET /result.json": json(RESULT),
  });
  const user = renderApp("/");
  await user.upload(screen.getByLabelText("Plan file"), planFile());
  expect(await screen.findByRole("dialog", { name: "The service cannot be reached" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Try again" }));

  expect(await screen.findByRole("table", { name: "Rooms" })).toBeVisible();
  const posted = calls.filter(({ method }) => method === "POST").map(({ body }) => body);
  const sent = JSON.stringify({ ...PLAN, name: "house" });
  expect(posted).toEqual([sent, sent]);
});

test("a sample of the gallery becomes a job with one click", async () => {
  const calls = fakeApi({
    [`GET ${SAMPLES[0]?.url ?? ""}`]: json(PLAN),
    "POST /jobs": ACCEPTED,
    "GET /jobs/job_1": json(job()),
    "GET /result.json": json(RESULT),
  });
  const user = renderApp("/");
  await user.click(screen.getByRole("button", { name: "City flat 21 walls" })); // before its plan has come
  expect(await screen.findByRole("heading", { level: 1, name: "City flat" })).toBeVisible();
  expect(calls.filter(({ method }) => method === "POST")).toHaveLength(1);
});

test("the gallery shows every sample as a button", () => {
  fakeApi({});
  renderApp("/");
  const gallery = screen.getByRole("region", { name: "Or start with a sample" });
  expect(within(gallery).getAllByRole("button", { name: /[\d,]+ walls$/ })).toHaveLength(12);
});

test("all storeys of a building are handed in as one batch", async () => {
  const layers = ["Ground floor", "First floor"].map((name, at) => ({ name, walls: 4, taken: at === 0 }));
  const calls = fakeApi({
    "POST /plans:import": json({ plan: PLAN, layers, units: "m", ignored: [], findings: [] }),
    "POST /batches": json(
      { batch_id: "batch_1", status: "expanding", jobs_count: null, created_at: 1, poll_after_ms: 1000 },
      202,
    ),
  });
  const user = renderApp("/");
  await user.upload(screen.getByLabelText("Plan file"), new File(["ISO-10303-21;\n"], "house.ifc"));
  await user.click(await screen.findByRole("button", { name: "All 2 storeys" }));
  await waitFor(() => {
    expect(calls.some(({ path }) => path === "/batches/batch_1")).toBe(true);
  });
  const sent = calls.find(({ method, path }) => method === "POST" && path.startsWith("/batches"));
  expect(sent?.headers.get("Content-Type")).toBe("application/x-step");
});

test("a drawing whose dialog was closed leads nobody to its job", async () => {
  let answer: (response: Response) => void = () => undefined;
  const calls = fakeApi({
    "POST /plans:import": () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
    "GET /jobs/job_1": json(PENDING),
  });
  const user = renderApp("/");
  await user.upload(screen.getByLabelText("Plan file"), new File(["0\nSECTION\n"], "house.dxf"));
  await screen.findByRole("dialog", { name: "house" });
  await waitFor(() => {
    expect(calls.some(({ path }) => path === "/plans:import")).toBe(true);
  });
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  answer(ACCEPTED.clone());
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).toBeNull();
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(screen.getByRole("heading", { level: 1, name: /Every room/ })).toBeVisible();
  expect(calls.some(({ path }) => path === "/jobs/job_1")).toBe(false);
});
