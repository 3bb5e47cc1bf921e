import { expect, test } from "vitest";

import { PLAN } from "@/testing/examples";

import { isBatch, isShapefile } from "./fileFormat";
import { packBatch } from "./packBatch";
import { readPlanFile } from "./readPlanFile";

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

test("a ZIP with a Shapefile is one drawing", async () => {
  const file = new File([zipOf("a/walls.dbf", "a/walls.SHP", "a/walls.shx")], "walls.zip");
  expect(await isShapefile(file)).toBe(true);
  expect(await readPlanFile(file)).toMatchObject({ kind: "drawing", format: "shp", title: "walls" });
  await expect(packBatch([file])).rejects.toThrow("one drawing");
  for (const names of [[], ["plan.json", "walls.shp.json"]]) {
    expect(await isShapefile(new File([zipOf(...names)], "plans.zip"))).toBe(false);
  }
  expect(await isShapefile(new File(["PK"], "cut.zip"))).toBe(false);
});

/** A ZIP of empty files: its list of contents is what is looked at. */
function zipOf(...names: string[]): Uint8Array<ArrayBuffer> {
  const entries = names.map((name) => {
    const entry = new Uint8Array(46 + name.length);
    const view = new DataView(entry.buffer);
    view.setUint32(0, 0x02014b50, true);
    view.setUint16(28, name.length, true);
    entry.set(new TextEncoder().encode(name), 46);
    return entry;
  });
  const size = entries.reduce((sum, { length }) => sum + length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint32(12, size, true);
  return new Uint8Array([...entries.flatMap((entry) => [...entry]), ...new Uint8Array(end.buffer)]);
}

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
