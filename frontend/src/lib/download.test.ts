import { expect, test } from "vitest";

import { fileName } from "./download";

test.each([
  ["flat.json", "dxf", "flat.dxf"],
  ["House.DXF", "json", "House.json"],
  ["flat.dwg", "dxf", "flat.dxf"],
  ["Level 1.5", "json", "Level 1.5.json"],
  [".json", "json", "plan.json"],
])("of %j, %s is the file %j", (plan, suffix, name) => {
  expect(fileName(plan, suffix)).toBe(name);
});
