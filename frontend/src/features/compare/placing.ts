import { DRAWING_SIZE } from "@/plan/drawing";
import { touches, unionOf } from "@/plan/grid";
import { wallPoints, type Plan, type Point } from "@/plan/plan";
import type { DetectionResult, Room } from "@/plan/result";
import { metresOf } from "@/plan/units";
import type { Box, Size } from "@/plan/view";

/** A plan and what was found in it. */
export interface Run {
  plan: Plan;
  result: DetectionResult;
}

/** A run in the coordinates of the drawing; areas and perimeters are in the units of the first run. */
export interface PlacedRun {
  walls: Point[][];
  rooms: Room[];
}

export interface Placing {
  size: Size;
  /** Drawing units per unit of the first run. */
  scale: number;
  units: string | null;
  before: PlacedRun;
  after: PlacedRun;
  /** The drawings lie apart, so the second was moved to the corner of the first. */
  moved: boolean;
  /** Whether a length of one can be told in the units of the other. */
  comparable: boolean;
}

/** Both runs on one drawing that holds both, in one unit, the same way up. */
export function placeRuns(before: Run, after: Run): Placing {
  const [unitsA, unitsB] = [before.result.units, after.result.units];
  const factor = factorBetween(unitsA, unitsB);
  const first = upright(before.plan, 1);
  const second = upright(after.plan, factor ?? 1);
  const boxA = boxOfWalls(before.plan, first);
  const boxB = boxOfWalls(after.plan, second);
  const moved = !touches(boxA, boxB);
  const shift: Point = moved ? [boxA[0] - boxB[0], boxA[1] - boxB[1]] : [0, 0];
  const [minX, minY, maxX, maxY] = unionOf([boxA, boxOf(boxB, shift)]);
  const scale = DRAWING_SIZE / (Math.max(maxX - minX, maxY - minY) || 1);
  const onDrawing = ([x, y]: Point): Point => [(x - minX) * scale, (y - minY) * scale];
  return {
    size: { width: (maxX - minX) * scale, height: (maxY - minY) * scale },
    scale,
    units: unitsA,
    before: placed(before, (point) => onDrawing(first(point)), 1),
    after: placed(
      after,
      (point) => {
        const [x, y] = second(point);
        return onDrawing([x + shift[0], y + shift[1]]);
      },
      factor ?? 1,
    ),
    moved,
    comparable: factor !== null,
  };
}

/** How many of the first unit one of the second is; null where nobody knows. */
function factorBetween(first: string | null, second: string | null): number | null {
  if ((first ?? "px") === (second ?? "px")) return 1;
  const [one, other] = [metresOf(first), metresOf(second)];
  return one === undefined || other === undefined ? null : other / one;
}

/** Pixels count downwards as screens do; every other unit upwards. */
function upright(plan: Plan, factor: number) {
  const down = (plan.units ?? "px") === "px" ? factor : -factor;
  return ([x, y]: Point): Point => [x * factor, y * down];
}

function boxOfWalls(plan: Plan, place: (point: Point) => Point): Box {
  return unionOf(plan.walls.flatMap((wall) => wallPoints(wall).map(place)).map(([x, y]) => [x, y, x, y]));
}

function boxOf([minX, minY, maxX, maxY]: Box, [dx, dy]: Point): Box {
  return [minX + dx, minY + dy, maxX + dx, maxY + dy];
}

function placed({ plan, result }: Run, place: (point: Point) => Point, factor: number): PlacedRun {
  return {
    walls: plan.walls.map((wall) => wallPoints(wall).map(place)),
    rooms: result.rooms.map((room) => {
      const polygon = room.polygon.map(place);
      return {
        ...room,
        polygon,
        holes: room.holes.map((hole) => hole.map(place)),
        centroid: place(room.centroid),
        label_point: place(room.label_point),
        bounding_box: [...unionOf(polygon.map(([x, y]) => [x, y, x, y]))],
        area: room.area * factor ** 2,
        perimeter: room.perimeter * factor,
      };
    }),
  };
}
