import { PlanDrawing } from "@/components/PlanDrawing";
import type { Plan } from "@/lib/plan";

interface Props {
  plan: Plan | undefined;
  /** Whether somebody is at work on it. */
  working?: boolean;
}

/** The plan alone, where its rooms will be. */
export function PlanSheet({ plan, working = true }: Props) {
  return (
    <div className="sheet" data-working={working}>
      <div className="still-plan">{plan && <PlanDrawing plan={plan} />}</div>
    </div>
  );
}
