import MenuItem from "@mui/material/MenuItem";
import Typography from "@mui/material/Typography";
import { useMutation } from "@tanstack/react-query";

import { DownloadIcon } from "@/components/icons";
import { MenuButton } from "@/components/MenuButton";
import type { Job } from "@/features/jobs/api/fetchJob";
import { useLoadPlan } from "@/features/jobs/api/useJobPlan";
import { jobName } from "@/features/jobs/jobFilters";
import { RESULT_FORMATS, useResultFile, type ResultFormat } from "@/features/viewer/api/useResultFile";
import { useCopy } from "@/hooks/useCopy";

const FORMATS = [["json", "JSON"], ...Object.entries(RESULT_FORMATS)] as ["json" | ResultFormat, string][];

/** The rooms of a job in a list as a file, and its address. */
export function RunFiles({ job }: { job: Job }) {
  const name = jobName(job);
  const title = job.name ?? job.job_id;
  const file = useResultFile(job.job_id, title);
  const loadPlan = useLoadPlan();
  const picture = useMutation({
    mutationFn: async () => {
      const [plan, { saveJobPicture }] = await Promise.all([
        loadPlan(job.job_id),
        import("@/features/viewer/saveJobPicture"),
      ]);
      await saveJobPicture(job.job_id, plan, title);
    },
    networkMode: "always", // offline, fail at once
  });
  const [said, copy] = useCopy();
  const failure = (file.error ?? picture.error)?.message;
  return (
    <>
      <MenuButton compact label={`Files of ${name}`} icon={<DownloadIcon />}>
        {(close) => [
          ...FORMATS.map(([format, label]) => (
            <MenuItem
              key={format}
              onClick={() => {
                picture.reset();
                file.mutate(format);
                close();
              }}
            >
              {label}
            </MenuItem>
          )),
          <MenuItem
            key="png"
            onClick={() => {
              file.reset();
              picture.mutate();
              close();
            }}
          >
            PNG
          </MenuItem>,
          <MenuItem
            key="link"
            onClick={() => {
              copy(new URL(`/jobs/${job.job_id}`, window.location.href).href);
              close();
            }}
          >
            Copy link
          </MenuItem>,
        ]}
      </MenuButton>
      <Typography role="status" variant="body2" className="row-said" data-wrong={failure !== undefined}>
        {failure ? `No file: ${failure}` : said}
      </Typography>
    </>
  );
}
