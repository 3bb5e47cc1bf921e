import ListItemText from "@mui/material/ListItemText";
import MenuItem from "@mui/material/MenuItem";
import { useState } from "react";

import { MoreIcon } from "@/components/icons";
import { MenuButton } from "@/components/MenuButton";
import { TitledDialog } from "@/components/TitledDialog";
import { useCopy } from "@/hooks/useCopy";

import { CallbackList } from "./CallbackList";

/** What is seldom wanted of a job: its id, for a log or a colleague, and who was told of its end. */
export function JobMenu({ jobId }: { jobId: string }) {
  const [said, copy] = useCopy();
  const [callbacksShown, setCallbacksShown] = useState(false);
  return (
    <>
      <MenuButton compact label="More of this job" icon={<MoreIcon />}>
        {(close) => [
          <MenuItem
            key="id"
            onClick={() => {
              copy(jobId);
              close();
            }}
          >
            <ListItemText primary="Copy the job id" secondary={jobId} />
          </MenuItem>,
          <MenuItem
            key="callbacks"
            onClick={() => {
              setCallbacksShown(true);
              close();
            }}
          >
            <ListItemText primary="Callbacks" secondary="Who was told of its end" />
          </MenuItem>,
        ]}
      </MenuButton>
      <TitledDialog
        wide
        title="Callbacks"
        open={callbacksShown}
        onClose={() => {
          setCallbacksShown(false);
        }}
      >
        <CallbackList of={{ job_id: jobId }} />
      </TitledDialog>
      <span role="status" className={said === "Not allowed" ? undefined : "visually-hidden"}>
        {said === "Not allowed" ? `The browser does not let the page copy: ${jobId}` : said}
      </span>
    </>
  );
}
