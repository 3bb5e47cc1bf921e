import { documentOf } from "@/api/problem";
import type { Plan } from "@/plan/plan";
import { parseJson } from "@/lib/parseJson";
import type { DetectionResult } from "@/plan/result";

import { fetchResult } from "./api/useResultFile";
import { Painter } from "./drawing/Painter";
import { savePicture } from "./savePicture";
import { buildScene } from "./scene";

/** Save the rooms of a job that is not on the screen as a PNG. */
export async function saveJobPicture(jobId: string, plan: Plan, title: string): Promise<void> {
  const result = await documentOf<DetectionResult>(parseJson(await (await fetchResult(jobId, "json")).blob()), "rooms");
  const painter = new Painter(buildScene(plan, result));
  try {
    await savePicture(painter, { colourBy: "room", stage: "after" }, title);
  } finally {
    painter.close();
  }
}
