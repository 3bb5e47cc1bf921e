import Typography from "@mui/material/Typography";
import { useQuery } from "@tanstack/react-query";
import { useLocation, useSearchParams } from "react-router";

import "./sheet.css";

import { HomeLink } from "@/components/HomeLink";
import { PageWait } from "@/components/PageWait";
import { loadDraft } from "@/features/editor/draftStore";
import { draftOf, EMPTY_DRAFT } from "@/features/editor/model/document";
import { useJob } from "@/features/jobs/api/useJob";
import { useJobPlan } from "@/features/jobs/api/useJobPlan";
import { useJobResult } from "@/features/jobs/api/useJobResult";
import { LoadFailed } from "@/features/jobs/components/LoadFailed";
import { useOnline } from "@/hooks/useOnline";
import { useTitle } from "@/hooks/useTitle";
import { EditorScreen } from "./EditorScreen";

/** The editor: an empty sheet, a draft that was kept, or the plan of the job that the address names. */
export function EditorPage() {
  const [query] = useSearchParams();
  const { state } = useLocation() as { state: { title?: string } | null };
  const jobId = query.get("job");
  const name = query.get("draft") ?? "new";
  const title = state?.title ?? query.get("draft") ?? (jobId === null ? "New plan" : "Floor plan");
  useTitle(`Editing · ${title}`);
  return (
    <div className="job">
      <div className="job-title">
        <HomeLink />
        <Typography variant="h2" component="h1" noWrap>
          {title}
        </Typography>
      </div>
      {jobId === null ? <EditDraft key={name} name={name} title={title} /> : <EditJob key={jobId} jobId={jobId} title={title} />}
    </div>
  );
}

/** What was last drawn under a name, if this browser kept it. */
function useStoredDraft(name: string) {
  return useQuery({
    queryKey: ["draft", name],
    queryFn: () => loadDraft(name).catch(() => null), // nothing kept is nothing lost: one starts from the plan
    networkMode: "always",
    staleTime: 0,
    gcTime: 0,
  });
}

function EditDraft({ name, title }: { name: string; title: string }) {
  const stored = useStoredDraft(name);
  if (stored.isPending) return <PageWait />;
  return <EditorScreen name={name} title={title} original={EMPTY_DRAFT} stored={stored.data ?? null} result={null} />;
}

function EditJob({ jobId, title }: { jobId: string; title: string }) {
  const stored = useStoredDraft(jobId);
  const plan = useJobPlan(jobId, true);
  const job = useJob(jobId);
  const result = useJobResult(job.data);
  const online = useOnline();
  if (plan.error) return <LoadFailed what="The plan" online={online} error={plan.error} onRetry={plan.refetch} />;
  const waiting = stored.isPending || job.isPending || result.isLoading;
  if (!plan.data || waiting) return <PageWait />;
  return (
    <EditorScreen
      name={jobId}
      title={title}
      original={draftOf(plan.data)}
      stored={stored.data ?? null}
      result={result.data ?? null}
    />
  );
}
