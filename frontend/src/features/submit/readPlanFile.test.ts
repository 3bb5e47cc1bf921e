import { expect, test } from "vitest";

import { readPlanFile } from "./readPlanFile";

const file = (text: string) => new File([text], "plan.json");

test("a plan is read", async () => {
  const found = await readPlanFile(file('{"walls": [{"type": "line", "start": [0, 0], "end": [1, 0]}]}'));
  expect(found).toMatchObject({ kind: "plan", title: "plan", plan: { walls: [{ type: "line" }] } });
});

test("a drawing is known by its name, GeoJSON in a .json file by what it says", async () => {
  expect(await readPlanFile(new File(["0\nSECTION"], "house.dxf"))).toMatchObject({ kind: "drawing", format: "dxf" });
  const found = await readPlanFile(file('{"type": "FeatureCollection", "features": []}'));
  expect(found).toMatchObject({ kind: "drawing", format: "geojson", title: "plan" });
});

test("what is not JSON is named with its line", async () => {
  await expect(readPlanFile(file('{\n"walls": [\n{oops}]}'))).rejects.toThrow("line 3");
});

test.each([
  ["", "plan.json is empty"],
  ["{oops", "plan.json is not JSON: "],
  ["[1, 2]", "plan.json has no list of walls"],
  ['{"walls": {}}', "plan.json has no list of walls"],
  ['{"walls": []}', "plan.json has no walls"],
])("%j is refused: %s", async (text, message) => {
  await expect(readPlanFile(file(text))).rejects.toThrow(message);
});

test.each([
  ["photo.jpeg", "photo.jpeg is a picture, which holds no walls."],
  ["areas.xlsx", "areas.xlsx is an office document, which holds no walls."],
  ["house.3dm", "house.3dm is the file of a design program."],
])("%s is refused with what can be done: %s", async (name, message) => {
  await expect(readPlanFile(new File(["%"], name))).rejects.toThrow(message);
});

test.each([
  ["packed.json", "PK\u0003\u0004"],
  ["plan", "\u0000\u0001"],
])("%s, which is no text, is refused in words", async (name, start) => {
  await expect(readPlanFile(new File([start], name))).rejects.toThrow(`${name} is no text file`);
});

test.each([
  ["areas.csv", "room,area\n1,2"],
  ["saved.html", "<html></html>"],
  ["notes.txt", "the plan"],
])("%s, which is another text, is refused without a parser's words", async (name, text) => {
  await expect(readPlanFile(new File([text], name))).rejects.toThrow(`${name} is no plan: JSON begins with {.`);
});

test("a plan too large for a request is read all the same: it will be uploaded", async () => {
  const large = file('{"walls": [{"type": "line", "start": [0, 0], "end": [4, 0]}]}' + " ".repeat(6_200_000));
  await expect(readPlanFile(large)).resolves.toMatchObject({ kind: "plan" });
});

test("a drawing over the limit is refused before it is read", async () => {
  const large = new File([], "plan.dxf");
  Object.defineProperty(large, "size", { value: 100_000_001 });
  await expect(readPlanFile(large)).rejects.toThrow("plan.dxf is too large (100 MB; the limit is 100 MB)");
});
