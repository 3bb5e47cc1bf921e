import { formatBytes } from "@/lib/format";
import type { Plan } from "@/lib/plan";

/** The API takes no larger body. */
export const MAX_PLAN_BYTES = 5_000_000;

/** The file cannot be a plan; the message says what to do. */
export class PlanFileError extends Error {
  override readonly name = "PlanFileError";
}

/**
 * Read a plan from a file, so far as to know that it is JSON with walls. Whether each wall is right, the API says.
 *
 * @throws PlanFileError
 */
export async function readPlanFile(file: File): Promise<Plan> {
  if (file.size > MAX_PLAN_BYTES) {
    const sizes = `${formatBytes(file.size)}; the limit is ${formatBytes(MAX_PLAN_BYTES)}`;
    throw new PlanFileError(`${file.name} is too large (${sizes}). Split it into floors or leave out what is no wall.`);
  }
  const text = (await file.text()).trim();
  if (text === "") throw new PlanFileError(`${file.name} is empty. Export the plan again and drop the new file.`);
  const plan = parse(text, file.name);
  if (typeof plan !== "object" || plan === null || !("walls" in plan) || !Array.isArray(plan.walls)) {
    throw new PlanFileError(`${file.name} has no list of walls. A plan looks like {"walls": [{"type": "line", …}]}.`);
  }
  if (plan.walls.length === 0) throw new PlanFileError(`${file.name} has no walls, so there are no rooms to find.`);
  return plan as Plan;
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PlanFileError(`${name} is not JSON: ${reason}.`, { cause: error });
  }
}
