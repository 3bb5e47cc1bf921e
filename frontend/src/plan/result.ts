import type { Mark } from "./marks";
import type { Point } from "./plan";

/** The result document of a job. What the detector does not compute is absent. */
export interface DetectionResult {
  version: 1;
  units: string | null;
  walls_count: number;
  rooms_count: number;
  /** Mean over the rooms, 0 to 1; null without rooms. */
  confidence_score?: number | null;
  rooms: Room[];
  repairs?: Repair[];
  diagnostics?: Diagnostic[];
}

export interface Room {
  id: string;
  /** As the plan's labels and spaces say, if they do. */
  name?: string | null;
  number?: string | null;
  usage?: string | null;
  /** What somebody who looked at it said, as the plan's findings have it; this page reads it from there. */
  mark?: Mark;
  /** Between the faces of the walls, where their thickness is known; `area` goes to their centre lines. */
  net_area?: number | null;
  /** Open ring, counter-clockwise. */
  polygon: Point[];
  holes: Point[][];
  area: number;
  perimeter: number;
  centroid: Point;
  /** A point well inside the room. */
  label_point: Point;
  bounding_box: [minX: number, minY: number, maxX: number, maxY: number];
  adjacent: { room: string; shared_length: number }[];
  openings?: Opening[];
  /** Share of the perimeter that load-bearing walls make, 0 to 1. */
  load_bearing_share?: number;
  confidence?: number;
  confidence_reasons?: string[];
}

/** A door, window or passage in the boundary of a room. */
export interface Opening {
  kind?: "door" | "window" | "opening";
  start: Point;
  end: Point;
  width: number;
  /** The room it leads to; null is the outside. */
  to: string | null;
  probability: number;
}

/** A change that the detector made to the drawing: stretches added (gap, opening) or left out (the others). */
export interface Repair {
  kind: "gap" | "opening" | "stub" | "overshoot" | "sliver";
  at: Point;
  /** The other end; a sliver is a place only. */
  to?: Point;
  detail: string;
}

/** Something to look at: the drawing was left as it is. */
export interface Diagnostic {
  /** For example leak; a newer detector may know kinds that this page does not. */
  kind: string;
  at?: Point;
  from?: Point;
  to?: Point;
  wall?: number;
  detail: string;
}
