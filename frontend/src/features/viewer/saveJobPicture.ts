import type { Plan } from "@/plan/plan";
import type { DetectionResult } from "@/plan/result";

import { fetchResult } from "./api/useResultFile";
import { Painter } from "./drawing/Painter";
import { savePicture } from "./savePicture";
import { buildScene } from "./scene";

/** Save the rooms of a job that is not on the screen as a PNG. */
export async function saveJobPicture(jobId: string, plan: Plan, fileName: string): Promise<void> {
  const result = (await (await fetchResult(jobId, "json")).json()) as DetectionResult;
  const painter = new Painter(buildScene(plan, result));
  try {
    await savePicture(painter, { colourBy: "room", stage: "after" }, fileName);
  } finally {
    painter.close();
  }
}
