import type { components } from "@/api/schema";
import type { Plan, Point, Wall } from "@/plan/plan";
import type { DetectionResult } from "@/plan/result";

function line(start: [number, number], end: [number, number], is_load_bearing = false): Wall {
  return { type: "line", start, end, is_load_bearing, thickness: null, id: null };
}

/** Two rooms side by side, the left one twice as wide. */
export const PLAN: Plan = {
  units: "m",
  walls: [
    line([0, 0], [6, 0], true),
    line([6, 0], [6, 3]),
    line([6, 3], [0, 3]),
    line([0, 3], [0, 0]),
    line([4, 0], [4, 3]),
  ],
};

function room(id: string, [x, y]: Point, width: number, neighbour: string): DetectionResult["rooms"][number] {
  return {
    id,
    polygon: [
      [x, y],
      [x + width, y],
      [x + width, y + 3],
      [x, y + 3],
    ],
    holes: [],
    area: width * 3,
    perimeter: 2 * (width + 3),
    centroid: [x + width / 2, y + 1.5],
    label_point: [x + width / 2, y + 1.5],
    bounding_box: [x, y, x + width, y + 3],
    adjacent: [{ room: neighbour, shared_length: 3 }],
  };
}

export const RESULT: DetectionResult = {
  version: 1,
  units: "m",
  walls_count: 5,
  rooms_count: 2,
  rooms: [room("room-1", [0, 0], 4, "room-2"), room("room-2", [4, 0], 2, "room-1")],
};

export function job(changes: Partial<components["schemas"]["JobState"]> = {}): components["schemas"]["JobState"] {
  return {
    job_id: "job_1",
    status: "completed",
    created_at: Math.floor(Date.now() / 1000),
    updated_at: Math.floor(Date.now() / 1000),
    processing_time: 0.025,
    rooms_count: 2,
    confidence_score: null,
    output_url: "https://storage.example/result.json",
    poll_after_ms: null,
    name: null,
    owner: "local",
    wall_count: 5,
    progress: null,
    ahead: null,
    ...changes,
  };
}

export const PENDING = job({ status: "pending", processing_time: null, output_url: null, poll_after_ms: 20 });
