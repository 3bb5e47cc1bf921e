import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Link, useSearchParams } from "react-router";

import "@/features/compare/compare.css";
import "@/features/jobs/jobs.css";

import "./sheet.css";

import { CopyLinkButton } from "@/components/CopyLinkButton";
import { HomeLink } from "@/components/HomeLink";
import type { Layout } from "@/features/compare/components/Comparison";
import { useJob } from "@/features/jobs/api/useJob";
import { JobPicker } from "@/features/jobs/components/JobPicker";
import { jobName } from "@/features/jobs/jobFilters";
import { useTitle } from "@/hooks/useTitle";

import { CompareScreen } from "./CompareScreen";

/** Two runs, which the address names, and what is different between them; one that it does not name is asked for. */
export function ComparePage() {
  const [address, setAddress] = useSearchParams();
  const [a, b] = [address.get("a") ?? "", address.get("b") ?? ""];
  const layout: Layout = address.get("layout") === "over" ? "over" : "beside";
  const complete = a !== "" && b !== "";
  useTitle("Compare two runs");
  const change = (changes: Record<string, string>) => {
    setAddress({ ...Object.fromEntries(address), ...changes }, { replace: "layout" in changes });
  };
  return (
    <div className={complete ? "job" : "jobs"}>
      <div className={complete ? "job-title compare-head" : "jobs-head"}>
        <HomeLink />
        <Typography variant="h2" component="h1" noWrap>
          Compare two runs
        </Typography>
        {complete && (
          <>
            <Button
              size="small"
              color="inherit"
              onClick={() => {
                change({ a: b, b: a });
              }}
            >
              Swap
            </Button>
            <CopyLinkButton />
          </>
        )}
      </div>
      {complete ? (
        <CompareScreen
          key={`${a} ${b}`}
          a={a}
          b={b}
          layout={layout}
          onLayout={(chosen) => {
            change({ layout: chosen });
          }}
          onReplace={(side) => {
            setAddress({ [side === "a" ? "b" : "a"]: side === "a" ? b : a });
          }}
        />
      ) : (
        <>
          <Typography sx={{ color: "text.secondary" }}>
            {a === "" && b === "" ? (
              "Choose the run to start from."
            ) : (
              <>
                Choose the run to compare with <RunName jobId={a || b} />.
              </>
            )}
          </Typography>
          <JobPicker
            key={a + b}
            except={[a, b]}
            onPick={(jobId) => {
              change(a === "" ? { a: jobId } : { b: jobId });
            }}
          />
        </>
      )}
    </div>
  );
}

function RunName({ jobId }: { jobId: string }) {
  const job = useJob(jobId);
  return <Link to={`/jobs/${jobId}`}>{jobName(job.data ?? { job_id: jobId, name: null })}</Link>;
}
