import ListItemText from "@mui/material/ListItemText";
import MenuItem from "@mui/material/MenuItem";

import { MoreIcon } from "@/components/icons";
import { MenuButton } from "@/components/MenuButton";
import { useCopy } from "@/hooks/useCopy";

/** What is seldom wanted of a job: its id, for a log or a colleague. */
export function JobMenu({ jobId }: { jobId: string }) {
  const [said, copy] = useCopy();
  return (
    <>
      <MenuButton compact label="More of this job" icon={<MoreIcon />}>
        {(close) => (
          <MenuItem
            onClick={() => {
              copy(jobId);
              close();
            }}
          >
            <ListItemText primary="Copy the job id" secondary={jobId} />
          </MenuItem>
        )}
      </MenuButton>
      <span role="status" className={said === "Not allowed" ? undefined : "visually-hidden"}>
        {said === "Not allowed" ? `The browser does not let the page copy: ${jobId}` : said}
      </span>
    </>
  );
}
