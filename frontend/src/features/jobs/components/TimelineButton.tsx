import { DialogButton } from "@/components/TitledDialog";

import { Waterfall } from "./Waterfall";

/** Shows what the attempts of a job did and when. */
export function TimelineButton({ jobId }: { jobId: string }) {
  return (
    <DialogButton wide label="Timeline" title="What happened when">
      <Waterfall jobId={jobId} />
    </DialogButton>
  );
}
