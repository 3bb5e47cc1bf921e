import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { PENDING, PLAN, RESULT, job } from "@/testing/examples";
import { fakeApi, json } from "@/testing/fakeApi";
import { renderApp } from "@/testing/renderApp";

const STORED = { "GET /jobs/job_1/plan": json(PLAN), "GET /result.json": json(RESULT) };

test("a job's address is enough to see its rooms", async () => {
  fakeApi({ ...STORED, "GET /jobs/job_1": json(job()) });
  renderApp("/jobs/job_1");
  const summary = await screen.findByLabelText("Summary");
  expect(summary).toHaveTextContent("Rooms2");
  expect(summary).toHaveTextContent("Total area18 m²");
  expect(summary).toHaveTextContent("Found in25 ms");
  expect(summary).not.toHaveTextContent("Confidence"); // the detector did not say
});

test("rooms that were there already, from an equal plan, took no time to find", async () => {
  fakeApi({ ...STORED, "GET /jobs/job_1": json(job({ processing_time: 0 })) });
  renderApp("/jobs/job_1");
  expect(await screen.findByLabelText("Summary")).toHaveTextContent("Found inat once");
});

test("while nothing has changed, the page asks with the tag it knows", async () => {
  const unchanged = new Response(null, { status: 304 });
  const calls = fakeApi({
    ...STORED,
    "GET /jobs/job_1": [json(PENDING, 200, { ETag: '"a"' }), unchanged, json(job(), 200, { ETag: '"b"' })],
  });
  renderApp("/jobs/job_1");
  expect(await screen.findByText("Waiting for a worker…")).toBeVisible();
  await screen.findByRole("table", { name: "Rooms" });
  const asked = calls.filter(({ path }) => path === "/jobs/job_1");
  expect(asked.map(({ headers }) => headers.get("If-None-Match"))).toEqual([null, '"a"', '"a"']);
});

test("a place among those that wait, then a stage and a share are told; what nobody knows is not", async () => {
  const working = job({ ...PENDING, status: "processing" });
  const states = [
    { ...PENDING, ahead: 3 },
    { ...working, progress: { stage: "close", share: 0.3 } },
    { ...working, progress: null },
  ];
  let shown = 0;
  fakeApi({ ...STORED, "GET /jobs/job_1": () => json({ ...states[shown], created_at: Date.now() / 1000 }) }); // always just handed in
  renderApp("/jobs/job_1");
  expect(await screen.findByText("3 ahead of yours. The next free worker takes it.")).toBeVisible();
  expect(screen.getByRole("progressbar")).not.toHaveAttribute("aria-valuenow");
  shown = 1;
  expect(await screen.findByText("Gaps between walls are closed.")).toBeVisible();
  expect(screen.getByRole("progressbar", { name: "Finding rooms" })).toHaveAttribute("aria-valuenow", "30");
  expect(screen.getByText("30 %")).toBeVisible();
  shown = 2;
  await waitFor(() => {
    expect(screen.getByRole("progressbar")).not.toHaveAttribute("aria-valuenow");
  });
  expect(screen.queryByText("30 %")).toBeNull();
});

test("the plan of a drawing is asked for once a worker has made it", async () => {
  const drawing = { format: "dxf", layers: null, units: null, scale: null, page: null };
  const calls = fakeApi({
    ...STORED,
    "GET /jobs/job_1": [json({ ...PENDING, wall_count: null, drawing }), json(job({ drawing }))],
  });
  renderApp("/jobs/job_1");
  await screen.findByRole("table", { name: "Rooms" });
  const paths = calls.map(({ path }) => path);
  expect(paths.filter((path) => path === "/jobs/job_1/plan")).toHaveLength(1);
  expect(paths.indexOf("/jobs/job_1/plan")).toBeGreaterThan(paths.lastIndexOf("/jobs/job_1"));
});

test("drawing, table and details speak of the same room", async () => {
  fakeApi({ ...STORED, "GET /jobs/job_1": json(job()) });
  const user = renderApp("/jobs/job_1");
  const shape = await screen.findByRole("button", { name: "Room 2, 6 m², 1 neighbour" });
  const row = screen.getByRole("row", { name: /^Room 2/ });
  const details = screen.getByRole("region", { name: "Room details" });

  await user.hover(shape);
  expect(row).toHaveClass("Mui-selected");
  expect(details).toHaveTextContent("Room 2✓ Accepted? To be checkedArea6 m²Perimeter10 mNeighboursRoom 1");
  await user.unhover(shape);
  expect(row).not.toHaveClass("Mui-selected");

  await user.hover(row);
  expect(document.querySelector('.room-mark[data-kind="shown"]')).toHaveAttribute("data-of", "room-2");
  await user.click(row);
  await user.unhover(row);
  expect(shape).toHaveAttribute("aria-pressed", "true");

  await user.click(within(details).getByRole("button", { name: "Room 1" }));
  expect(screen.getByRole("button", { name: /^Room 1, 12/ })).toHaveAttribute("aria-pressed", "true");
});

test("arrow keys lead from room to room", async () => {
  fakeApi({ ...STORED, "GET /jobs/job_1": json(job()) });
  const user = renderApp("/jobs/job_1");
  (await screen.findByRole("button", { name: /^Room 1, / })).focus();
  await user.keyboard("{ArrowRight}");
  const right = screen.getByRole("button", { name: /^Room 2, / });
  expect(right).toHaveFocus();
  await user.keyboard("{Enter}");
  expect(right).toHaveAttribute("aria-pressed", "true");
});

test("the table sorts by area, largest first", async () => {
  fakeApi({ ...STORED, "GET /jobs/job_1": json(job()) });
  const user = renderApp("/jobs/job_1");
  const table = await screen.findByRole("table", { name: "Rooms" });
  const areas = () =>
    within(table)
      .getAllByRole("cell", { name: /m²$/ })
      .map((cell) => cell.textContent);
  await user.click(within(table).getByRole("button", { name: "Area" }));
  expect(areas()).toEqual(["12 m²", "6 m²"]);
  await user.click(within(table).getByRole("button", { name: "Area" }));
  expect(areas()).toEqual(["6 m²", "12 m²"]);
});

test("a failed job says why", async () => {
  fakeApi({ ...STORED, "GET /jobs/job_1": json(job({ status: "failed", error_message: "Wall 3 has no length." })) });
  renderApp("/jobs/job_1");
  expect(await screen.findByRole("alert")).toHaveTextContent("Wall 3 has no length.");
  expect(screen.getByRole("link", { name: "Choose another plan" })).toHaveAttribute("href", "/");
});

test("a failed job can be run again", async () => {
  const failed = job({ status: "failed", error_message: "The store was out of reach." });
  fakeApi({ ...STORED, "GET /jobs/job_1": [json(failed), json(job())], "POST /jobs/job_1/retry": json(PENDING) });
  const user = renderApp("/jobs/job_1");
  await user.click(await screen.findByRole("button", { name: "Run it again" }));
  expect(await screen.findByRole("table", { name: "Rooms" })).toBeVisible();
});

test("an unknown job is not asked for twice", async () => {
  const problem = { title: "Not Found", status: 404, detail: "There is no such job.", request_id: "r1" };
  const calls = fakeApi({ "GET /jobs/job_1": json(problem, 404) });
  renderApp("/jobs/job_1");
  expect(await screen.findByRole("heading", { name: "No such job" })).toBeVisible();
  expect(calls).toHaveLength(1);
});

test("a plan without rooms says what to look for", async () => {
  const empty = { ...RESULT, rooms_count: 0, rooms: [], confidence_score: null };
  fakeApi({ ...STORED, "GET /jobs/job_1": json(job({ rooms_count: 0 })), "GET /result.json": json(empty) });
  renderApp("/jobs/job_1");
  expect(await screen.findByRole("heading", { name: "No rooms in this plan" })).toBeVisible();
});

test("a lost network is retried, then offers another try", async () => {
  const answers: Parameters<typeof fakeApi>[0] = { ...STORED };
  const calls = fakeApi(answers);
  const user = renderApp("/jobs/job_1");
  expect(await screen.findByRole("heading", { name: "The job could not be loaded" })).toBeVisible();
  expect(calls).toHaveLength(4);
  answers["GET /jobs/job_1"] = json(job());
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => {
    expect(screen.getByRole("table", { name: "Rooms" })).toBeVisible();
  });
});

test("a plan that cannot be drawn as a whole does not break the page while its job waits", async () => {
  const broken = json({ ...PLAN, walls: [{ type: "line", start: [0, 0] }, ...PLAN.walls] });
  fakeApi({ "GET /jobs/job_1/plan": broken, "GET /jobs/job_1": json(PENDING) });
  renderApp("/jobs/job_1");
  await waitFor(() => {
    expect(document.querySelector(".still-plan svg")).not.toBeNull();
  });
  expect(screen.getByText("Waiting for a worker…")).toBeVisible();
});

test("a room that is named in place is called so everywhere, until the name is discarded", async () => {
  localStorage.clear();
  const doubt = { kind: "doubt", at: [1, 1], detail: "room-1 and room-2 may be one" };
  fakeApi({ ...STORED, "GET /jobs/job_1": json(job()), "GET /result.json": json({ ...RESULT, diagnostics: [doubt] }) });
  renderApp("/jobs/job_1");
  const details = within(await screen.findByLabelText("Room details"));
  fireEvent.click(details.getByText("Room 1"));
  fireEvent.click(screen.getByLabelText("Name, number and usage of Room 1"));
  const form = screen.getByLabelText("Names of Room 1");
  expect(within(form).getByLabelText("Name")).toHaveFocus();
  fireEvent.change(within(form).getByLabelText("Name"), { target: { value: " Kitchen " } });
  fireEvent.change(within(form).getByLabelText("Number"), { target: { value: "1.01" } });
  fireEvent.submit(form);
  expect(screen.getByLabelText("Name, number and usage of 1.01 Kitchen")).toHaveFocus();
  expect(screen.getByTitle("1.01 Kitchen")).toBeVisible(); // in the table
  expect(screen.getByLabelText(/^1.01 Kitchen, 12 m²/)).toBeInTheDocument(); // in the drawing
  fireEvent.click(screen.getByText(/^Repairs and findings/));
  expect(screen.getByText("1.01 Kitchen and Room 2 may be one.")).toBeVisible();
  expect(screen.getByText(/1 room is changed and not saved/)).toBeVisible();
  fireEvent.click(screen.getByText("Discard them"));
  expect(screen.getByText("Room 1 and Room 2 may be one.")).toBeVisible();
  expect(localStorage.getItem("roomjobs.names.job_1")).toBeNull();
});

test("each format of the service is offered, and saved under its suffix", async () => {
  const calls = fakeApi({
    ...STORED,
    "GET /jobs/job_1": json(job()),
    "GET /jobs/job_1/result.xlsx": new Response("PK"),
  });
  URL.createObjectURL = () => "blob:rooms";
  URL.revokeObjectURL = () => undefined;
  renderApp("/jobs/job_1");
  fireEvent.click(await screen.findByText("Download"));
  const excel = screen.getByText("Schedule of rooms, Excel (XLSX)");
  expect([...(excel.parentElement?.children ?? [])].map(({ textContent }) => textContent)).toEqual([
    "JSON",
    "GeoJSON",
    "SVG",
    "DXF",
    "Plan to scale (PDF)",
    "Schedule of rooms, CSV",
    "Schedule of rooms, Excel (XLSX)",
    "Energy model (gbXML)",
    "PNG",
  ]);
  fireEvent.click(excel);
  await waitFor(() => {
    expect(calls.map(({ path }) => path)).toContain("/jobs/job_1/result.xlsx");
  });
});
