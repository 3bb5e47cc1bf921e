import Typography from "@mui/material/Typography";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Navigate, useLocation, useSearchParams } from "react-router";

import "./sheet.css";

import { HomeLink } from "@/components/HomeLink";
import { PageWait } from "@/components/PageWait";
import { newDraftId } from "@/features/editor/draftStore";
import { openDraft } from "@/features/editor/leftDraft";
import { draftOf, EMPTY_DRAFT, type Draft } from "@/features/editor/model/document";
import { useJob } from "@/features/jobs/api/useJob";
import { useJobPlan } from "@/features/jobs/api/useJobPlan";
import { useJobResult } from "@/features/jobs/api/useJobResult";
import { LoadFailed } from "@/features/jobs/components/LoadFailed";
import { useOnline } from "@/hooks/useOnline";
import { useTitle } from "@/hooks/useTitle";
import { EditorScreen } from "./EditorScreen";

/** A plan that another page opened here: known before this browser keeps it, or where it keeps nothing. */
export function openedKey(id: string) {
  return ["opened", id] as const;
}

/** The editor: a drawing of this browser, or the plan of the job that the address names. */
export function EditorPage() {
  const [query] = useSearchParams();
  const { state } = useLocation() as { state: { title?: string } | null };
  const [fresh] = useState(newDraftId);
  const jobId = query.get("job");
  const draftId = query.get("draft");
  const [name, setName] = useState<string | null>(null);
  const called = state?.title ?? (jobId === null ? "New plan" : "Floor plan");
  const title = name ?? called;
  useTitle(`Editing · ${title}`);
  if (jobId === null && draftId === null) return <Navigate replace to={`/editor?draft=${fresh}`} state={state} />;
  return (
    <div className="job">
      <div className="job-title">
        <HomeLink />
        <Typography variant="h2" component="h1" noWrap>
          {title}
        </Typography>
      </div>
      {jobId !== null ? (
        <EditJob key={jobId} jobId={jobId} title={called} onName={setName} />
      ) : (
        <EditDraft key={draftId} id={draftId ?? fresh} title={called} onName={setName} />
      )}
    </div>
  );
}

interface EditProps {
  title: string;
  onName: (name: string | null) => void;
}

/** What was last drawn under an id, if this browser kept it. */
function useStoredDraft(id: string) {
  return useQuery({
    queryKey: ["draft", id],
    queryFn: () => openDraft(id),
    networkMode: "always",
    staleTime: Infinity, // opening saves what was left: once for each visit, not whenever the tab comes into sight
    gcTime: 0,
  });
}

function EditDraft({ id, title, onName }: EditProps & { id: string }) {
  const client = useQueryClient();
  const stored = useStoredDraft(id);
  if (stored.isPending) return <PageWait />;
  const original = client.getQueryData<Draft>(openedKey(id)) ?? EMPTY_DRAFT;
  const known = stored.data?.title ?? title;
  return (
    <EditorScreen
      id={id}
      title={known}
      original={original}
      stored={stored.data ?? null}
      result={null}
      onName={onName}
    />
  );
}

function EditJob({ jobId, title, onName }: EditProps & { jobId: string }) {
  const stored = useStoredDraft(jobId);
  const plan = useJobPlan(jobId, true);
  const job = useJob(jobId);
  const result = useJobResult(job.data);
  const online = useOnline();
  if (plan.error) return <LoadFailed what="The plan" online={online} error={plan.error} onRetry={plan.refetch} />;
  const waiting = stored.isPending || job.isPending || result.isLoading;
  if (!plan.data || waiting) return <PageWait />;
  const name = plan.data.name ?? job.data?.name ?? (title === "Floor plan" ? null : title);
  return (
    <EditorScreen
      id={jobId}
      title={name ?? title}
      original={draftOf(plan.data, name)}
      stored={stored.data ?? null}
      result={result.data ?? null}
      onName={onName}
    />
  );
}
