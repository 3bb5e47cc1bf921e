import { useMemo } from "react";

import "../progress.css";

import { PlanDrawing } from "@/components/PlanDrawing";
import { drawable } from "@/plan/drawable";
import type { Plan } from "@/plan/plan";

interface Props {
  plan: Plan | undefined;
  /** Whether somebody is at work on it. */
  working?: boolean;
}

/** What can be drawn of the plan alone, where its rooms will be. */
export function PlanSheet({ plan, working = true }: Props) {
  const drawn = useMemo(() => plan && drawable(plan).plan, [plan]); // it may be what the job will fail for
  return (
    <div className="sheet" data-working={working}>
      <div className="still-plan">{drawn && <PlanDrawing plan={drawn} />}</div>
    </div>
  );
}
