import type { Grid } from "@/plan/grid";
import type { Point } from "@/plan/plan";
import type { Box, Size } from "@/plan/view";

import type { Finding } from "../findings";

/** What a picture of a plan is made of, in coordinates of the drawing; less than a scene, for it travels to a worker. */
export interface DrawnScene {
  size: Size;
  units: string | null;
  walls: readonly DrawnWall[];
  rooms: readonly DrawnRoom[];
  /** Finds rooms, by their boxes. */
  roomGrid: Grid;
  stretches: readonly Stretch[];
  /** Where findings have marks, which labels leave free. */
  marks: readonly Point[];
}

export interface DrawnWall {
  points: readonly Point[];
  loadBearing: boolean;
  /** The leaf or the swing of a door. */
  sign: boolean;
  box: Box;
}

export interface DrawnRoom {
  name: string;
  colour: number;
  /** What it is used for, and the colour of that; empty where nobody says it. */
  usage: string;
  usageColour: number;
  area: number;
  confidence: number | undefined;
  /** The outer ring and the holes. */
  rings: readonly (readonly Point[])[];
  box: Box;
  labelPoint: Point;
}

/** A line that was added, left out or left open. */
export interface Stretch {
  kind: Finding["kind"];
  line: readonly [Point, Point];
}
