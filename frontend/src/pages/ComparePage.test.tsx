import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { PENDING, PLAN, RESULT, job } from "@/testing/examples";
import { fakeApi, json } from "@/testing/fakeApi";
import { renderApp } from "@/testing/renderApp";

const OLD = job({ job_id: "job_1", name: "Old", output_url: "https://storage.example/old.json" });
const NEW = job({ job_id: "job_2", name: "New", output_url: "https://storage.example/new.json" });
const [left, right] = RESULT.rooms;
if (!left || !right) throw new Error("the example has two rooms");

/** The wall between the rooms is gone. */
const MERGED = {
  ...RESULT,
  rooms_count: 1,
  rooms: [
    {
      ...left,
      polygon: [
        [0, 0],
        [6, 0],
        [6, 3],
        [0, 3],
      ],
      area: 18,
      perimeter: 18,
      centroid: [3, 1.5],
      label_point: [3, 1.5],
      bounding_box: [0, 0, 6, 3],
      adjacent: [],
    },
  ],
};
const STORED = {
  "GET /jobs/job_1/plan": json(PLAN),
  "GET /jobs/job_2/plan": json({ ...PLAN, walls: PLAN.walls.slice(0, 4) }),
  "GET /old.json": json(RESULT),
  "GET /new.json": json(MERGED),
};
const BOTH = { ...STORED, "GET /jobs/job_1": json(OLD), "GET /jobs/job_2": json(NEW) };

test("two runs show their figures and what became of each room", async () => {
  fakeApi(BOTH);
  renderApp("/compare?a=job_1&b=job_2");
  const list = await screen.findByRole("list", { name: "Rooms" });
  expect(
    within(list)
      .getAllByRole("button")
      .map((entry) => entry.textContent),
  ).toEqual([
    "±Changed: Room 112 → 18 m²area +6 m² (+50 %) · perimeter +4 m · centre moved by 1 m",
    "−Gone: Room 26 m²",
  ]);
  expect(screen.getByRole("row", { name: /^Rooms/ })).toHaveTextContent("Rooms21−1");
  expect(screen.getByRole("row", { name: /^Area/ })).toHaveTextContent("Area18 m²18 m²±0 m²");
  expect(screen.getByRole("link", { name: /^Run B: ?New/ })).toHaveAttribute("href", "/jobs/job_2");
});

test("a run that names its rooms: each is called by its whole name", async () => {
  const room = { ...RESULT.rooms[0], name: "Meeting Room 2" };
  fakeApi({
    ...BOTH,
    "GET /new.json": json({ ...RESULT, rooms: [{ ...room, id: "room-9" }, ...RESULT.rooms.slice(1)] }),
  });
  renderApp("/compare?a=job_1&b=job_2");
  const list = await screen.findByRole("list", { name: "Rooms" });
  expect(within(list).getByText("Room 1 → Meeting Room 2")).toBeVisible();
});

test("kinds can be left out of the list, and a key leads from change to change", async () => {
  fakeApi(BOTH);
  const user = renderApp("/compare?a=job_1&b=job_2");
  const list = await screen.findByRole("list", { name: "Rooms" });
  await user.keyboard("n");
  expect(within(list).getByRole("button", { name: /Changed/ })).toHaveAttribute("aria-pressed", "true");
  await user.keyboard("n");
  expect(within(list).getByRole("button", { name: /Gone/ })).toHaveAttribute("aria-pressed", "true");
  const filter = screen.getByRole("group", { name: "Rooms listed" });
  expect(within(filter).getByRole("button", { name: /0 ?New/ })).toBeDisabled();
  await user.click(within(filter).getByRole("button", { name: /1 ?Gone/ }));
  expect(within(list).queryByRole("button", { name: /Gone/ })).toBeNull();
});

test("runs can be swapped and laid over each other", async () => {
  fakeApi(BOTH);
  const user = renderApp("/compare?a=job_1&b=job_2");
  await user.click(await screen.findByRole("button", { name: "Overlaid" }));
  expect(screen.getByRole("group", { name: "A dashed, B solid" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Swap" }));
  expect(await screen.findByRole("button", { name: /New: ?Room 2/ })).toBeVisible(); // what was gone is new
  expect(screen.getByRole("group", { name: "A dashed, B solid" })).toBeVisible();
});

test("the second run is chosen from those that are completed", async () => {
  fakeApi({ ...BOTH, "GET /jobs": json({ jobs: [OLD, NEW], next_cursor: null }) });
  const user = renderApp("/compare?a=job_1");
  const choices = await screen.findByRole("list", { name: "Completed jobs" });
  expect(within(choices).getAllByRole("button")).toHaveLength(1); // itself is none
  await user.click(within(choices).getByRole("button", { name: /^New/ }));
  expect(await screen.findByRole("list", { name: "Rooms" })).toBeVisible();
});

test("a run that does not exist, and one that failed, are named, and another can be chosen", async () => {
  const missing = json({ title: "Not Found", status: 404, detail: "There is no such job." }, 404);
  fakeApi({ ...BOTH, "GET /jobs/job_2": missing, "GET /jobs": json({ jobs: [OLD, NEW], next_cursor: null }) });
  const user = renderApp("/compare?a=job_1&b=job_2");
  expect(await screen.findByRole("heading", { name: "There is no run B" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Choose another run" }));
  expect(await screen.findByText(/Choose the run to compare with/)).toBeVisible();
});

test("a run that failed says why", async () => {
  const failed = json(
    job({ job_id: "job_1", status: "failed", error_message: "Wall 3 has no length.", output_url: null }),
  );
  fakeApi({ ...BOTH, "GET /jobs/job_1": failed });
  renderApp("/compare?a=job_1&b=job_2");
  expect(await screen.findByRole("heading", { name: "Run A has no rooms to compare" })).toBeVisible();
  expect(screen.getByText("Wall 3 has no length.")).toBeVisible();
});

test("a run that is not over is waited for", async () => {
  const pending = { ...PENDING, job_id: "job_2" };
  fakeApi({ ...BOTH, "GET /jobs/job_2": [json(pending), json(NEW)] });
  renderApp("/compare?a=job_1&b=job_2");
  expect(await screen.findByText("Waiting for a worker…")).toBeVisible();
  await waitFor(() => {
    expect(screen.getByRole("list", { name: "Rooms" })).toBeVisible();
  });
});

test("two ticked runs of the list lead to their comparison, the older first", async () => {
  const older = { ...OLD, created_at: 100 };
  fakeApi({
    ...BOTH,
    "GET /jobs": json({ jobs: [NEW, older, job({ job_id: "job_3", status: "failed" })], next_cursor: null }),
    "GET /batches": json({ batches: [] }),
  });
  const user = renderApp("/jobs");
  await user.click(await screen.findByRole("checkbox", { name: "Compare New" }));
  expect(screen.getByText("Tick one more to compare them")).toBeVisible();
  expect(screen.getAllByRole("checkbox")).toHaveLength(2); // what has no rooms cannot be compared
  await user.click(screen.getByRole("checkbox", { name: "Compare Old" }));
  expect(screen.getByRole("link", { name: "Compare the two" })).toHaveAttribute("href", "/compare?a=job_1&b=job_2");
});
