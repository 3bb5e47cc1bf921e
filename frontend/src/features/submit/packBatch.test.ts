import { expect, test } from "vitest";

import { PLAN } from "@/testing/examples";

import { isBatch } from "./fileFormat";
import { packBatch } from "./packBatch";

const planFile = (name: string, plan: unknown = PLAN) => new File([JSON.stringify(plan, null, 2)], name);

test("several plans become a line each, named as their files", async () => {
  const { name, type, body } = await packBatch([
    planFile("one.json"),
    planFile("two.json", { ...PLAN, name: "Second floor" }),
  ]);
  expect([name, type]).toEqual(["one.json and 1 more", "application/x-ndjson"]);
  const plans = (await body.text()).trim().split("\n");
  expect(plans.map((line) => JSON.parse(line) as unknown)).toEqual([
    { ...PLAN, name: "one" },
    { ...PLAN, name: "Second floor" },
  ]);
});

test("a packed file is handed in as it is", async () => {
  const file = new File(["PK"], "Floors.ZIP");
  expect(await packBatch([file])).toEqual({ name: "Floors.ZIP", type: "application/zip", body: file });
});

test("what is no plan is named, and so is what belongs elsewhere", async () => {
  await expect(packBatch([planFile("one.json"), new File(["{"], "broken.json")])).rejects.toThrow(
    "broken.json is not JSON",
  );
  await expect(packBatch([planFile("one.json"), new File(["0"], "house.dxf")])).rejects.toThrow(
    "Drop drawings one by one",
  );
  await expect(packBatch([planFile("one.json"), new File(["PK"], "more.zip")])).rejects.toThrow("Drop it alone");
});

test("one plan is no batch, two are, and so is a ZIP", () => {
  expect(
    [[planFile("a.json")], [planFile("a.json"), planFile("b.json")], [new File([""], "a.zip")]].map(isBatch),
  ).toEqual([false, true, true]);
});
