import Button from "@mui/material/Button";
import { useState } from "react";
import { useNavigate } from "react-router";

import { Editor } from "@/features/editor/components/Editor";
import { forgetDraft, newDraftId, saveDraft, type StoredDraft } from "@/features/editor/draftStore";
import { forgetLeft } from "@/features/editor/leftDraft";
import { thumbnailOf } from "@/features/editor/drawing/thumbnail";
import type { Draft } from "@/features/editor/model/document";
import { startHistory } from "@/features/editor/model/history";
import type { DetectionResult } from "@/plan/result";

import { useDetection } from "./useDetection";

interface Props {
  id: string;
  title: string;
  /** The plan as it was opened. */
  original: Draft;
  /** As it was last drawn in this browser. */
  stored: StoredDraft | null;
  /** The rooms of the original. */
  result: DetectionResult | null;
  onName: (name: string | null) => void;
}

/** The editor with what this browser kept, and the service that finds rooms. */
export function EditorScreen({ id, title, original: opened, stored, result, onName }: Props) {
  const navigate = useNavigate();
  const [original] = useState(opened);
  const [initial, setInitial] = useState<StoredDraft>(stored ?? fresh(id, title, original, 0));
  const kept = stored !== null && initial === stored && stored.history.present.walls.length > 0;
  const detection = useDetection(result && { result, draft: original });
  const startOver = async () => {
    forgetLeft(id);
    await forgetDraft(id).catch(() => undefined); // the next save replaces it anyway
    setInitial(fresh(id, title, original, 0));
  };
  const copy = async (mine: Draft) => {
    const copied = { ...mine, name: `${mine.name ?? title} (copy)` };
    const other = newDraftId();
    const draft = { id: other, title: copied.name, history: startHistory(copied) };
    await saveDraft(draft, 0, thumbnailOf(copied));
    await navigate(`/editor?draft=${other}`);
  };
  return (
    <>
      <Editor
        key={`${String(initial.version)} ${String(initial.savedAt)}`}
        initial={initial}
        detection={detection}
        onReplace={setInitial}
        onCopy={(mine) => void copy(mine)}
        onName={onName}
      />
      {kept && (
        <div className="kept-notice">
          Your last drawing is back.
          <Button size="small" color="inherit" onClick={() => void startOver()}>
            Start over
          </Button>
        </div>
      )}
      {detection.watch}
    </>
  );
}

function fresh(id: string, title: string, draft: Draft, version: number): StoredDraft {
  return { id, title, history: startHistory(draft), version, savedAt: Date.now() };
}
