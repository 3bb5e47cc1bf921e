import type { Job } from "./api/fetchJob";

export interface Step {
  title: string;
  detail: string;
  state: "done" | "now" | "later";
}

const LONG_WAIT_S = 10;
/** The service counts no further. */
const MOST_AHEAD = 1000;

/** What the stages of a detection do, in words; one that is not known here is called by its name. */
const STAGES: Record<string, string> = {
  parse: "Walls are read.",
  scale: "The scale of the drawing is measured.",
  node: "Walls are joined where they cross and touch.",
  close: "Gaps between walls are closed.",
  faces: "Rooms are walked round.",
  nesting: "Rooms within rooms are sorted out.",
  describe: "Areas, neighbours and doors are measured.",
  done: "The result is written.",
};

/** What has happened with a job that has not ended, what happens now, and what is left. */
export function steps(
  { status, progress, ahead }: Pick<Job, "status" | "progress" | "ahead">,
  waitedS: number,
): Step[] {
  const working = status === "processing";
  const found = status === "completed";
  const patience = [aheadInWords(ahead), waitedS < LONG_WAIT_S ? "The next free worker takes it." : LONG_WAIT];
  return [
    { title: "Handed in", detail: "The plan is stored.", state: "done" },
    {
      title: "Waiting for a worker",
      detail: working || found ? "A worker has taken it." : patience.filter(Boolean).join(" "),
      state: working || found ? "done" : "now",
    },
    {
      title: "Finding rooms",
      detail: found ? "They are found." : working ? stageInWords(progress) : "Small plans take a fraction of a second.",
      state: found ? "done" : working ? "now" : "later",
    },
    {
      title: "Loading the rooms",
      detail: found ? "The result is on its way." : "Then they are drawn here.",
      state: found ? "now" : "later",
    },
  ];
}

const LONG_WAIT = "No worker has taken it yet. The job is safe: you can close this page and come back to its address.";

function stageInWords(progress: Job["progress"]): string {
  if (!progress) return "Walls are joined and their faces walked.";
  return STAGES[progress.stage] ?? `${progress.stage}.`;
}

/** How many jobs wait before this one; nothing where nobody knows. */
export function aheadInWords(ahead: Job["ahead"]): string {
  if (ahead === null) return "";
  if (ahead === 0) return "It is the next.";
  return `${ahead.toLocaleString("en")}${ahead >= MOST_AHEAD ? " or more" : ""} ahead of yours.`;
}
