import { render } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Plan } from "@/plan/plan";

import { PlanDrawing } from "./PlanDrawing";

const frameOf = (end: [number, number]) => {
  const wall = { type: "line" as const, end, is_load_bearing: false, thickness: null, id: null };
  const plan: Plan = { units: null, walls: [{ ...wall, start: [2, 2] }] };
  return render(<PlanDrawing plan={plan} />)
    .container.querySelector("svg")
    ?.getAttribute("viewBox");
};

test("a wall alone has a frame around it, since browsers draw nothing in a frame without height or width", () => {
  expect(frameOf([6, 2])).toBe("0 -1 1000 2");
  expect(frameOf([2, 6])).toBe("-1 0 2 1000");
  expect(frameOf([4, 6])).toBe("0 0 500 1000");
});
