import type { Point } from "@/lib/plan";

/** The result document of a job. What the detector does not compute is absent. */
export interface DetectionResult {
  version: 1;
  units: string | null;
  walls_count: number;
  rooms_count: number;
  /** Mean over the rooms, 0 to 1; null without rooms. */
  confidence_score?: number | null;
  rooms: Room[];
}

export interface Room {
  id: string;
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
  confidence?: number;
  confidence_reasons?: string[];
}
