import { expect, test } from "vitest";

import { drawingFormat, isGeoJson } from "./fileFormat";

test.each([
  ["house.dxf", "dxf"],
  ["HOUSE.DXF", "dxf"],
  ["flat.dwg", "dxf"],
  ["floor 1.svg", "svg"],
  ["floor.geojson", "geojson"],
  ["house.ifc", "ifc"],
  ["campus.gpkg", "gpkg"],
  ["Sheet A-101.PDF", "pdf"],
  ["plan.json", null],
  ["plan", null],
])("%s is %j", (name, format) => {
  expect(drawingFormat(name)).toBe(format);
});

test("GeoJSON says what it is, a plan does not", () => {
  expect(isGeoJson({ type: "FeatureCollection", features: [] })).toBe(true);
  expect(isGeoJson({ walls: [] })).toBe(false);
  expect(isGeoJson({ type: "line" })).toBe(false);
  expect(isGeoJson(null)).toBe(false);
});
